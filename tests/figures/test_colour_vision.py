"""Every figure as people with other eyes see it: painted by Chromium through its emulation, and read as pixels."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from typing import Any

import pytest
from playwright.sync_api import Browser

from app.figures.balance import balance
from app.figures.butterfly import butterfly
from app.figures.marks import Mark
from app.figures.mask import mask
from app.figures.triangle import triangle
from app.figures.troupe import troupe
from app.figures.wings import WingMark, wings
from tests.figures.pages import Bytes, apart, macros, oklab
from tests.figures.raster import Raster, seen, show
from tests.figures.test_triangle import seven

pytestmark = pytest.mark.browser

EYES = ("none", "protanopia", "deuteranopia", "tritanopia", "achromatopsia")
FORCES_APART = 0.17
"""In OKLab, where 1 is from black to white; neighbours in a chart are told apart from about 0.1."""
SEEN = 0.1
"""The least that stands for anything at all: what is painted against what is not."""
LINED = 0.25
"""Lines and what they lie on."""
LEVELS = ((75.0, 50.0), (25.0, 75.0), (50.0, 100.0))
MARGINS = ((8.0, 8.0),) * 3
ANIMALS = ("elephant", "fox", "dolphin", "beaver", "bee", "wolf", "chameleon")
SHARES = (0.07, 0.09, 0.12, 0.10, 0.11, 0.14, 0.37)

PLAIN = WingMark(Mark(50.0))
APART = (WingMark(Mark(30.0), Mark(90.0), "blind_spot"), WingMark(Mark(90.0), Mark(30.0), "pleasant_surprise"))
WINGS = wings([(mark, PLAIN) for mark in (PLAIN, *APART, PLAIN)], (0, 1, 2, 0))

DENSITY = 2
"""Pixels to a pixel of CSS, as on a phone."""

Box = dict[str, float]


@dataclass(frozen=True)
class Seen:
    """boxes: of the elements that a selector finds on the page, in pixels."""

    eyes: str
    dark: bool
    raster: Raster
    boxes: dict[str, list[Box]]

    def colour(self, box: Box, across: float = 0.5, down: float = 0.5) -> Bytes:
        return self.raster.at(box["x"] + across * box["width"], box["y"] + down * box["height"])

    @property
    def paper(self) -> Bytes:
        return self.raster.at(1, self.raster.height - 2)


PARTS = {
    **{f"{figure} {force}": f"#{figure} .f-force-{force}" for figure in ("person", "crowd") for force in (1, 2, 3)},
    **{f"sign {force}": f"#triangle .f-force-{force}" for force in (1, 2, 3)},
    "lean": "#lean svg", "even": "#even svg", "lit": "#triangle .f-own", "point": "#triangle circle.f-ink",
    "members": "#troupe g.mask > use", "wings": "#wings svg", "beam": "#balance path[stroke-width='7']",
    "fan": "#balance .f-fan",
}  # fmt: skip
BOXES = """([parts, density]) => Object.fromEntries(Object.entries(parts).map(([name, css]) => [name,
  [...document.querySelectorAll(css)].map(found => found.getBoundingClientRect()).map(({x, y, width, height}) =>
    ({x: x * density, y: (y + scrollY) * density, width: width * density, height: height * density}))]))"""


def page_of_all() -> str:
    common: dict[str, Any] = {"title": "A title", "desc": "A description"}
    forces, sides, masks = ["A", "B", "C"], ["left", "right"], [mask(animal) for animal in ANIMALS]
    rows = {"labels": ["one", "two", "three"], "sides": sides, "forces": forces}
    figures = {
        "lean": macros("mask").mask_svg(mask("beaver", -60, 10), "lean-m", **common),
        "even": macros("mask").mask_svg(mask("beaver", 6, 10), "even-m", **common),
        "person": macros("butterfly").butterfly_svg(butterfly(LEVELS, (0, 1, 2)), "p", **common, **rows),
        "crowd": macros("butterfly").butterfly_svg(butterfly(LEVELS, (0, 1, 2), MARGINS), "c", **common, **rows),
        "triangle": macros("triangle").triangle_svg(
            triangle(seven(), 0.78, (0.03, 0.1)), masks, "t", **common, forces=forces, names=ANIMALS
        ),
        "troupe": macros("troupe").troupe_svg(troupe(SHARES), masks, "g", **common, names=ANIMALS, shares=["1 %"] * 7),
        "wings": macros("wings").wings_svg(
            WINGS,
            "w",
            **common,
            labels=["one", "two", "three", "four"],
            sides=sides,
            forces=forces,
            keys=["1", "2", "3"],
        ),
        "balance": macros("balance").balance_svg(balance(20, 12), "b", **common, sides=sides),
    }
    wide = {"lean": 96, "even": 96}
    return "".join(
        f'<div id="{name}" style="width: {wide.get(name, 328)}px">{svg}</div>' for name, svg in figures.items()
    )


WAYS = [*product((False, True), EYES)]


@pytest.fixture(scope="module")
def looked(browser: Browser) -> Iterator[Callable[[bool, str], Seen]]:
    """The page as such eyes see it, once for all tests: in random order they ask for others in turn."""
    page = browser.new_page(device_scale_factor=DENSITY)
    show(page, page_of_all())
    boxes = page.evaluate(BOXES, [PARTS, DENSITY])

    @cache
    def look(dark: bool, eyes: str) -> Seen:
        page.emulate_media(color_scheme="dark" if dark else "light")
        return Seen(eyes, dark, seen(page, eyes), boxes)

    yield look
    page.close()


@pytest.fixture(params=WAYS, ids=lambda how: f"{how[1]}-{('light', 'dark')[how[0]]}")
def through(looked: Callable[[bool, str], Seen], request: pytest.FixtureRequest) -> Seen:
    return looked(*request.param)


def bars(through: Seen, figure: str, force: int) -> tuple[Box, Box]:
    """The left and the right bar of the only row that has this force; before them comes the swatch of the legend."""
    _, left, right = through.boxes[f"{figure} {force}"]
    return left, right


@pytest.mark.parametrize("figure", ["person", "crowd"])
def test_bars_of_different_forces_have_different_colours(through: Seen, figure: str) -> None:
    """Not in grey, where their tips tell: see below."""
    colours = [through.colour(bars(through, figure, force)[1], 0.5, 0.2) for force in (1, 2, 3)]
    told_apart(through, colours)


def test_the_signs_of_the_forces_at_the_corners_have_different_colours(through: Seen) -> None:
    told_apart(through, [through.colour(through.boxes[f"sign {force}"][0]) for force in (1, 2, 3)])


def told_apart(through: Seen, colours: Sequence[Bytes]) -> None:
    assert all(apart(colour, through.paper) > SEEN for colour in colours)
    if through.eyes != "achromatopsia":
        assert min(apart(one, other) for one, other in combinations(colours, 2)) > FORCES_APART


@pytest.mark.parametrize("way", [0, 1], ids=["left", "right"])
def test_bars_of_different_forces_end_in_different_shapes(through: Seen, way: int) -> None:
    """How much of its last bit a bar covers: all of it, a triangle's half, or a round's π/4."""
    square, point, rounded = (covered_tip(through, bars(through, "person", force)[way], way) for force in (1, 2, 3))
    assert square > 0.95
    assert 0.45 < point < 0.62
    assert 0.72 < rounded < 0.88


def covered_tip(through: Seen, box: Box, way: int) -> float:
    """Which part of its last bit, as deep as a tip, is painted like the bar rather than like paper."""
    bar, depth = through.colour(box, 0.3 if way else 0.7), box["height"] / 2
    start = box["x"] + (box["width"] - depth if way else 0)
    spots = [
        (start + depth * x / 24, box["y"] + box["height"] * y / 48) for x in range(1, 24, 2) for y in range(1, 48, 2)
    ]
    found = [through.raster.at(*spot) for spot in spots]
    return sum(apart(colour, bar) < apart(colour, through.paper) for colour in found) / len(found)


@pytest.mark.parametrize("figure", ["person", "crowd"])
def test_sides_are_told_apart_by_where_they_are(through: Seen, figure: str) -> None:
    """From the spine, the painted bar goes as far to its own side as its level says, and the wing behind it too."""
    for force, levels in zip((1, 2, 3), LEVELS, strict=True):
        left, right = bars(through, figure, force)
        spine = right["x"]
        assert left["x"] + left["width"] == pytest.approx(spine)
        colour, height = through.colour(right, 0.3, 0.1), right["y"] + 0.1 * right["height"]
        lengths = [run(through, spine, height, way, colour) for way in (-1, 1)]
        if force == 1:
            assert lengths[0] / lengths[1] == pytest.approx(levels[0] / levels[1], rel=0.03)
        assert (lengths[0] > lengths[1]) == (levels[0] > levels[1])


def run(through: Seen, spine: float, height: float, way: int, colour: Bytes) -> int:
    """How many pixels on from the spine's own ink have this colour."""
    places = range(3 * DENSITY, 180 * DENSITY)
    alike = [apart(through.raster.at(spine + way * place, height), colour) < SEEN / 2 for place in places]
    return places[alike.index(False)]


