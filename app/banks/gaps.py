"""What can be said of invented people's mirror: the overall gap, its interval, and how little one answer holds.

Figures without a bound, among them the standard error that a bank should declare as its `symmetry_error`. Of the gap on
one dimension it says only how badly it holds.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from statistics import correlation, fmean
from typing import NamedTuple

from app.banks.calibration import MeasuredFigure, ShareEstimate, mean, rate
from app.banks.response_model import BALANCED, CENTRAL, CROWDS, Person, ResponseModel, expected_points, populations
from app.totem.model import Answers, Bank, Lean, Symmetry
from app.totem.scoring import levels_of, points_of, symmetry

Pair = tuple[str, str]


class Twice(NamedTuple):
    """One person's two sheets, and what lies behind them."""

    drawing: int
    person: Person
    first: Answers
    retest: Answers


class Gap(NamedTuple):
    """An overall gap, first side minus second, in points of 100: as found, on a retest, and its true score."""

    drawing: int
    measured: Symmetry
    retest: float
    true: float


def gap_figures(bank: Bank, seed: int, people: int) -> Iterator[MeasuredFigure]:
    """people: in each of the three crowds."""
    crowds = {crowd: _twice(bank, CENTRAL, f"{seed} mirror {crowd}", level, people) for crowd, level in CROWDS.items()}
    for pair in bank.pairs:
        yield from _overall(bank, pair, {crowd: _gaps(bank, CENTRAL, pair, twice) for crowd, twice in crowds.items()})
        balanced = _twice(bank, BALANCED, f"{seed} balanced", CROWDS["middling"], people)
        leans = rate(_gaps(bank, BALANCED, pair, balanced), _leans)
        yield MeasuredFigure(
            f"false_leans:{'/'.join(pair)}", "a lean found in people who have none, middling crowd", *leans
        )
    yield from _single(bank, crowds["middling"])
    everybody = [one for crowd in crowds.values() for one in crowd]
    flat = rate(everybody, lambda one: len(set(one.first.replies)) == 1)
    yield MeasuredFigure("flat", "sheets where every answer of the mirror is the same", *flat, decimals=2)


def _twice(bank: Bank, model: ResponseModel, seed: str, level: float, people: int) -> list[Twice]:
    found = []
    for drawing, population in populations(bank, model, level, people, seed):
        person = population.person()
        found.append(Twice(drawing, person, population.sheet(person), population.sheet(person)))
    return found


def _gaps(bank: Bank, model: ResponseModel, pair: Pair, people: Iterable[Twice]) -> list[Gap]:
    gaps = []
    for drawing, person, first, retest in people:
        found, later = (symmetry(bank, levels_of(bank, sheet), pair) for sheet in (first, retest))
        if found and later:
            gaps.append(Gap(drawing, found, later.gap, _true_gap(bank, model, pair, person)))
    return gaps


def _true_gap(bank: Bank, model: ResponseModel, pair: Pair, person: Person) -> float:
    """What the overall gap would be on average over endless retests."""
    levels: dict[tuple[str, str], list[float]] = {}
    for (question, side), points in zip(bank.items, expected_points(bank, model, person), strict=True):
        levels.setdefault((question.dimension, side), []).append(100 * (points - 1) / (bank.points - 1))
    first, second = pair
    both = [d.id for d in bank.dimensions if (d.id, first) in levels and (d.id, second) in levels]
    return fmean(fmean(levels[id_, first]) - fmean(levels[id_, second]) for id_ in both)


def _leans(gap: Gap) -> bool:
    return gap.measured.lean is not Lean.NONE


def _overall(bank: Bank, pair: Pair, crowds: dict[str, list[Gap]]) -> Iterator[MeasuredFigure]:
    gaps, name = [gap for crowd in crowds.values() for gap in crowd], "/".join(pair)
    if not gaps:
        return
    errors = {crowd: _retest_error(found) for crowd, found in crowds.items()}
    worst = max(errors, key=lambda crowd: errors[crowd].value)
    label = f"standard error of the overall gap, {worst} crowd (declared: {bank.symmetry_error:g})"
    yield MeasuredFigure(f"gap_error:{name}", label, *errors[worst], unit="pts", decimals=2)
    width = mean(gaps, lambda gap: gap.measured.half_width)
    yield MeasuredFigure(f"half_width:{name}", "mean half-width of the interval of symmetry", *width, unit="pts")
    covered = rate(gaps, lambda gap: abs(gap.measured.gap - gap.true) <= gap.measured.half_width)
    yield MeasuredFigure(f"coverage:{name}", "intervals of symmetry that hold the true gap", *covered)
    yield MeasuredFigure(f"leans:{name}", "people told that they lean", *rate(gaps, _leans))
    retest = correlation([gap.measured.gap for gap in gaps], [gap.retest for gap in gaps])
    yield MeasuredFigure(f"r_gap:{name}", "overall gap, correlation with a retest", retest, unit="", decimals=2)


def _retest_error(gaps: Sequence[Gap]) -> ShareEstimate:
    """Root of half the mean squared difference between two sheets, its margin by the delta method."""
    squares = mean(gaps, lambda gap: (gap.measured.gap - gap.retest) ** 2)
    found = sqrt(squares.value / 2)
    return ShareEstimate(found, squares.error / (4 * found) if found else 0.0)


def _single(bank: Bank, people: Sequence[Twice]) -> Iterator[MeasuredFigure]:
    """How little one answer holds; in one crowd, so that no difference between crowds flatters it."""
    first, retest = ([points for one in people for points in _points(bank, sheets(one))] for sheets in (_first, _again))
    yield MeasuredFigure(
        "r_answer", "one answer, correlation with a retest", correlation(first, retest), unit="", decimals=2
    )
    if bank.forces:
        leanings = [leaning for one in people for leaning in one.person.leanings]
        r = correlation(first, leanings)
        yield MeasuredFigure(
            "r_preference", "one answer, correlation with the preference behind it", r, unit="", decimals=2
        )
    for pair in bank.pairs:
        gaps = ([gap for one in people for gap in _each_gap(bank, sheets(one), pair)] for sheets in (_first, _again))
        label, id_ = "gap on one dimension, correlation with a retest", f"r_dimension:{'/'.join(pair)}"
        yield MeasuredFigure(id_, label, correlation(*gaps), unit="", decimals=2)


def _first(twice: Twice) -> Answers:
    return twice.first


def _again(twice: Twice) -> Answers:
    return twice.retest


def _points(bank: Bank, sheet: Answers) -> list[float]:
    replies = zip(bank.items, sheet.replies, strict=True)
    return [float(points_of(bank, reply, reverse=question.reversed) or 0) for (question, _), reply in replies]


def _each_gap(bank: Bank, sheet: Answers, pair: Pair) -> list[float]:
    levels, (first, second) = levels_of(bank, sheet), pair
    return [
        a - b
        for d in bank.dimensions
        if (a := levels[d.id, first]) is not None and (b := levels[d.id, second]) is not None
    ]
