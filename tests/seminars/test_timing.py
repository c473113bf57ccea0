"""One table of minutes: whatever is left adds up, at both paces and in every script."""

from itertools import pairwise, product

import pytest

from app.seminars.scripts import LEAST_TALK, SCRIPTS, Script, scenes_in, script_from
from app.seminars.stage import LEVELS_FROM, PACES, Plan, Stage, beats_of
from app.seminars.timing import hoped_for, minutes_left, minutes_now, timetable

READING = 4


def plans() -> list[Plan]:
    return [
        Plan(pace, 12, totems, True, shown, script)
        for pace, totems, shown, script in product(PACES, (True, False), (0, 5, LEVELS_FROM), (None, *SCRIPTS))
    ]


def test_what_is_left_is_the_sum_of_the_beats_to_come() -> None:
    for plan in plans():
        minutes = timetable(plan, READING)
        assert tuple(minutes) == beats_of(plan)
        assert all(found > 0 for found in minutes.values())
        for beat, later in pairwise(minutes):
            assert minutes_left(minutes, beat) - minutes_left(minutes, later) == minutes[beat]


def test_answering_takes_what_the_questionnaire_says_and_together_what_its_steps_do() -> None:
    def answering(plan: Plan, reading: int) -> int:
        return timetable(plan, reading)["answering"]

    free, together = (Plan(pace, 12, True, True) for pace in PACES)
    assert (answering(free, 4), answering(together, 4), answering(together, 9)) == (4, 6, 9)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_takes_its_minutes_with_a_questionnaire_of_four(script: Script) -> None:
    """And more where the questionnaire is longer than it has room for: the sum is said, never the wish."""
    plan = Plan("free", 12, True, True, LEVELS_FROM, script)
    assert sum(timetable(plan, READING).values()) == int(script)
    long = timetable(plan, 60)
    assert long["prompt"] == LEAST_TALK
    assert sum(long.values()) > 60


def test_each_script_shows_more_than_the_one_before() -> None:
    kept = [set(beats_of(Plan("free", 12, True, True, LEVELS_FROM, script))) for script in SCRIPTS]
    assert kept[0] < kept[1] < kept[2] == set(beats_of(Plan("free", 12, True, True, LEVELS_FROM)))
    assert {"animals", "prompt"} <= kept[0]
    for shown in (0, 5):
        assert "prompt" in beats_of(Plan("free", 12, True, True, shown, "10"))


def test_there_is_time_for_scenes_only_in_the_longest() -> None:
    talks = [timetable(Plan("free", 12, True, True, LEVELS_FROM, script), READING)["prompt"] for script in SCRIPTS]
    assert [scenes_in(talk) for talk in talks] == [0, 0, 2]


def test_the_slot_is_what_the_script_leaves_once_the_lobby_is_over_whoever_came() -> None:
    for script in SCRIPTS:
        plan = Plan("free", 12, True, True, 0, script)
        before = minutes_now(Stage(), plan, READING)
        assert before.whole == sum(timetable(hoped_for(plan), READING).values()) == before.left
        after = minutes_now(Stage("round"), plan, READING)
        assert (after.whole, after.slot) == (before.whole, before.whole - before.now)


@pytest.mark.parametrize("text", ["", "15", None, 10, "010"])
def test_no_other_script_is_known(text: object) -> None:
    assert script_from(text) is None
