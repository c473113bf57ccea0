"""Symmetry: the overall gap of a pair, and how much of it may be chance."""

from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.totem.model import NO_OCCASION, Answers, Bank, Lean, Symmetry
from app.totem.scoring import T_95, score
from tests.totem.structures import FULL, SIDES, answered, sheets

CUSTOMERS, COLLEAGUES = SIDES
GAPS = st.floats(-100, 100)


def mirrored(pairs: tuple[tuple[int, int], ...], bank: Bank = FULL) -> Symmetry:
    """The symmetry of one (customers, colleagues) pair of replies for each dimension."""
    sheet = answered(bank, 3)
    (found,) = score(bank, replace(sheet, replies=tuple(reply for pair in pairs for reply in pair))).symmetries
    return found


@given(sheets(FULL))
def test_swapping_the_sides_negates_the_gap_and_keeps_its_width(sheet: Answers) -> None:
    pairs = zip(sheet.replies[::2], sheet.replies[1::2], strict=True)
    swapped = replace(sheet, replies=tuple(reply for a, b in pairs for reply in (b, a)))
    before, after = score(FULL, sheet).symmetries, score(FULL, swapped).symmetries
    assert [s.gap for s in after] == pytest.approx([-s.gap for s in before])
    assert [s.half_width for s in after] == pytest.approx([s.half_width for s in before])


def test_a_pair_the_other_way_round_reads_the_other_way_round() -> None:
    turned = replace(FULL, pairs=((COLLEAGUES, CUSTOMERS),))
    pairs = ((5, 1),) * 10
    assert mirrored(pairs).lean is Lean.FIRST
    assert mirrored(pairs, turned).lean is Lean.SECOND


def test_the_gap_is_the_mean_of_the_differences_in_points_of_100() -> None:
    assert mirrored(((5, 1),) * 5 + ((3, 3),) * 5).gap == 50


def test_the_half_width_is_students_t_times_the_standard_error_of_the_ten_differences() -> None:
    # Differences of +100 and 0, five of each: SD = 100 · √(10/36), t(9 degrees of freedom) = 2.2622.
    found = mirrored(((5, 1),) * 5 + ((3, 3),) * 5)
    assert found.half_width == pytest.approx(2.2622 * 100 * sqrt(10 / 36) / sqrt(10))


def test_the_half_width_is_never_below_what_the_bank_declares() -> None:
    assert mirrored(((4, 2),) * 10).half_width == pytest.approx(1.96 * FULL.symmetry_error)


def test_a_declared_error_grows_when_occasions_are_missing() -> None:
    kept = mirrored(((4, 2),) * 5 + ((NO_OCCASION, 2),) * 5)
    assert kept.gap == 50
    assert kept.half_width == pytest.approx(1.96 * FULL.symmetry_error * sqrt(10 / 5))


def test_one_dimension_alone_gives_no_symmetry() -> None:
    sheet = answered(FULL, 4)
    assert not score(FULL, replace(sheet, replies=(5, 1, *(NO_OCCASION,) * 18))).symmetries
    assert score(FULL, replace(sheet, replies=(5, 1, 5, 1, *(NO_OCCASION,) * 16))).symmetries


@given(GAPS, st.floats(0, 100))
def test_inside_its_half_width_a_gap_leans_nowhere(gap: float, half_width: float) -> None:
    lean = Symmetry((CUSTOMERS, COLLEAGUES), gap, half_width).lean
    if abs(gap) <= half_width:
        assert lean is Lean.NONE
    else:
        assert lean is (Lean.FIRST if gap > 0 else Lean.SECOND)


def test_a_gap_exactly_as_wide_as_its_half_width_does_not_lean() -> None:
    assert Symmetry((CUSTOMERS, COLLEAGUES), 7.84, 7.84).lean is Lean.NONE


@pytest.mark.parametrize(("degrees", "t"), [(1, 12.7062), (4, 2.7764), (9, 2.2622), (19, 2.0930)])
def test_students_t_is_that_of_the_published_tables(degrees: int, t: float) -> None:
    assert T_95[degrees - 1] == t
    assert sorted(T_95, reverse=True) == list(T_95)
    assert len(T_95) == 19
