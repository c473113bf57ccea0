"""What the macros write: well-formed, titled, escaped, without style or script, light in both senses."""

import re
from collections import Counter
from typing import Any

import pytest

from app.figures.balance import balance
from app.figures.butterfly import butterfly
from app.figures.editions_marks import EditionMarks, editions_panels
from app.figures.faces import FACES
from app.figures.marks import Mark
from app.figures.mask import Mask, mask
from app.figures.priority import Weighed, priority
from app.figures.triangle import triangle
from app.figures.troupe import troupe
from app.figures.wings import WingMark, wings
from tests.figures.pages import CSS, macros, parsed

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = ("mask", "butterfly", "triangle", "troupe", "balance", "wings", "priority", "editions_marks")
FACED = (*FACES, "owl")
BLIND, PLEASED = WingMark(Mark(40, 5), Mark(60, 5), "blind_spot"), WingMark(Mark(60), Mark(20), "pleasant_surprise")
WEIGHED = [Weighed(Mark(40, 8), Mark(40), 0, True, True), Weighed(Mark(10), Mark(70))]
EDITIONS = [EditionMarks(name, ((Mark(40, 5), Mark(50), None),) * 2, (name, "b", "b")) for name in ("2025", "2026")]


def drawn(name: str, *, standalone: bool = False, title: str = "A title") -> str:
    masks: list[Mask] = [mask(face) for face in FACED]
    homes = [(0.2 * place - 0.8, 0.1 * place**2 % 0.7) for place in range(len(FACED))]
    words = [f"word {place}" for place in range(len(FACED))]
    common = {"id": "figure", "title": title, "desc": "A description", "standalone": standalone}
    calls: dict[str, Any] = {
        "mask": lambda: (mask("fox", 30, 10),),
        "butterfly": lambda: (butterfly([(40.0, 60.0), (None, 3.0)], [0, None], [(5.0, 5.0), (None, 2.0)]),),
        "triangle": lambda: (triangle(homes, 0.9, (0.1, 0.1)), masks),
        "troupe": lambda: (troupe([*range(len(FACED))]), masks),
        "balance": lambda: (balance(12, 9),),
        "wings": lambda: (wings([(BLIND, WingMark(None)), (PLEASED, WingMark(None))], [0, None]),),
        "priority": lambda: (priority(WEIGHED, words[:2], 20),),
        "editions_marks": lambda: (editions_panels(EDITIONS, [0, None]),),
    }
    texts: dict[str, dict[str, Any]] = {
        "mask": {},
        "butterfly": {"labels": words[:2], "sides": words[:2], "forces": words[:3], "absent": "none"},
        "triangle": {"forces": words[:3], "names": words},
        "troupe": {"names": words, "shares": words},
        "balance": {"sides": words[:2]},
        "wings": {
            "labels": words[:2],
            "sides": words[:2],
            "forces": words[:3],
            "keys": words[:3],
            "missing": words[:2],
        },
        "priority": {"axes": words[:2], "keys": words[:3], "chance": "20 %", "forces": words[:3]},
        "editions_marks": {"labels": words[:2], "keys": words[:4], "forces": words[:3]},
    }
    return str(getattr(macros(name), f"{name}_svg")(*calls[name](), **common, **texts[name]))


@pytest.mark.parametrize("standalone", [False, True])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_a_titled_picture(name: str, standalone: bool) -> None:
    svg = parsed(drawn(name, standalone=standalone))
    words = {element.get("id"): element.text for element in svg if element.tag.rpartition("}")[2] in ("title", "desc")}
    assert svg.get("role") == "img"
    assert words == {"figure-t": "A title", "figure-d": "A description"}
    assert (svg.get("aria-labelledby") or "").split() == ["figure-t", "figure-d"]


@pytest.mark.parametrize("standalone", [False, True])
@pytest.mark.parametrize("name", FIGURES)
def test_ids_are_unique_prefixed_and_all_that_is_referred_to(name: str, standalone: bool) -> None:
    svg = drawn(name, standalone=standalone)
    ids = Counter(re.findall(r' id="([^"]+)"', svg))
    assert set(ids.values()) == {1}
    assert all(found.startswith("figure-") for found in ids)
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg)) <= set(ids)


