"""What a crowd said, as figures take it: a mean with its interval, and what a guess about it came to. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Belief = Literal["blind_spot", "pleasant_surprise", "seen_right", "not_settled", "too_few"]
"""What was believed beside what is lived: clearly above it, clearly below it, near enough, undecided, or too few people."""
TOLD: tuple[Belief, Belief] = ("blind_spot", "pleasant_surprise")
"""The two in which belief and life are clearly apart."""


@dataclass(frozen=True, slots=True)
class Mark:
    """mean: 0–100; half_width: of its 95 % interval, in the same points; None below 20 people."""

    mean: float
    half_width: float | None = None


def reach(mark: Mark, scale: Callable[[float], float], highest: float = 100.0) -> tuple[float, float] | None:
    """Both ends of the interval where a scale puts them, cut at 0 and at the highest value; None without an interval."""
    if mark.half_width is None:
        return None
    return scale(max(0.0, mark.mean - mark.half_width)), scale(min(highest, mark.mean + mark.half_width))
