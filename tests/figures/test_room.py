"""Words of figures on a narrow phone, in the site's own font: they keep clear of each other and inside the picture."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from markupsafe import Markup
from playwright.sync_api import Browser, Page

from app.figures.balance import balance
from app.figures.butterfly import butterfly
from app.figures.editions_marks import EditionMarks, editions_panels
from app.figures.marks import Mark
from app.figures.mask import mask
from app.figures.priority import Weighed, priority
from app.figures.triangle import triangle
from app.figures.troupe import troupe
from app.figures.wings import WingMark, wings
from tests.figures.pages import environment, macros
from tests.figures.raster import show
from tests.figures.test_triangle import seven

pytestmark = pytest.mark.browser

NAMES = {
    "usual": ["éléphant", "renard", "dauphin", "castor", "abeille", "loup", "caméléon"],
    "long": ["pachyderme doyen", "renard polaire arctique", "ornithorynques", "hippopotame pygmée",
             "abeille charpentière", "loup-à-crinière", "protohippopotame"],
}  # fmt: skip
FORCES = {
    "usual": ["Repères", "Élan", "Lien"],
    "long": ["Responsabilité partagée", "Entrepreneuriat", "Reconnaissances"],
}
SIDES = {
    "usual": ["côté clients", "côté collègues"],
    "long": ["côté bénéficiaires et leurs proches", "côté collaborateurs"],
}
LABELS = {
    "usual": ["humain et numérique", "considération", "écoute"],
    "long": ["confiance réciproque entre les équipes et les métiers", "considération mutuelle", "écoute"],
}
LENGTHS = pytest.mark.parametrize("length", NAMES)
READ = """() => [...document.querySelectorAll("svg")].map(svg => {
  const at = found => (({left, top, right, bottom}) => [left, top, right, bottom])(found.getBoundingClientRect());
  return [at(svg), [...svg.querySelectorAll("text")].map(text =>
    [text.textContent, parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a, ...at(text)])];
})"""

Written = tuple[str, float, float, float, float, float]


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def check(phone: Page, figure: str) -> list[Written]:
    """Words, size, left, top, right, bottom of every text; in pixels."""
    show(phone, figure)
    (((left, top, right, bottom), texts),) = phone.evaluate(READ)
    assert right - left > 320
    for words, size, *box in texts:
        assert size >= 12, words
        assert left <= box[0] < box[2] <= right, words
        assert top <= box[1] < box[3] <= bottom, words
    for one, other in combinations(texts, 2):
        assert not overlap(one, other), f"{one[0]} over {other[0]}"
    return [tuple(text) for text in texts]


def overlap(one: Written, other: Written) -> bool:
    """Of the letters themselves: a line's box is taller than they are."""
    (_, size, left, top, right, bottom), (_, _, *box) = one, other
    return (
        left < box[2]
        and box[0] < right
        and top + 0.3 * size < box[3] - 0.3 * size
        and box[1] + 0.3 * size < bottom - 0.3 * size
    )


@pytest.mark.parametrize(
    "text", ["≈ 20 %", "< 10 %", Markup("&lt; 10 %"), "loup", "hippopotame pygmée", "W. M.", "illimité"]
)
@pytest.mark.parametrize("bold", [False, True])
def test_a_text_is_never_stretched_and_narrowed_only_to_its_room(phone: Page, text: str, bold: bool) -> None:
    words = environment.get_template("drawings/_paint.html").module.words  # type: ignore[attr-defined]
    lengths = []
    for room in (1000, 40):
        show(phone, f'<svg viewBox="0 0 360 40">{words(False, text, 4, 30, room, 15, bold=bold)}</svg>', width=392)
        assert phone.locator("text").text_content() == (text.unescape() if isinstance(text, Markup) else text)
        lengths.append(phone.evaluate("document.querySelector('text').getComputedTextLength()"))
    free, held = lengths
    assert held <= min(free * 1.08, 43)


@LENGTHS
@pytest.mark.parametrize("point", [None, (0.0, 0.0), (0.0, -0.3), (0.6, 0.5), (-0.9, 0.3), (0.1, -0.7), (0.4, -0.6)])
def test_in_the_triangle(phone: Page, length: str, point: tuple[float, float] | None) -> None:
    drawn = triangle(seven(), 0.78, point)
    texts = check(phone, picture("triangle", drawn, masks(), forces=FORCES[length], names=NAMES[length]))
    if drawn.point and drawn.own is not None and length == "usual":
        scale = 328 / drawn.width
        (spot,) = phone.locator("circle.f-ink").all()
        box = spot.bounding_box()
        own = next(text for text in texts if text[0] == NAMES[length][drawn.own])
        assert box
        assert not overlap(own, ("", 9 * scale, box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]))


