"""The values that a release may hold: a share, a figure, a coefficient, or why there is none. Pure.

Promises that nothing says 0 % or 100 %, and that what is withheld has a reason.
"""

from dataclasses import dataclass
from enum import StrEnum


class DocumentInvalid(ValueError):
    """The document, or a figure in it, is not one that a release may hold."""


class Reason(StrEnum):
    """Why a figure is not shown. The numbers are people."""

    FEWER_THAN_K = "fewer_than_k"
    PART_HIDDEN = "part_hidden"
    FEWER_THAN_10 = "fewer_than_10"
    FEWER_THAN_20 = "fewer_than_20"
    FEWER_THAN_30 = "fewer_than_30"
    FEWER_THAN_50 = "fewer_than_50"
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
            raise DocumentInvalid(f"No share: {self}")

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
            raise DocumentInvalid("A figure has a value or a reason.")


@dataclass(frozen=True, slots=True)
class Coefficient:
    """Between −1 and 1, two decimals, with its 95 % interval; or why it is not shown."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: Reason | None = None

    def __post_init__(self) -> None:
        if any((x is None) == (self.reason is None) for x in (self.value, self.low, self.high)):
            raise DocumentInvalid("A coefficient has a value and an interval, or a reason.")
