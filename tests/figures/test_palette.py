"""Colours of the figures: one palette in two places, and every colour that means something can be seen."""

import re
from typing import Any

import pytest

from tests.figures.pages import CSS, both, contrast, environment, themes

PAINT: Any = environment.get_template("drawings/_paint.html").module
HUES: dict[str, dict[str, str]] = PAINT.hues
THEMES = pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
FILLS = ("force-0", "force-1", "force-2", "force-3", "ink", "soft", "edge")
"""What bars, signs, beams, points and borders are painted with. `own` and `fan` have such a border."""


def face(name: str) -> dict[str, tuple[str, str]]:
    """The hues of a face in the style sheet, or what all faces share, in both themes."""
    rule = re.search(rf"(?m)^  \.mask{'-' if name else ''}{name} {{ (.*) }}", CSS)
    assert rule, name
    return {role: both(value) for role, value in re.findall(r"--m-(\w+): ([^;]+);", rule[1])}


def test_pictures_that_stand_alone_have_the_light_colours_of_the_page() -> None:
    assert PAINT.light == {name: themes(name)[0] for name in PAINT.light}
    for name, hues in {**HUES, "": PAINT.common}.items():
        assert hues == {role: light for role, (light, _) in face(name).items()}


@THEMES
@pytest.mark.parametrize("ground", ["paper", "wing", "own"])
def test_text_stands_out_from_what_it_is_written_on(theme: int, ground: str) -> None:
    assert all(contrast(themes(text)[theme], themes(ground)[theme]) >= 4.5 for text in ("ink", "soft"))


@THEMES
@pytest.mark.parametrize("fill", FILLS)
def test_what_carries_meaning_stands_out_from_paper(theme: int, fill: str) -> None:
    assert contrast(themes(fill)[theme], themes("paper")[theme]) >= 3


@THEMES
@pytest.mark.parametrize("force", [0, 1, 2, 3])
def test_bars_stand_out_from_the_wing_behind_them(theme: int, force: int) -> None:
    assert contrast(themes(f"force-{force}")[theme], themes("wing")[theme]) >= 3


@THEMES
@pytest.mark.parametrize(
    ("line", "ground"),
    [("soft", "paper"), ("soft", "wing"), *(("paper", f"force-{force}") for force in range(4)), ("ink", "paper")],
)
def test_hatches_and_ghosts_stand_out_from_what_they_lie_on(theme: int, line: str, ground: str) -> None:
    """Beyond a wing, on it, and over its bars; a ghost has paper on both sides wherever it goes."""
    assert contrast(themes(line)[theme], themes(ground)[theme]) >= 3


@THEMES
@pytest.mark.parametrize("line", ["edge", "ink", "soft", "force-0", "force-1", "force-2", "force-3"])
def test_signs_and_intervals_stand_out_from_a_field(theme: int, line: str) -> None:
    assert contrast(themes(line)[theme], themes("wing")[theme]) >= 3


@pytest.mark.parametrize("name", HUES)
def test_a_mask_stands_out_from_paper(name: str) -> None:
    """By its edge on the light page; by itself on the dark one, where the edge is lost."""
    (ink, _), (light, dark) = face("")["ink"], themes("paper")
    assert contrast(ink, light) >= 7
    assert contrast(face(name)["body"][1], dark) >= 3
    assert all(contrast(hue, ink) >= 1.5 for hue in HUES[name].values())


@pytest.mark.parametrize("name", HUES)
def test_the_parts_of_a_face_are_no_darker_on_the_dark_page(name: str) -> None:
    for light, dark in face(name).values():
        assert contrast(dark, "#000000") >= contrast(light, "#000000")
