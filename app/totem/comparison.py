"""Two profiles of one bank side by side: what they have in common, and which dimension there is to talk about. Pure.

Swapping the two changes nothing of it. Refuses a verdict on one dimension, whose levels rest on an answer or a few.
"""

from dataclasses import dataclass
from statistics import fmean

from app.totem.model import Bank, Profile

TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Comparison:
    """differs: whether a level that both have is another; shared: how many levels both have; lone: how many one of the
    two alone has; topic: the dimension to talk about; same_place: whether scenes placed both alike, or there are none.
    """

    differs: bool
    shared: int
    lone: int
    topic: str
    same_place: bool

    @property
    def is_none(self) -> bool:
        """Whether nothing at all tells the two apart."""
        return not self.differs and self.lone == 0 and self.same_place


def compare(bank: Bank, first: Profile, second: Profile) -> Comparison:
    """Both profiles are of this bank. They talk about the first dimension in which they are furthest apart, where they
    have most to tell each other; about the highest where no level differs."""
    keys = [(dimension.id, side) for dimension in bank.dimensions for side in bank.sides]
    pairs = {key: (first.levels[key], second.levels[key]) for key in keys}
    shared = {key: (one, other) for key, (one, other) in pairs.items() if one is not None and other is not None}
    gaps = {key: abs(one - other) for key, (one, other) in shared.items()}
    widest = max(gaps.values(), default=0.0)
    apart = [dimension for (dimension, _), gap in gaps.items() if gap > TIE and gap >= widest - TIE]
    return Comparison(
        differs=bool(apart),
        shared=len(shared),
        lone=sum((one is None) != (other is None) for one, other in pairs.values()),
        topic=apart[0] if apart else _highest(bank, shared),
        same_place=first.match == second.match,
    )


def _highest(bank: Bank, shared: dict[tuple[str, str], tuple[float, float]]) -> str:
    levels: dict[str, list[float]] = {}
    for (dimension, _), both in shared.items():
        levels.setdefault(dimension, []).extend(both)
    return max(levels, key=lambda dimension: round(fmean(levels[dimension]), 6), default=bank.dimensions[0].id)