@pytest.mark.parametrize("standalone", [False, True])
@pytest.mark.parametrize("name", FIGURES)
def test_nothing_that_the_content_security_policy_would_block(name: str, standalone: bool) -> None:
    svg = drawn(name, standalone=standalone)
    assert not re.search(r"style=|<style|<script|\son\w+=|https?://(?!www\.w3\.org/2000/svg)", svg)


@pytest.mark.parametrize("name", FIGURES)
def test_words_are_escaped(name: str) -> None:
    assert parsed(drawn(name, title="<b> & “you”"))[0].text == "<b> & “you”"


@pytest.mark.parametrize("name", FIGURES)
def test_in_a_page_colours_are_classes_that_the_style_sheet_knows(name: str) -> None:
    svg = drawn(name)
    assert not re.search(r'(fill|stroke)="#', svg)
    used = {found for names in re.findall(r'class="([^"]+)"', svg) for found in names.split()}
    assert {found for found in used if found[:2] in ("f-", "s-", "m-")} <= set(re.findall(r"\.([\w-]+) \{", CSS))


@pytest.mark.parametrize("name", FIGURES)
def test_alone_every_shape_has_its_own_colours(name: str) -> None:
    svg = parsed(drawn(name, standalone=True))
    assert svg.tag == f"{SVG}svg"
    for tag in ("path", "circle", "text"):
        for element in svg.iter(f"{SVG}{tag}"):
            in_mask = element.get("fill") == "white"
            assert in_mask or re.fullmatch(r"none|#[0-9a-f]{6}", element.get("fill", "")), element.attrib


@pytest.mark.parametrize("name", FIGURES)
def test_text_is_never_smaller_than_twelve_pixels_on_a_phone(name: str) -> None:
    svg = parsed(drawn(name))
    width = float((svg.get("viewBox") or "").split()[2])
    left_by_margins = 328
    assert name == "mask" or width == 360
    assert all(float(text.get("font-size", 0)) * left_by_margins / 360 >= 12 for text in svg.iter("text"))


@pytest.mark.parametrize("face", FACED)
def test_a_mask_is_light(face: str) -> None:
    for standalone in (False, True):
        svg = macros("mask").mask_svg(mask(face, 30, 10), "mask", "Le caméléon", "Un masque", standalone)
        assert len(str(svg).encode()) <= 1600


@pytest.mark.parametrize("gap", [-30, 30])
def test_the_stronger_half_is_drawn_last_and_whole(gap: int) -> None:
    uses = list(parsed(macros("mask").mask_svg(mask("wolf", gap, 10), "m", "", "")).iter("use"))
    assert [use.get("opacity") for use in uses] == ["0.5", None]
    assert [use.get("transform") is None for use in uses] == [gap < 0, gap > 0]


def test_both_halves_of_a_whole_face_are_one_drawing() -> None:
    svg = parsed(macros("mask").mask_svg(mask("wolf", 9, 10), "m", "", ""))
    assert [use.attrib for use in svg.iter("use")] == [{"href": "#m-h"}, {"href": "#m-h", "transform": "scale(-1 1)"}]


@pytest.mark.parametrize("name", FIGURES)
def test_a_table_stands_behind_each_figure(name: str) -> None:
    table = parsed(
        getattr(macros(name), f"{name}_table")("Levels", ("Dimension", "A"), [("Trust <", "63"), ("B", "–")])
    )
    assert [caption.text for caption in table.iter("caption")] == ["Levels"]
    assert [(cell.get("scope"), cell.text) for cell in table.iter("th")] == [
        ("col", "Dimension"), ("col", "A"), ("row", "Trust <"), ("row", "B"),
    ]  # fmt: skip
    assert [cell.text for cell in table.iter("td")] == ["63", "–"]


def test_the_style_sheet_is_small() -> None:
    assert len(CSS.encode()) < 3500
