"""A trainer's cues in a room: a black screen, a frozen one, a timer, voices from each corner.

Promises that a cue moves no beat and opens no ballot. Refuses what no form of ours sends.
"""

from functools import partial
from random import SystemRandom
from typing import get_args

from app.seminars.cues import CORNERS, Cue, Still, cued
from app.seminars.rooms import Rooms
from app.seminars.seminar import Seminar

CUES: tuple[Cue, ...] = get_args(Cue)


def direct(
    rooms: Rooms,
    room: Seminar,
    cue: str,
    minutes: str,
    answered: int,
    version: str | None = None,
) -> Seminar:
    """minutes: of a timer, as a form has it; answered: phones that answered the question that is open; version: as
    `Rooms.act` takes it. Raises ValueError, LookupError."""
    known = next((one for one in CUES if one == cue), None)
    if known is None:
        raise ValueError("There is no such cue.")
    asked = int(minutes) if known == "timer" and minutes in ("2", "3", "5") else 0
    still = still_of(rooms, room, answered)
    change = partial(cued, cue=known, now=int(rooms.now()), minutes=asked, still=still, drawn=_drawn)
    return rooms.direct(room.id, change, version)


def still_of(rooms: Rooms, room: Seminar, answered: int) -> Still:
    """The screen as it is now. Raises ReleaseDamaged, LookupError."""
    shown = rooms.shown(room)
    number = shown.released.number if shown.released else 0
    counts = shown.arrived, shown.finished, shown.voted, shown.guessed, answered
    return Still(room.stage, *counts, number, shown.taken, room.talk)


def _drawn() -> tuple[int, ...]:
    return tuple(SystemRandom().sample(range(len(CORNERS)), len(CORNERS)))
