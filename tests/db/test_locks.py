"""Who waits for whom on PostgreSQL, and an engine whose locks lock nobody out."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from app.db import engine as engine_module
from app.db.engine import DatabaseUnsuitable, make_engine, migrate, patience_is_spent, write_transaction
from app.db.locks import excludes
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Outcome
from app.tallies.verify import verify
from tests.crowd import TODAY, a_bank, a_campaign, an_entry
from tests.faults.test_trouble import running, told
from tests.stores import totals

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture
def impatient(postgres_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Gives up at once."""
    monkeypatch.setattr(engine_module, "PATIENCE_SECONDS", 0.2)
    made = make_engine(postgres_engine.url.render_as_string(hide_password=False))
    yield made
    made.dispose()


@pytest.mark.parametrize(
    ("held", "wanted", "is_free"),
    [
        ([1], [2], True),
        ([1], [1], False),
        ([3, 1], [2, 3], False),
        ([], [1], True),
        (None, [1], False),
        (None, [], False),
        ([1], None, False),
        ([], None, False),
        (None, None, False),
    ],
)
def test_campaigns_wait_for_themselves_and_the_site_for_all(
    impatient: Engine, held: list[int] | None, wanted: list[int] | None, is_free: bool
) -> None:
    with ExitStack() as stack:
        stack.enter_context(write_transaction(impatient, campaigns=held))
        if not is_free:
            with pytest.raises(OperationalError) as raised:
                stack.enter_context(write_transaction(impatient, campaigns=wanted))
            assert patience_is_spent(raised.value)
        else:
            stack.enter_context(write_transaction(impatient, campaigns=wanted))


def test_counting_goes_on_while_another_campaign_is_locked(impatient: Engine, keys: PoolKeys) -> None:
    a_campaign(impatient)
    other = a_campaign(impatient, slug="autumn")
    with running(impatient, keys) as ledger:
        with write_transaction(impatient, campaigns=[other.id]):
            assert told(ledger, range(5)) == [*range(5)]
        assert ledger.record_now(an_entry(9, other.id)) is Outcome.COUNTED
        with write_transaction(impatient):
            assert told(ledger, range(5, 8)) == []


def test_locks_are_taken_in_one_order_by_counting_and_by_nobody_twice(postgres_engine: Engine, keys: PoolKeys) -> None:
    campaigns = [a_campaign(postgres_engine, slug=f"c{number}").id for number in range(5)]
    said = list[str]()
    event.listen(postgres_engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    with running(postgres_engine, keys) as ledger:
        said.clear()
        with ThreadPoolExecutor(5) as threads:
            [*threads.map(lambda id_: ledger.record_now(an_entry(100 + id_, id_)), reversed(campaigns))]
    groups = [[int(part.split(")")[0]) for part in one.split(", ")[1::2]] for one in said if "xact_lock(1" in one]
    assert sorted(id_ for group in groups for id_ in group) == campaigns
    assert all(group == sorted(group) for group in groups)


def test_two_who_count_in_the_same_campaigns_and_one_who_closes_them_never_block_each_other(
    postgres_engine: Engine, keys: PoolKeys
) -> None:
    campaigns = [a_campaign(postgres_engine, k=5, slug=f"c{number}").id for number in range(4)]
    with (
        running(postgres_engine, keys) as one,
        running(postgres_engine, keys) as two,
        ThreadPoolExecutor(16) as threads,
    ):
        came = threads.map(
            lambda person: (one, two)[person % 2].record_now(an_entry(person, campaigns[person // 2 % 4])), range(240)
        )
        ended = threads.submit(close, postgres_engine, keys, campaigns[0], TODAY)
        outcomes = [*came]
        assert ended.result().not_counted is not None
    assert {*outcomes} <= {Outcome.COUNTED, Outcome.CLOSED}
    assert outcomes.count(Outcome.COUNTED) >= 180
    for id_ in campaigns[1:]:
        close(postgres_engine, keys, id_, TODAY)
    assert verify(postgres_engine, keys, [a_bank()], TODAY) == []
    assert people(postgres_engine, campaigns[1:]) == 180


def people(engine: Engine, campaigns: list[int]) -> int:
    return sum(counts.n for cell, counts in totals(engine).items() if cell.campaign_id in campaigns)


def test_an_engine_that_gives_one_lock_to_two_is_refused_in_a_sentence(postgres_engine: Engine) -> None:
    with postgres_engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA loose")
        connection.exec_driver_sql(
            "CREATE FUNCTION loose.pg_try_advisory_xact_lock(bigint) RETURNS boolean AS 'SELECT true' LANGUAGE sql"
        )
    url = postgres_engine.url.update_query_dict({"options": "-c search_path=loose,pg_catalog,public"})
    loose = make_engine(url.render_as_string(hide_password=False))
    try:
        with pytest.raises(DatabaseUnsuitable, match="gives one advisory lock to two connections at once"):
            migrate(loose)
        assert excludes(postgres_engine)
    finally:
        loose.dispose()
        with postgres_engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA loose CASCADE")
