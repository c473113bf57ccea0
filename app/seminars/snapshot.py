"""What a room may see of itself at this moment: how many came and finished, and what was told.

In a rehearsal all figures are invented. It opens no pool and no ballot: what is not told yet stays so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import Connection

from app.publication.documents import ReleaseDocument
from app.publication.store import latest, release_of
from app.seminars import rehearsal
from app.seminars.seminar import Seminar
from app.seminars.stage import BEFORE, GUESS, Plan, Vote, to_document
from app.seminars.talking.talk import SMALL, talk_to_document
from app.tallies.ballots import voters
from app.totem.course import steps
from app.totem.model import Bank, blank

SMALL_BALLOT = Vote(SMALL, "", 1).ballot


def version_of(seminar: Seminar) -> str:
    """Of what a remote acts on: a page that carries another one was rendered before something happened."""
    stage = to_document(replace(seminar.stage, code_hidden=False, prompt=0))
    talk = talk_to_document(replace(seminar.talk, own=(), asked=0))
    acted_on = f"{seminar.slug} {seminar.is_open} {stage}{talk}{seminar.cues.seen}"
    return sha256(acted_on.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class RoomSnapshot:
    """released: the newest, None before there is one; voted: in the round that is open, or that was closed last;
    guessed: before the reveal; taken: who chose a small thing to take home; answered: the open question, where it is
    frozen. In a rehearsal all of it is invented.
    """

    arrived: int
    finished: int
    released: ReleaseDocument | None
    voted: int
    guessed: int
    rehearsal: bool
    taken: int = 0
    answered: int | None = None


def shown_of(connection: Connection, room: Seminar, bank: Bank) -> RoomSnapshot:
    """Raises ReleaseDamaged."""
    if room.stage.rehearsal:
        return _rehearsed(room, bank)
    many = voters(connection, room.campaign_id)
    return RoomSnapshot(
        # Whoever found the way to the quiz without the code is here too.
        arrived=max(room.arrived, room.finished),
        finished=room.finished,
        released=newest(connection, room, bank),
        voted=_voted(room, many),
        guessed=many.get(GUESS, 0),
        rehearsal=False,
        taken=many.get(SMALL_BALLOT, 0),
    )


def on_screen(connection: Connection, room: Seminar, bank: Bank) -> tuple[Seminar, RoomSnapshot]:
    """The room as its screen has it: as it is, or as it was when the screen was frozen. Raises ReleaseDamaged."""
    still = room.cues.still
    if still is None:
        return room, shown_of(connection, room, bank)
    room = replace(room, stage=still.stage, talk=still.talk)
    counts = {name: getattr(still, name) for name in ("arrived", "finished", "voted", "guessed", "taken", "answered")}
    if still.stage.rehearsal:
        return room, replace(_rehearsed(room, bank), **counts)
    released = release_of(connection, room.campaign_id, still.release) if still.release else None
    return room, RoomSnapshot(**counts, released=released, rehearsal=False)


def newest(connection: Connection, room: Seminar, bank: Bank) -> ReleaseDocument | None:
    """The newest release; in a rehearsal, the one there would be. Raises ReleaseDamaged."""
    return rehearsal.released(bank, room) if room.stage.rehearsal else latest(connection, room.campaign_id)


def plan_of(room: Seminar, bank: Bank, released: ReleaseDocument | None) -> Plan:
    return Plan(
        pace=room.pace,
        steps=len(steps(bank, blank(bank), b"")) - 1,
        totems=bool(bank.totems and bank.posture),
        pairs=bool(bank.pairs),
        shown=released.n if released else 0,
        script=room.cues.script,
    )


def _rehearsed(room: Seminar, bank: Bank) -> RoomSnapshot:
    stage, many = room.stage, rehearsal.people(room)
    asked = room.talk.vote or stage.vote
    invented = {asked.ballot: sum(rehearsal.votes(room, asked))} if asked else {}
    return RoomSnapshot(
        arrived=many,
        finished=0 if stage.beat == "lobby" else many,
        released=None if stage.beat in BEFORE else rehearsal.released(bank, room),
        voted=_voted(room, invented),
        guessed=sum(rehearsal.guesses(bank, room)) if stage.beat == "own" else 0,
        rehearsal=True,
        taken=many - 1 if stage.beat == "end" else 0,
    )


def _voted(room: Seminar, voters: Mapping[str, int]) -> int:
    """Of a round that was told in part, how many are seen to have voted."""
    vote = room.talk.vote or room.stage.vote
    if vote is None:
        return 0
    return voters.get(vote.ballot, 0) if vote.is_open else sum(max(0, many) for many in vote.rounds[-1] or ())
