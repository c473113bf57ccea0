"""Which of several published differences are told, by one rule: whatever a reader looks at together is judged together.
Source: `barometer.md` §3 (Bonferroni over the differences of one look; measured by benchmarks/false_gaps.py).

Two published figures in, a contrast out: none is told without an interval. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf, sqrt
from typing import Literal

from app.publication.documents import Level, ReleasedDimension
from app.publication.values import Figure
from app.tallies.statistics import student

Standing = Literal["widest", "clear", "unsettled", "unknown"]
"""widest: clear, and clearly wider than every other; unsettled: within its interval; unknown: without one."""
LARGE, SPARED, SPARES = 50, 1.1, 10
"""Below LARGE people on the smaller of two sides, rounding has widened the published half-widths enough to spare a part
of the correction, as measured for ten differences; more of them are not spared."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """value: a difference, or a level, on 0–100; half_width: of the interval that it is judged by, None without one."""

    value: float
    half_width: float | None

    @property
    def is_clear(self) -> bool:
        return self.beyond > 0

    @property
    def beyond(self) -> float:
        """How far the end of the interval that is nearer to 0 stays away from it: what contrasts are ranked by."""
        return -inf if self.half_width is None else abs(self.value) - self.half_width


def paired_factor(n: int, comparisons: int) -> float:
    """What widens the published half-width of one of so many differences between answers of the same n people."""
    return student(n - 1, comparisons) / student(n - 1) if n > 1 and comparisons else 1.0


def crowds_factor(smaller: int, comparisons: int) -> float:
    """The same between two crowds, the smaller of so many people: 1.43 for ten from 50 people on, 1.3 below."""
    whole = student(10**6, comparisons) / student(10**6) if comparisons else 1.0
    return whole if smaller >= LARGE or comparisons > SPARES else max(1.0, whole / SPARED)


def gaps_of(dimensions: Iterable[ReleasedDimension], n: int) -> dict[str, Contrast]:
    """By dimension: of its first pair of sides, first minus second, all of them judged together. Those withheld are
    left out."""
    mirrors = {one.id: one.mirrors[0] for one in dimensions if one.mirrors}
    return {
        id_: Contrast(mirror.gap.value, _wider(mirror.half_width, paired_factor(mirror.base or n, len(mirrors))))
        for id_, mirror in mirrors.items()
        if mirror.gap.value is not None
    }


def levels_in(dimensions: Iterable[ReleasedDimension], n: int) -> dict[str, Contrast]:
    """By dimension: the mean of its sides' levels, to be set beside one another. The mean of their half-widths is its
    own at most. Those with a side that is withheld are left out."""
    shown = {one.id: one.levels for one in dimensions if all(level.mean.value is not None for level in one.levels)}
    factor = paired_factor(n, len(shown))
    return {id_: _mean(levels, factor) for id_, levels in shown.items() if levels}


def difference_between(before: Contrast, now: Contrast, factor: float) -> Contrast:
    """now minus before, each with its published half-width, of two crowds."""
    if before.half_width is None or now.half_width is None:
        return Contrast(now.value - before.value, None)
    return Contrast(now.value - before.value, factor * sqrt(before.half_width**2 + now.half_width**2))


def published(level: Level) -> Contrast | None:
    """Of one level, not judged; None where it is withheld."""
    return None if level.mean.value is None else Contrast(level.mean.value, level.half_width.value)


def first_of(gaps: Mapping[str, Contrast]) -> tuple[str, Standing] | None:
    """The gap to speak of: the one furthest beyond its interval, or the largest where none has one, and one of 0 only
    where all are; and what may be said of it. None without any."""
    if not gaps:
        return None
    id_ = max(
        [one for one, gap in gaps.items() if gap.value] or gaps,
        key=lambda one: (gaps[one].beyond, abs(gaps[one].value)),
    )
    if gaps[id_].half_width is None:
        return id_, "unknown"
    if not gaps[id_].is_clear:
        return id_, "unsettled"
    return id_, "widest" if leads({one: _size(gap) for one, gap in gaps.items()}, id_) else "clear"


def leads(found: Mapping[str, Contrast], id_: str, *, upwards: bool = True) -> bool:
    """Whether this value is above every other one (below, if not upwards) by more than both intervals allow."""
    own, sign = found[id_], 1 if upwards else -1
    return own.half_width is not None and all(
        other.half_width is not None
        and sign * (own.value - other.value) > sqrt(own.half_width**2 + other.half_width**2)
        for one, other in found.items()
        if one != id_
    )


def _size(gap: Contrast) -> Contrast:
    return Contrast(abs(gap.value), gap.half_width)


def _mean(levels: tuple[Level, ...], factor: float) -> Contrast:
    means = [level.mean.value or 0 for level in levels]
    halves = [_wider(level.half_width, factor) for level in levels]
    half = None if None in halves else sum(each or 0 for each in halves) / len(halves)
    return Contrast(sum(means) / len(means), half)


def _wider(half_width: Figure, factor: float) -> float | None:
    return None if half_width.value is None else factor * half_width.value