@LENGTHS
def test_in_the_triangle_of_a_crowd(phone: Page, length: str) -> None:
    drawn = triangle(seven(), 0.78, None, (0.07, 0.09, 0.12, 0.1, 0.11, 0.14, 0.37))
    check(phone, picture("triangle", drawn, masks(), forces=FORCES[length], names=NAMES[length]))


@LENGTHS
@pytest.mark.parametrize("margins", [None, ((9.0, 9.0), (5.0, 5.0), (4.0, 4.0))])
def test_in_the_butterfly(phone: Page, length: str, margins: Any) -> None:
    drawn = butterfly(((100.0, 100.0), (0.0, 12.0), (None, 95.0)), (0, 1, 2), margins)
    words = {"labels": LABELS[length], "sides": SIDES[length], "forces": FORCES[length]}
    check(phone, picture("butterfly", drawn, **words))


@LENGTHS
@pytest.mark.parametrize(
    "shares", [(0.07, 0.09, 0.12, 0.1, 0.11, 0.14, 0.37), (0.0, 0.9, 0.02, 0.02, 0.02, 0.02, 0.02)]
)
def test_in_the_troupe(phone: Page, length: str, shares: tuple[float, ...]) -> None:
    words = ["environ un tiers" if length == "long" else f"{share:.0%}" for share in shares]
    check(phone, picture("troupe", troupe(shares), masks(), names=NAMES[length], shares=words))


@LENGTHS
def test_in_the_balance(phone: Page, length: str) -> None:
    check(phone, picture("balance", balance(30, 10), sides=SIDES[length]))


KEYS = {
    "usual": ["ce qu’on croyait", "angle mort", "bonne surprise"],
    "long": ["ce que les équipes croyaient que vivraient les personnes", "angle mort : bien moins bien vécu qu’on ne "
             "croyait", "bonne surprise : bien mieux vécu qu’on ne le croyait"],
}  # fmt: skip
WORST = [WingMark(Mark(a, 9), Mark(b, 9), "blind_spot" if a < b else "pleasant_surprise")
         for a, b in ((2, 100), (100, 4), (52, 66))]  # fmt: skip


@LENGTHS
@pytest.mark.parametrize("other", [WORST, [WingMark(Mark(97, 9))] * 3, [WingMark(None)] * 3])
def test_in_the_wings(phone: Page, length: str, other: list[WingMark]) -> None:
    drawn = wings([*zip(WORST, other, strict=True)], (0, 1, 2))
    words = {"labels": LABELS[length], "sides": SIDES[length], "forces": FORCES[length], "keys": KEYS[length]}
    check(phone, picture("wings", drawn, **words, missing=["", "trop peu de réponses de ce côté"]))


@LENGTHS
@pytest.mark.parametrize("spread", [0, 1, 9])
def test_in_the_priorities(phone: Page, length: str, spread: int) -> None:
    names = [*LABELS[length], *NAMES[length]]
    rows = [Weighed(Mark(20 + spread * (at % 5), 8), Mark(50 + spread * (at % 3)), at % 3, at < 2, at < 3)
            for at in range(len(names))]  # fmt: skip
    words = {"axes": SIDES[length], "keys": ["priorité", "angle mort", "intervalle"], "forces": FORCES[length]}
    check(phone, picture("priority", priority(rows, names, 20), **words, chance="au hasard : 20 %"))


@LENGTHS
@pytest.mark.parametrize("many", [1, 3, 4, 6])
def test_in_the_editions(phone: Page, length: str, many: int) -> None:
    found = [
        EditionMarks(
            f"printemps {2020 + at}" if length == "long" else str(2020 + at),
            ((Mark(50, 9),) * 3,) * 3,
            (str(at), "", ""),
        )
        for at in range(many)
    ]
    words = {"labels": LABELS[length], "keys": [*KEYS[length], "un autre questionnaire"], "forces": FORCES[length]}
    check(phone, picture("editions_marks", editions_panels(found, (0, 1, 2)), **words))


def masks() -> list[Any]:
    return [mask(animal) for animal in ("elephant", "fox", "dolphin", "beaver", "bee", "wolf", "chameleon")]


def picture(name: str, *figure: Any, **words: Any) -> str:
    return str(getattr(macros(name), f"{name}_svg")(*figure, id="f", title="T", desc="D", **words))
