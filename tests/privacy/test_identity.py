"""Attack 17: an operator's gestures – a drill, a second key file, a database set back in time – against what waits.

Nobody who was told that they are counted is lost. The control starts as this app did before it knew whose keys are
whose: it takes the database at its word, and loses people each time.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select
from sqlmodel import SQLModel, col

from app.db.engine import make_engine, read, write_transaction
from app.db.tables import PoolRow, SiteRow
from app.pool_keys.key_file import FORMER, SLOT, KeyFile
from app.tallies import ballots
from app.tallies.closing import close
from app.tallies.custody import Lost, abandon, is_needed, lost_in, recover_pools, unreadable
from app.tallies.keys import PoolKeys, PoolKeysDamaged, PoolKeysForeign, PoolsUnreadable
from app.tallies.ledger import Ledger, Outcome, TotalsUnavailable
from app.transfer.backup import backup
from tests.crowd import TODAY, a_campaign, an_entry
from tests.stores import everything, totals

pytestmark = pytest.mark.slow
K = 10
Start = Callable[[Engine, Path], None]


@contextmanager
def running(engine: Engine, key_file: Path) -> Iterator[Ledger]:
    ledger = Ledger(engine, KeyFile(key_file), today=lambda: TODAY)
    ledger.start()
    yield ledger
    ledger.stop()


def told(ledger: Ledger, people: Iterable[int], campaign: int = 1) -> int:
    """How many of these people hear that they are counted."""
    heard = 0
    for person in people:
        try:
            heard += ledger.record_now(an_entry(person, campaign)) is Outcome.COUNTED
        except TotalsUnavailable:
            continue
    return heard


def careful(engine: Engine, key_file: Path) -> None:
    """What a start does, and another after it: it goes on refusing."""
    for _ in range(2):
        with pytest.raises(PoolKeysDamaged, match="Nothing was changed"):
            recover_pools(engine, KeyFile(key_file))


def careless(engine: Engine, key_file: Path) -> None:
    """The control."""
    keys = KeyFile(key_file)
    owner = keys.owner()
    keys.site = owner.site if owner.settled else None
    with write_transaction(engine) as connection:
        rows = [*connection.execute(select(PoolRow)), *ballots.all_of(connection)]
        gone = {row.key_id for row in unreadable(keys, rows)}
        connection.execute(delete(PoolRow).where(col(PoolRow.key_id).in_(gone)))
        keys.keep_only({row.key_id for row in rows} - gone)


def rows_of(engine: Engine) -> dict[str, list[Any]]:
    with read(engine) as connection:
        return {
            table.name: [*connection.execute(select(table)).mappings()] for table in SQLModel.metadata.sorted_tables
        }


def set_to(engine: Engine, rows: dict[str, list[Any]]) -> None:
    """The database as it was then: a snapshot, a roll-back to a point in time, a replica that lagged."""
    with write_transaction(engine) as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(delete(table))
        for table in SQLModel.metadata.sorted_tables:
            if rows[table.name]:
                connection.execute(insert(table), [dict(row) for row in rows[table.name]])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "pool-keys"


def drilled(start: Start, engine: Engine, file: Path, folder: Path) -> tuple[int, int]:
    """A backup of a live site is tried beside it, all else as it is. Returns who was told, and who is counted."""
    a_campaign(engine, k=K)
    with running(engine, file) as live:
        heard = told(live, range(13))
        backup(engine, folder / "copy.db")
        copy = make_engine(f"sqlite:///{folder}/copy.db")
        before = file.read_bytes()
        start(copy, file)
        if start is careful:
            assert file.read_bytes() == before
        copy.dispose()
        heard += told(live, range(13, 33))
    careless(engine, file)
    close(engine, KeyFile(file), 1, TODAY)
    return heard, sum(counts.n for counts in totals(engine).values())


def test_a_restore_drill_beside_the_live_site_loses_nobody(engine: Engine, file: Path, tmp_path: Path) -> None:
    assert drilled(careful, engine, file, tmp_path) == (33, 33)


def test_the_control_loses_people_in_a_drill(engine: Engine, file: Path, tmp_path: Path) -> None:
    heard, counted = drilled(careless, engine, file, tmp_path)
    assert heard < 33
    assert counted < heard


def test_two_machines_with_key_files_of_their_own_do_not_both_start(engine: Engine, file: Path, tmp_path: Path) -> None:
    a_campaign(engine, k=K)
    other = tmp_path / "other" / "pool-keys"
    with running(engine, file) as first:
        careful(engine, other)  # even while nobody waits: later, each would refuse what the other one counted
        assert told(first, range(15)) == 15
        careful(engine, other)
    with running(engine, file) as first:
        assert told(first, range(15, 18)) == 3
    assert everything(engine, KeyFile(file)).n == 18


def split(engine: Engine, start: Start, file: Path, other: Path) -> None:
    """As two machines of a former version did: two campaigns, each under the keys of one. The first one restarts."""
    a_campaign(engine, k=K)
    a_campaign(engine, k=K, slug="autumn")
    for campaign, own in ((1, file), (2, other)):
        with write_transaction(engine) as connection:
            connection.execute(delete(SiteRow))
        set_aside = rows_of(engine)["pool"]
        with write_transaction(engine) as connection:
            connection.execute(delete(PoolRow))
        with running(engine, own) as ledger:
            assert told(ledger, range(campaign * 100, campaign * 100 + 15), campaign) == 15
        own.write_bytes(FORMER + own.read_bytes()[SLOT:])
        with write_transaction(engine) as connection:
            connection.execute(delete(SiteRow))
            if set_aside:
                connection.execute(insert(PoolRow), [dict(row) for row in set_aside])
    start(engine, file)


def test_a_site_that_two_key_files_have_split_is_not_mended_by_a_restart(
    engine: Engine, file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "pool-keys"
    split(engine, careful, file, other)
    careful(engine, other)
    assert len(rows_of(engine)["pool"]) == 4
    assert lost_in(engine, KeyFile(file)) == [Lost("autumn", None, 2 * K - 1, 0)]
    assert lost_in(engine, KeyFile(other)) == [Lost("spring", None, 2 * K - 1, 0)]


def test_the_control_takes_the_other_machines_answers_away(engine: Engine, file: Path, tmp_path: Path) -> None:
    split(engine, careless, file, tmp_path / "other" / "pool-keys")
    assert len(rows_of(engine)["pool"]) == 2


def set_back(start: Start, engine: Engine, file: Path, before: int) -> tuple[int, int]:
    """The database goes back to when `before` people had answered, is started, and comes forward again."""
    a_campaign(engine, k=K)
    with running(engine, file) as live:
        heard = told(live, range(before))
        then = rows_of(engine)
        heard += told(live, range(before, 27))
    now = rows_of(engine)
    set_to(engine, then)
    start(engine, file)
    set_to(engine, now)
    careless(engine, file)
    close(engine, KeyFile(file), 1, TODAY)
    return heard, sum(counts.n for counts in totals(engine).values())


@pytest.mark.parametrize("before", [1, 13, 24])
def test_a_database_set_back_in_time_is_not_started(before: int, engine: Engine, file: Path) -> None:
    """Its pools are older than the keys."""
    assert set_back(careful, engine, file, before) == (27, 27)


def test_keys_whose_pools_are_gone_outlive_a_start(engine: Engine, file: Path) -> None:
    """Set back to before the first answer, everything that waits opens: there is nothing."""

    def started(engine: Engine, file: Path) -> None:
        with running(engine, file):
            pass

    assert set_back(started, engine, file, 0) == (27, 27)


@pytest.mark.parametrize("before", [0, 13])
def test_the_control_loses_people_in_a_roll_back(before: int, engine: Engine, file: Path) -> None:
    heard, counted = set_back(careless, engine, file, before)
    assert counted < heard == 27


def test_a_database_set_back_under_a_running_site_counts_on_once_it_is_brought_forward(
    engine: Engine, file: Path
) -> None:
    a_campaign(engine, k=K)
    with running(engine, file) as live:
        assert told(live, range(13)) == 13
        then = rows_of(engine)
        assert told(live, range(13, 17)) == 4
        now = rows_of(engine)
        set_to(engine, then)
        assert told(live, range(20, 25)) == 0
        other = a_campaign(engine, k=K, slug="autumn")  # its answers wait under keys that are there
        assert told(live, range(30, 33), other.id) == 3
        set_to(engine, now)
        assert told(live, range(20, 25)) == 5
    assert everything(engine, KeyFile(file)).n == 22


def test_another_database_in_the_place_of_its_own_stops_a_running_site(engine: Engine, file: Path) -> None:
    """A backup that is written over the live database, without a restart."""
    a_campaign(engine, k=K)
    with running(engine, file) as live:
        assert told(live, range(13)) == 13
        now = rows_of(engine)
        set_to(engine, now | {"pool": [], "receipt": [], "site": []})
        before = file.read_bytes()
        assert told(live, range(20, 25)) == 0
        assert file.read_bytes() == before
        set_to(engine, now)
        assert told(live, range(20, 25)) == 5
    assert everything(engine, KeyFile(file)).n == 18


def test_a_key_file_that_was_deleted_is_not_replaced_by_a_restart(engine: Engine, file: Path) -> None:
    a_campaign(engine, k=K)
    with running(engine, file) as live:
        assert told(live, range(13)) == 13
        kept = file.read_bytes()
        file.unlink()
        assert told(live, range(13, 23)) == 0
    careful(engine, file)
    file.write_bytes(kept)
    with running(engine, file) as live:
        assert told(live, range(13, 23)) == 10
    assert everything(engine, KeyFile(file)).n == 23


def former(engine: Engine, file: Path) -> PoolKeys:
    """A site of the version that knew no identity, with 13 people who wait or are sealed."""
    a_campaign(engine, k=5)
    with running(engine, file) as live:
        assert told(live, range(13)) == 13
    file.write_bytes(FORMER + file.read_bytes()[SLOT:])
    with write_transaction(engine) as connection:
        connection.execute(delete(SiteRow))
    return KeyFile(file)


def test_an_upgrade_takes_its_own_key_file(engine: Engine, file: Path) -> None:
    former(engine, file)
    with running(engine, file) as live:
        assert told(live, range(13, 20)) == 7
    assert everything(engine, KeyFile(file)).n == 20


def test_an_upgrade_does_not_take_a_file_with_a_key_of_something_else(engine: Engine, file: Path) -> None:
    former(engine, file).new()
    before = file.read_bytes()
    for _ in range(2):
        with pytest.raises(PoolKeysForeign, match="keys of nothing that this database knows"):
            recover_pools(engine, KeyFile(file))
    assert file.read_bytes() == before
    assert is_needed(engine, KeyFile(file))
    abandon(engine, KeyFile(file))
    with running(engine, file) as live:
        assert told(live, range(13, 20)) == 7
    assert everything(engine, KeyFile(file)).n == 20


def test_an_upgrade_does_not_take_a_file_that_opens_only_some_pools(engine: Engine, file: Path) -> None:
    keys = former(engine, file)
    with read(engine) as connection:
        one = connection.scalar(select(col(PoolRow.key_id)).where(col(PoolRow.stage) == "open"))
    keys.forget([str(one)])
    with pytest.raises(PoolsUnreadable):
        recover_pools(engine, KeyFile(file))
    assert lost_in(engine, KeyFile(file)) == [Lost("spring", None, 4, 0)]
    assert len(rows_of(engine)["pool"]) == 2


def test_what_takes_a_dead_sites_place_releases_its_keys(engine: Engine, file: Path, tmp_path: Path) -> None:
    """A disk is lost, and the backup is the site from now on."""
    a_campaign(engine, k=K)
    with running(engine, file) as live:
        told(live, range(33))
    backup(engine, tmp_path / "copy.db")
    restored = make_engine(f"sqlite:///{tmp_path}/copy.db")
    with pytest.raises(PoolKeysForeign, match="abandon-pools releases the old keys"):
        recover_pools(restored, KeyFile(file))
    abandon(restored, KeyFile(file))
    assert KeyFile(file).ids() == set()
    assert not is_needed(restored, KeyFile(file))
    with running(restored, file) as ledger:
        assert told(ledger, range(100, 104)) == 4
    careful(engine, file)
    restored.dispose()
