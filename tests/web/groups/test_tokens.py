"""Shapes that people show each other: told apart by everyone, on the tile that they stand on in both themes."""

from itertools import combinations
from math import dist

import pytest

from app.web.groups.tokens import TILE, TOKENS

SIMULATED = {
    "everyone": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""Machado, Oliveira and Fernandes (2009), on linear light, at full strength."""


def light(colour: str) -> list[float]:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: str) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), light(colour), strict=True))


def oklab(linear: list[float]) -> tuple[float, float, float]:
    r, g, b = linear
    long, middle, short = (
        max(0.0, one) ** (1 / 3)
        for one in (
            0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
            0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
            0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
        )
    )
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )


@pytest.mark.parametrize("kind", SIMULATED)
def test_no_two_colours_are_alike_for_any_kind_of_eye(kind: str) -> None:
    seen = [
        oklab([sum(a * b for a, b in zip(row, light(one.colour), strict=True)) for row in SIMULATED[kind]])
        for one in TOKENS
    ]
    assert min(dist(a, b) for a, b in combinations(seen, 2)) > 0.12


def test_shapes_and_names_differ_and_stand_out_from_their_tile() -> None:
    assert len({one.path for one in TOKENS}) == len({one.name for one in TOKENS}) == len(TOKENS) == 3
    for one in TOKENS:
        assert (luminance(one.colour) + 0.05) / (luminance(TILE) + 0.05) >= 4.5
