"""How long a seminar takes, beat by beat: the one table behind the form, the printed sheet and the remote. Pure.

The sums agree wherever a duration is said. These are estimates, in whole minutes.
"""

from collections.abc import Sequence
from math import ceil

from app.seminars.stage import Beat, Pace

MINUTES: dict[Beat, int] = {
    "lobby": 2,
    "own": 1,
    "round": 8,
    "animals": 1,
    "sentence": 1,
    "triangle": 2,
    "dimensions": 2,
    "gap": 3,
    "prompt": 6,
    "end": 1,
}
"""All but answering, which depends on the questionnaire."""
VOTE, RESULT = 1, 4
"""Of a vote that is open, and of the talk about what it gave."""
A_STEP = 0.5
"""Minutes for each step that a trainer opens for everyone: read aloud, then some twenty seconds."""


def beat_minutes(beat: Beat, pace: Pace, reading: int, steps: int) -> int:
    """reading: the questionnaire's own estimate; steps: of its quiz, without the last choice."""
    if beat != "answering":
        return MINUTES[beat]
    return reading if pace == "free" else max(reading, ceil(steps * A_STEP))


def minutes_left(beats: Sequence[Beat], now: Beat, pace: Pace, reading: int, steps: int) -> int:
    """From the start of this beat to the end; of all of them where it is none of them."""
    at = beats.index(now) if now in beats else 0
    return sum(beat_minutes(beat, pace, reading, steps) for beat in beats[at:])
