"""The figures' templates as the app loads them, the style sheet they ask for, and colours as other eyes see them."""

import re
from math import dist
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parents[2] / "templates"
README = (TEMPLATES / "figures" / "README.md").read_text("utf-8")
CSS = README.partition("```css\n")[2].partition("```")[0]

environment = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def macros(name: str) -> Any:
    return environment.get_template(f"figures/{name}.html").module


def parsed(svg: str) -> ElementTree.Element:
    """Raises ParseError unless the markup is well-formed."""
    return ElementTree.fromstring(str(svg))


def themes(name: str) -> tuple[str, str]:
    """A custom property of the style sheet in its light and its dark theme."""
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", CSS)
    assert found, name
    return found[1], found[2]


# Machado, Oliveira & Fernandes (2009), severity 1, on linear RGB.
EYES = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
TO_CONES = (
    (0.41222147, 0.53633254, 0.05144599),
    (0.2119035, 0.6806995, 0.10739696),
    (0.08830246, 0.28171884, 0.6299787),
)
TO_OKLAB = (
    (0.21045426, 0.79361779, -0.00407205),
    (1.9779985, -2.42859221, 0.45059371),
    (0.02590404, 0.78277177, -0.80867577),
)

Colour = tuple[float, float, float]
Matrix = tuple[Colour, Colour, Colour]


def linear(hexadecimal: str) -> Colour:
    parts = (int(hexadecimal[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """Of WCAG 2.2."""
    darker, lighter = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other)))
    return (lighter + 0.05) / (darker + 0.05)


def apart(one: str, other: str, eyes: str) -> float:
    """Distance in OKLab, where 1 is from black to white."""
    return dist(seen(one, eyes), seen(other, eyes))


def seen(hexadecimal: str, eyes: str) -> Colour:
    red, green, blue = (min(1.0, max(0.0, part)) for part in times(EYES[eyes], linear(hexadecimal)))
    long, middle, short = times(TO_CONES, (red, green, blue))
    return times(TO_OKLAB, (long ** (1 / 3), middle ** (1 / 3), short ** (1 / 3)))


def times(matrix: Matrix, colour: Colour) -> Colour:
    first, second, third = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)
    return first, second, third
