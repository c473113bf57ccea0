from itertools import combinations

import pytest

from app.figures.faces import FACES, GRID, STROKE
from tests.figures.paths import numbers, outlines, silhouette

SEVEN = ("chameleon", "elephant", "fox", "dolphin", "beaver", "bee", "wolf")
LEFT, TOP, WIDTH, HEIGHT = GRID


def test_the_seven_and_the_shield_are_drawn() -> None:
    assert set(FACES) == {*SEVEN, "shield"}


@pytest.mark.parametrize(("one", "other"), tuple(combinations(FACES, 2)))
def test_no_two_silhouettes_are_alike(one: str, other: str) -> None:
    first, second = silhouette(FACES[one]), silhouette(FACES[other])
    assert len(first & second) / len(first | second) < 0.9


@pytest.mark.parametrize("face", FACES)
def test_coordinates_are_integers(face: str) -> None:
    assert all(number.lstrip("-").isdecimal() for shape in FACES[face] for number in numbers(shape.path))


@pytest.mark.parametrize("face", FACES)
def test_a_half_stays_on_its_grid_with_its_stroke(face: str) -> None:
    dots = [dot for shape in FACES[face] for ring in outlines(shape.path) for dot in ring]
    assert min(x for x, _ in dots) >= LEFT + STROKE / 2
    assert min(y for _, y in dots) >= TOP + STROKE / 2
    assert max(y for _, y in dots) <= TOP + HEIGHT - STROKE / 2
    assert max(x for x, _ in dots) == 5, "crosses the mirror, to be cut off there"


@pytest.mark.parametrize("face", SEVEN)
def test_the_seven_bear_the_same_sign(face: str) -> None:
    assert len([shape for shape in FACES[face] if shape.role == "mark" and shape.path.startswith("M5")]) == 1


@pytest.mark.parametrize("face", SEVEN)
def test_a_face_keeps_to_few_colours(face: str) -> None:
    assert len({shape.role for shape in FACES[face]} - {"ink", "line", "glint", "mark"}) <= 4
