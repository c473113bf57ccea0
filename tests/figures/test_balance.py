from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.balance import ARM, FOOT, HEIGHT, STEEPEST, balance
from app.figures.plane import Spot

gaps = st.floats(-100, 100)
half_widths = st.floats(0, 60)


def falls(left: Spot, right: Spot) -> float:
    """Positive when the left end is lower."""
    return left.y - right.y


@given(gaps, half_widths)
def test_the_beam_is_down_on_the_stronger_side(gap: float, half_width: float) -> None:
    drawn = balance(gap, half_width)
    assert falls(*drawn.ends) * gap >= 0
    assert abs(drawn.tilt) <= STEEPEST
    assert dist(*drawn.ends) == pytest.approx(2 * ARM)


@given(gaps, half_widths)
def test_the_level_line_is_in_the_fan_only_without_a_clear_lean(gap: float, half_width: float) -> None:
    (_, low, high), _ = balance(gap, half_width).fan
    level = balance(gap, half_width).pivot.y
    if abs(abs(gap) - half_width) > 1e-6:
        assert (low.y <= level <= high.y) == (abs(gap) <= half_width)


@given(gaps, half_widths)
def test_swapping_sides_gives_the_mirror_image(gap: float, half_width: float) -> None:
    one, other = balance(gap, half_width), balance(-gap, half_width)
    assert other.tilt == -one.tilt
    assert [end.y for end in other.ends] == pytest.approx([end.y for end in reversed(one.ends)])


@given(gaps, half_widths)
def test_pans_hang_clear_of_the_foot(gap: float, half_width: float) -> None:
    assert max(end.y for end in balance(gap, half_width).ends) + 50 <= FOOT < HEIGHT
