import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.butterfly import MARGIN, THICK, TIPS, WIDTH, Bar, butterfly, outline, tip_of, wing

levels = st.one_of(st.none(), st.floats(0, 100))
rows = st.lists(st.tuples(levels, levels), min_size=1, max_size=20)
forces = st.one_of(st.none(), st.integers(0, 2))


def reflected(bar: Bar) -> tuple[float | None, float, float, float]:
    return bar.level, WIDTH - bar.start, WIDTH - bar.end, WIDTH - bar.track


@given(rows)
def test_bars_stay_within_the_figure_and_on_their_side(found: list[tuple[float | None, float | None]]) -> None:
    drawn = butterfly(found, [None] * len(found))
    for row in drawn.rows:
        left, right = row.bars
        assert MARGIN <= left.track <= left.end <= left.start == drawn.spine
        assert drawn.spine == right.start <= right.end <= right.track <= WIDTH - MARGIN
        assert 0 < row.label < row.top < row.top + THICK < drawn.height


@given(rows)
def test_swapping_sides_gives_the_mirror_image(found: list[tuple[float | None, float | None]]) -> None:
    drawn = butterfly(found, [None] * len(found))
    swapped = butterfly([(b, a) for a, b in found], [None] * len(found))
    for one, other in zip(drawn.rows, swapped.rows, strict=True):
        expected = [pytest.approx(reflected(bar)) for bar in reversed(one.bars)]
        assert [(bar.level, bar.start, bar.end, bar.track) for bar in other.bars] == expected


@given(st.floats(0, 100), st.floats(0, 100))
def test_lengths_are_in_proportion_to_levels(one: float, other: float) -> None:
    left, right = butterfly([(one, other)], [0]).rows[0].bars
    assert (left.start - left.end) * other == pytest.approx((right.end - right.start) * one, abs=1e-6)


@given(levels)
def test_one_side_alone_takes_the_whole_width(level: float | None) -> None:
    drawn = butterfly([(level,)], [1])
    (bar,) = drawn.rows[0].bars
    assert drawn.spine == bar.start == MARGIN
    assert bar.track > WIDTH * 0.8
    assert bar.start <= bar.end <= bar.track


@given(st.floats(0, 100), st.floats(0, 80))
def test_an_interval_holds_its_level_and_stays_on_the_scale(level: float, margin: float) -> None:
    (bar,) = butterfly([(level,)], [0], [(margin,)]).rows[0].bars
    assert bar.whisker is not None
    low, high = bar.whisker
    assert bar.start <= low <= bar.end + 1e-9
    assert bar.end - 1e-9 <= high <= bar.track + 1e-9
    assert bar.number > high


@given(rows)
def test_the_wings_of_swapped_sides_are_the_mirror_image(found: list[tuple[float | None, float | None]]) -> None:
    one = butterfly(found, [None] * len(found)).wings
    other = butterfly([(b, a) for a, b in found], [None] * len(found)).wings
    for path, mirrored in zip(reversed(one), other, strict=True):
        assert [y for _, y in spots(path)] == [y for _, y in spots(mirrored)]
        assert [WIDTH - x for x, _ in spots(path)] == pytest.approx([x for x, _ in spots(mirrored)], abs=0.11)


def spots(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_a_wing_runs_along_the_ends_of_bars_and_leaves_out_what_was_not_answered() -> None:
    drawn = butterfly([(20.0,), (None,), (80.0,)], [None] * 3)
    first, absent, last = ((bar.end, row.top, row.top + THICK) for row in drawn.rows for bar in row.bars)
    assert drawn.wings == (wing(drawn.spine, [first, last]),)
    assert {(first[0], first[1]), (last[0], last[1])} <= set(spots(drawn.wings[0]))
    assert absent[0] == drawn.spine
    assert butterfly([(None,), (None,)], [None] * 2).wings == ("",)


def test_what_was_not_answered_is_not_a_level_of_nought() -> None:
    absent, nought = butterfly([(None, 0.0)], [0]).rows[0].bars
    assert absent.level is None
    assert nought.level == 0.0
    assert absent.path == nought.path == ""


def test_forces_are_told_apart_by_the_ends_of_their_bars() -> None:
    paths = {outline(0, 100, 0, tip_of(force)) for force in range(3)}
    assert len(paths) == len(TIPS) == 3


@given(st.lists(forces, min_size=1, max_size=10))
def test_the_legend_names_each_force_once(found: list[int | None]) -> None:
    drawn = butterfly([(50.0, 50.0)] * len(found), found)
    assert [swatch.force for swatch in drawn.legend] == sorted({force for force in found if force is not None})


def test_no_dimension_gives_an_empty_figure() -> None:
    assert butterfly([], []).rows == ()
