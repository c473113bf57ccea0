"""Two published levels in, a gap and its reading out: of what was believed, or of each voice's own profile.
Source: `barometer.md` §3; measured by benchmarks/false_breaks.py.

A gap is a whole number; its half-width has one decimal, rounded up, and is what the gap is judged by: no reading
contradicts the interval beside it. (Rounded up to whole points, one in four of the gaps of 9 points that are told at
400 and 100 people would not be.) None is told without an interval. Pure.
"""

from collections.abc import Mapping
from math import ceil
from typing import Literal, NamedTuple

from app.publication.contrasts import Contrast, crowds_factor, difference_between, first_of

Reading = Literal[
    "blind_spot",
    "pleasant_surprise",
    "seen_right",
    "not_settled",
    "too_few",
    "shared_flaw",
    "shared_strength",
    "teams_carry",
    "does_not_get_through",
]
"""The first three, of a prediction; the last four, of a pattern; too_few: fewer than 20 people on a side."""
NEAR = 10
"""Points of 100: a prediction whose whole interval lies within so many of what is lived is seen right."""


class PublishedLevel(NamedTuple):
    """What a release says of one level. mean: 0–100; half_width: of its 95 % interval, None under 20 people; n: of the
    release."""

    mean: int
    half_width: int | None
    n: int


class Breaks(NamedTuple):
    """ranked: those that are settled, from the one furthest beyond its interval; widest: the first of them, if it is
    clearly wider than every other."""

    ranked: tuple[str, ...]
    widest: str | None


def factor_of(smaller: int, comparisons: int) -> float:
    """What widens the half-width of one of so many gaps, to two decimals as it is printed: for ten, 1.43 from 50 people
    on the smaller side, 1.3 below; 1 for one gap alone."""
    return round(crowds_factor(smaller, comparisons), 2)


def rounded_up(value: float) -> float:
    """To one decimal. What floats add in the sixteenth digit is left out first."""
    return ceil(round(10 * value, 6)) / 10


def gap_between(first: PublishedLevel, second: PublishedLevel, of: int) -> Contrast:
    """first minus second, as one of so many gaps that are looked at together."""
    before, now = (Contrast(level.mean, level.half_width) for level in (second, first))
    found = difference_between(before, now, factor_of(min(first.n, second.n), of))
    return found if found.half_width is None else Contrast(found.value, rounded_up(found.half_width))


def prediction_reading(gap: Contrast | None) -> Reading:
    """gap: what was believed minus what is lived; None where one of them is withheld."""
    if gap is None or gap.half_width is None:
        return "too_few"
    if gap.is_clear:
        return "blind_spot" if gap.value > 0 else "pleasant_surprise"
    return "seen_right" if abs(gap.value) + gap.half_width <= NEAR else "not_settled"


def pattern_reading(first: Contrast | None, second: Contrast | None) -> Reading:
    """first: a dimension's level inside, less the mean of all dimensions there; second: the same of those served."""
    if first is None or second is None or first.half_width is None or second.half_width is None:
        return "too_few"
    if not (first.is_clear and second.is_clear):
        return "not_settled"
    if first.value > 0:
        return "shared_strength" if second.value > 0 else "does_not_get_through"
    return "teams_carry" if second.value > 0 else "shared_flaw"


def breaks_of(gaps: Mapping[str, Contrast]) -> Breaks:
    """By dimension, in the bank's order."""
    ranked = sorted((id_ for id_, gap in gaps.items() if gap.is_clear), key=lambda id_: -gaps[id_].beyond)
    first = first_of(gaps)
    return Breaks(tuple(ranked), first[0] if first and first[1] == "widest" else None)


def stuffing_cost(level: PublishedLevel) -> int | None:
    """How many false sheets move a mean beyond its half-width at least: all of the highest or all of the lowest answer,
    whichever are fewer. None without an interval, or where there is no room on either side."""
    if level.half_width is None:
        return None
    room = max(100 - level.mean, level.mean) - level.half_width
    return level.n * level.half_width // room + 1 if room > 0 else None
