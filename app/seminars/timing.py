"""How long a seminar takes, beat by beat: the one table behind the form, the printed sheet and the remote. Pure.

The sums agree wherever a duration is said. These are estimates, in whole minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from app.seminars.scripts import LEAST_TALK, SHORTENED
from app.seminars.stage import BEFORE, LEVELS_FROM, Beat, Pace, Plan, Stage, beats_of

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
"""All but answering, which depends on the questionnaire; of a room without a script."""
VOTE, RESULT = 1, 4
"""Of a vote that is open, and of the talk about what it gave."""
A_STEP = 0.5
"""Minutes for each step that a trainer opens for everyone: read aloud, then some twenty seconds."""
Timetable = dict[Beat, int]
"""Beats in order, each with its minutes."""


def timetable(plan: Plan, reading: int) -> Timetable:
    """Of what this plan goes through; the question at the end has what the script leaves for it. reading: the
    questionnaire's own estimate."""
    shorter = SHORTENED.get(plan.script or "", {})
    found = {beat: shorter.get(beat, MINUTES.get(beat, 0)) for beat in beats_of(plan)}
    found["answering"] = _answering(plan.pace, reading, plan.steps)
    if plan.script:
        rest = sum(minutes for beat, minutes in found.items() if beat != "prompt")
        found["prompt"] = max(LEAST_TALK, int(plan.script) - rest)
    return found


def hoped_for(plan: Plan) -> Plan:
    """The plan as it will be if enough people answer for everything to be shown."""
    return Plan(plan.pace, plan.steps, plan.totems, plan.pairs, LEVELS_FROM, plan.script)


def minutes_left(minutes: Timetable, now: Beat) -> int:
    """From the start of this beat to the end; of all of them where it is none of them."""
    beats: Sequence[Beat] = tuple(minutes)
    at = beats.index(now) if now in beats else 0
    return sum(minutes[beat] for beat in beats[at:])


def beats_shown(stage: Stage, plan: Plan) -> tuple[Beat, ...]:
    """Those of this room, as far as they are known: before the reveal, as if enough people will have answered."""
    if stage.beat not in BEFORE:
        return beats_of(plan)
    return beats_of(hoped_for(plan))


@dataclass(frozen=True, slots=True)
class Minutes:
    """now: about how long what is on the screen takes; left: from its start to the end; whole: of the script as it was
    planned, slot: of that, from the first question on; talk: of the question at the end."""

    now: int
    left: int
    whole: int
    slot: int
    talk: int


def minutes_now(stage: Stage, plan: Plan, reading: int) -> Minutes:
    planned = timetable(hoped_for(plan), reading)
    minutes = planned if stage.beat in BEFORE else timetable(plan, reading)
    whole = sum(planned.values())
    now = minutes.get(stage.beat, 0)
    if stage.vote:
        now = VOTE if stage.vote.is_open else RESULT
    return Minutes(now, minutes_left(minutes, stage.beat), whole, whole - planned["lobby"], minutes["prompt"])


def _answering(pace: Pace, reading: int, steps: int) -> int:
    return reading if pace == "free" else max(reading, ceil(steps * A_STEP))
