"""A full disk, a locked or absent database, a lost key file: people are told, and nothing is counted by half."""

import asyncio
import resource
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, Engine, create_engine, event, select

from app.db import engine as engine_module
from app.db.engine import make_engine, read, write_transaction
from app.db.tables import PoolRow
from app.pool_keys.key_file import KeyFile
from app.tallies.closing import close
from app.tallies.custody import abandon
from app.tallies.keys import PoolKeys, PoolKeysDamaged
from app.tallies.ledger import Ledger, Outcome, TotalsUnavailable
from app.tallies.verify import verify
from tests import soak
from tests.crowd import TODAY, a_bank, a_campaign, an_entry
from tests.stores import assert_each_is_counted_once, pools, totals

pytestmark = pytest.mark.slow
MANY = soak.many(350, 1050)


@contextmanager
def running(engine: Engine, keys: PoolKeys) -> Iterator[Ledger]:
    ledger = Ledger(engine, keys, today=lambda: TODAY)
    ledger.start()
    yield ledger
    ledger.stop()


def told(ledger: Ledger, people: range) -> list[int]:
    """Hands people in, all at once; returns those who were told that they are counted."""

    async def hand_in() -> list[Outcome | BaseException]:
        return await asyncio.gather(*(ledger.record(an_entry(person)) for person in people), return_exceptions=True)

    outcomes = asyncio.run(hand_in())
    for outcome in outcomes:
        assert outcome is Outcome.COUNTED or isinstance(outcome, TotalsUnavailable)
    return [person for person, outcome in zip(people, outcomes, strict=True) if outcome is Outcome.COUNTED]


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file of this process may grow beyond: a write that would fails, as on a full disk, at whatever instant."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def test_on_a_full_disk_nothing_is_counted_by_half(sqlite_engine: Engine, keys: PoolKeys, tmp_path: Path) -> None:
    """The disk fills up at every 512 bytes of the journal and of the database in turn."""
    a_campaign(sqlite_engine, k=5)
    file = tmp_path / "data" / "totem.db"
    refused, there = 0, set[int]()
    with running(sqlite_engine, keys) as ledger:
        for turn in range(0, 60, soak.many(2, 1)):
            people = range(turn * 40, (turn + 1) * 40)
            limit = file.stat().st_size + 4096 - 512 * turn if turn < 12 else 512 * turn
            with largest_file(limit):
                counted = told(ledger, people)
            refused += len(people) - len(counted)
            there.update(counted)
            assert set(assert_each_is_counted_once(sqlite_engine, keys, range(2400))) == there
        there.update(told(ledger, range(2000, 2400)))
    assert refused > 200
    assert len(there) > 200
    assert verify(sqlite_engine, keys, [a_bank()], TODAY) == []


def test_a_database_that_may_not_grow_refuses_and_recovers(sqlite_engine: Engine, keys: PoolKeys) -> None:
    a_campaign(sqlite_engine, k=5)
    with running(sqlite_engine, keys) as ledger:
        first = told(ledger, range(50))
        with read(sqlite_engine) as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        with every_connection(sqlite_engine, f"PRAGMA max_page_count = {pages + 1}"):
            during = told(ledger, range(50, MANY))
        assert set(assert_each_is_counted_once(sqlite_engine, keys, range(MANY))) == {*first, *during}
        assert len(during) < MANY - 50
        # Those who were refused come back: they are counted now, the others are known already.
        again = [ledger.record_now(an_entry(person)) for person in range(MANY)]
    assert again.count(Outcome.COUNTED) == MANY - len(first) - len(during)
    assert assert_each_is_counted_once(sqlite_engine, keys, range(MANY)) == list(range(MANY))


@contextmanager
def every_connection(engine: Engine, pragma: str) -> Iterator[None]:
    def set_it(connection: object, _: object) -> None:
        connection.execute(pragma)  # type: ignore[attr-defined]

    event.listen(engine, "connect", set_it)
    engine.dispose()
    yield
    event.remove(engine, "connect", set_it)
    engine.dispose()


