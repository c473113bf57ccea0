"""The one rule for differences: none without an interval, all of one look judged together, a first place only clear."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.publication.contrasts import (
    LARGE,
    Contrast,
    crowds_factor,
    difference_between,
    first_of,
    gaps_of,
    leads,
    levels_in,
    paired_factor,
)
from app.publication.documents import Level, Mirror, ReleasedDimension
from app.publication.values import Coefficient, Figure, Reason

NONE = Coefficient(reason=Reason.FEWER_THAN_200)
WITHHELD = Figure(reason=Reason.FEWER_THAN_20)


def figure(value: int | None) -> Figure:
    return WITHHELD if value is None else Figure(value)


def dimension(id_: str, one: int, two: int, half: int | None) -> ReleasedDimension:
    levels = tuple(
        Level(side, Figure(mean), figure(half), WITHHELD, NONE) for side, mean in (("us", one), ("them", two))
    )
    return ReleasedDimension(id_, levels, (Mirror("us", "them", Figure(one - two), figure(half), NONE),))


@pytest.mark.parametrize(("n", "factor"), [(20, 1.52), (30, 1.49), (60, 1.46), (200, 1.44)])
def test_ten_gaps_of_one_crowd_are_widened_as_students_t_says(n: int, factor: float) -> None:
    assert paired_factor(n, 10) == pytest.approx(factor, abs=0.005)
    assert paired_factor(n, 1) == 1


def test_two_crowds_are_judged_by_the_smaller() -> None:
    assert crowds_factor(LARGE, 10) == pytest.approx(1.43, abs=0.005)
    assert crowds_factor(LARGE - 1, 10) == pytest.approx(1.3, abs=0.005)
    assert crowds_factor(LARGE, 1) == crowds_factor(5, 1) == 1
    assert crowds_factor(30, 20) == crowds_factor(LARGE, 20) == pytest.approx(1.54, abs=0.005)


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=1, max_size=10), st.integers(5, 19))
def test_without_an_interval_nothing_is_clear(pairs: list[tuple[int, int]], n: int) -> None:
    shown = [dimension(str(at), *pair, None) for at, pair in enumerate(pairs)]
    found = first_of(gaps_of(shown, n))
    assert found
    assert found[1] == "unknown"
    levels = levels_in(shown, n)
    assert not any(leads(levels, id_) or leads(levels, id_, upwards=False) for id_ in levels if len(levels) > 1)


def test_a_gap_is_clear_beyond_the_interval_of_ten_and_not_of_one() -> None:
    """A half-width of 10 published for each of ten gaps of 60 people: 14.6 for all of them."""
    even = [dimension(str(at), 50, 50, 10) for at in range(9)]
    assert first_of(gaps_of([*even, dimension("a", 57, 43, 10)], 60)) == ("a", "unsettled")
    assert first_of(gaps_of([*even, dimension("a", 58, 43, 10)], 60)) == ("a", "clear")
    assert first_of(gaps_of([dimension("a", 57, 43, 10)], 60)) == ("a", "widest")


def test_the_widest_is_said_of_the_one_that_clears_every_other() -> None:
    even = [dimension(str(at), 50, 50, 5) for at in range(8)]
    second = dimension("b", 40, 60, 5)
    assert first_of(gaps_of([*even, second, dimension("a", 65, 40, 5)], 100)) == ("a", "clear")
    assert first_of(gaps_of([*even, second, dimension("a", 75, 40, 5)], 100)) == ("a", "widest")
    vague = dimension("c", 45, 55, 30)
    assert first_of(gaps_of([*even, vague, dimension("a", 75, 40, 5)], 100)) == ("a", "clear")


def test_a_gap_is_ranked_by_the_end_of_its_interval() -> None:
    assert first_of({"wide": Contrast(30, 28), "narrow": Contrast(-20, 5), "none": Contrast(60, None)}) == (
        "narrow",
        "clear",
    )
    assert first_of({"one": Contrast(-30, None), "other": Contrast(20, None)}) == ("one", "unknown")
    assert first_of({}) is None


def test_a_tie_has_no_first_and_neither_have_levels_that_touch() -> None:
    tie = [dimension("a", 60, 60, 1), dimension("b", 60, 60, 1)]
    assert not leads(levels_in(tie, 200), "a")
    near = [dimension("a", 70, 70, 10), dimension("b", 60, 60, 10)]
    assert not leads(levels_in(near, 200), "a")
    far = [dimension("a", 70, 70, 2), dimension("b", 60, 60, 2)]
    assert leads(levels_in(far, 200), "a")
    assert leads(levels_in(far, 200), "b", upwards=False)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 40), st.integers(1, 40), st.floats(1, 1.6))
def test_two_crowds_differ_by_one_interval(one: int, other: int, half: int, off: int, factor: float) -> None:
    change = difference_between(Contrast(one, half), Contrast(other, off), factor)
    assert change.half_width == pytest.approx(factor * sqrt(half**2 + off**2))
    assert change.is_clear == (abs(other - one) > factor * sqrt(half**2 + off**2))
    assert not difference_between(Contrast(one, half), Contrast(other, None), factor).is_clear