def test_the_weaker_half_of_a_mask_is_lighter_and_a_whole_face_has_none(through: Seen) -> None:
    """Against the page: the paler half is nearer to paper, by far more than smoothed edges are."""
    (lean,), (even,) = through.boxes["lean"], through.boxes["even"]
    weak, strong = (strength(through, lean, half) for half in (0, 1))
    assert weak < 0.6 * strong
    one, other = (strength(through, even, half) for half in (0, 1))
    assert one == pytest.approx(other, rel=0.02)
    assert other == pytest.approx(strong, rel=0.02)


def strength(through: Seen, box: Box, half: int) -> float:
    """The mean distance of half a picture from paper."""
    middle, height = box["x"] + box["width"] / 2, round(box["width"])
    spots = [
        (middle + (x + 0.5) * (1 if half else -1), box["y"] + y + 0.5)
        for x in range(0, height // 2, 4)
        for y in range(0, height, 4)
    ]
    return sum(apart(through.raster.at(*spot), through.paper) for spot in spots) / len(spots)


def test_the_territory_of_a_point_is_lit_and_the_point_stands_out_of_it(through: Seen) -> None:
    (lit,), (point,) = through.boxes["lit"], through.boxes["point"]
    ink, ring = through.colour(point, 0.25), through.colour(point, 0.06)
    assert apart(ink, ring) > 0.5
    assert apart(through.colour(lit, 0.1), through.paper) > SEEN / 3
    border = [through.raster.at(lit["x"] + lit["width"] / 2, lit["y"] + lit["height"] + step) for step in range(-3, 4)]
    assert any(apart(colour, ink) < SEEN for colour in border)


def test_masks_of_a_troupe_stand_out_from_paper_as_large_as_their_shares(through: Seen) -> None:
    halves = through.boxes["members"]
    areas = []
    for left, right in zip(halves[::2], halves[1::2], strict=True):
        areas.append((left["width"] + right["width"]) * left["height"])
        assert strength(through, {**left, "width": 2 * left["width"]}, 0) > SEEN
    assert areas.index(max(areas)) == SHARES.index(max(SHARES))


def test_a_balance_is_down_on_the_stronger_side_before_its_fan(through: Seen) -> None:
    (beam,), fans = through.boxes["beam"], through.boxes["fan"]
    ink = through.colour(beam, 0.45, 0.55)
    assert apart(ink, through.paper) > 0.5
    assert top_of(through, beam, 0.02, ink) > top_of(through, beam, 0.98, ink) + 10 * DENSITY
    for fan, end in zip(fans, (0.03, 0.97), strict=True):
        spots = [through.colour(fan, end, (step + 0.5) / 40) for step in range(40)]
        assert any(apart(spot, ink) > SEEN < apart(spot, through.paper) for spot in spots)


def top_of(through: Seen, box: Box, across: float, colour: Bytes) -> int:
    """Where, from above, this colour begins."""
    x, start = box["x"] + across * box["width"], int(box["y"]) - 20
    return next(y for y in range(start, start + 400) if apart(through.raster.at(x, y), colour) < SEEN)


def test_grey_is_grey(through: Seen) -> None:
    """The emulation is on: without it, these tests would say nothing."""
    (_, green, blue) = oklab(through.colour(bars(through, "person", 2)[1], 0.5, 0.2))
    assert (abs(green) + abs(blue) < 0.01) == (through.eyes == "achromatopsia")


@pytest.mark.parametrize("row", [1, 2], ids=["blind-spot", "pleasant-surprise"])
def test_between_a_ghost_and_its_wing_there_are_lines_for_every_eye(through: Seen, row: int) -> None:
    """Beyond the bar on paper, and over the bar beyond what was believed; without a ghost, there are none."""
    assert spread(through, row, 0.42, 0.78) > LINED
    assert spread(through, 0, 0.1, 0.4) < SEEN


def test_a_ghost_inside_a_bar_parts_it_for_every_eye(through: Seen) -> None:
    """Nearer to the spine than what was believed, the bar is whole."""
    assert spread(through, 2, 0.08, 0.25) < SEEN
    assert spread(through, 2, 0.27, 0.33) > LINED


def spread(through: Seen, row: int, start: float, end: float) -> float:
    """How far apart the colours are on a line across the left bar of a row, between two parts of its way."""
    (box,) = through.boxes["wings"]
    scale, bar = box["width"] / WINGS.butterfly.width, WINGS.butterfly.rows[row].bars[0]
    first, last = (box["x"] + scale * (bar.start + part * (bar.track - bar.start)) for part in (end, start))
    y = box["y"] + scale * (WINGS.butterfly.rows[row].top + 3)
    found = {through.raster.at(x, y) for x in range(round(first), round(last))}
    return max(apart(one, other) for one in found for other in found)
