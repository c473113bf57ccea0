"""Two results in one picture: laws of their geometry, and what the macros write."""

import re
from collections import Counter
from math import dist
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.butterfly import MARGIN, WIDTH, butterfly
from app.figures.duo import BADGE, Duo, Pin, duo, pins, two_points
from app.figures.mask import mask
from app.figures.plane import Spot
from tests.figures.pages import macros, parsed

levels = st.one_of(st.none(), st.integers(0, 100).map(float))
forces = st.one_of(st.none(), st.integers(0, 2))
Row = tuple[tuple[float | None, ...], tuple[float | None, ...], int | None]
rows = st.lists(st.tuples(st.tuples(levels, levels), st.tuples(levels, levels), forces), min_size=1, max_size=20)
spots = st.builds(Spot, st.integers(20, 340), st.integers(36, 310))
HOMES = [(0.0, 0.78), (0.68, -0.39), (-0.68, -0.39), (0.0, 0.0)]
STYLES = (Path(__file__).parents[2] / "static" / "app.css").read_text("utf-8")


def drawn(found: list[Row], *, swapped: bool = False) -> Duo:
    first, second, of = zip(*found, strict=True)
    return duo(second, first, of) if swapped else duo(first, second, of)


def ends(figure: Duo, result: int) -> list[tuple[float | None, float, float]]:
    """What one result's bars say, without where they stand."""
    strips = [wing.strips[result] for row in figure.rows for wing in row.wings]
    return [(strip.level, strip.end, strip.number) for strip in strips]


@given(rows)
def test_swapping_the_two_swaps_their_bars_and_their_wings_and_nothing_else(found: list[Row]) -> None:
    one, other = drawn(found), drawn(found, swapped=True)
    assert (ends(one, 0), ends(one, 1)) == (ends(other, 1), ends(other, 0))
    assert one.wings == tuple((second, first) for first, second in other.wings)
    assert (one.height, one.legend, one.keys) == (other.height, other.legend, other.keys)


@given(rows)
def test_each_results_bars_are_as_long_as_in_its_own_butterfly(found: list[Row]) -> None:
    figure = drawn(found)
    first, second, of = zip(*found, strict=True)
    for result, own in enumerate((first, second)):
        bars = [bar for row in butterfly(own, of).rows for bar in row.bars]
        assert [level for level, _, _ in ends(figure, result)] == [bar.level for bar in bars]
        assert [end for _, end, _ in ends(figure, result)] == pytest.approx([bar.end for bar in bars])


@given(rows)
def test_bars_stay_on_their_side_and_never_touch(found: list[Row]) -> None:
    figure = drawn(found)
    bottom = 0.0
    for row in figure.rows:
        left, right = row.wings
        assert bottom < row.label < row.top < row.bottom < figure.height
        bottom = row.bottom
        for strip in left.strips:
            assert MARGIN <= left.outer < left.track <= strip.end <= figure.spine
        for strip in right.strips:
            assert figure.spine <= strip.end <= right.track < right.outer <= WIDTH - MARGIN
        upper, lower = left.strips
        assert row.top < upper.middle < (row.top + row.bottom) / 2 < lower.middle < row.bottom


def test_one_side_alone_takes_the_whole_width() -> None:
    figure = duo([(100.0,)], [(0.0,)], [1])
    (wing,) = figure.rows[0].wings
    assert figure.spine == MARGIN
    assert wing.strips[0].end == wing.track > WIDTH * 0.8
    assert wing.strips[1].path == ""


def test_what_was_not_answered_is_no_level_and_a_wing_passes_it_over() -> None:
    without, nought = (duo([(50.0, 50.0), (level, 50.0)], [(1.0, 1.0)] * 2, [0, 0]) for level in (None, 0.0))
    assert without.rows[1].wings[0].strips[0].level is None
    assert nought.rows[1].wings[0].strips[0].level == 0.0
    assert without.wings[0][0].count("V") == 1
    assert nought.wings[0][0].count("V") == 2
    assert duo([(None, 1.0)], [(1.0, 1.0)], [0]).wings[0][0] == ""


def test_no_dimension_gives_an_empty_figure() -> None:
    assert duo([], [], []).rows == ()
    assert duo([], [], []).wings == ()


@given(spots, spots)
def test_swapping_the_points_swaps_their_numbers(first: Spot, second: Spot) -> None:
    one, other = pins(first, second)
    assert first == second or (other, one) == pins(second, first)


@given(spots, spots)
def test_points_never_move_and_numbers_never_touch(first: Spot, second: Spot) -> None:
    one, other = pins(first, second)
    assert one
    assert other
    assert (one.spot, other.spot) == (first, second)
    assert dist(one.number, other.number) > 2 * BADGE
    assert all(pin.number == pin.spot or dist(pin.number, pin.spot) > BADGE for pin in (one, other))


