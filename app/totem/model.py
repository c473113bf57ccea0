"""What a bank asks and how it is keyed, without a word of text; what a person answered; what it scores to. Pure.

Immutable values that hold only ids and numbers.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cached_property
from typing import NamedTuple

NO_OCCASION = 0
"""The reply that says the occasion did not come up; the points of a scale start at 1."""
NOTICED, NOT_NOTICED, CANNOT_SAY = 1, 2, 3
"""What is answered of a promise."""
UNSURE = -1
"""The last pick of whoever could not say which of the two that remain comes last."""


@dataclass(frozen=True, slots=True)
class Dimension:
    id: str
    force: str | None = None
    overall: bool = False  # the whole itself, which no mean over dimensions holds


@dataclass(frozen=True, slots=True)
class Question:
    """One statement, answered once for each of its sides."""

    id: str
    dimension: str
    sides: tuple[str, ...]
    no_occasion: frozenset[str] = frozenset()
    reversed: bool = False


class Importance(NamedTuple):
    """What matters most about a side: up to `most` of the dimensions that are not the whole itself."""

    id: str
    side: str
    most: int


class Item(NamedTuple):
    """A question on one of its sides: what one reply answers."""

    question: Question
    side: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A concrete moment; each option draws on one dimension, and so on that dimension's force."""

    id: str
    side: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totem:
    """A posture. Its forces say where it lives: one is a corner, two a side of the triangle, none the centre."""

    id: str
    forces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Posture:
    """Constants of a bank, declared with it and never fitted to a crowd (`measurement.md`, posture and totem).

    weight: forces of scenes per point of level (1/100); radius: distance of the corners from the centre of the plane;
    pair_radius: that of the sides, as a part of radius; reference: what z is measured from, in the order of forces.
    """

    weight: float
    radius: float
    pair_radius: float
    reference: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Retest:
    """Where a retest's point is found, as declared with the bank: normal around `pull` times the first one, with SD
    `spread` on each axis of the plane."""

    pull: float
    spread: float


@dataclass(frozen=True, eq=False)
class Bank:
    """The structure of a question bank. Ids are unique within their kind; every reference resolves.

    picks: of a scene: 1, the first move alone; 2, the last one too. Spare scenes are for a sheet that says nothing;
    with two picks they are offered, to take or not, to one that stands between two totems as well.
    ends_on_thanks: whether nobody is shown a result; promises: how many slots an edition may fill with its words.
    Compared by identity, so that looking up what was worked out for a bank costs nothing.
    """

    id: str
    sides: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    points: int
    dimensions: tuple[Dimension, ...]
    questions: tuple[Question, ...]
    questions_per_screen: int = 1
    picks: int = 1
    forces: tuple[str, ...] = ()
    scenes: tuple[Scene, ...] = ()
    spare_scenes: tuple[Scene, ...] = ()
    totems: tuple[Totem, ...] = ()
    posture: Posture | None = None
    symmetry_error: float = 0.0
    retest: Retest | None = None
    ends_on_thanks: bool = False
    importance: tuple[Importance, ...] = ()
    promises: int = 0

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(Item(question, side) for question in self.questions for side in question.sides)

    @cached_property
    def all_scenes(self) -> tuple[Scene, ...]:
        return self.scenes + self.spare_scenes

    @property
    def is_ranked(self) -> bool:
        """Whether a scene asks for its last move too."""
        return self.picks > 1

    @cached_property
    def within(self) -> tuple[int, ...]:
        """The positions of the dimensions that means are taken of and that can be picked: all but the whole itself."""
        return tuple(at for at, dimension in enumerate(self.dimensions) if not dimension.overall)

    @cached_property
    def force_of(self) -> dict[str, str | None]:
        return {dimension.id: dimension.force for dimension in self.dimensions}

    @cached_property
    def question_screens(self) -> tuple[tuple[int, ...], ...]:
        """The questions' positions, screen by screen."""
        step, many = self.questions_per_screen, len(self.questions)
        return tuple(tuple(range(start, min(start + step, many))) for start in range(0, many, step))


class More(StrEnum):
    """Where the offer of the spare scenes stands. NEVER: not made to this sheet, which is answered in a room."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Answers:
    """What one person answered so far.

    replies: one for each of bank.items: None unanswered, NO_OCCASION, or 1…points as ticked (not yet reversed);
    choices: one for each of bank.all_scenes: None, or the position in the bank of the option picked first;
    lasts: the same for the one picked last, or UNSURE; empty where the bank does not ask for it;
    leads: whether the person leads a team; even: whether the sheet says nothing (`scoring.is_even`);
    importance: one for each of bank.importance: None, or the positions of the dimensions picked, rising, none at all
    too; promises: one for each slot: None, NOTICED, NOT_NOTICED or CANNOT_SAY.
    """

    replies: tuple[int | None, ...]
    choices: tuple[int | None, ...]
    leads: bool = False
    even: bool = False
    lasts: tuple[int | None, ...] = ()
    more: More = More.OPEN
    importance: tuple[tuple[int, ...] | None, ...] = ()
    promises: tuple[int | None, ...] = ()


def blank(bank: Bank, more: More = More.OPEN) -> Answers:
    none = (None,) * len(bank.all_scenes)
    lasts, importance = none if bank.is_ranked else (), (None,) * len(bank.importance)
    return Answers((None,) * len(bank.items), none, False, False, lasts, more, importance, (None,) * bank.promises)


class Lean(Enum):
    FIRST = "first"
    NONE = "none"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Symmetry:
    """The overall gap of a pair: first side minus second, in points of 100, with its 95 % half-width."""

    pair: tuple[str, str]
    gap: float
    half_width: float

    @property
    def lean(self) -> Lean:
        if abs(self.gap) <= self.half_width:
            return Lean.NONE
        return Lean.FIRST if self.gap > 0 else Lean.SECOND


class Nearness(Enum):
    BETWEEN = "between"
    RATHER = "rather"
    CLEARLY = "clearly"


class Point(NamedTuple):
    """A place on the plane of the three forces; (0, 0) is the centre, the first force points up."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Match:
    """The nearest totem (None for an even sheet), the second, and how the two distances compare.

    firsts, lasts: in how many scenes each force was picked first, and last, in the order of the bank's forces.
    """

    totem: str | None
    second: str
    nearness: Nearness
    point: Point
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    @property
    def shares(self) -> tuple[float, ...]:
        """How often each force was picked first, 0–1; equal shares where nothing was."""
        many = sum(self.firsts)
        return tuple(first / many if many else 1 / len(self.firsts) for first in self.firsts)


@dataclass(frozen=True, slots=True)
class Profile:
    """levels: for each dimension, one level a side, 0–100 or None where nothing was answered, in the bank's order."""

    levels: dict[tuple[str, str], float | None]
    symmetries: tuple[Symmetry, ...]
    match: Match | None
