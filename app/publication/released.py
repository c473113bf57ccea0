"""A release: the only aggregates that a page, an export, an image or a screen may hold.

Promises figures that `policy` has already rounded, bounded or withheld with a reason, and one document for one release.
Refuses counts, and values that would say 0 % or 100 %.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from app.publication.document import built

SCHEMA = 2


class ReleasedInvalid(ValueError):
    """The document, or a figure in it, is not one that a release may hold."""


class Reason(StrEnum):
    """Why a figure is not shown. The numbers are people."""

    FEWER_THAN_K = "fewer_than_k"
    FEWER_THAN_10 = "fewer_than_10"
    FEWER_THAN_20 = "fewer_than_20"
    FEWER_THAN_30 = "fewer_than_30"
    FEWER_THAN_100 = "fewer_than_100"
    FEWER_THAN_200 = "fewer_than_200"
    ONE_QUESTION = "one_question"
    HARDLY_DIFFER = "hardly_differ"


class Phrase(StrEnum):
    """How to say a share; with one of the last five, a number stands beside it."""

    FEW_OR_NONE = "few_or_none"
    A_FEW = "a_few"
    ABOUT_A_QUARTER = "about_a_quarter"
    ABOUT_A_THIRD = "about_a_third"
    ABOUT_HALF = "about_half"
    ABOUT_TWO_THIRDS = "about_two_thirds"
    ABOUT_THREE_QUARTERS = "about_three_quarters"
    ALMOST_ALL = "almost_all"
    ABOUT_PERCENT = "about_percent"
    PERCENT = "percent"
    BELOW = "below"
    ABOVE = "above"
    COUNT = "count"


SIZES = dict(zip(Phrase, (5.0, 12.5, 25.0, 100 / 3, 50.0, 200 / 3, 75.0, 92.5), strict=False))
"""What words stand for, in percent."""
NUMBER_OF = {
    Phrase.ABOUT_PERCENT: ["percent"],
    Phrase.PERCENT: ["percent"],
    Phrase.BELOW: ["below"],
    Phrase.ABOVE: ["above"],
    Phrase.COUNT: ["count"],
}


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the people. One of the numbers, as the phrase says; in words none, and why.

    percent: 1 … 99; below, above: strict bounds in percent; count: exact, in a room alone.
    """

    phrase: Phrase
    percent: int | None = None
    below: int | None = None
    above: int | None = None
    count: int | None = None
    reason: Reason | None = None

    def __post_init__(self) -> None:
        numbers = {"percent": self.percent, "below": self.below, "above": self.above, "count": self.count}
        given = [name for name, x in numbers.items() if x is not None]
        bounded = all(0 < x < 100 for name, x in numbers.items() if x is not None and name != "count")
        if given != NUMBER_OF.get(self.phrase, []) or not bounded or (self.reason is None) != bool(given):
            raise ReleasedInvalid(f"No share: {self}")

    def size(self, n: int) -> float:
        """What to draw, in percent: a middle where only words or a bound are said. n: the release's people."""
        if self.count is not None:
            return 100 * self.count / n
        if self.percent is not None:
            return float(self.percent)
        if self.below is not None:
            return self.below / 2
        return (100 + self.above) / 2 if self.above is not None else SIZES[self.phrase]


@dataclass(frozen=True, slots=True)
class Figure:
    """A whole number, or why it is not shown."""

    value: int | None = None
    reason: Reason | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            raise ReleasedInvalid("A figure has a value or a reason.")


@dataclass(frozen=True, slots=True)
class Coefficient:
    """Between −1 and 1, two decimals, with its 95 % interval; or why it is not shown."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: Reason | None = None

    def __post_init__(self) -> None:
        if any((x is None) == (self.reason is None) for x in (self.value, self.low, self.high)):
            raise ReleasedInvalid("A coefficient has a value and an interval, or a reason.")


@dataclass(frozen=True, slots=True)
class TotemShare:
    id: str
    share: Share


@dataclass(frozen=True, slots=True)
class Level:
    """What was answered on one side, 0–100. half_width: of the mean's 95 % interval, its rounding included."""

    side: str
    mean: Figure
    half_width: Figure
    sd: Figure
    alpha: Coefficient


@dataclass(frozen=True, slots=True)
class Mirror:
    """gap: first side minus second, from the means as shown; half_width: of its 95 % interval, rounding included."""

    first: str
    second: str
    gap: Figure
    half_width: Figure
    correlation: Coefficient


@dataclass(frozen=True, slots=True)
class Dimension:
    """levels: of the sides it is asked on; mirrors: of the declared pairs among them."""

    id: str
    levels: tuple[Level, ...]
    mirrors: tuple[Mirror, ...]


@dataclass(frozen=True, slots=True)
class Side:
    id: str
    alpha: Coefficient


@dataclass(frozen=True, slots=True)
class Force:
    """chosen: how often, of 100 choices in scenes; None for a bank without scenes."""

    id: str
    chosen: Figure | None
    alpha: Coefficient


@dataclass(frozen=True, slots=True)
class SegmentFigures:
    """A part of the crowd. name: in each language, none for others; as_of: the release up to which it counts everyone,
    an earlier one where too few came since. Dimensions hold levels alone; mirrors: of whole sides. hidden: why there
    are no figures; n is 0 then."""

    id: str
    name: tuple[tuple[str, str], ...]
    n: int = 0
    totems: tuple[TotemShare, ...] = ()
    none: Share | None = None
    winner: str | None = None
    dimensions: tuple[Dimension, ...] = ()
    mirrors: tuple[Mirror, ...] = ()
    hidden: Reason | None = None
    as_of: int = 0

    def __post_init__(self) -> None:
        if (self.hidden is None) is not (self.n > 0):
            raise ReleasedInvalid("A segment has people or a reason.")


@dataclass(frozen=True, slots=True)
class Released:
    """In the bank's order. Days are ISO; closed_on: None while open; none: the share of even sheets, None without
    totems; room: whether totems are counted exactly; winner: None when nobody leads enough; protection: who could be
    counted; segments: all those of the campaign, in its order; others: who is in none of them, None without any;
    not_counted: whether a segment ended with fewer than k people who could join no others; series: empty without."""

    slug: str
    number: int
    made_on: str
    n: int
    k: int
    bank: str
    fingerprint: str
    edition: str
    people: str
    opened_on: str
    closed_on: str | None
    room: bool
    totems: tuple[TotemShare, ...]
    none: Share | None
    winner: str | None
    dimensions: tuple[Dimension, ...]
    sides: tuple[Side, ...]
    mirrors: tuple[Mirror, ...]
    forces: tuple[Force, ...]
    protection: str = "open"
    segments: tuple[SegmentFigures, ...] = ()
    others: SegmentFigures | None = None
    not_counted: bool = False
    series: str = ""

    @property
    def winning(self) -> Share | None:
        """The share of the winner: what the big sentence says."""
        return next((totem.share for totem in self.totems if totem.id == self.winner), None)

    @property
    def digest(self) -> str:
        """64 hexadecimal digits (SHA-256) of the document."""
        return digest_of(self.to_document())

    def to_document(self) -> str:
        """Canonical JSON: one release has one document."""
        content = {"schema": SCHEMA, **asdict(self)}
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def from_document(document: str) -> Released:
    """Raises ReleasedInvalid unless it is the document of a release in this schema."""
    try:
        content = json.loads(document)
        if content.pop("schema") != SCHEMA:
            raise ReleasedInvalid("The document has another schema.")
        released: Released = built(Released, content)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ReleasedInvalid(f"This is not the document of a release: {error}") from error
    return released
