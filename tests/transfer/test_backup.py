"""A backup: whole, checked, private, and without a trace of pools and receipts."""

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select
from sqlmodel import SQLModel

from app.campaigns.store import campaigns
from app.db.engine import is_migrated, make_engine, read, write_transaction
from app.db.tables import PoolRow, ReceiptRow, ReleaseRow
from app.pool_keys.key_file import KeyFile
from app.seminars.store import by_remote, finish
from app.seminars.store import open_room as open_room
from app.tallies import ballots
from app.tallies.ballots import Ballot, Cast, cast
from app.tallies.keys import PoolKeys
from app.tallies.ledger import count
from app.tallies.pool import read_totals
from app.tallies.sums import total
from app.tallies.verify import StoredFault, verify
from app.totem.packing import fingerprint
from app.transfer import backup as backup_module
from app.transfer.backup import backup
from app.transfer.tables import KEPT, MIGRATIONS_OWN, SITES_OWN, TransferRefused
from tests.crowd import TODAY, a_bank, a_campaign, a_receipt, a_sheet, an_entry


@pytest.fixture
def site(engine: Engine, keys: PoolKeys) -> Engine:
    a_campaign(engine, k=5)
    with write_transaction(engine) as connection:
        count(connection, keys, [an_entry(person) for person in range(13)], TODAY)
        release = {"made_on": TODAY, "document": "{}", "digest": "d" * 64}
        connection.execute(insert(ReleaseRow), {"campaign_id": 1, "number": 1, **release})
    return engine


def test_every_table_is_kept_or_left_out_or_made_by_migrations() -> None:
    assert {row.__tablename__ for row in (*KEPT, *SITES_OWN, *MIGRATIONS_OWN)} == set(SQLModel.metadata.tables)


def test_a_backup_holds_campaigns_totals_and_releases(site: Engine, tmp_path: Path) -> None:
    backup(site, tmp_path / "copy.db")
    copy = make_engine(f"sqlite:///{tmp_path}/copy.db")
    assert is_migrated(copy)
    assert campaigns(copy) == campaigns(site)
    with read(site) as old, read(copy) as new:
        assert read_totals(new, [1]) == read_totals(old, [1]) == {an_entry(0).cell: total(map(a_sheet, range(5)))}
        assert new.execute(select(ReleaseRow)).all() == old.execute(select(ReleaseRow)).all()
        assert not new.execute(select(PoolRow)).all()
        assert not new.execute(select(ReceiptRow)).all()
    copy.dispose()


def test_a_backup_holds_rooms_and_not_their_ballots(engine: Engine, keys: PoolKeys, tmp_path: Path) -> None:
    opened = open_room(engine, "totem", fingerprint(a_bank()), "fr", "free", "Monday", TODAY)
    with write_transaction(engine) as connection:
        crowd = [an_entry(person, opened.seminar.campaign_id) for person in range(13)]
        count(connection, keys, crowd, TODAY, finish)
        cast(connection, keys, {Ballot(opened.seminar.campaign_id, "guess"): Cast(3, [0, 1, 1])})
    backup(engine, tmp_path / "copy.db")
    copy = make_engine(f"sqlite:///{tmp_path}/copy.db")
    room = by_remote(copy, opened.remote)
    assert room == by_remote(engine, opened.remote)
    assert room
    assert room.finished == 13
    with read(copy) as connection:
        assert ballots.all_of(connection) == []
    assert verify(copy, KeyFile(tmp_path / "other" / "keys"), [a_bank()], TODAY) == []
    copy.dispose()


def test_no_byte_of_a_pool_or_a_receipt_is_in_a_backup(site: Engine, keys: PoolKeys, tmp_path: Path) -> None:
    backup(site, tmp_path / "copy.db")
    copied = (tmp_path / "copy.db").read_bytes()
    with read(site) as connection:
        pools = connection.execute(select(PoolRow)).all()
    assert len(pools) == 2
    for row in pools:
        assert row.key_id.encode() not in copied
        assert all(row.box[at : at + 16] not in copied for at in range(0, len(row.box) - 16, 16))
    assert all(a_receipt(person) not in copied for person in range(13))
    assert an_entry(0).cell.fingerprint.encode() in copied


def test_a_site_restored_from_a_backup_goes_on(site: Engine, keys: PoolKeys, tmp_path: Path) -> None:
    backup(site, tmp_path / "copy.db")
    restored, new_keys = make_engine(f"sqlite:///{tmp_path}/copy.db"), KeyFile(tmp_path / "new" / "keys")
    with write_transaction(restored) as connection:
        count(connection, new_keys, [an_entry(person) for person in range(100, 113)], TODAY)
    with read(restored) as connection:
        (counts,) = read_totals(connection, [1]).values()
    assert counts == total(map(a_sheet, [*range(5), *range(100, 105)]))
    restored.dispose()


def test_a_backup_is_one_private_file(site: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    backup(site, folder / "copy.db")
    assert [path.name for path in folder.iterdir()] == ["copy.db"]
    assert stat.S_IMODE((folder / "copy.db").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_left_as_it_is(site: Engine, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(TransferRefused, match="exists already"):
        backup(site, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_folder_that_is_not_there_is_named(site: Engine, tmp_path: Path) -> None:
    with pytest.raises(TransferRefused, match="no folder"):
        backup(site, tmp_path / "nowhere" / "copy.db")


def test_a_database_of_another_version_is_refused(database_url: str, tmp_path: Path) -> None:
    engine = make_engine(database_url)
    with pytest.raises(TransferRefused, match="another version"):
        backup(engine, tmp_path / "copy.db")
    engine.dispose()


def test_a_damaged_copy_is_not_given_out(site: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        backup_module, "file_faults", lambda _: iter([StoredFault("file damaged", "database", "row 3 missing")])
    )
    folder = tmp_path / "backups"
    folder.mkdir()
    with pytest.raises(TransferRefused, match="row 3 missing"):
        backup(site, folder / "copy.db")
    assert list(folder.iterdir()) == []


def test_a_backup_passes_the_check_and_any_tool_can_read_it(site: Engine, tmp_path: Path) -> None:
    backup(site, tmp_path / "copy.db")
    copy = make_engine(f"sqlite:///{tmp_path}/copy.db")
    faults = verify(copy, KeyFile(tmp_path / "none" / "keys"), [a_bank()], TODAY)
    assert {fault.name for fault in faults} == {"release altered"}  # the fixture's digest is invented
    copy.dispose()
    plain = sqlite3.connect(tmp_path / "copy.db")
    assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()
