"""The ledger: each sheet once, together or not at all, and sealed in batches of k."""

import asyncio
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool
from sqlmodel import col

from app.campaigns.store import create, find
from app.db.engine import read, write_transaction
from app.db.tables import PoolRow, ReceiptRow
from app.pool_keys.key_file import KeyFile
from app.tallies.closing import close
from app.tallies.custody import recover_pools
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Entry, Ledger, Outcome, TotalsUnavailable, count
from app.tallies.pool import read_pools, read_totals
from app.tallies.sums import Counts, total
from tests.crowd import TODAY, TOMORROW, a_bank, a_campaign, a_sheet, an_entry
from tests.patience import PATIENCE_SECONDS, eventually
from tests.stores import assert_each_is_counted_once


@pytest.fixture
def ledger(engine: Engine, keys: PoolKeys) -> Iterator[Ledger]:
    made = Ledger(engine, keys, today=lambda: TODAY)
    made.start()
    yield made
    made.stop()


def stored(engine: Engine, keys: PoolKeys, entry: Entry) -> tuple[int, int, int]:
    """How many people the entry's cell holds: sealed, ready, open."""
    with read(engine) as connection:
        totals = read_totals(connection, [entry.campaign_id]).get(entry.cell)
        pools = read_pools(connection, keys, [entry.cell]).get(entry.cell)
    opened, ready = (pool.counts.n if pool else 0 for pool in pools or (None, None))
    return totals.n if totals else 0, ready, opened


def everything(engine: Engine, keys: PoolKeys, entry: Entry) -> Counts:
    with read(engine) as connection:
        totals = read_totals(connection, [entry.campaign_id]).get(entry.cell)
        pools = read_pools(connection, keys, [entry.cell]).get(entry.cell) or ()
    return total([*([totals] if totals else []), *(pool.counts for pool in pools if pool)])


def test_sheets_are_sealed_k_by_k_and_none_is_lost(engine: Engine, keys: PoolKeys, ledger: Ledger) -> None:
    a_campaign(engine, k=5)
    shapes = []
    for person in range(17):
        assert ledger.record_now(an_entry(person)) is Outcome.COUNTED
        shapes.append(stored(engine, keys, an_entry(0)))
    assert shapes[3:6] == [(0, 0, 4), (0, 5, 0), (0, 5, 1)]
    assert shapes[8:11] == [(0, 5, 4), (5, 5, 0), (5, 5, 1)]
    assert shapes[-1] == (10, 5, 2)
    assert everything(engine, keys, an_entry(0)) == total(map(a_sheet, range(17)))


def test_a_second_submission_adds_nothing(engine: Engine, keys: PoolKeys, ledger: Ledger) -> None:
    a_campaign(engine)
    assert ledger.record_now(an_entry(1)) is Outcome.COUNTED
    changed_my_mind = replace(an_entry(2), receipt=an_entry(1).receipt)
    assert ledger.record_now(changed_my_mind) is Outcome.ALREADY
    assert everything(engine, keys, an_entry(1)) == a_sheet(1)


