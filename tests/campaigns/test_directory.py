"""Campaigns that a crowd asks for: nobody waits for a database that does not answer, once a campaign is known."""

import asyncio
from collections.abc import Callable, Iterator
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoAnswer

from app.campaigns import store
from app.campaigns.directory import Directory
from app.campaigns.store import find
from app.db import remembered
from app.db.hurried import MOST_UNDER_WAY, Hurried
from app.db.remembered import CACHE_SECONDS
from tests.crowd import a_campaign


class Database:
    """Answers, hangs or refuses. asked: how often it was. Only what hangs is not waited for until it comes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked, self.answers, self.refuses = 0, Event(), False
        self._set = monkeypatch.setattr
        self.goes_on()

    def hangs(self) -> None:
        self._be_patient(0.05)
        self.answers.clear()

    def goes_on(self) -> None:
        self._be_patient(30)
        self.answers.set()

    def _be_patient(self, seconds: float) -> None:
        self._set(remembered, "GRACE_SECONDS", seconds)
        self._set(remembered, "PATIENCE_SECONDS", seconds)

    def find(self, *arguments: object) -> object:
        self.asked += 1
        assert self.answers.wait(30)
        if self.refuses:
            raise OperationalError("SELECT", None, Exception("refused"))
        return find(*arguments)  # type: ignore[arg-type]


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    made = Database(monkeypatch)
    monkeypatch.setattr(store, "find", made.find)
    yield made
    made.goes_on()


def test_a_known_campaign_is_found_while_the_database_hangs(sqlite_engine: Engine, database: Database) -> None:
    now = [0.0]
    known = Directory(sqlite_engine, clock=lambda: now[0])
    campaign = a_campaign(sqlite_engine)

    async def ask() -> None:
        assert await known.ask("spring") == campaign
        now[0] += CACHE_SECONDS
        database.hangs()
        for _ in range(100):
            assert await known.ask("spring") == campaign
        assert database.asked == 2  # one look-up hangs, and nobody waits behind it
        database.goes_on()
        while known.known("spring") is None:
            await asyncio.sleep(0)

    asyncio.run(ask())
    assert database.asked == 2


def test_whoever_comes_while_the_database_is_late_waits_no_more_until_it_answers(
    sqlite_engine: Engine, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, waits = [0.0], list[bool]()
    known = Directory(sqlite_engine, clock=lambda: now[0])
    campaign = a_campaign(sqlite_engine)
    hurried = known._remembered._hurried

    async def noted(name: str, work: Callable[[], object], seconds: float) -> object:
        waits.append(seconds > 0)
        return await hurried(name, work, seconds)

    async def ask() -> None:
        assert await known.ask("spring") == campaign
        monkeypatch.setattr(known._remembered, "_hurried", noted)
        for state in ("hangs", "refuses", "answers"):
            database.refuses = state == "refuses"
            if state == "hangs":
                database.hangs()
            now[0] += CACHE_SECONDS
            for _ in range(3):
                assert await known.ask("spring") == campaign
                while hurried._under_way and state != "hangs":
                    await asyncio.sleep(0)
                now[0] += CACHE_SECONDS
            database.goes_on()
            while hurried._under_way:
                await asyncio.sleep(0)

    asyncio.run(ask())
    # What hung is answered at last, so the refusal that follows is waited for once; then what answers again.
    assert waits == [True, False, False, True, False, False, False, True, True]


def test_what_refuses_leaves_what_was_known(sqlite_engine: Engine, database: Database) -> None:
    now = [0.0]
    known = Directory(sqlite_engine, clock=lambda: now[0])
    campaign = a_campaign(sqlite_engine)
    assert asyncio.run(known.ask("spring")) == campaign
    now[0] += CACHE_SECONDS
    database.refuses = True
    assert asyncio.run(known.ask("spring")) == campaign


def test_a_campaign_that_was_never_found_is_not_waited_for_without_end(
    sqlite_engine: Engine, database: Database
) -> None:
    a_campaign(sqlite_engine)
    known = Directory(sqlite_engine)
    database.hangs()
    with pytest.raises(NoAnswer):
        asyncio.run(known.ask("spring"))


def test_no_name_that_cannot_be_one_reaches_the_database(sqlite_engine: Engine, database: Database) -> None:
    assert asyncio.run(Directory(sqlite_engine).ask("Not/a name")) is None
    assert database.asked == 0


def test_whoever_comes_while_something_is_late_is_told_at_once() -> None:
    goes_on, calls = Event(), []
    now = [0.0]

    def hang() -> str:
        calls.append(1)
        assert goes_on.wait(30)
        return "done"

    async def ask() -> str:
        hurried = Hurried(1, clock=lambda: now[0])
        with pytest.raises(TimeoutError):
            await hurried("it", hang, 0.01)
        now[0] += 1
        for _ in range(5):
            with pytest.raises(TimeoutError):
                await hurried("it", hang, 0.5)
        goes_on.set()
        return await hurried("it", hang, 60)

    assert asyncio.run(ask()) == "done"
    assert len(calls) == 1


def test_what_waits_behind_a_database_that_hangs_has_an_end() -> None:
    goes_on, calls = Event(), []

    def hang() -> None:
        calls.append(1)
        assert goes_on.wait(30)

    async def ask() -> None:
        hurried = Hurried(1)
        for number in range(MOST_UNDER_WAY):
            with pytest.raises(TimeoutError):
                await hurried(f"name {number}", hang, 0)
        try:
            with pytest.raises(TimeoutError, match="behind too much"):
                await hurried("one more", hang, 0.1)
        finally:
            goes_on.set()
        await hurried("name 0", hang, 60)
        while hurried._under_way:
            await asyncio.sleep(0.01)
        await hurried("one more", hang, 60)

    asyncio.run(ask())
    assert len(calls) == MOST_UNDER_WAY + 1, "and what was refused was never begun"
