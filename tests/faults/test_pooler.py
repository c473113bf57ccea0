"""PgBouncer in transaction mode between the site and PostgreSQL: nobody is refused, once the address says so."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import DatabaseError

from app.campaigns.store import find
from app.db.engine import make_engine, migrate, read, write_transaction
from app.pool_keys.key_file import KeyFile
from app.tallies.ledger import Ledger, Outcome
from app.tallies.verify import verify
from tests.crowd import TODAY, a_bank, a_campaign, an_entry
from tests.databases import POSTGRESQL, pooler
from tests.stores import assert_each_is_counted_once

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database_url", [POSTGRESQL], indirect=True)]
PEOPLE = range(300)


@pytest.fixture
def pooled(database_url: str) -> Iterator[URL]:
    """For two connections at once, whoever asks."""
    with pooler(make_url(database_url), connections=2) as address:
        yield address


def engine_at(address: URL, **more: str) -> Engine:
    return make_engine(address.update_query_dict(more).render_as_string(hide_password=False))


def test_three_hundred_people_are_counted_by_two_processes_and_nobody_is_refused(
    pooled: URL, keys: KeyFile, caplog: pytest.LogCaptureFixture
) -> None:
    engines = [engine_at(pooled, pgbouncer="true") for _ in range(2)]
    migrate(engines[0])
    a_campaign(engines[0])
    ledgers = [Ledger(engine, KeyFile(keys.path), today=lambda: TODAY) for engine in engines]
    for ledger in ledgers:
        ledger.start()

    def come(person: int) -> Outcome:
        assert find(engines[person % 2], "spring")
        return ledgers[person % 2].record_now(an_entry(person))

    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(come, PEOPLE)] == [Outcome.COUNTED] * len(PEOPLE)
    for ledger in ledgers:
        ledger.stop()
    assert caplog.records == [], "nothing was tried twice"
    assert_each_is_counted_once(engines[0], keys, PEOPLE)
    assert verify(engines[0], keys, [a_bank()], TODAY) == []
    for engine in engines:
        engine.dispose()


def test_without_a_word_in_the_address_what_is_prepared_for_one_meets_another(pooled: URL) -> None:
    """The control: why the address has to say it."""
    engine = engine_at(pooled)

    def many_times() -> None:
        with engine.connect() as one, engine.connect() as other:
            for connection in (one, other) * 20:
                connection.exec_driver_sql("SELECT slug FROM pg_tables, (SELECT 'a' AS slug) AS x LIMIT 1")
                connection.commit()

    with pytest.raises(DatabaseError, match="prepared statement"):
        many_times()
    engine.dispose()


def test_each_transaction_has_its_own_limits_whoever_shares_the_pool(pooled: URL) -> None:
    engine = engine_at(pooled, pgbouncer="true")
    for way in (read, write_transaction):
        with way(engine) as connection:
            assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "6s"
            assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar() == "15s"
        with way(engine, hurried=False) as connection:
            assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "0"
    bare = engine_at(pooled)
    with bare.connect() as connection:  # of another program that shares the pool
        connection.exec_driver_sql("RESET statement_timeout")
        connection.commit()
    with read(engine) as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "6s"
    bare.dispose()
    engine.dispose()
