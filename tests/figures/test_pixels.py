"""The laws of masks in what Chromium paints, to the last bit of the last pixel.

A picture and its mirror image are compared where they stand: the mirror is put into the drawing, and both are painted.
Reading pixels backwards would not do, as the browser smooths the left and the right end of any stroke differently: see
the last test.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from app.figures.faces import FACES
from app.figures.letters import LETTERS
from app.figures.mask import FAINTEST, Mask, mask
from tests.figures.pages import apart, macros
from tests.figures.raster import Raster, drawing, mirrored, painted, seen, show

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def canvas(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


FACED = pytest.mark.parametrize("face", FACES)
SIZES = pytest.mark.parametrize("size", [32, 128, 400])
"""Even: the mirror falls between two pixels."""
GAPS = (0.5, 4.0, 12.0, 25.0, 70.0, 100.0)


@FACED
@SIZES
@pytest.mark.parametrize(("gap", "half_width"), [(0, 0), (-9, 9), (14, 16)])
def test_a_gap_within_its_interval_gives_a_face_that_is_its_own_mirror_image(
    canvas: Page, face: str, size: int, gap: float, half_width: float
) -> None:
    svg = drawing(mask(face, gap, half_width))
    assert painted(canvas, svg, size) == painted(canvas, mirrored(svg), size)


@FACED
@SIZES
@pytest.mark.parametrize("gap", [20, 60])
def test_swapping_the_sides_gives_the_mirror_image(canvas: Page, face: str, size: int, gap: float) -> None:
    one, other = (painted(canvas, svg, size) for svg in both_ways(face, gap))
    assert one == other


def both_ways(face: str, gap: float) -> tuple[str, str]:
    return drawing(mask(face, gap, 10)), mirrored(drawing(mask(face, -gap, 10)))


@pytest.mark.parametrize("face", [*FACES, "owl"])
def test_the_stronger_half_is_the_same_however_large_the_gap(canvas: Page, face: str) -> None:
    whole = painted(canvas, drawing(mask(face)), 128)
    for gap in GAPS:
        assert painted(canvas, drawing(mask(face, gap)), 128).left == whole.left
        assert painted(canvas, drawing(mask(face, -gap)), 128).right == whole.right


@FACED
def test_the_weaker_half_is_never_fainter_than_the_floor(canvas: Page, face: str) -> None:
    whole = painted(canvas, drawing(mask(face)), 128)
    before = bytes([255]) * (128 * 128)
    for gap in GAPS:
        found = painted(canvas, drawing(mask(face, gap)), 128).opacity
        assert all(FAINTEST * a - 1 <= b <= a for a, b in zip(whole.opacity, found, strict=True))
        assert all(b <= a for a, b in zip(before, found, strict=True)), "a larger gap leaves less"
        before = found
    assert min(b / a for a, b in zip(whole.opacity, before, strict=True) if a == 255) == FAINTEST


@pytest.mark.parametrize("name", ["Raven", "Owl"])
def test_the_letter_of_a_monogram_is_written_over_both_halves_and_is_never_reversed(canvas: Page, name: str) -> None:
    """The one exception to symmetry: an R behind a mirror is not an R. Its shield keeps every law above."""
    alone = Mask("shield", (), letter=LETTERS[name[0]])
    letter = painted(canvas, drawing(alone), 128)
    assert any(letter.opacity)
    for found in (replace(alone, second=FAINTEST), replace(alone, first=FAINTEST)):
        assert painted(canvas, drawing(found), 128) == letter
    shown = painted(canvas, drawing(mask("raven", 60, name=name)), 128)
    inked = [place for place, opacity in enumerate(letter.opacity) if opacity == 255]
    assert all(shown.at(place % 128, place // 128) == letter.at(place % 128, place // 128) for place in inked)


@FACED
def test_no_paper_shows_between_the_halves_wherever_the_mirror_falls(canvas: Page, face: str) -> None:
    """At odd sizes the mirror runs through the middle of a pixel."""
    for size in (33, 97, 255):
        found = painted(canvas, drawing(mask(face)), size)
        beside = [row[4 * (size // 2) - 1 :: 4][:3] for row in found.rows]
        full = [row[0] == row[2] == 255 for row in beside]
        inside = [row for place, row in enumerate(beside) if all(full[max(0, place - 1) : place + 2])]
        assert inside
        assert set(b"".join(inside)) == {255}


def test_on_paper_the_stronger_half_reaches_over_the_mirror_by_a_hair(canvas: Page) -> None:
    """Printers smooth the cut that screens make sharp; without an overlap, paper would show through both its halves."""
    svg = macros("mask").mask_svg(mask("fox", 60), "mask", "A mask", "A description")
    show(canvas, f'<div style="width: 488px">{svg}</div>', width=600)
    lengths = {}
    for medium in ("screen", "print"):
        canvas.emulate_media(media=medium)
        box = canvas.locator("svg").bounding_box()
        assert box
        shown, middle = seen(canvas, "none"), round(box["x"] + 244)
        row = [shown.at(middle + step, box["y"] + 220) for step in range(-4, 5)]
        lengths[medium] = len([colour for colour in row if apart(colour, row[0]) < 0.1])
    assert lengths == {"screen": 4, "print": 5}


@FACED
def test_read_backwards_pixels_differ_in_the_smoothing_of_edges_alone(canvas: Page, face: str) -> None:
    """As a disc does, which is symmetrical by any standard: that is the browser's part."""
    disc = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><desc></desc><circle cx="1" cy="1" r=".9"/></svg>'
    assert 0 < unlike(painted(canvas, disc, 244, "#fbf7ef")) <= SMOOTHING
    assert unlike(painted(canvas, drawing(mask(face)), 244, "#fbf7ef")) <= SMOOTHING


SMOOTHING = 48


def unlike(found: Raster) -> int:
    """The largest difference of one channel between a pixel and its counterpart behind the mirror, 0–255."""
    return max(abs(one - other) for one, other in zip(found.data, found.reversed.data, strict=True))
