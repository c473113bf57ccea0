"""The figures' templates as the app loads them, the style sheet's part for them, and colours as numbers."""

import re
from math import dist
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.web.pages import kept

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STYLES = (ROOT / "static" / "app.css").read_text("utf-8")
CSS = STYLES.partition("@layer figures {\n")[2].partition("\n}")[0]

environment = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
environment.globals["kept"] = kept


def macros(name: str) -> Any:
    return environment.get_template(f"drawings/{name}.html").module


def parsed(svg: str) -> ElementTree.Element:
    """Raises ParseError unless the markup is well-formed."""
    return ElementTree.fromstring(str(svg))


def themes(name: str) -> tuple[str, str]:
    """A custom property of the style sheet in its light and its dark theme."""
    found = re.search(rf"(?m)^    --{name}: (.*);$", STYLES)
    assert found, name
    other = re.fullmatch(r"var\(--([\w-]+)\)", found[1])
    return themes(other[1]) if other else both(found[1])


def both(value: str) -> tuple[str, str]:
    """A colour, or light-dark(…), in the two themes."""
    light, *dark = re.findall(r"#[0-9a-f]{6}|#[0-9a-f]{3}\b", value)
    return light, dark[0] if dark else light


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
Bytes = tuple[int, int, int]
Matrix = tuple[Colour, Colour, Colour]


def parts(hexadecimal: str) -> Bytes:
    red, green, blue = bytes.fromhex(hexadecimal[1:])
    return red, green, blue


def linear(colour: Bytes) -> Colour:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (byte / 255 for byte in colour)
    )
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """Of WCAG 2.2."""
    darker, lighter = sorted(
        0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(parts(one)), linear(parts(other)))
    )
    return (lighter + 0.05) / (darker + 0.05)


def apart(one: Bytes, other: Bytes) -> float:
    """Distance in OKLab, where 1 is from black to white."""
    return dist(oklab(one), oklab(other))


def oklab(colour: Bytes) -> Colour:
    long, middle, short = times(TO_CONES, linear(colour))
    return times(TO_OKLAB, (long ** (1 / 3), middle ** (1 / 3), short ** (1 / 3)))


def times(matrix: Matrix, colour: Colour) -> Colour:
    first, second, third = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)
    return first, second, third
