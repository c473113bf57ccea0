"""What a room talks about beside its beats: groups, corners, its trainer's own questions, a guess of the other side, a
word to close with, a small thing to take home. Pure.

Kept beside the stage, which a process of an earlier version reads: that one shows the beat, and asks nothing of this.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.seminars.stage import LEAST, Vote

WORD, SMALL, OTHER, CORNERS, OWN = "*word", "*small", "*other", "*corners ", "*own "
"""What may be asked, unlike any id of a bank. After the last two: the id of a statement, the number of a question."""
WORDS, CORNER = 8, 4
"""How many words there are to close with; answers from the one corner to the other."""
MOST_OWN, OWN_ANSWERS = 6, range(2, 5)
HIDDEN = -1
"""Stands for a count that covers fewer than five people, or would tell one that does."""
MINUTES, SIZES = (2, 3, 5, 8), (2, 3)


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """Of a trainer. id: counted from 1, and never given twice in a room; text, answers: as they are shown."""

    id: int
    text: str
    answers: tuple[str, ...]

    @property
    def item(self) -> str:
        return f"{OWN}{self.id}"


@dataclass(frozen=True, slots=True)
class Groups:
    """size: of a group; number: how many times groups were made; tokens: how many there are.

    question: the dimension that they talk about; cover: for each totem, in the bank's order, then for no animal, the
    token that covers it; empty where chance draws.
    Once drawn it stays as it is: two of them would leave between them what neither tells.
    """

    size: int
    minutes: int
    number: int
    tokens: int
    question: str
    cover: tuple[int, ...] = ()
    is_on: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """vote: what is asked on the screen now; voted: what was before, each with its rounds; groups: made last;
    own: of the trainer; asked: how many questions of theirs there ever were."""

    vote: Vote | None = None
    voted: tuple[Vote, ...] = ()
    groups: Groups | None = None
    own: tuple[OwnQuestion, ...] = ()
    asked: int = 0

    @property
    def is_on(self) -> bool:
        """Whether the screen shows it instead of the beat."""
        return self.vote is not None or (self.groups is not None and self.groups.is_on)

    @property
    def is_open(self) -> bool:
        return self.vote is not None and self.vote.is_open

    @property
    def shows(self) -> str:
        """What is on the screen, empty for the beat itself; the last word says whether phones vote on it."""
        if self.vote:
            return f" {self.vote.ballot} {self.vote.is_open}"
        groups = f" groups {self.groups.number} {self.groups.size}" if self.groups and self.groups.is_on else ""
        return groups + (" small" if self.told(SMALL) else "")

    def told(self, item: str) -> Vote | None:
        """What was asked before and is off the screen."""
        return next((one for one in self.voted if one.item == item), None)


NOTHING_SAID = Talk()


def fresh(talk: Talk) -> Talk:
    """For the next group: the trainer's questions, and nothing that anybody said."""
    return Talk(own=talk.own, asked=talk.asked)


def asking(talk: Talk, item: str, options: int) -> Talk:
    """The item on the screen: for the first time, or again with what its earlier rounds gave."""
    talk = off(talk)
    earlier = talk.told(item)
    rest = tuple(one for one in talk.voted if one is not earlier)
    return replace(talk, vote=Vote(item, "", options, True, earlier.rounds if earlier else ()), voted=rest)


def told(talk: Talk, votes: Sequence[int] | None) -> Talk:
    """The open round closed, with what it gave; of words no more than five people bear out."""
    assert talk.vote
    vote = talk.vote
    shown = None if votes is None else from_five(votes) if vote.item in (WORD, SMALL) else tuple(votes)
    return replace(talk, vote=replace(vote, is_open=False, rounds=(*vote.rounds, shown)))


def off(talk: Talk) -> Talk:
    """The beat on the screen again; closed rounds are kept."""
    groups = replace(talk.groups, is_on=False) if talk.groups else None
    if talk.vote is None:
        return replace(talk, groups=groups)
    kept = (replace(talk.vote, is_open=False),) if talk.vote.rounds else ()
    return replace(talk, vote=None, voted=(*talk.voted, *kept), groups=groups)


def from_five(votes: Sequence[int]) -> tuple[int, ...]:
    """HIDDEN for what fewer than five chose. All of them are known together, so what is hidden must be nobody at all or
    five people: else the next smallest is hidden too."""
    shown = [many if many >= LEAST else HIDDEN for many in votes]
    hidden = sum(many for many, at in zip(votes, shown, strict=True) if at == HIDDEN)
    if 0 < hidden < LEAST and max(shown) != HIDDEN:
        shown[shown.index(min(many for many in shown if many != HIDDEN))] = HIDDEN
    return tuple(shown)


def in_groups(talk: Talk, size: int, minutes: int, question: str, tokens: int, cover: tuple[int, ...]) -> Talk:
    """Groups on the screen. A cover that was drawn before stays."""
    talk = off(talk)
    before = talk.groups
    if before and before.cover:
        tokens, cover = before.tokens, before.cover
    number = before.number + 1 if before else 1
    return replace(talk, groups=Groups(size, minutes, number, tokens, question, cover, is_on=True))


def with_question(talk: Talk, text: str, answers: Sequence[str]) -> Talk:
    question = OwnQuestion(talk.asked + 1, text, tuple(answers))
    return replace(talk, own=(*talk.own, question), asked=question.id)


def without_question(talk: Talk, id_: int) -> Talk:
    """The question and what it gave are gone; one that is on the screen stays."""
    item = f"{OWN}{id_}"
    if talk.vote and talk.vote.item == item:
        return talk
    rest = tuple(one for one in talk.own if one.id != id_)
    return replace(talk, own=rest, voted=tuple(one for one in talk.voted if one.item != item))


def talk_to_document(talk: Talk) -> str | None:
    """None where nothing was said."""
    return json.dumps(asdict(talk), sort_keys=True, ensure_ascii=False) if talk != NOTHING_SAID else None


def talk_from(document: str | None) -> Talk:
    """None of a room that was opened before there was any."""
    found: dict[str, Any] = json.loads(document or "{}")
    vote, groups = found.get("vote"), found.get("groups")
    return Talk(
        vote=_vote(vote) if vote else None,
        voted=tuple(map(_vote, found.get("voted", ()))),
        groups=Groups(**groups | {"cover": tuple(groups["cover"])}) if groups else None,
        own=tuple(OwnQuestion(one["id"], one["text"], tuple(one["answers"])) for one in found.get("own", ())),
        asked=found.get("asked", 0),
    )


def _vote(found: dict[str, Any]) -> Vote:
    rounds = tuple(None if one is None else tuple(one) for one in found["rounds"])
    return Vote(**found | {"rounds": rounds})
