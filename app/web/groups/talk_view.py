"""What the screen shows of what a room talks about, and what its remote knows of it.

Promises counts as they were told, and no other. Refuses the size of any token: counts of animals stand on the screen.
"""

from dataclasses import dataclass
from string import ascii_uppercase

from app.banks.schema import BankFile
from app.publication.documents import ReleaseDocument
from app.seminars.seminar import Seminar
from app.seminars.stage import Vote
from app.seminars.talking.talk import HIDDEN, SMALL, Groups
from app.web.groups.talk_words import AskedWords, Gettext, asked_of
from app.web.groups.tokens import TOKENS, TokenDrawn
from app.web.wording import Wording


@dataclass(frozen=True, slots=True)
class TalkOption:
    """letter: of an answer that a room speaks of; rounds: what each closed one gave, None for what is not shown; parts:
    the same in percent of its votes, 0 for what is not shown; is_first: the only one chosen most in the last round;
    level: of the room itself on that side, where there is one."""

    letter: str
    text: str
    rounds: tuple[int | None, ...]
    parts: tuple[float, ...]
    is_first: bool
    level: int | None = None


@dataclass(frozen=True, slots=True)
class TalkAsked:
    """votes: of each closed round, None for fewer than five; side: whose level stands beside a guess, empty without.

    Of a picture of corners, poles: what stands at both ends; halves: each round in percent, by corner; near: of those
    who are nearer to the middle; spoken: each round for whoever hears it.
    """

    asked: AskedWords
    is_open: bool
    options: tuple[TalkOption, ...]
    votes: tuple[int | None, ...]
    poles: tuple[str, str]
    halves: tuple[tuple[float, float], ...]
    near: tuple[tuple[float, float], ...]
    spoken: tuple[str, ...]
    side: str


@dataclass(frozen=True, slots=True)
class TalkGroups:
    """tokens: that people may have; by_chance: they say nothing of anybody; ends: when, in seconds of the clock."""

    size: int
    minutes: int
    tokens: tuple[TokenDrawn, ...]
    by_chance: bool
    question: str
    ends: int


@dataclass(frozen=True, slots=True)
class SmallTold:
    """options: what may be taken home, with how many took it, None for what is not shown; is_told: whether they were
    counted; taken: how many chose; nobody: whether there were too few to show any."""

    options: tuple[tuple[str, int | None], ...]
    is_told: bool
    taken: int

    @property
    def nobody(self) -> bool:
        return all(many is None for _, many in self.options)


def shown_talk(
    gettext: Gettext, say: Wording, file: BankFile, room: Seminar, released: ReleaseDocument | None
) -> TalkAsked | None:
    """What is asked on the screen, None where nothing is."""
    vote = room.talk.vote
    return told_talk(gettext, say, file, room, vote, released) if vote else None


def told_talk(
    gettext: Gettext, say: Wording, file: BankFile, room: Seminar, vote: Vote, released: ReleaseDocument | None = None
) -> TalkAsked:
    asked = asked_of(gettext, say, file, room.talk, vote.item)
    levels = _levels(file, released) if asked.kind == "other" and released and not vote.is_open else ()
    options, corners = _options(asked, vote, levels), asked.kind == "corners"
    return TalkAsked(
        asked=asked,
        is_open=vote.is_open,
        options=options,
        votes=tuple(whole if votes else None for votes, whole in zip(vote.rounds, _sums(vote), strict=True)),
        poles=(say.side(file, file.sides[0].id), say.side(file, file.sides[1].id)) if corners else ("", ""),
        halves=tuple(_halves(votes) for votes in vote.rounds) if corners else (),
        near=tuple(_near(votes) for votes in vote.rounds) if corners else (),
        spoken=tuple(_spoken(options, at) for at in range(len(vote.rounds))),
        side=say.side(file, file.sides[0].id) if levels else "",
    )


def _options(asked: AskedWords, vote: Vote, levels: tuple[int | None, ...]) -> tuple[TalkOption, ...]:
    """levels: by option; empty without."""
    return tuple(
        TalkOption(
            letter=ascii_uppercase[at] if asked.kind == "own" else "",
            text=text,
            rounds=tuple(_shown(votes, at) for votes in vote.rounds),
            parts=tuple(
                100 * (_shown(votes, at) or 0) / max(1, whole)
                for votes, whole in zip(vote.rounds, _sums(vote), strict=True)
            ),
            is_first=not vote.is_open and _first(vote) == at,
            level=levels[at] if levels else None,
        )
        for at, text in enumerate(asked.options[: vote.options])
    )


def _sums(vote: Vote) -> list[int]:
    return [sum(max(0, many) for many in votes) if votes else 0 for votes in vote.rounds]


def groups_view(say: Wording, file: BankFile, groups: Groups | None, since: int) -> TalkGroups | None:
    """None where they are not on the screen. since: when they came to it, in seconds of the clock."""
    if groups is None or not groups.is_on:
        return None
    question = next((say(one.prompt) for one in file.dimensions if one.id == groups.question), "")
    ends = since + 60 * groups.minutes
    return TalkGroups(groups.size, groups.minutes, TOKENS[: groups.tokens], not groups.cover, question, ends)


def small_told(gettext: Gettext, say: Wording, file: BankFile, room: Seminar, taken: int) -> SmallTold | None:
    """At the end of a room; None where its animals have no small things."""
    if room.stage.beat != "end" or not file.totems:
        return None
    vote, options = room.talk.told(SMALL), asked_of(gettext, say, file, room.talk, SMALL).options
    votes = vote.rounds[-1] if vote else None
    return SmallTold(tuple((text, _shown(votes, at)) for at, text in enumerate(options)), vote is not None, taken)


def _shown(votes: tuple[int, ...] | None, at: int) -> int | None:
    return votes[at] if votes and at < len(votes) and votes[at] != HIDDEN else None


def _first(vote: Vote) -> int | None:
    last = (vote.rounds[-1] if vote.rounds else None) or ()
    most = [at for at, many in enumerate(last) if many == max(last) > 0]
    return most[0] if len(most) == 1 else None


def _halves(votes: tuple[int, ...] | None) -> tuple[float, float]:
    whole, middle = max(1, sum(votes or ())), len(votes or ()) // 2
    return 100 * sum((votes or ())[:middle]) / whole, 100 * sum((votes or ())[middle:]) / whole


def _near(votes: tuple[int, ...] | None) -> tuple[float, float]:
    whole, middle = max(1, sum(votes or ())), len(votes or ()) // 2
    return (100 * votes[middle - 1] / whole, 100 * votes[middle] / whole) if votes else (0.0, 0.0)


def _spoken(options: tuple[TalkOption, ...], at: int) -> str:
    return ", ".join(f"{one.text} {one.rounds[at]}" for one in options if one.rounds[at] is not None)


def _levels(file: BankFile, released: ReleaseDocument) -> tuple[int | None, ...]:
    """The room's own on the first side, by dimension; empty where they are withheld."""
    side = file.sides[0].id
    found = {(one.id, level.side): level.mean.value for one in released.dimensions for level in one.levels}
    values = [found.get((one.id, side)) for one in file.dimensions]
    return (
        tuple(None if one is None else round(one) for one in values) if any(one is not None for one in values) else ()
    )
