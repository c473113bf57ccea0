"""What a trainer directs beside the beats: script and clock, what lies over the screen, a screen that is frozen.

Any sequence of cues leaves the stage as it was. Pure.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from app.seminars.scripts import Script, script_from
from app.seminars.stage import Action, Stage, stage_from, to_document
from app.seminars.talking.talk import NOTHING_SAID, Talk, talk_from, talk_to_document

Cover = Literal["", "dark", "timer", "voices"]
Cue = Literal["dark", "light", "timer", "voices", "uncover", "freeze", "thaw"]
TIMERS = (2, 3, 5)
"""Minutes."""
CORNERS = ("front-left", "front-right", "back-left", "back-right")


@dataclass(frozen=True, slots=True)
class Still:
    """The screen as it stood when it was frozen: its stage, its counts, the number of its release, 0 before any, and
    what was talked about."""

    stage: Stage
    arrived: int
    finished: int
    voted: int
    guessed: int
    answered: int
    release: int
    taken: int = 0
    talk: Talk = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class Cues:
    """started: when the questions opened, None before; timer: its minutes, and when it began; both moments in seconds
    of the server's clock. voices: in which order the corners of the room speak, by their places in CORNERS."""

    script: Script | None = None
    started: int | None = None
    dark: bool = False
    timer: tuple[int, int] | None = None
    voices: tuple[int, ...] = ()
    still: Still | None = None

    @property
    def cover(self) -> Cover:
        """What hides the beat: a black screen above all."""
        if self.dark:
            return "dark"
        return "timer" if self.timer else "voices" if self.voices else ""

    @property
    def seen(self) -> str:
        """What a press acts on beside the stage; empty where nothing lies over the screen."""
        return f"{self.cover} {self.timer} {self.voices}" if self.cover else ""

    @property
    def afresh(self) -> "Cues":
        """For a room that is emptied, rehearsed or over: no hour is kept."""
        return Cues(script=self.script)


NO_CUES = Cues()


def cued(cues: Cues, cue: Cue, *, now: int, minutes: int, still: Still, drawn: Callable[[], tuple[int, ...]]) -> Cues:
    """The cues after one more. minutes: of a timer, one of TIMERS; still: the screen as it is; drawn: an order of the
    corners. Raises ValueError for any other timer."""
    if cue == "timer":
        if minutes not in TIMERS:
            raise ValueError("There is no such timer.")
        return replace(cues, timer=(minutes, now), voices=(), dark=False)
    if cue == "voices":
        return replace(cues, voices=drawn(), timer=None, dark=False)
    if cue == "freeze":
        return cues if cues.still else replace(cues, still=still)
    return {
        "dark": replace(cues, dark=True),
        "light": replace(cues, dark=False),
        "uncover": uncovered(cues),
        "thaw": replace(cues, still=None),
    }[cue]


def uncovered(cues: Cues) -> Cues:
    """Without the uppermost cover: what was under a black screen goes on."""
    return replace(cues, dark=False) if cues.dark else replace(cues, timer=None, voices=())


def takes_off(cues: Cues, action: Action) -> bool:
    """Whether the action takes off what lies over the screen, and moves nothing else."""
    return bool(cues.cover) and action in ("next", "back")


def moved_on(cues: Cues, action: Action | Literal["vote"], stage: Stage, now: float) -> Cues:
    """The cues once the action brought the room to this stage: the clock runs from the first question on, and stops
    for nothing; what lay over the screen goes, but for a pause."""
    if action == "close":
        return cues.afresh
    started = int(now) if cues.started is None and stage.beat != "lobby" else cues.started
    return replace(cues if action == "pause" else _bare(cues), started=started)


def _bare(cues: Cues) -> Cues:
    return replace(cues, dark=False, timer=None, voices=())


def cues_to_document(cues: Cues) -> str:
    found = asdict(cues)
    if cues.still:
        found["still"] |= {"stage": to_document(cues.still.stage), "talk": talk_to_document(cues.still.talk)}
    return json.dumps(found, sort_keys=True)


def cues_from(document: str | None) -> Cues:
    """None: of a room from before there were any. What is not known here is left aside."""
    found: dict[str, Any] = json.loads(document or "{}")
    timer, still = found.get("timer"), found.get("still")
    return Cues(
        script=script_from(found.get("script")),
        started=found.get("started"),
        dark=bool(found.get("dark")),
        timer=(timer[0], timer[1]) if timer else None,
        voices=tuple(found.get("voices") or ()),
        still=_still(still) if still else None,
    )


def _still(found: dict[str, Any]) -> Still:
    return Still(**found | {"stage": stage_from(found["stage"]), "talk": talk_from(found.get("talk"))})
