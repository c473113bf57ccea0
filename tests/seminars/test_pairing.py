"""A venue's computer that asks to show a room: on two processes, after a restart, too late, too often."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine

from app.seminars import pairing
from app.seminars.pairing import LIFE_SECONDS, MOST_WAITING, Pairings
from app.web.tokens import Tokens
from tests.crowd import TODAY
from tests.rooms import SECRET, rows_of

CODE, OTHER, SCREEN = "ABCDEFG", "HJKLMNP", "/fr/screen/abc"


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    yield clock
    clock.now = Clock.now


def made(engine: Engine, clock: Clock, secret: bytes = SECRET) -> Pairings:
    """Of one process, or of one run of it."""
    return Pairings(engine, Tokens([secret]), lambda: TODAY, clock)


def test_what_one_process_was_asked_another_agrees_to_and_a_third_shows(engine: Engine, clock: Clock) -> None:
    token = made(engine, clock).ask(CODE)
    assert token
    waits = made(engine, clock).asked(token)
    (asking,) = made(engine, clock).waiting(CODE)
    assert waits
    assert (waits.number, waits.screen) == (asking.number, "")
    assert made(engine, clock).agree(CODE, asking.id, SCREEN)
    for _ in range(2):  # its answer may be lost on the way
        found = made(engine, clock).asked(token)
        assert found
        assert found.screen == SCREEN
    assert made(engine, clock).waiting(CODE) == []


def test_a_request_lapses(engine: Engine, clock: Clock) -> None:
    pairings = made(engine, clock)
    token = pairings.ask(CODE)
    assert token
    (asking,) = pairings.waiting(CODE)
    clock.now += LIFE_SECONDS - 1
    assert pairings.asked(token)
    clock.now += 1
    assert pairings.asked(token) is None
    assert pairings.waiting(CODE) == []
    assert not pairings.agree(CODE, asking.id, SCREEN)
    assert pairings.asked(token) is None


def test_a_remote_answers_for_its_own_room_alone(engine: Engine, clock: Clock) -> None:
    pairings = made(engine, clock)
    assert pairings.ask(CODE)
    assert pairings.ask(OTHER)
    (asking,), others = pairings.waiting(CODE), pairings.waiting(OTHER)
    assert not pairings.agree(OTHER, asking.id, SCREEN)
    pairings.refuse(OTHER, asking.id)
    assert pairings.waiting(OTHER) == others
    assert pairings.waiting(CODE) == [asking]


def test_who_was_refused_finds_nothing_and_who_was_agreed_to_keeps_it(engine: Engine, clock: Clock) -> None:
    pairings = made(engine, clock)
    refused, agreed = pairings.ask(CODE), pairings.ask(CODE)
    assert refused
    assert agreed
    asked = pairings.asked(refused)
    assert asked
    for one in pairings.waiting(CODE):
        if one.number != asked.number:
            assert pairings.agree(CODE, one.id, SCREEN)
        pairings.refuse(CODE, one.id)
    assert pairings.asked(refused) is None
    found = pairings.asked(agreed)
    assert found
    assert found.screen == SCREEN


def test_few_wait_at_once_and_no_two_with_one_number(
    engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter(["1234", "1234", "1234", "5678", "1234", "5678", "9012", "3456", "7890"])
    monkeypatch.setattr(pairing, "_drawn_number", lambda: next(numbers))
    pairings = made(engine, clock)
    assert all(pairings.ask(CODE) for _ in range(MOST_WAITING))
    assert [one.number for one in pairings.waiting(CODE)] == ["1234", "5678", "9012"]
    assert pairings.ask(CODE) is None
    assert pairings.ask(OTHER)
    clock.now += LIFE_SECONDS
    assert pairings.ask(CODE), "those that lapsed stand in nobody's way"


def test_tables_tell_neither_number_nor_hour_nor_screen(engine: Engine, clock: Clock) -> None:
    pairings = made(engine, clock)
    token = pairings.ask(CODE)
    assert token
    (asking,) = pairings.waiting(CODE)
    pairings.agree(CODE, asking.id, SCREEN)
    (row,) = rows_of(engine)["pairing"]
    told = repr(row)
    for secret in (asking.number, SCREEN, str(int(clock.now))[:5], token):
        assert secret not in told
    assert made(engine, clock, bytes(32)).asked(token) is None


def test_yesterdays_are_swept(engine: Engine, clock: Clock) -> None:
    for later in range(3):
        day = TODAY + timedelta(days=later)
        assert Pairings(engine, Tokens([SECRET]), partial(date, day.year, day.month, day.day), clock).ask(CODE)
    assert len(rows_of(engine)["pairing"]) == 2
