"""The wings of an edition: where ghosts, hatches and numbers are, and what a missing voice leaves."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.butterfly import THICK, WIDTH, short
from app.figures.hatching import hatch
from app.figures.marks import TOLD, Belief, Mark
from app.figures.plane import Spot
from app.figures.wings import DOT, Ghost, WingMark, WingNumber, Wings, on_bar, wings
from tests.figures.paths import corners

DIGITS = 24.0
"""The width of “100”."""
half_widths = st.one_of(st.none(), st.integers(0, 40).map(float))
marks = st.builds(Mark, st.integers(0, 100).map(float), half_widths)


def read(lived: Mark | None, believed: Mark | None, clear: int) -> WingMark:
    """Told apart as far as the two are further apart than is clear."""
    reading: Belief = "not_settled"
    if lived and believed and abs(believed.mean - lived.mean) > clear:
        reading = "blind_spot" if believed.mean > lived.mean else "pleasant_surprise"
    return WingMark(lived, believed, reading)


sides = st.builds(read, st.one_of(st.none(), marks), st.one_of(st.none(), marks), st.integers(8, 60))
Row = tuple[WingMark, WingMark]
rows = st.lists(st.tuples(sides, sides), min_size=1, max_size=12)


def drawn(found: list[Row]) -> Wings:
    return wings(found, [at % 4 if at % 4 < 3 else None for at in range(len(found))])


def paths(figure: Wings) -> list[str]:
    ghosts = [part for ghost in figure.ghosts for part in (ghost.outline, ghost.area, ghost.beyond, ghost.inside)]
    return [path for path in (*ghosts, *figure.empty, *(key.lines for key in figure.keys)) if path]


def mirrored(path: str) -> list[tuple[float, float]]:
    return [(round(WIDTH - spot.x, 1), spot.y) for spot in corners(path)]


@given(rows)
def test_nothing_leaves_the_picture(found: list[Row]) -> None:
    figure = drawn(found)
    for spot in (spot for path in paths(figure) for spot in corners(path)):
        assert 0 <= spot.x <= WIDTH
        assert 0 <= spot.y <= figure.height
    for number in figure.numbers:
        assert min(number.x, number.x + number.way * DIGITS) >= 0
        assert max(number.x, number.x + number.way * DIGITS) <= WIDTH
        assert number.y <= figure.height - 4
    assert all(key.y + 14 <= figure.height for key in figure.keys)


@given(rows)
def test_a_ghost_runs_along_each_bar_exactly_at_the_believed_level_and_only_where_that_is_told(
    found: list[Row],
) -> None:
    figure = drawn(found)
    for side in (0, 1):
        outlines = [ghost.outline for ghost in figure.ghosts if ghost.side == side]
        expected = [
            f"{short(on_bar(row.bars[side], mark.apart.mean))} {short(row.top)}V{short(row.top + THICK)}"
            for row, mark in zip(figure.butterfly.rows, (row[side] for row in found), strict=True)
            if mark.apart
        ]
        assert re.findall(r"[\d.]+ [\d.]+V[\d.]+", "".join(outlines)) == expected
    assert sum(mark.reading in TOLD and bool(mark.lived) for row in found for mark in row) == sum(
        number.believed for number in figure.numbers
    )


@given(rows)
def test_a_ghost_leaves_its_wing_and_comes_back_to_it(found: list[Row]) -> None:
    figure = drawn(found)
    for ghost in figure.ghosts:
        ends = corners(ghost.outline)
        wing = corners(figure.butterfly.wings[ghost.side])
        assert {ends[0], ends[-1]} <= {*wing}


@given(rows)
def test_swapping_sides_gives_the_mirror_image(found: list[Row]) -> None:
    one, other = drawn(found), drawn([(right, left) for left, right in found])
    for side in (0, 1):
        outlines, swapped = (
            [g.outline for g in figure.ghosts if g.side == at] for figure, at in ((one, side), (other, 1 - side))
        )
        for path, image in zip(outlines, swapped, strict=True):
            assert mirrored(path) == [pytest.approx(tuple(spot), abs=0.11) for spot in corners(image)]
        assert one.empty[side].count("C") == other.empty[1 - side].count("C")
    reflected = sorted((round(WIDTH - n.x, 3), n.y, -n.way, n.believed) for n in one.numbers)
    assert reflected == sorted((round(n.x, 3), n.y, n.way, n.believed) for n in other.numbers)


@given(rows)
def test_numbers_of_one_side_never_touch(found: list[Row]) -> None:
    """Letters are 10 high; a name's are above the bar's line, the number of another row is further away still."""
    figure = drawn(found)
    for row, after in zip(figure.butterfly.rows, [*figure.butterfly.rows[1:], None], strict=True):
        own = [number for number in figure.numbers if row.label < number.y <= row.label + 40]
        for one in own:
            for other in own:
                assert one is other or apart(one, other)
        if after:
            assert all(number.y < after.label - 11 for number in own)


def apart(one: WingNumber, other: WingNumber) -> bool:
    left, right = sorted(sorted((n.x, n.x + n.way * DIGITS)) for n in (one, other))
    return abs(one.y - other.y) >= 11 or left[1] <= right[0]


def test_hatches_tell_a_blind_spot_from_a_pleasant_surprise_by_their_place_and_their_way() -> None:
    def ghost(believed: float, reading: Belief) -> Ghost:
        (found,) = drawn([(WingMark(Mark(50.0), Mark(believed), reading), WingMark(Mark(50.0)))]).ghosts
        return found

    blind, pleasant = ghost(80.0, "blind_spot"), ghost(20.0, "pleasant_surprise")
    assert (bool(blind.beyond), bool(blind.inside)) == (True, False)
    assert (bool(pleasant.beyond), bool(pleasant.inside)) == (False, True)
    falls = [lines[1].x - lines[0].x for lines in (corners(blind.beyond), corners(pleasant.inside))]
    assert falls[0] < 0 < falls[1]


@given(st.integers(1, 90), st.integers(1, 90), st.sampled_from((-1, 1)))
def test_a_hatch_stays_in_its_box_and_is_parallel(wide: float, tall: float, way: int) -> None:
    spots = corners(hatch((10, 20, 10 + wide, 20 + tall), way, 6))
    for start, end in zip(spots[::2], spots[1::2], strict=True):
        assert all(10 <= spot.x <= 10 + wide and 20 <= spot.y <= 20 + tall for spot in (start, end))
        assert end.x - start.x == pytest.approx(way * (end.y - start.y), abs=0.21)


def test_a_voice_that_is_missing_leaves_an_empty_outline_and_neither_number_nor_ghost() -> None:
    nobody = WingMark(None, Mark(70.0, 5.0), "blind_spot")
    figure = drawn([(nobody, WingMark(Mark(50.0, 8.0)))] * 3)
    left, right = figure.empty
    assert left
    assert not right
    assert figure.butterfly.wings[0] == ""
    assert not figure.ghosts
    assert not figure.keys
    assert {number.way for number in figure.numbers} == {1}


def test_one_dimension_that_is_not_shown_has_a_sign_of_it_and_the_ghost_passes_it_over() -> None:
    told = WingMark(Mark(40.0), Mark(70.0), "blind_spot")
    figure = drawn([(told, told), (WingMark(None), told), (told, told)])
    assert [ghost.outline.count("V") for ghost in figure.ghosts if ghost.side == 0] == [2]
    assert [number.level for number in figure.numbers if number.way < 0 and not number.inner].count(None) == 1


def test_whiskers_come_with_an_interval_only() -> None:
    (row,) = drawn([(WingMark(Mark(40.0, 5.0)), WingMark(Mark(40.0)))]).butterfly.rows
    with_interval, without = row.bars
    assert with_interval.whisker
    assert without.whisker is None


def test_the_legend_says_only_what_is_drawn() -> None:
    blind = WingMark(Mark(40.0), Mark(70.0), "blind_spot")
    plain = WingMark(Mark(40.0), Mark(42.0), "seen_right")
    assert [key.reading for key in drawn([(blind, plain)]).keys] == [None, "blind_spot"]
    assert drawn([(plain, plain)]).keys == ()
    assert drawn([(plain, plain)]).height < drawn([(blind, plain)]).height


def test_no_dimension_gives_an_empty_figure() -> None:
    figure = wings([], [])
    assert not [*figure.butterfly.rows, *figure.ghosts, *figure.numbers]
    assert figure.empty == ("", "")


def test_corners_are_read_from_every_command() -> None:
    assert corners("M1 2V5Q0 0 3 4L6 7Z") == [Spot(1, 2), Spot(1, 5), Spot(0, 0), Spot(3, 4), Spot(6, 7)]


@given(st.lists(st.tuples(marks, marks), min_size=1, max_size=12))
def test_what_too_few_believed_is_a_dot_at_its_level_and_no_ghost(found: list[tuple[Mark, Mark]]) -> None:
    one = [(WingMark(lived, believed, "too_few"), WingMark(lived)) for lived, believed in found]
    figure = drawn(one)
    assert figure.ghosts == ()
    assert [dot.x for dot in figure.dots] == [
        on_bar(row.bars[0], believed.mean) for row, (_, believed) in zip(figure.butterfly.rows, found, strict=True)
    ]
    assert [key.reading for key in figure.keys] == ["too_few"]
    other = drawn([(right, left) for left, right in one])
    assert [pytest.approx(WIDTH - dot.x) for dot in figure.dots] == [dot.x for dot in other.dots]


@given(st.lists(st.tuples(marks, marks), min_size=1, max_size=12))
def test_beside_a_dot_both_numbers_stand_and_none_is_on_it(found: list[tuple[Mark, Mark]]) -> None:
    figure = drawn([(WingMark(lived, believed, "too_few"), WingMark(None)) for lived, believed in found])
    for row, dot, (lived, believed) in zip(figure.butterfly.rows, figure.dots, found, strict=True):
        own = [number for number in figure.numbers if row.label < number.y <= row.label + 40]
        assert sorted(number.level or 0 for number in own) == sorted((lived.mean, believed.mean))
        for number in own:
            left, right = sorted((number.x, number.x + number.way * DIGITS))
            assert abs(number.y - 5 - dot.y) > DOT or right <= dot.x - DOT or left >= dot.x + DOT


def test_a_missing_level_has_no_dot() -> None:
    assert drawn([(WingMark(None, Mark(40.0), "too_few"), WingMark(Mark(50.0)))]).dots == ()


@given(rows)
def test_the_end_of_a_way_is_marked_only_where_no_number_stands(found: list[Row]) -> None:
    """Where the mark is drawn, by the template's own rule."""
    figure = drawn(found)
    for row in figure.butterfly.rows:
        for way, bar in zip((-1, 1), row.bars, strict=True):
            on_line = [n for n in figure.numbers if n.y == row.middle + 5 and n.way == way]
            if abs(bar.track - bar.number) > 30:
                assert all(abs(n.x - bar.track) > 2 for n in on_line)
