"""What a trainer may have a room talk about, on the remote; and what its forms ask for.

Promises to offer nothing that could not be shown. Refuses what no form of ours sends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.banks.loader import Questionnaire
from app.banks.schema import BankFile
from app.seminars.seminar import Seminar
from app.seminars.snapshot import RoomSnapshot
from app.seminars.stage import LEVELS_FROM
from app.seminars.talking.choices import talk_options
from app.seminars.talking.own_question import LONGEST_ANSWER, LONGEST_QUESTION
from app.seminars.talking.talk import CORNERS, MINUTES, MOST_OWN, OTHER, OWN_ANSWERS, SIZES, WORD, OwnQuestion
from app.seminars.talking.talks import TalkStep
from app.web.groups.talk_view import (
    SmallTold,
    TalkAsked,
    TalkGroups,
    groups_view,
    shown_talk,
    small_told,
    told_talk,
)
from app.web.groups.talk_words import Gettext, asked_of
from app.web.wording import Wording

BEFORE_MIRROR = ("animals", "sentence", "triangle")
"""When the other side may be guessed: afterwards it stands on the screen."""


class Proposed(Protocol):
    """A question to talk about, of a dimension."""

    @property
    def dimension(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RemoteItem:
    """item: as forms send it; told: what its rounds gave, None before there is one; own: of the trainer's."""

    item: str
    text: str
    is_on: bool
    told: TalkAsked | None
    own: OwnQuestion | None = None


@dataclass(frozen=True, slots=True)
class RemoteTalk:
    """on, groups: on the screen now; item: what is asked; small: at the end; others: to be put now; corners: statements
    for them; questions: that groups may talk about, by dimension."""

    on: TalkAsked | None
    item: str
    groups: TalkGroups | None
    small: SmallTold | None
    others: tuple[RemoteItem, ...]
    corners: tuple[RemoteItem, ...]
    own: tuple[RemoteItem, ...]
    questions: tuple[tuple[str, str], ...]
    may_add: bool
    sizes: tuple[int, ...] = SIZES
    minutes: tuple[int, ...] = MINUTES
    answers: int = OWN_ANSWERS[-1]
    longest: tuple[int, int] = (LONGEST_QUESTION, LONGEST_ANSWER)

    @property
    def is_on(self) -> bool:
        return bool(self.on or self.groups)


def remote_talk(
    gettext: Gettext,
    say: Wording,
    questionnaire: Questionnaire,
    room: Seminar,
    shown: RoomSnapshot,
    prompts: Sequence[Proposed],
) -> RemoteTalk:
    file, talk = questionnaire.file, room.talk
    may_guess = room.stage.beat in BEFORE_MIRROR and shown.released and shown.released.n >= LEVELS_FROM
    corners = [f"{CORNERS}{one.id}" for one in file.questions]
    others = [WORD, *([OTHER] if may_guess and talk_options(file, talk, OTHER) else [])]
    return RemoteTalk(
        on=shown_talk(gettext, say, file, room, shown.released),
        item=talk.vote.item if talk.vote else "",
        groups=groups_view(say, file, talk.groups, 0),
        small=small_told(gettext, say, file, room, shown.taken),
        others=tuple(_items(gettext, say, file, room, others)),
        corners=tuple(_items(gettext, say, file, room, [one for one in corners if talk_options(file, talk, one)])),
        own=tuple(_items(gettext, say, file, room, [one.item for one in talk.own])),
        questions=tuple((one.dimension, one.text) for one in prompts),
        may_add=len(talk.own) < MOST_OWN,
    )


def _items(
    gettext: Gettext, say: Wording, file: BankFile, room: Seminar, wanted: Sequence[str]
) -> Iterator[RemoteItem]:
    talk = room.talk
    for item in wanted:
        vote = talk.vote if talk.vote and talk.vote.item == item else talk.told(item)
        told = told_talk(gettext, say, file, room, vote) if vote and vote.rounds else None
        own = next((one for one in talk.own if one.item == item), None)
        asked = asked_of(gettext, say, file, talk, item)
        yield RemoteItem(item, asked.text, talk.vote is not None and talk.vote.item == item, told, own)


def talk_step(typed: Mapping[str, str]) -> TalkStep:
    """Raises ValueError."""
    what, item = typed.get("what", ""), typed.get("item", "")
    if what == "ask":
        return TalkStep("ask", item)
    if what == "group":
        return TalkStep("group", item, size=_small(typed, "size"), minutes=_small(typed, "minutes"))
    if what == "drop":
        return TalkStep("drop", id=_small(typed, "id"))
    if what == "small":
        return TalkStep("small")
    raise ValueError("A room does nothing of the kind.")


def typed_step(typed: Mapping[str, str]) -> TalkStep:
    """A question of the trainer's own, as it was typed."""
    answers = tuple(typed.get(f"answer_{at}", "") for at in range(1, OWN_ANSWERS[-1] + 1))
    return TalkStep("own", text=typed.get("own", ""), answers=answers)


def _small(typed: Mapping[str, str], name: str) -> int:
    """Raises ValueError."""
    text = typed.get(name, "")
    return int(text if text.isascii() and text.isdigit() and len(text) < 5 else "")