def test_whoever_has_no_animal_has_no_point() -> None:
    found = two_points(HOMES, 0.78, None, HOMES[1])
    assert found.pins[0] is None
    assert found.pins[1]
    assert found.lit == {1}
    assert two_points(HOMES, 0.78, HOMES[2], HOMES[1]).lit == {1, 2}
    assert found.triangle.point is None


TWO = duo([(40.0, 60.0), (None, 3.0), (0.0, 100.0)], [(90.0, 60.0), (1.0, None), (5.0, 5.0)], [0, None, 2])


def picture(name: str, *, standalone: bool = False, title: str = "A title") -> str:
    words = [f"word {place}" for place in range(4)]
    common = {"id": "figure", "title": title, "desc": "A description", "standalone": standalone, "forces": words[:3]}
    if name == "duo":
        return str(macros("duo").duo_svg(TWO, labels=words[:3], sides=words[:2], results=words[2:], **common))
    points = two_points(HOMES, 0.78, (0.1, 0.1), (0.1, 0.1) if name == "together" else (0.0, 0.7))
    masks = [mask(face) for face in ("fox", "bee", "owl", "wolf")]
    return str(macros("duo").two_points_svg(points, masks, names=words, **common))


PICTURES = ("duo", "points", "together")


@pytest.mark.parametrize("standalone", [False, True])
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_titled_well_formed_and_escaped(name: str, standalone: bool) -> None:
    svg = parsed(picture(name, standalone=standalone, title="<b> & “you”"))
    assert svg.get("role") == "img"
    assert (svg.get("aria-labelledby") or "").split() == ["figure-t", "figure-d"]
    assert [element.text for element in svg][:2] == ["<b> & “you”", "A description"]
    ids = Counter(element.get("id") for element in svg.iter() if element.get("id"))
    assert set(ids.values()) == {1}


@pytest.mark.parametrize("name", PICTURES)
def test_colours_are_classes_that_the_style_sheet_knows_or_attributes_when_alone(name: str) -> None:
    svg = picture(name)
    assert not re.search(r'style=|<style|<script|(fill|stroke)="#', svg)
    used = {found for names in re.findall(r'class="([^"]+)"', svg) for found in names.split()}
    assert {found for found in used if found[:2] in ("f-", "s-", "m-")} <= set(re.findall(r"\.([\w-]+) \{", STYLES))
    assert not re.search(r'class="[fs]-', picture(name, standalone=True))


@pytest.mark.parametrize("name", PICTURES)
def test_text_is_never_smaller_than_twelve_pixels_on_a_phone(name: str) -> None:
    svg = parsed(picture(name))
    assert (svg.get("viewBox") or "").split()[2] == "360"
    assert all(float(text.get("font-size", 0)) * 328 / 360 >= 12 for text in svg.iter("text"))


def painted(svg: ElementTree.Element, *classes: str) -> list[ElementTree.Element]:
    return [element for element in svg.iter() if set(classes) <= set((element.get("class") or "").split())]


def test_the_first_is_filled_and_the_second_is_an_outline_whatever_the_colours() -> None:
    svg = parsed(picture("duo"))
    filled, outlined = painted(svg, "f-force-1", "s-force-1"), painted(svg, "f-paper", "s-force-1")
    for result, bars in enumerate((filled, outlined)):
        assert [bar.get("d") for bar in bars] == [wing.strips[result].path for wing in TWO.rows[0].wings]
    assert len(painted(svg, "f-wing")) == len(painted(svg, "s-edge")) - 6 == 2


@pytest.mark.parametrize("name", ["points", "together"])
def test_both_points_are_to_be_seen_and_numbered(name: str) -> None:
    svg = parsed(picture(name))
    circles = [element for element in painted(svg) if element.tag == "circle"]
    (disc,) = (circle for circle in circles if "f-ink" in (circle.get("class") or ""))
    (ring,) = (circle for circle in circles if circle.get("class") == "s-ink")
    assert [text.text for text in svg.iter("text")][-2:] == ["1", "2"]
    same = (disc.get("cx"), disc.get("cy")) == (ring.get("cx"), ring.get("cy"))
    assert same is (name == "together")
    assert ring.get("fill") == "none"
    assert not same or float(disc.get("r", 0)) + 2 < float(ring.get("r", 0))


def test_a_pin_says_where_and_under_which_number() -> None:
    assert Pin(Spot(1, 2), Spot(1, 2)) == pins(Spot(1, 2), None)[0]
    assert pins(None, None) == (None, None)
