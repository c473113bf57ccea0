"""What lies beside the beats: a script, a clock, a cover, a frozen screen, whatever a trainer presses."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.seminars.cues import (
    CORNERS,
    NO_CUES,
    TIMERS,
    Cue,
    Cues,
    Still,
    cued,
    cues_from,
    cues_to_document,
    moved_on,
    takes_off,
    uncovered,
)
from app.seminars.scripts import SCRIPTS
from app.seminars.stage import ACTIONS, Stage, Vote

STILL = Still(Stage("animals", guesses=(1, 2, 6), vote=Vote("s1", "", 3)), 14, 12, 3, 2, 1, 1)
EACH: tuple[Cue, ...] = ("dark", "light", "timer", "voices", "uncover", "freeze", "thaw")


def after(cues: Cues, cue: Cue, minutes: int = 3) -> Cues:
    return cued(cues, cue, now=1000, minutes=minutes, still=STILL, drawn=lambda: (2, 0, 3, 1))


CUES = st.builds(
    lambda script, started, many: _all(Cues(script=script, started=started), many),
    st.sampled_from((None, *SCRIPTS)),
    st.sampled_from((None, 900)),
    st.lists(st.sampled_from(EACH), max_size=8),
)


def _all(cues: Cues, many: list[Cue]) -> Cues:
    for cue in many:
        cues = after(cues, cue)
    return cues


@given(CUES)
def test_cues_come_back_from_their_document(cues: Cues) -> None:
    assert cues_from(cues_to_document(cues)) == cues


def test_a_room_of_before_has_none_and_what_a_newer_version_wrote_is_left_aside() -> None:
    assert cues_from(None) == NO_CUES
    document = json.loads(cues_to_document(Cues(script="10", started=5)))
    assert cues_from(json.dumps(document | {"music": "loud"})) == Cues(script="10", started=5)
    assert cues_from(json.dumps(document | {"script": "90"})).script is None


@given(CUES, st.sampled_from(EACH))
def test_no_cue_touches_the_script_or_the_clock(cues: Cues, cue: Cue) -> None:
    assert replace(after(cues, cue), script=None, started=None).cover in ("", "dark", "timer", "voices")
    assert (after(cues, cue).script, after(cues, cue).started) == (cues.script, cues.started)


@given(CUES)
def test_next_takes_off_one_cover_after_the_other_and_then_moves(cues: Cues) -> None:
    presses = 0
    while takes_off(cues, "next"):
        cues, presses = uncovered(cues), presses + 1
    assert presses <= 2
    assert (cues.cover, cues.seen) == ("", "")


def test_a_black_screen_hides_a_timer_which_goes_on_under_it() -> None:
    timed = after(NO_CUES, "timer", 5)
    assert timed.timer == (5, 1000)
    dark = after(timed, "dark")
    assert (dark.cover, uncovered(dark)) == ("dark", timed)
    assert after(dark, "voices").cover == "voices"


@pytest.mark.parametrize("minutes", [0, 1, 4, -3, 500])
def test_there_are_three_timers(minutes: int) -> None:
    assert minutes not in TIMERS
    with pytest.raises(ValueError, match="timer"):
        after(NO_CUES, "timer", minutes)


def test_a_screen_that_is_frozen_keeps_what_it_showed_first() -> None:
    frozen = after(NO_CUES, "freeze")
    later = cued(frozen, "freeze", now=1, minutes=0, still=replace(STILL, arrived=99), drawn=tuple)
    assert later == frozen
    assert after(frozen, "thaw") == NO_CUES


@given(CUES, st.sampled_from(ACTIONS))
def test_the_clock_starts_with_the_questions_and_stops_for_nothing(cues: Cues, action: str) -> None:
    pressed = next(one for one in ACTIONS if one == action)
    lobby, answering = (moved_on(cues, pressed, Stage(beat), 2000.7) for beat in ("lobby", "answering"))
    if action == "close":
        assert lobby == answering == Cues(script=cues.script)
        return
    assert lobby.started == cues.started
    assert answering.started == (2000 if cues.started is None else cues.started)
    assert answering.still == cues.still
    assert answering.cover == (cues.cover if action == "pause" else "")


def test_every_corner_of_a_room_speaks_once() -> None:
    assert sorted(after(NO_CUES, "voices").voices) == list(range(len(CORNERS)))