def test_a_read_only_database_refuses(sqlite_engine: Engine, keys: PoolKeys) -> None:
    a_campaign(sqlite_engine)
    with running(sqlite_engine, keys) as ledger:
        with every_connection(sqlite_engine, "PRAGMA query_only = ON"):
            assert told(ledger, range(5)) == []
        assert told(ledger, range(5)) == list(range(5))
    assert assert_each_is_counted_once(sqlite_engine, keys, range(5)) == list(range(5))


def test_a_locked_database_refuses_everybody_who_waits_at_once(
    engine: Engine, keys: PoolKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "PATIENCE_SECONDS", 1)
    impatient = make_engine(engine.url.render_as_string(hide_password=False))
    tries = list[Engine]()

    def counted(tried: Engine, campaigns: set[int]) -> AbstractContextManager[Connection]:
        tries.append(tried)
        return write_transaction(tried, campaigns=campaigns)

    a_campaign(engine)
    with running(impatient, keys) as ledger:
        monkeypatch.setattr("app.tallies.ledger.write_transaction", counted)
        with write_transaction(engine):
            assert told(ledger, range(500)) == []
        # One for the first group, which has waited as long as it may; those behind it do not wait for their own.
        assert len(tries) == 1
        assert told(ledger, range(500)) == list(range(500))
    assert assert_each_is_counted_once(engine, keys, range(500)) == list(range(500))
    impatient.dispose()


