"""Where codes of places lead, for a crowd: asked of the database now and then, not waited for once they are known."""

import asyncio
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import TimeoutError as NoAnswer

from app.barometer.barometers import Barometers, PlaceDoor
from app.barometer.place_directory import PlaceDirectory, place_code
from app.db import remembered
from app.pool_keys.key_file import KeyFile
from tests.surveys import OPENED, Surveyed


@pytest.fixture
def site(sqlite_engine: Engine, tmp_path: Path) -> Surveyed:
    return Surveyed(sqlite_engine, KeyFile(tmp_path / "keys"), [OPENED])


@pytest.mark.parametrize("typed", ["ABC234", "abc234", " abc 234 ", "abc-234", "A.B.C–2 3 4"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert place_code(typed) == "ABC234"


@pytest.mark.parametrize("typed", ["", "ABC23", "ABC2345", "ABCI23", "ABC10O", "ÀBC234", "ABC2٣4", "AB/234"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert place_code(typed) is None


def test_a_code_is_looked_up_once_in_some_seconds_and_unknown_ones_are_not_kept(
    site: Surveyed, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, asked, now = site.opened(), list[str](), [0.0]
    code = site.barometers.place_codes(edition.barometer)["lille"]
    barometers, look_up = site.barometers, Barometers.counter

    def noted(self: Barometers, code: str) -> PlaceDoor | None:
        asked.append(code)
        return look_up(self, code)

    monkeypatch.setattr(Barometers, "counter", noted)
    places = PlaceDirectory(barometers, clock=lambda: now[0])

    async def ask() -> None:
        for _ in range(50):
            door = await places.ask(code)
            assert door
            assert door.segment == "lille"
            assert await places.ask("NNNNNN") is None
        now[0] += remembered.CACHE_SECONDS
        await places.ask(code)

    asyncio.run(ask())
    assert asked.count(code) == 2
    assert asked.count("NNNNNN") == 50
    assert places.known(code)
    places.forget(code)
    assert places.known(code) is None


def test_a_known_code_leads_on_while_the_database_hangs_and_an_unknown_one_is_not_waited_for_without_end(
    site: Surveyed, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, answers, now = site.opened(), Event(), [0.0]
    code = site.barometers.place_codes(edition.barometer)["lille"]
    barometers, look_up = site.barometers, Barometers.counter
    answers.set()
    monkeypatch.setattr(Barometers, "counter", lambda self, code: answers.wait(30) and look_up(self, code))
    places = PlaceDirectory(barometers, clock=lambda: now[0])

    async def ask() -> None:
        known = await places.ask(code)
        now[0] += remembered.CACHE_SECONDS
        monkeypatch.setattr(remembered, "GRACE_SECONDS", 0.05)
        monkeypatch.setattr(remembered, "PATIENCE_SECONDS", 0.05)
        answers.clear()
        try:
            for _ in range(20):
                assert await places.ask(code) == known
            with pytest.raises(NoAnswer):
                await places.ask("NNNNNN")
        finally:
            answers.set()

    asyncio.run(ask())
