"""The colours and lengths that the style sheet declares, and how far each colour stands out from its ground.

Promises what the browser is given, read from the same file. Refuses colours in any other notation than #rrggbb.
"""

import re
from dataclasses import dataclass

COLOUR = re.compile(r"(?<![\w-])--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
DECLARED = re.compile(r"(?<![\w-])--([\w-]+): ([^;{}]*);")
LENGTH = re.compile(r"\d(?:rem|em|px|vw)\b")
ROOT = re.compile(r":root \{([^{}]*)\}")
PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Shade:
    """One colour in one theme. ground: what it lies on; contrast: of the two, as WCAG 2.2 has it, 1–21."""

    colour: str
    ground: str
    contrast: float


@dataclass(frozen=True, slots=True)
class Colour:
    name: str
    light: Shade
    dark: Shade


@dataclass(frozen=True, slots=True)
class Length:
    name: str
    value: str


def colours(css: str) -> tuple[Colour, ...]:
    """Every custom property that has a value for each theme, in the order of the sheet.

    --on-x lies on --x, any other colour on paper. Raises LookupError for a sheet without paper.
    """
    found = {name: (light, dark) for name, light, dark in COLOUR.findall(_shared(css))}
    if PAPER not in found:
        raise LookupError(f"The style sheet declares no --{PAPER}.")
    grounds = {name: found.get(name.removeprefix("on-") if name.startswith("on-") else PAPER) for name in found}
    return tuple(
        Colour(name, *(Shade(*pair, contrast(*pair)) for pair in zip(both, grounds[name] or found[PAPER], strict=True)))
        for name, both in found.items()
    )


def lengths(css: str) -> tuple[Length, ...]:
    """The custom properties that measure something, as written."""
    return tuple(Length(name, value) for name, value in DECLARED.findall(_shared(css)) if LENGTH.search(value))


def _shared(css: str) -> str:
    """What is declared for the whole page."""
    return "".join(ROOT.findall(css))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
