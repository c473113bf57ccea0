"""What one phone shows of what its room talks about: a question with its choices, a token, a small thing to take home.

Promises that a token is on its own phone alone. Refuses any figure of the room: those are on the screen.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from app.seminars.seminar import Seminar
from app.seminars.snapshot import SMALL_BALLOT
from app.seminars.stage import Vote
from app.seminars.talking.talk import SMALL, Groups
from app.web.context import CampaignContext
from app.web.groups.talk_words import AskedWords, Gettext, asked_of
from app.web.groups.tokens import TokenDrawn, token_of

TappedTalk = Literal["", "counted", "already", "closed"]


@dataclass(frozen=True, slots=True)
class PhoneQuestion:
    """mark: of this round; tapped: what came of the person's tap in it; chosen: what, empty if it is not known here."""

    asked: AskedWords
    mark: str
    is_open: bool
    tapped: TappedTalk
    chosen: str


@dataclass(frozen=True, slots=True)
class PhoneGroups:
    token: TokenDrawn
    size: int
    tokens: int
    by_chance: bool
    question: str


@dataclass(frozen=True, slots=True)
class PhoneSmall:
    """is_open: whether a tap still counts; place: of what was chosen among the actions, -1 if it is not known here."""

    is_open: bool
    tapped: TappedTalk
    place: int
    none: str


@dataclass(frozen=True, slots=True)
class PhoneTalk:
    question: PhoneQuestion | None
    groups: PhoneGroups | None
    small: PhoneSmall | None

    @property
    def is_on(self) -> bool:
        return bool(self.question or self.groups)


def phone_talk(
    gettext: Gettext, context: CampaignContext, room: Seminar, own: str | None, phone: str, fields: Mapping[str, str]
) -> PhoneTalk:
    """own: the id of the person's animal; phone: its mark; fields: of the page's address, checked."""
    talk, groups = room.talk, room.talk.groups
    shows = room.is_open and room.stage.beat
    return PhoneTalk(
        question=_question(gettext, context, room, talk.vote, fields) if talk.vote and shows else None,
        groups=_groups(context, groups, own, phone) if groups and groups.is_on and shows else None,
        small=_small(gettext, context, room, fields) if room.stage.beat == "end" else None,
    )


def mark_of_talk(vote: Vote) -> str:
    """What an address may hold of it: the round that a tap was for."""
    number = len(vote.rounds) - (not vote.is_open)
    return sha256(f"{vote.item} {number}".encode()).hexdigest()[:8]


def _question(
    gettext: Gettext, context: CampaignContext, room: Seminar, vote: Vote, fields: Mapping[str, str]
) -> PhoneQuestion:
    asked, mark = (
        asked_of(gettext, context.wording, context.questionnaire.file, room.talk, vote.item),
        mark_of_talk(vote),
    )
    voted, tapped, place = (*fields.get("t", "").split("."), "", "", "")[:3]
    known = (_tapped(tapped), _at(asked.options, place)) if voted == mark else (_tapped(""), -1)
    chosen = asked.options[known[1]] if known[1] >= 0 else ""
    return PhoneQuestion(asked, mark, vote.is_open, known[0], chosen)


def _groups(context: CampaignContext, groups: Groups, own: str | None, phone: str) -> PhoneGroups:
    ids, say = [totem.id for totem in context.questionnaire.bank.totems], context.wording
    animal = ids.index(own) if own else len(ids)
    question = next((say(one.prompt) for one in context.questionnaire.file.dimensions if one.id == groups.question), "")
    return PhoneGroups(token_of(groups, animal, phone), groups.size, groups.tokens, not groups.cover, question)


def _small(gettext: Gettext, context: CampaignContext, room: Seminar, fields: Mapping[str, str]) -> PhoneSmall:
    options = asked_of(gettext, context.wording, context.questionnaire.file, room.talk, SMALL).options
    tapped, _, place = fields.get("k", "").partition(".")
    is_open = room.is_open and not room.talk.told(SMALL) and not room.stage.rehearsal
    return PhoneSmall(is_open, _tapped(tapped), _at(options, place), options[-1])


def tapped_ballot(room: Seminar, form: Mapping[str, str]) -> tuple[str, int] | None:
    """The ballot that a tap is for, and how many choices it has; None for a round that is over."""
    if "small" in form:
        return SMALL_BALLOT, 10
    vote = room.talk.vote
    if vote is None or not vote.is_open or mark_of_talk(vote) != form.get("round"):
        return None
    return vote.ballot, vote.options


def _at(options: Sequence[str], place: str) -> int:
    return int(place) if re.fullmatch("[0-9]{1,2}", place) and int(place) < len(options) else -1


def _tapped(text: str) -> TappedTalk:
    return next((one for one in ("counted", "already", "closed") if one == text), "")