def test_people_of_many_rooms_cost_no_more_syncs_and_readings_of_the_key_file_than_those_of_one(
    engine: Engine, keys: PoolKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = [a_campaign(engine, slug=f"room-{number}").id for number in range(64)]
    recover_pools(engine, keys)
    done = list[str]()

    def noting(name: str, really: Callable[..., object], *of: object) -> object:
        done.append(name)
        return really(*of)

    for name in ("fdatasync", "pread"):
        monkeypatch.setattr(os, name, partial(noting, name, getattr(os, name)))

    def cost(people: range, campaigns: list[int]) -> list[str]:
        done.clear()
        with write_transaction(engine) as connection:
            entries = [an_entry(person, campaign) for person, campaign in zip(people, campaigns, strict=True)]
            group = count(connection, keys, entries, TODAY)
        keys.forget(group.obsolete_keys)
        assert group.outcomes == [Outcome.COUNTED] * 64
        return [*done]

    cost(range(64), rooms)
    spread, together = cost(range(64, 128), rooms), cost(range(128, 192), rooms[:1] * 64)
    # Drawn before the commit, overwritten after it; each looks at the file, and nothing else does.
    assert spread == together == ["pread", "fdatasync"] * 2
    assert_each_is_counted_once(engine, keys, range(192))


def test_a_double_click_counts_once(engine: Engine, keys: PoolKeys, ledger: Ledger) -> None:
    """All at once, so that copies meet in one group as well as across groups."""
    a_campaign(engine)
    crowd = [an_entry(person) for person in range(30)]

    async def click() -> list[Outcome]:
        return await asyncio.gather(*(ledger.record(entry) for entry in crowd * 5))

    outcomes = asyncio.run(click())
    assert (outcomes.count(Outcome.COUNTED), outcomes.count(Outcome.ALREADY)) == (30, 120)
    assert everything(engine, keys, crowd[0]) == total(map(a_sheet, range(30)))


def test_segments_and_campaigns_are_counted_apart(engine: Engine, keys: PoolKeys, ledger: Ledger) -> None:
    first, second = a_campaign(engine, slug="first"), a_campaign(engine, slug="second")
    north, south = an_entry(1, first.id, "north"), an_entry(2, first.id, "south")
    elsewhere = an_entry(3, second.id, "north")
    for entry in (north, south, elsewhere):
        ledger.record_now(entry)
    assert [everything(engine, keys, entry) for entry in (north, south, elsewhere)] == list(map(a_sheet, (1, 2, 3)))


def test_the_first_answer_settles_what_a_campaign_asks(engine: Engine, keys: PoolKeys, ledger: Ledger) -> None:
    campaign = a_campaign(engine)
    assert not campaign.has_answers
    old, new = an_entry(1), an_entry(2, bank=a_bank(scenes=5))
    assert [ledger.record_now(entry) for entry in (old, new)] == [Outcome.COUNTED, Outcome.CLOSED]
    assert everything(engine, keys, old) == a_sheet(1)
    assert stored(engine, keys, new) == (0, 0, 0)
    found = find(engine, "spring")
    assert found is not None
    assert found.fingerprint == old.cell.fingerprint


def test_two_structures_in_the_first_group_are_not_counted_together(engine: Engine, keys: PoolKeys) -> None:
    a_campaign(engine)
    group = [an_entry(1), an_entry(2, bank=a_bank(scenes=5)), an_entry(3)]
    with write_transaction(engine) as connection:
        outcomes = count(connection, keys, group, TODAY).outcomes
    assert outcomes == [Outcome.COUNTED, Outcome.CLOSED, Outcome.COUNTED]


def test_what_a_campaign_asks_is_written_down_once(engine: Engine, ledger: Ledger) -> None:
    a_campaign(engine)
    updates: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE campaign"):
            updates.append(statement)

    for person in range(12):
        ledger.record_now(an_entry(person))
    assert len(updates) == 1


def test_a_campaign_counts_from_its_first_day_to_its_last(engine: Engine, keys: PoolKeys) -> None:
    create(engine, "spring", "totem", TODAY, opened_on=TODAY + timedelta(2), closes_on=TODAY + timedelta(4))
    outcomes = []
    for days in range(7):
        entry = an_entry(days, expires_on=TODAY + timedelta(days))
        with write_transaction(engine) as connection:
            outcomes += count(connection, keys, [entry], TODAY + timedelta(days)).outcomes
    early, counted, late = [Outcome.CLOSED] * 2, [Outcome.COUNTED] * 3, [Outcome.CLOSED] * 2
    assert outcomes == early + counted + late


def test_a_closed_campaign_counts_nobody(engine: Engine, keys: PoolKeys, ledger: Ledger) -> None:
    campaign = a_campaign(engine)
    ledger.record_now(an_entry(1))
    close(engine, keys, campaign.id, TODAY)
    assert ledger.record_now(an_entry(2)) is Outcome.CLOSED
    assert ledger.record_now(an_entry(1)) is Outcome.ALREADY
    assert ledger.record_now(an_entry(3, campaign_id=99)) is Outcome.CLOSED
    assert stored(engine, keys, an_entry(2)) == (0, 0, 0)


def test_a_sheet_past_its_last_day_is_not_counted_even_if_its_receipt_is_gone(
    engine: Engine, keys: PoolKeys, ledger: Ledger
) -> None:
    a_campaign(engine)
    assert ledger.record_now(an_entry(1, expires_on=TODAY)) is Outcome.COUNTED
    assert ledger.record_now(an_entry(2, expires_on=TODAY - timedelta(1))) is Outcome.CLOSED


DAY = 24 * 3600.0


class Almanac:
    """The day that the machine believes in, and the seconds that have truly passed."""

    def __init__(self) -> None:
        self.day, self.seconds = TODAY, 0.0

    def ledger(self, engine: Engine, keys: PoolKeys) -> Ledger:
        return Ledger(engine, keys, today=lambda: self.day, clock=lambda: self.seconds)

    def pass_days(self, many: float) -> None:
        self.seconds += many * DAY
        self.day += timedelta(round(many))


def sheet_of(day: date) -> Entry:
    """Begun the day before: it expires on this one."""
    return an_entry(day.toordinal() % 1000, expires_on=day)


def test_receipts_go_on_the_second_day_after_their_own(engine: Engine, keys: PoolKeys) -> None:
    now = Almanac()
    a_campaign(engine)
    ledger = now.ledger(engine, keys)
    ledger.start()
    kept = []
    for _ in range(5):
        for person in (1, 2):  # the second one finds what followed the first one done
            ledger.record_now(an_entry(now.day.toordinal() * 2 + person, expires_on=now.day))
        kept.append({(now.day - day).days for day in _days(engine)})
        now.pass_days(1)
    ledger.stop()
    assert kept == [{0}, {0, 1}, {0, 1}, {0, 1}, {0, 1}]


def test_a_site_that_was_off_for_a_week_drops_what_its_last_run_knew_to_be_past(engine: Engine, keys: PoolKeys) -> None:
    """Also a laptop that runs for an afternoon a week."""
    now = Almanac()
    a_campaign(engine)
    for _ in range(4):
        ledger = now.ledger(engine, keys)
        ledger.start()
        ledger.record_now(sheet_of(now.day))
        ledger.stop()
        assert len(_days(engine)) <= 2
        now.pass_days(7)


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("wrong", [2, 3, 400])
def test_a_clock_that_was_ahead_for_a_while_lets_no_sheet_count_twice(
    wrong: int, restarted: bool, engine: Engine, keys: PoolKeys
) -> None:
    now = Almanac()
    a_campaign(engine)
    ledger = now.ledger(engine, keys)
    ledger.start()
    mine = sheet_of(TODAY + timedelta(1))
    assert ledger.record_now(mine) is Outcome.COUNTED
    for day in (wrong, wrong, wrong + 1, 0):
        now.day = TODAY + timedelta(day)
        now.seconds += 3600
        if restarted and day != wrong + 1:
            ledger.stop()
            ledger = now.ledger(engine, keys)
            ledger.start()
        ledger.record_now(sheet_of(now.day + timedelta(1)))
    assert ledger.record_now(mine) is Outcome.ALREADY
    ledger.stop()


def _days(engine: Engine) -> list[date]:
    with read(engine) as connection:
        return list(connection.scalars(select(col(ReceiptRow.expires_on))))


def test_no_key_outlives_its_pool(engine: Engine, keys: PoolKeys, ledger: Ledger) -> None:
    a_campaign(engine, k=5)
    for person in range(23):
        ledger.record_now(an_entry(person))
        with read(engine) as connection:
            assert keys.ids() == set(connection.scalars(select(col(PoolRow.key_id))))


def test_whoever_asks_is_told_which_campaigns_grew(engine: Engine, keys: PoolKeys) -> None:
    quiet, busy = a_campaign(engine, slug="quiet"), a_campaign(engine, slug="busy")
    grown: list[set[int]] = []
    ledger = Ledger(engine, keys, grown.append, today=lambda: TODAY)
    ledger.start()
    ledger.record_now(an_entry(0, quiet.id))
    for person in range(1, 11):
        ledger.record_now(an_entry(person, busy.id))
    ledger.stop()
    assert grown == [{busy.id}]


def test_a_listener_that_fails_stops_nothing(engine: Engine, keys: PoolKeys) -> None:
    def fail(_: set[int]) -> None:
        raise ZeroDivisionError

    a_campaign(engine, k=5)
    ledger = Ledger(engine, keys, fail, today=lambda: TODAY)
    ledger.start()
    assert {ledger.record_now(an_entry(person)) for person in range(20)} == {Outcome.COUNTED}
    ledger.stop()


def test_a_sheet_that_does_not_fit_its_cell_is_refused_and_its_neighbours_are_counted(
    engine: Engine, keys: PoolKeys, ledger: Ledger
) -> None:
    a_campaign(engine)
    odd = replace(an_entry(99), counts=a_sheet(99, a_bank(scenes=5)))
    ledger.record_now(an_entry(0))

    async def crowd() -> list[Outcome | BaseException]:
        entries = [an_entry(1), an_entry(2), odd, an_entry(3)]
        return await asyncio.gather(*map(ledger.record, entries), return_exceptions=True)

    one, two, refused, three = asyncio.run(crowd())
    assert (one, two, three) == (Outcome.COUNTED,) * 3
    assert isinstance(refused, TotalsUnavailable)
    assert everything(engine, keys, an_entry(0)) == total(map(a_sheet, range(4)))


def test_a_commit_whose_answer_was_lost_is_not_taken_for_a_second_submission(
    engine: Engine, keys: PoolKeys, ledger: Ledger
) -> None:
    """The connection breaks after the database has committed: what the retry finds is our own receipt."""
    a_campaign(engine)
    ledger.record_now(an_entry(0))
    breaks = iter([True])

    def lose(connection: object) -> None:
        if next(breaks, False):
            raise OperationalError("COMMIT", None, ConnectionError("lost"))

    with _after_commit(engine, lose):
        assert ledger.record_now(an_entry(1)) is Outcome.COUNTED
    assert ledger.record_now(an_entry(1)) is Outcome.ALREADY
    assert everything(engine, keys, an_entry(0)) == total(map(a_sheet, range(2)))


class _after_commit:  # noqa: N801 (reads as a statement)
    """SQLAlchemy's own commit, then what the test wants."""

    def __init__(self, engine: Engine, then: object) -> None:
        self.dialect, self.then, self.original = engine.dialect, then, engine.dialect.do_commit

    def __enter__(self) -> None:
        def commit(connection: object) -> None:
            self.original(connection)  # type: ignore[arg-type]
            self.then(connection)  # type: ignore[operator]

        self.dialect.do_commit = commit  # type: ignore[method-assign, assignment]

    def __exit__(self, *_: object) -> None:
        self.dialect.do_commit = self.original  # type: ignore[method-assign]


def test_a_group_is_one_transaction(engine: Engine, keys: PoolKeys, ledger: Ledger) -> None:
    """While one group is being written, all that come meanwhile wait for the next one."""
    a_campaign(engine)
    commits = 0

    @event.listens_for(engine, "commit")
    def _count(_: object) -> None:
        nonlocal commits
        commits += 1

    async def crowd() -> None:
        await asyncio.gather(*(ledger.record(an_entry(person)) for person in range(1, 129)))

    with ThreadPoolExecutor() as threads:
        with write_transaction(engine):
            first = threads.submit(ledger.record_now, an_entry(0))
            eventually(lambda: writer_is_busy(engine))
            rest = threads.submit(asyncio.run, crowd())
            eventually(lambda: ledger._writer._queue.qsize() == 128)
        first.result()
        rest.result()
    # The one that held the lock; the first sheet, which came alone; two groups of 64.
    assert commits == 4


def writer_is_busy(engine: Engine) -> bool:
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedout() == 2


def test_nothing_is_taken_before_the_start_nor_after_the_stop(engine: Engine, keys: PoolKeys) -> None:
    a_campaign(engine)
    ledger = Ledger(engine, keys, today=lambda: TODAY)
    with pytest.raises(TotalsUnavailable):
        ledger.record_now(an_entry(1))
    ledger.start()
    ledger.stop()
    ledger.stop()
    with pytest.raises(TotalsUnavailable):
        ledger.record_now(an_entry(1))


def test_what_was_handed_in_before_the_stop_is_counted(engine: Engine, keys: PoolKeys) -> None:
    a_campaign(engine)
    ledger = Ledger(engine, keys, today=lambda: TODAY)
    ledger.start()

    stopping = Thread(target=ledger.stop, daemon=True)

    async def leave() -> list[Outcome]:
        asked = [asyncio.ensure_future(ledger.record(an_entry(person))) for person in range(200)]
        await asyncio.sleep(0)
        stopping.start()
        return await asyncio.wait_for(asyncio.gather(*asked), PATIENCE_SECONDS)

    assert set(asyncio.run(leave())) == {Outcome.COUNTED}
    stopping.join(PATIENCE_SECONDS)
    assert not stopping.is_alive()
    assert everything(engine, keys, an_entry(0)).n == 200


def test_whoever_leaves_before_the_answer_is_counted_all_the_same(
    engine: Engine, keys: PoolKeys, ledger: Ledger
) -> None:
    a_campaign(engine)

    async def leave() -> None:
        asked = asyncio.ensure_future(ledger.record(an_entry(1)))
        await asyncio.sleep(0)
        asked.cancel()
        await ledger.record(an_entry(2))

    asyncio.run(leave())
    assert everything(engine, keys, an_entry(0)) == total(map(a_sheet, (1, 2)))


def test_what_a_run_left_behind_goes_once_somebody_is_counted(engine: Engine, keys: PoolKeys, tmp_path: Path) -> None:
    a_campaign(engine)
    first = Ledger(engine, keys, today=lambda: TODAY)
    first.start()
    first.record_now(an_entry(1))
    first.stop()
    used = keys.ids()
    keys.new(3)
    second = Ledger(engine, KeyFile(tmp_path / "secrets" / "pool-keys"), today=lambda: TODAY)
    second.start()
    assert keys.ids() > used
    second.record_now(an_entry(2))
    second.stop()
    assert len(keys.ids()) == len(used) == 1


def test_the_outcomes_have_the_names_that_addresses_use() -> None:
    assert [outcome.value for outcome in Outcome] == ["counted", "already", "closed", "spent"]
    assert an_entry(1).receipt.expires_on == TOMORROW
