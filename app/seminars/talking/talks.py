"""What a room does with its talk, in the transaction that changes it: what is put, told, and taken off the screen.

Promises that whatever is told covers five people, and that tokens are drawn of what was revealed, once. Refuses to ask
anything before the reveal.
"""

from dataclasses import replace
from typing import Literal, NamedTuple

from sqlalchemy import Connection

from app.banks.loader import Questionnaire
from app.banks.schema import BankFile
from app.publication.documents import ReleaseDocument
from app.seminars import rehearsal
from app.seminars.reveal import Reveals
from app.seminars.seminar import Seminar
from app.seminars.snapshot import newest
from app.seminars.stage import BEFORE, Action
from app.seminars.talking import groups
from app.seminars.talking.choices import talk_options
from app.seminars.talking.own_question import with_typed
from app.seminars.talking.talk import MINUTES, SIZES, SMALL, Talk, asking, in_groups, off, told, without_question
from app.totem.triangle import prototypes


class TalkStep(NamedTuple):
    """What a trainer does. item: to ask, or the dimension that groups talk about; size, minutes: of groups; id: of the
    question to drop; text, answers: of a new one, as they were typed.
    """

    what: Literal["ask", "group", "small", "own", "drop"]
    item: str = ""
    size: int = 0
    minutes: int = 0
    id: int = 0
    text: str = ""
    answers: tuple[str, ...] = ()


class Talks:
    def __init__(self, reveals: Reveals) -> None:
        self._reveals = reveals

    def done(self, connection: Connection, room: Seminar, asked: Questionnaire, step: TalkStep, gone: set[str]) -> Talk:
        """Raises LookupError for what a room cannot do now, CampaignInvalid for what was typed."""
        if step.what == "ask":
            return self._put(connection, room, asked, step.item, gone)
        if step.what == "group":
            return self._group(connection, room, asked, step, gone)
        if step.what == "small":
            return self.small_told(connection, room, asked.file, gone)
        if step.what == "drop":
            return without_question(room.talk, step.id)
        return with_typed(room.talk, step.text, step.answers)

    def _put(self, connection: Connection, room: Seminar, asked: Questionnaire, item: str, gone: set[str]) -> Talk:
        talk, options = self.counted(connection, room, gone), talk_options(asked.file, room.talk, item)
        if room.stage.beat in BEFORE or item == SMALL or not options:
            raise LookupError(f"Nothing can be asked as {item} now.")
        return asking(talk, item, options)

    def _group(
        self, connection: Connection, room: Seminar, asked: Questionnaire, step: TalkStep, gone: set[str]
    ) -> Talk:
        is_known = any(one.id == step.item for one in asked.file.dimensions)
        if room.stage.beat in BEFORE or not is_known or step.size not in SIZES or step.minutes not in MINUTES:
            raise LookupError("No such groups can be made now.")
        talk, released = self.counted(connection, room, gone), newest(connection, room, asked.bank)
        cover = groups.covers(counts_of_animals(asked, released), prototypes(asked.bank)) if released else ()
        return in_groups(
            talk, step.size, step.minutes, step.item, max(cover) + 1 if cover else groups.MOST_TOKENS, cover
        )

    def acted(
        self, connection: Connection, room: Seminar, asked: Questionnaire, action: Action, gone: set[str]
    ) -> tuple[Talk, bool]:
        """What an action makes of it, and whether that was all: what is on the screen takes next and back first."""
        if action == "pause":
            return room.talk, False
        talk = self.counted(connection, room, gone)
        if room.talk.is_open and action == "next":
            return talk, True
        was_on, talk = talk.is_on, off(talk)
        if action == "close":
            return self.small_told(connection, replace(room, talk=talk), asked.file, gone), False
        return talk, was_on and action in ("next", "back")

    def small_told(self, connection: Connection, room: Seminar, file: BankFile, gone: set[str]) -> Talk:
        """What people take home, counted, once; the same where nobody was asked."""
        options = talk_options(file, room.talk, SMALL)
        if room.stage.beat != "end" or room.talk.told(SMALL) or not options:
            return room.talk
        return off(self.counted(connection, replace(room, talk=asking(room.talk, SMALL, options)), gone))

    def counted(self, connection: Connection, room: Seminar, gone: set[str]) -> Talk:
        """With what an open round gave; the same where none is open."""
        vote = room.talk.vote
        if vote is None or not vote.is_open:
            return room.talk
        if room.stage.rehearsal:
            return told(room.talk, rehearsal.votes(room, vote))
        return told(room.talk, self._reveals.disclosed(connection, room, vote.ballot, gone))


def counts_of_animals(asked: Questionnaire, released: ReleaseDocument) -> list[int]:
    """As they were revealed, in the bank's order; the last have none."""
    found = {one.id: one.share.count or 0 for one in released.totems}
    none = (released.none.count or 0) if released.none else 0
    return [*(found.get(totem.id, 0) for totem in asked.bank.totems), none]
