"""Where a room is between the lobby and the end, and what each action of its trainer does to that. Pure.

Any sequence of actions gives a stage that can be shown.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from app.seminars.scripts import LEFT_OUT, Script

Pace = Literal["free", "together"]
Beat = Literal[
    "lobby", "answering", "own", "round", "animals", "sentence", "triangle", "dimensions", "gap", "prompt", "end"
]
Action = Literal["next", "back", "pause", "reveal", "close"]
PACES: tuple[Pace, ...] = get_args(Pace)
ACTIONS: tuple[Action, ...] = get_args(Action)
BEFORE: tuple[Beat, ...] = ("lobby", "answering", "own")
"""The beats in which the room sees how many arrived and finished, and nothing else."""
GUESS = "guess"
"""The ballot on which animal comes most often."""
LEAST, LEVELS_FROM = 5, 10
"""People for a figure at all; for dimensions and gaps (`privacy.md`, Seminars)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a room can show. steps: of the quiz, without the last choice; shown: people in the newest release, or 0;
    script: None for all that there is."""

    pace: Pace
    steps: int
    totems: bool
    pairs: bool
    shown: int = 0
    script: Script | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """A scene or a mirror statement put to the room. item: its id in the bank; side: of a statement, empty for a scene.

    options: how many choices it has; rounds: what each closed round gave, by option; None for fewer than LEAST votes.
    """

    item: str
    side: str
    options: int
    is_open: bool = True
    rounds: tuple[tuple[int, ...] | None, ...] = ()

    @property
    def ballot(self) -> str:
        """Where the votes of the present round are counted."""
        return f"vote {self.item} {self.side} {len(self.rounds)}"


@dataclass(frozen=True, slots=True)
class Stage:
    """question: of a room that answers together, the last step that is open; prompt: the one proposed; both from 0.

    guesses: for each totem, in the bank's order, who expected it to come most often; None before the reveal, or for
    fewer than LEAST guesses; vote: what is put to the room now; voted: what was before, each with its rounds.
    """

    beat: Beat = "lobby"
    question: int = 0
    paused: bool = False
    code_hidden: bool = False
    rehearsal: bool = False
    prompt: int = 0
    guesses: tuple[int, ...] | None = None
    vote: Vote | None = None
    voted: tuple[Vote, ...] = ()

    @property
    def turn(self) -> str:
        """What phones follow: it changes when they have something else to show, and says nothing of any answer."""
        vote = f"{self.vote.ballot} {self.vote.is_open}" if self.vote else ""
        # Phones look alike from the reveal to the end: all eyes are on the screen.
        beat = self.beat if self.beat in (*BEFORE, "end") else "screen"
        return f"{beat}.{self.question}.{int(self.paused)}.{int(self.rehearsal)}.{vote}"


def beats_of(plan: Plan) -> tuple[Beat, ...]:
    """Those that this room goes through, in order. A script for animals is none for a questionnaire without."""
    left_out = LEFT_OUT.get(plan.script or "", frozenset[str]()) if plan.totems else frozenset[str]()
    return tuple(beat for beat in _all_beats(plan) if beat not in left_out)


def _all_beats(plan: Plan) -> tuple[Beat, ...]:
    before: tuple[Beat, ...] = BEFORE if plan.totems else ("lobby", "answering")
    if plan.shown < LEAST:
        return (*before, "round", "prompt", "end")
    posture: tuple[Beat, ...] = ("animals", "sentence", "triangle") if plan.totems else ()
    levels: tuple[Beat, ...] = ("dimensions",) if plan.shown >= LEVELS_FROM or not posture else ()
    gap: tuple[Beat, ...] = ("gap",) if levels and plan.pairs else ()
    return (*before, *posture, *levels, *gap, "prompt", "end")


def open_steps(stage: Stage, plan: Plan) -> int | None:
    """How many steps of the quiz phones may show; None for all of them."""
    if stage.beat == "answering" and stage.paused:
        return 0
    if plan.pace == "free" or stage.beat not in ("lobby", "answering"):
        return None
    if stage.beat == "lobby":
        return 0
    return None if stage.question >= plan.steps - 1 else stage.question + 1


def moved(stage: Stage, action: Action, plan: Plan) -> Stage:
    """The stage after the action. plan.shown is that of the release which a reveal has just made.

    A vote on the screen takes next and back first: next closes a round that is open, then either leaves it.
    """
    if action == "pause":
        return replace(stage, paused=not stage.paused)
    if action == "close":
        return replace(left(stage), beat="end", paused=False)
    if action == "reveal":
        return replace(left(stage), beat=_first_shown(plan), paused=False)
    if stage.vote:
        return left(stage)
    stage = replace(stage, paused=False)
    if stage.beat == "answering" and plan.pace == "together":
        question = stage.question + (1 if action == "next" else -1)
        if 0 <= question < plan.steps:
            return replace(stage, question=question)
    beats = beats_of(plan)
    place = beats.index(stage.beat) if stage.beat in beats else beats.index(_first_shown(plan))
    return replace(stage, beat=beats[max(0, min(len(beats) - 1, place + (1 if action == "next" else -1)))])


def is_reveal(stage: Stage, action: Action, plan: Plan) -> bool:
    """Whether the action takes the room from what comes before the reveal to what comes after, or asks for it again."""
    if action == "reveal":
        return True
    later = moved(stage, action, plan)
    return stage.beat in BEFORE and later.beat not in BEFORE


def voting(stage: Stage, item: str, side: str, options: int) -> Stage:
    """The item put to the room: for the first time, or again with what its earlier rounds gave."""
    stage = left(stage)
    earlier = next((one for one in stage.voted if (one.item, one.side) == (item, side)), None)
    rest = tuple(one for one in stage.voted if one is not earlier)
    return replace(stage, vote=Vote(item, side, options, True, earlier.rounds if earlier else ()), voted=rest)


def counted(stage: Stage, votes: tuple[int, ...] | None) -> Stage:
    """The open round closed, with what it gave."""
    assert stage.vote
    vote = stage.vote
    return replace(stage, vote=replace(vote, is_open=False, rounds=(*vote.rounds, votes)))


def left(stage: Stage) -> Stage:
    """Without the vote on the screen; its closed rounds are kept."""
    if stage.vote is None:
        return stage
    kept = (replace(stage.vote, is_open=False),) if stage.vote.rounds else ()
    return replace(stage, vote=None, voted=(*stage.voted, *kept))


def _first_shown(plan: Plan) -> Beat:
    return next(beat for beat in beats_of(plan) if beat not in BEFORE)


def to_document(stage: Stage) -> str:
    return json.dumps(asdict(stage), sort_keys=True)


def stage_from(document: str) -> Stage:
    found: dict[str, Any] = json.loads(document)
    guesses, vote, voted = found.pop("guesses"), found.pop("vote"), found.pop("voted")
    return Stage(
        **found,
        guesses=None if guesses is None else tuple(guesses),
        vote=_vote(vote) if vote else None,
        voted=tuple(map(_vote, voted)),
    )


def _vote(found: dict[str, Any]) -> Vote:
    rounds = tuple(None if one is None else tuple(one) for one in found.pop("rounds"))
    return Vote(**found, rounds=rounds)
