"""Sums say what the rows would have said."""

from math import isclose, sqrt
from statistics import fmean, stdev, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tallies.counts import scales_of
from app.tallies.named_counts import named_counts
from app.tallies.possible import is_possible
from app.tallies.statistics import (
    MirrorSums,
    ScaleSums,
    Spread,
    alpha,
    correlation,
    fisher,
    gap,
    in_points,
    item_spread,
    level_spread,
    spread,
    student,
)
from app.totem.model import Answers, Bank
from app.totem.scoring import levels_of, points_of
from tests.publication.crowds import crowds, tally

Crowd = tuple[Bank, list[Answers]]


def _same(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def _is_spread_of(found: Spread, values: list[float]) -> bool:
    mean = fmean(values) if values else None
    sd = stdev(values) if len(values) > 1 else None
    return found.n == len(values) and _same(found.mean, mean) and _same(found.sd, sd)


def _rows(bank: Bank, sheets: list[Answers], items: tuple[int, ...]) -> list[list[int] | None]:
    """Each person's points on these items; None for a sheet that is not complete on them."""
    rows = (
        [points_of(bank, sheet.replies[item], reverse=bank.items[item].question.reversed) for item in items]
        for sheet in sheets
    )
    return [None if None in row else [x for x in row if x] for row in rows]


@given(crowds())
def test_means_and_spreads_of_items_are_those_of_the_rows(many: Crowd) -> None:
    bank, sheets = many
    reading = named_counts(bank, tally(bank, sheets))
    for item, (question, _) in enumerate(bank.items):
        points = [float(row[0]) for row in _rows(bank, sheets, (item,)) if row]
        assert _is_spread_of(item_spread(in_points(reading.histograms[item], reverse=question.reversed)), points)


@given(crowds())
def test_means_and_spreads_of_scales_are_those_of_the_rows(many: Crowd) -> None:
    bank, sheets = many
    reading = named_counts(bank, tally(bank, sheets))
    for scale, items in scales_of(bank).items():
        totals = [sum(row) for row in _rows(bank, sheets, items) if row]
        sums = reading.scales[scale]
        assert _is_spread_of(spread(sums.n, sums.total, sums.squares), [float(total) for total in totals])
        levels = [100 * (total / len(items) - 1) / (bank.points - 1) for total in totals]
        assert _is_spread_of(level_spread(sums, bank.points), levels)


@given(crowds())
def test_levels_are_those_that_people_see(many: Crowd) -> None:
    bank, sheets = many
    reading = named_counts(bank, tally(bank, sheets))
    scored = [levels_of(bank, sheet) for sheet in sheets]
    for scale, items in scales_of(bank).items():
        if scale.dimension and scale.side:
            complete = [row is not None for row in _rows(bank, sheets, items)]
            levels = [found[scale.dimension, scale.side] for found in scored]
            kept = [level for level, all_there in zip(levels, complete, strict=True) if all_there and level is not None]
            assert _is_spread_of(level_spread(reading.scales[scale], bank.points), kept)


@given(crowds(least=2))
def test_alpha_is_that_of_the_rows(many: Crowd) -> None:
    bank, sheets = many
    reading = named_counts(bank, tally(bank, sheets))
    for scale, items in scales_of(bank).items():
        rows = [row for row in _rows(bank, sheets, items) if row]
        found = alpha(reading.scales[scale])
        if len(items) < 2 or len({sum(row) for row in rows}) < 2:
            assert found is None
            continue
        parts = sum(variance(column) for column in zip(*rows, strict=True))
        value = len(items) / (len(items) - 1) * (1 - parts / variance([sum(row) for row in rows]))
        assert found is not None
        assert _same(found.value, value)
        assert found.low <= found.value <= found.high <= 1


@given(crowds())
def test_the_correlation_and_the_gap_of_a_mirror_are_those_of_the_rows(many: Crowd) -> None:
    bank, sheets = many
    reading, items = named_counts(bank, tally(bank, sheets)), scales_of(bank)
    for mirror, sums in reading.mirrors.items():
        first, second = (items[scale] for scale in mirror.scales)
        both = zip(_rows(bank, sheets, first), _rows(bank, sheets, second), strict=True)
        pairs = [(fmean(a), fmean(b)) for a, b in both if a and b]
        gaps = [100 * (a - b) / (bank.points - 1) for a, b in pairs]
        assert _is_spread_of(gap(sums, (len(first), len(second)), bank.points), gaps)
        assert _same(found.value if (found := correlation(sums)) else None, _pearson(pairs))


def _pearson(pairs: list[tuple[float, float]]) -> float | None:
    if len(pairs) < 4 or any(len({round(x, 9) for x in column}) < 2 for column in zip(*pairs, strict=True)):
        return None
    (a, b), (sa, sb) = ([f(column) for column in zip(*pairs, strict=True)] for f in (fmean, stdev))
    return sum((x - a) * (y - b) for x, y in pairs) / ((len(pairs) - 1) * sa * sb)


def test_nobody_has_no_mean_and_one_person_no_spread() -> None:
    assert spread(0, 0, 0) == (0, None, None)
    assert spread(1, 4, 16) == (1, 4.0, None)
    assert spread(1, 4, 16).half_width is None


def test_answers_that_do_not_vary_have_neither_alpha_nor_correlation() -> None:
    assert alpha(ScaleSums(5, 30, 180, (15, 15), (45, 45))) is None
    assert correlation(MirrorSums(5, 15, 20, 45, 90, 60)) is None


def test_a_perfect_correlation_is_one_and_needs_no_interval() -> None:
    assert correlation(MirrorSums(4, 10, 10, 30, 30, 30)) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(("n", "low", "high"), [(30, 0.59, 0.86), (100, 0.67, 0.82), (500, 0.72, 0.78)])
def test_the_interval_of_alpha_is_feldts(n: int, low: float, high: float) -> None:
    """For .75 and ten items, as in the research file (part D)."""
    scale = ScaleSums(n, 0, 400_000, (0,) * 10, (13_000,) * 10)
    found = alpha(scale)
    assert found is not None
    assert [round(x, 2) for x in found] == [0.75, low, high]
    assert isclose(found.low, 1 - 0.25 * fisher(0.975, n - 1, 9 * (n - 1)), rel_tol=1e-9)


@pytest.mark.parametrize(
    ("p", "above", "below", "expected"),
    [
        (0.95, 1, 10, 4.9646),
        (0.95, 5, 10, 3.3258),
        (0.975, 4, 20, 3.5147),
        (0.975, 9, 81, 2.2754),
        (0.99, 10, 100, 2.5033),
        (0.95, 120, 120, 1.3519),
    ],
)
def test_quantiles_of_fisher_are_those_of_printed_tables(p: float, above: int, below: int, expected: float) -> None:
    assert isclose(fisher(p, above, below), expected, abs_tol=1e-4)


@given(st.integers(1, 400), st.sampled_from([0.01, 0.025, 0.5, 0.9, 0.975]))
def test_quantiles_of_fisher_are_exact_where_they_have_a_formula(below: int, p: float) -> None:
    assert isclose(fisher(p, 2, below), below / 2 * ((1 - p) ** (-2 / below) - 1), rel_tol=1e-9)
    assert isclose(fisher(p, below, 2) * fisher(1 - p, 2, below), 1, rel_tol=1e-9)


def test_students_t_is_that_of_printed_tables_and_tends_to_the_normal() -> None:
    assert [round(student(freedom), 4) for freedom in (1, 2, 9, 19, 120)] == [12.7062, 4.3027, 2.2622, 2.0930, 1.9799]
    assert isclose(student(10**6), 1.959966, abs_tol=1e-6)


def test_the_half_width_is_that_of_a_mean() -> None:
    assert isclose(Spread(10, 50.0, 12.0).half_width or 0, 2.262157 * 12 / sqrt(10), rel_tol=1e-6)


@given(st.lists(st.integers(2, 6), max_size=8))
def test_the_sums_of_some_numbers_are_possible(numbers: list[int]) -> None:
    assert is_possible(len(numbers), sum(numbers), sum(x * x for x in numbers), 2, 6)


@pytest.mark.parametrize("sums", [(2, 5, 12), (2, 5, 14), (2, 5, 15), (2, 3, 5), (2, 13, 85), (0, 0, 1), (-1, -3, -9)])
def test_sums_that_no_numbers_have_are_not_possible(sums: tuple[int, int, int]) -> None:
    assert not is_possible(*sums, 2, 6)
