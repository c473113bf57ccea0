"""What a crowd said, as figures take it: a mean with its interval, and what a guess about it came to. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Belief = Literal["blind_spot", "pleasant_surprise", "seen_right", "not_settled", "too_few"]
"""What was believed beside what is lived: clearly above, clearly below, near enough, undecided, or too few people."""
TOLD: tuple[Belief, Belief] = ("blind_spot", "pleasant_surprise")
"""The two in which belief and life are clearly apart."""


@dataclass(frozen=True, slots=True)
class Mark:
    """mean: 0–100; half_width: of its 95 % interval, in the same points; None below 20 people."""

    mean: float
    half_width: float | None = None


def reach(mark: Mark, scale: Callable[[float], float]) -> tuple[float, float] | None:
    """Where a scale puts both ends of the interval, cut at 0 and at 100; None without an interval."""
    if mark.half_width is None:
        return None
    return scale(max(0.0, mark.mean - mark.half_width)), scale(min(100.0, mark.mean + mark.half_width))
