"""A backup is put back, a site moves, on either database: all of it arrives, and nobody counts in two places."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from app.campaigns.store import create, find
from app.db.engine import DatabaseUnsuitable, make_engine, migrate, read, write_transaction
from app.db.tables import ReleaseRow
from app.pool_keys.key_file import KeyFile
from app.publication.store import release_if_due
from app.seminars.store import by_remote
from app.tallies import verify as verification
from app.tallies.custody import abandon, is_needed, recover_pools
from app.tallies.identity import SiteMoved, identity
from app.tallies.keys import PoolKeysForeign, PoolsUnreadable
from app.tallies.ledger import Ledger, Outcome, TotalsUnavailable
from app.transfer import move as moving
from app.transfer.backup import backup, restore_backup
from app.transfer.move import move
from app.transfer.tables import KEPT, SITES_OWN, TransferRefused, into_empty
from tests.crowd import TODAY, a_bank, a_campaign, an_entry
from tests.db.test_migrations import to
from tests.db.test_ranges import NEXT, newer
from tests.stores import is_valid, people_in
from tests.transfer.sites import INVITED, OPEN, Site, answer, faults, furnished, rows


@pytest.fixture(scope="module")
def furnished_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("furnished")
    made = make_engine(f"sqlite:///{folder}/data/totem.db")
    migrate(made)
    opens = furnished(made, KeyFile(folder / "secrets" / "pool-keys"))
    made.dispose()
    return Site(folder, opens)


@pytest.fixture
def empty(database_url: str) -> Iterator[Engine]:
    """An empty database, on each of the two in turn."""
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def site(furnished_site: Site, tmp_path: Path) -> Iterator[Engine]:
    """On SQLite, as sites begin, with something in every table."""
    made = furnished_site.copied(tmp_path)
    yield made
    made.dispose()


@pytest.fixture
def opens(furnished_site: Site) -> dict[str, str]:
    return furnished_site.opens


@pytest.fixture
def counting(site: Engine, engine: Engine, keys: KeyFile) -> Engine:
    """The same site, on each of the two databases in turn."""
    move(site, keys, engine, TODAY)
    return engine


def test_a_site_that_moves_arrives_whole_and_goes_on(
    site: Engine, keys: KeyFile, opens: dict[str, str], empty: Engine
) -> None:
    before = rows(site, (*KEPT, *SITES_OWN))
    assert all(before.values()), "the site has something in every table"
    move(site, keys, empty, TODAY)
    assert rows(empty, (*KEPT, *SITES_OWN)) == before
    assert faults(empty, keys) == []
    for row in before["ReleaseRow"]:
        assert sha256(row.document.encode()).hexdigest() == row.digest
    room = by_remote(empty, opens["remote"])
    assert room
    assert room.finished == 13
    invited = find(empty, INVITED)
    assert invited
    assert [is_valid(empty, invited.id, opens[name]) for name in ("used", "unused")] == [False, True]
    keys = KeyFile(keys.path)
    recover_pools(empty, keys)
    ledger = Ledger(empty, keys, today=lambda: TODAY)
    ledger.start()
    spring = find(empty, OPEN)
    assert spring
    # Whoever was counted before is so once; whoever comes now joins those who waited.
    told = [ledger.record_now(an_entry(person, spring.id)) for person in (22, 23)]
    ledger.stop()
    assert told == [Outcome.ALREADY, Outcome.COUNTED]
    assert people_in(empty, keys, OPEN) == 24
    new = create(empty, "autumn", "totem", TODAY)
    assert new.id > max(row.id for row in before["CampaignRow"])
    assert faults(empty, keys) == []


def test_what_was_moved_never_counts_again_and_says_so(
    site: Engine, keys: KeyFile, opens: dict[str, str], empty: Engine
) -> None:
    running = Ledger(site, keys, today=lambda: TODAY)
    running.start()
    spring = find(site, OPEN)
    assert spring
    move(site, keys, empty, TODAY)
    with pytest.raises(TotalsUnavailable):
        running.record_now(an_entry(900, spring.id))
    running.stop()
    fresh = KeyFile(keys.path)
    for start in (recover_pools, is_needed, abandon):
        with pytest.raises(SiteMoved, match=f"moved to another one on {TODAY}, and goes on there"):
            start(site, fresh)
    assert people_in(site, KeyFile(keys.path), OPEN) == 23
    assert faults(empty, KeyFile(keys.path)) == []


def test_a_move_that_is_cut_off_before_its_end_is_made_again(
    site: Engine, keys: KeyFile, empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(site, (*KEPT, *SITES_OWN))

    @contextmanager
    def cut_off(target: Engine) -> Iterator[Connection]:
        with into_empty(target) as connection:
            yield connection
            with read(site) as there, pytest.raises(SiteMoved):  # nobody counts in either
                identity(there)
            raise OperationalError("COMMIT", None, Exception("the power went"))

    with monkeypatch.context() as then:
        then.setattr(moving, "into_empty", cut_off)
        with pytest.raises(OperationalError, match="power"):
            move(site, keys, empty, TODAY)
    assert not any(rows(empty, (*KEPT, *SITES_OWN)).values())
    move(site, keys, empty, TODAY)
    assert rows(empty, (*KEPT, *SITES_OWN)) == before
    assert faults(empty, keys) == []


def test_a_move_that_fails_changes_nothing(
    site: Engine, keys: KeyFile, opens: dict[str, str], empty: Engine, tmp_path: Path
) -> None:
    with pytest.raises(PoolKeysForeign):
        move(site, KeyFile(tmp_path / "other" / "keys"), empty, TODAY)
    lost = KeyFile(keys.path)
    recover_pools(site, lost)
    kept = keys.path.read_bytes()
    lost.forget(list(lost.ids())[:1])
    with pytest.raises(PoolsUnreadable):
        move(site, lost, empty, TODAY)
    keys.path.write_bytes(kept)
    a_campaign(used := site_in(empty), slug="mine")
    with pytest.raises(TransferRefused, match="A site is in this database"):
        move(site, KeyFile(keys.path), used, TODAY)
    recover_pools(site, KeyFile(keys.path))
    assert faults(site, KeyFile(keys.path)) == []


def site_in(engine: Engine) -> Engine:
    migrate(engine)
    return engine


def test_a_backup_made_while_people_answer_is_restored_as_a_site_of_its_own(
    site: Engine, keys: KeyFile, opens: dict[str, str], empty: Engine, tmp_path: Path
) -> None:
    before = rows(site, KEPT)
    spring = find(site, OPEN)
    assert spring
    ledger = Ledger(site, keys, today=lambda: TODAY)
    ledger.start()
    with ThreadPoolExecutor(8) as threads:
        crowd = [an_entry(person, spring.id) for person in range(1000, 1300)]
        told = threads.map(ledger.record_now, crowd)
        for number in range(3):
            backup(site, tmp_path / f"{number}.db")
        assert [*told] == [Outcome.COUNTED] * len(crowd)
    ledger.stop()
    restore_backup(empty, tmp_path / "2.db")
    after = rows(empty, KEPT)
    assert {name: found for name, found in after.items() if name != "CellRow"} == {
        name: found for name, found in before.items() if name != "CellRow"
    }
    assert not any(rows(empty, SITES_OWN).values())
    own = KeyFile(tmp_path / "own" / "pool-keys")
    recover_pools(empty, own)
    with read(empty) as there, read(site) as here:
        assert identity(there) != identity(here)
    with pytest.raises(PoolKeysForeign):
        recover_pools(empty, KeyFile(keys.path))
    assert faults(empty, own) == []
    room = by_remote(empty, opens["remote"])
    assert room
    new = create(empty, "autumn", "totem", TODAY)
    assert new.id > max(row.id for row in after["CampaignRow"])
    answer(empty, own, [an_entry(person, new.id) for person in range(3000, 3011)])
    assert people_in(empty, own, "autumn") == 11
    assert people_in(site, keys, OPEN) == 323


def test_a_backup_of_a_former_version_is_restored(empty: Engine, tmp_path: Path) -> None:
    old = make_engine(f"sqlite:///{tmp_path}/old.db")
    to(old, "20261122")
    with write_transaction(old) as connection:
        connection.exec_driver_sql(
            "INSERT INTO campaign VALUES (7, 'spring', 'totem', 'users', '', 5, '2026-11-22', NULL, 1)"
        )
    old.dispose()
    before = (tmp_path / "old.db").read_bytes()
    restore_backup(empty, tmp_path / "old.db")
    found = find(empty, "spring")
    assert found
    assert (found.id, found.zone) == (7, "UTC")
    assert create(empty, "autumn", "totem", TODAY).id == 8
    assert (tmp_path / "old.db").read_bytes() == before


def test_only_an_empty_database_is_restored_into(site: Engine, tmp_path: Path, empty: Engine) -> None:
    backup(site, tmp_path / "copy.db")
    a_campaign(site_in(empty), slug="mine")
    before = rows(empty, KEPT)
    with pytest.raises(TransferRefused, match="A site is in this database"):
        restore_backup(empty, tmp_path / "copy.db")
    assert rows(empty, KEPT) == before


@pytest.mark.parametrize("revision", ["20261122", "nobody's"])
def test_a_database_of_something_else_is_not_touched(
    site: Engine, empty: Engine, tmp_path: Path, revision: str
) -> None:
    backup(site, tmp_path / "copy.db")
    if revision == "nobody's":
        with empty.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE accounts (id INTEGER)")
    else:
        to(empty, revision)
    with pytest.raises(TransferRefused, match="The database is not empty"):
        restore_backup(empty, tmp_path / "copy.db")


def test_what_is_no_backup_is_named(site: Engine, empty: Engine, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database at all" * 100)
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE accounts (id INTEGER)").connection.close()
    for name in ("text", "other.db"):
        with pytest.raises(TransferRefused, match=f"{name} is no backup of Totem"):
            restore_backup(empty, tmp_path / name)
    with pytest.raises(TransferRefused, match="There is no file"):
        restore_backup(empty, tmp_path / "nowhere.db")


def test_a_damaged_backup_and_one_of_a_newer_version_are_not_restored(
    site: Engine, empty: Engine, opens: dict[str, str], tmp_path: Path
) -> None:
    backup(site, tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "copy.db") as plain:
        plain.execute("INSERT INTO merged VALUES (999, x'00')")
    plain.close()
    with pytest.raises(TransferRefused, match=r"copy\.db is damaged: table merged"):
        restore_backup(empty, tmp_path / "copy.db")
    backup(site, tmp_path / "newer.db")
    later = make_engine(f"sqlite:///{tmp_path}/newer.db")
    to(later, NEXT, newer(tmp_path, says=f"oldest = {NEXT!r}"))
    later.dispose()
    with pytest.raises(DatabaseUnsuitable, match="newer version"):
        restore_backup(empty, tmp_path / "newer.db")


def test_releases_go_on_from_where_they_were(site: Engine, keys: KeyFile, opens: dict[str, str], empty: Engine) -> None:
    move(site, keys, empty, TODAY)
    keys = KeyFile(keys.path)
    spring = find(empty, OPEN)
    assert spring
    answer(empty, keys, [an_entry(person, spring.id) for person in range(2000, 2040)])
    with write_transaction(empty) as connection:
        made = release_if_due(connection, spring, a_bank(), TODAY + timedelta(9), Random(2).randrange)
    assert made
    assert [row.number for row in rows(empty, [ReleaseRow])["ReleaseRow"] if row.campaign_id == spring.id] == [1, 2]


def test_verify_beside_a_site_that_counts_takes_no_lock_and_finds_no_fault_where_there_is_none(
    counting: Engine, keys: KeyFile
) -> None:
    with write_transaction(counting):  # somebody else writes, for as long as they like
        assert faults(counting, keys, read_only=True) == []
    spring = find(counting, OPEN)
    assert spring
    went_on = list[bool]()

    def meanwhile(_: object) -> list[bool]:
        """Once the moment is chosen, everybody's pool is written anew, under other keys."""
        if not went_on:
            answer(counting, keys, [an_entry(person, spring.id) for person in range(1000, 1012)])
            went_on.append(True)
        return went_on

    with pytest.MonkeyPatch.context() as then:
        then.setattr(verification, "file_faults", lambda connection: meanwhile(connection) and ())
        assert faults(counting, KeyFile(keys.path), read_only=True) == []
    assert went_on
    assert people_in(counting, keys, OPEN) == 35


@pytest.mark.parametrize("kind", ["pool", "ballot"])
def test_verify_beside_a_site_names_what_no_key_opens(counting: Engine, keys: KeyFile, kind: str) -> None:
    with read(counting) as connection:
        (key_id, *_) = connection.exec_driver_sql(f"SELECT key_id FROM {kind}").scalars().all()
    keys.forget([key_id])
    (fault,) = faults(counting, KeyFile(keys.path), read_only=True)
    assert fault.name == f"{kind} unreadable"


def test_verify_beside_a_site_names_what_verify_names(counting: Engine, keys: KeyFile) -> None:
    with write_transaction(counting) as connection:
        connection.exec_driver_sql("UPDATE release SET digest = 'altered'")
        connection.exec_driver_sql("UPDATE campaign SET fingerprint = 'other'")
    told = {fault.name for fault in faults(counting, keys)}
    assert told == {fault.name for fault in faults(counting, keys, read_only=True)}
    assert told > {"release altered", "totals of another structure", "pool of another structure"}
