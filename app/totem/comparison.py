"""Two profiles of one bank side by side: where they differ most, and which dimension there is to talk about. Pure.

Swapping the two swaps what is said of them, and nothing else.
"""

from dataclasses import dataclass
from statistics import fmean

from app.totem.model import Bank, Profile

TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """A level that both have. first, second: 0–100; answers: how many questions it rests on.

    notch: the most that one step on one of these answers changes it by, if all of them were given; points of 100.
    """

    dimension: str
    side: str
    first: float
    second: float
    answers: int
    notch: float

    @property
    def size(self) -> float:
        return abs(self.first - self.second)

    @property
    def is_one_notch(self) -> bool:
        return self.size <= self.notch + TIE


@dataclass(frozen=True, slots=True)
class Comparison:
    """widest: the largest difference, the first of several as large in the bank's order; None if no level differs.

    tied: whether others are as large; shared: how many levels both have; lone: how many one of the two alone has;
    topic: the dimension to talk about; same_place: whether scenes placed both alike, or there are no scenes.
    """

    widest: Difference | None
    tied: bool
    shared: int
    lone: int
    topic: str
    same_place: bool

    @property
    def is_none(self) -> bool:
        """Whether nothing at all tells the two apart."""
        return self.widest is None and self.lone == 0 and self.same_place


def compare(bank: Bank, first: Profile, second: Profile) -> Comparison:
    """Both profiles are of this bank."""
    keys = [(dimension.id, side) for dimension in bank.dimensions for side in bank.sides]
    shared = [found for dimension, side in keys if (found := _difference(bank, first, second, dimension, side))]
    largest = max((found.size for found in shared), default=0.0)
    widest = [found for found in shared if found.size > TIE and found.size >= largest - TIE]
    return Comparison(
        widest=widest[0] if widest else None,
        tied=len(widest) > 1,
        shared=len(shared),
        lone=sum((first.levels[key] is None) != (second.levels[key] is None) for key in keys),
        topic=widest[0].dimension if widest else _most_answered(bank, shared),
        same_place=first.match == second.match,
    )


def _difference(bank: Bank, first: Profile, second: Profile, dimension: str, side: str) -> Difference | None:
    one, other = first.levels[dimension, side], second.levels[dimension, side]
    if one is None or other is None:
        return None
    answers = sum(question.dimension == dimension and in_ == side for question, in_ in bank.items)
    return Difference(dimension, side, one, other, answers, 100 / (bank.points - 1) / answers)


def _most_answered(bank: Bank, shared: list[Difference]) -> str:
    """Where nothing differs, the highest level: there, both have the most to tell."""
    levels: dict[str, list[float]] = {}
    for found in shared:
        levels.setdefault(found.dimension, []).extend((found.first, found.second))
    return max(levels, key=lambda dimension: round(fmean(levels[dimension]), 6), default=bank.dimensions[0].id)