def test_a_reader_that_stays_too_long_makes_writers_wait_and_then_refuse(
    sqlite_engine: Engine, keys: PoolKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite a commit waits for readers: it fails at the very last step."""
    monkeypatch.setattr(engine_module, "PATIENCE_SECONDS", 1)
    impatient = make_engine(sqlite_engine.url.render_as_string())
    a_campaign(sqlite_engine)
    with running(impatient, keys) as ledger:
        with read(sqlite_engine) as connection:
            connection.execute(select(PoolRow)).all()
            assert told(ledger, range(5)) == []
        assert assert_each_is_counted_once(sqlite_engine, keys, range(5)) == []
        assert told(ledger, range(5)) == list(range(5))
    impatient.dispose()


@pytest.mark.postgres
def test_a_server_that_drops_its_connections_is_asked_again(
    postgres_tables: URL, postgres_engine: Engine, keys: PoolKeys
) -> None:
    a_campaign(postgres_engine)
    with running(postgres_engine, keys) as ledger:
        assert told(ledger, range(5)) == list(range(5))
        drop_connections(postgres_tables)
        assert told(ledger, range(5, 10)) == list(range(5, 10))
        with gone(postgres_tables):
            assert told(ledger, range(10, 15)) == []
        assert told(ledger, range(10, 15)) == list(range(10, 15))
    assert assert_each_is_counted_once(postgres_engine, keys, range(15)) == list(range(15))


@pytest.mark.postgres
def test_a_connection_that_breaks_before_the_commit_is_tried_again(
    postgres_tables: URL, postgres_engine: Engine, keys: PoolKeys
) -> None:
    a_campaign(postgres_engine)
    breaks = iter([True])

    @event.listens_for(postgres_engine, "commit")
    def _break(_: object) -> None:
        if next(breaks, False):
            drop_connections(postgres_tables)

    ledger = Ledger(postgres_engine, keys, today=lambda: TODAY)
    next(breaks)
    ledger.start()
    breaks = iter([True])
    assert told(ledger, range(5)) == list(range(5))
    ledger.stop()
    assert next(breaks, None) is None
    assert assert_each_is_counted_once(postgres_engine, keys, range(5)) == list(range(5))


def drop_connections(database: URL) -> None:
    as_administrator(
        database,
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database.database}'",
    )


@contextmanager
def gone(database: URL) -> Iterator[None]:
    as_administrator(database, f"ALTER DATABASE {database.database} ALLOW_CONNECTIONS false")
    drop_connections(database)
    try:
        yield
    finally:
        as_administrator(database, f"ALTER DATABASE {database.database} ALLOW_CONNECTIONS true")


def as_administrator(database: URL, statement: str) -> None:
    engine = create_engine(database.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_without_its_key_file_nothing_is_counted_until_it_is_back(
    engine: Engine, keys: PoolKeys, tmp_path: Path
) -> None:
    a_campaign(engine, k=5)
    with running(engine, keys) as ledger:
        assert told(ledger, range(8)) == list(range(8))
        shutil.move(tmp_path / "secrets", tmp_path / "away")
        # The open pool's key is still in memory; from k people on a new one is needed.
        assert told(ledger, range(8, 20)) == []
        shutil.move(tmp_path / "away", tmp_path / "secrets")
        assert told(ledger, range(8, 20)) == list(range(8, 20))
    assert assert_each_is_counted_once(engine, keys, range(20)) == list(range(20))


def test_started_without_its_key_file_a_site_refuses_then_keeps_its_totals_and_goes_on(
    engine: Engine, keys: PoolKeys, tmp_path: Path
) -> None:
    a_campaign(engine, k=5)
    with running(engine, keys) as ledger:
        told(ledger, range(13))
    sealed = totals(engine)
    assert [counts.n for counts in sealed.values()] == [5]
    shutil.rmtree(tmp_path / "secrets")
    new = KeyFile(tmp_path / "secrets" / "pool-keys")
    with pytest.raises(PoolKeysDamaged), running(engine, new):
        pass
    abandon(engine, new)
    with running(engine, new) as ledger:
        assert totals(engine) == sealed
        assert told(ledger, range(13, 20)) == list(range(13, 20))
        assert [pool.counts.n for both in pools(engine, new).values() for pool in both if pool] == [2, 5]
    assert verify(engine, new, [a_bank()], TODAY) == []


@pytest.mark.parametrize("trouble", [OSError("No space left on device"), RuntimeError("a mistake of ours")])
def test_a_key_that_cannot_be_written_counts_nobody(
    trouble: Exception, engine: Engine, keys: PoolKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_campaign(engine)

    def fail(*_: object) -> None:
        raise trouble

    with running(engine, keys) as ledger:
        with monkeypatch.context() as during:
            during.setattr("app.pool_keys.key_file._write", fail)
            assert told(ledger, range(5)) == []
        assert_each_is_counted_once(engine, keys, range(5))
        assert told(ledger, range(5)) == list(range(5))


@pytest.mark.parametrize(
    "step", ["admission.insert_receipts", "ledger.fix_structure", "ledger.write_pools", "ledger.seal"]
)
def test_whatever_step_fails_nothing_of_it_stays(
    step: str, engine: Engine, keys: PoolKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_campaign(engine, k=5)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with running(engine, keys) as ledger:
        assert told(ledger, range(7)) == list(range(7))
        with monkeypatch.context() as during:
            during.setattr(f"app.tallies.{step}", fail)
            assert told(ledger, range(7, 20)) == []
        assert assert_each_is_counted_once(engine, keys, range(20)) == list(range(7))
        assert told(ledger, range(7, 20)) == list(range(7, 20))
    assert assert_each_is_counted_once(engine, keys, range(20)) == list(range(20))


def test_keys_that_cannot_be_deleted_are_deleted_later(
    engine: Engine, keys: PoolKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_campaign(engine, k=5)

    def fail(_: object, *, soon: bool = False) -> None:
        raise OSError("Input/output error")

    with running(engine, keys) as ledger:
        with monkeypatch.context() as during:
            during.setattr(keys, "forget", fail)
            assert told(ledger, range(3)) == list(range(3))
            assert told(ledger, range(3, 13)) == list(range(3, 13))
            assert {fault.name for fault in verify(engine, keys, [a_bank()], TODAY)} == {"key without a pool"}
        assert told(ledger, range(13, 14)) == [13]
    assert verify(engine, keys, [a_bank()], TODAY) == []


def test_a_campaign_closed_meanwhile_counts_nobody_more(engine: Engine, keys: PoolKeys) -> None:
    campaign = a_campaign(engine)
    with running(engine, keys) as ledger:
        ledger.record_now(an_entry(0))
        close(engine, keys, campaign.id, TODAY)
        outcomes = [ledger.record_now(an_entry(person)) for person in range(3)]
    assert outcomes == [Outcome.ALREADY, Outcome.CLOSED, Outcome.CLOSED]
