"""One table of minutes: whatever is left adds up, at both paces."""

from itertools import pairwise
from typing import get_args

from app.seminars.stage import LEVELS_FROM, PACES, Beat, Plan, beats_of
from app.seminars.timing import beat_minutes, minutes_left


def test_what_is_left_is_the_sum_of_the_beats_to_come() -> None:
    for pace in PACES:
        for shown in (0, 5, LEVELS_FROM):
            beats = beats_of(Plan(pace, 12, True, True, shown))
            for beat, later in pairwise(beats):
                left, then = (minutes_left(beats, one, pace, 4, 12) for one in (beat, later))
                assert left - then == beat_minutes(beat, pace, 4, 12) > 0


def test_answering_takes_what_the_questionnaire_says_and_together_what_its_steps_do() -> None:
    assert beat_minutes("answering", "free", 4, 12) == 4
    assert beat_minutes("answering", "together", 4, 12) == 6
    assert beat_minutes("answering", "together", 9, 12) == 9
    assert all(beat_minutes(beat, "free", 4, 12) > 0 for beat in get_args(Beat))
