"""Words on a picture: broken into lines, as large as their place allows, stacked and centred. Pure.

Promises that no line is wider than its place, by widths that no letter of the font exceeds. Refuses to cut
a word, and letters that the font lacks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import NamedTuple

from app.figures.glyphs import drawn

LEADING = 1.12
"""From one line to the next, in sizes of the letters."""
RISE = 0.7
"""The height of a capital, in sizes of the letters."""
# Upper bounds of the font's advances at weight 800, in sizes of the letters. A test compares them with the font.
ADVANCES = (("'.,:;!|jiìíîïl’", 0.35), (" \u00a0\u2009frtI()[]-°", 0.44), ("mwMW@", 0.91))
SMALL, CAPITAL, WIDEST = 0.63, 0.78, 1.05
SHRINK, SMALLEST = 0.97, 0.1


class TextBlock(NamedTuple):
    """Some words, all of one size: at most `largest`, in at most `most` lines; space: above them, in pixels."""

    text: str
    largest: float
    most: int = 1
    space: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """y: of the baseline."""

    text: str
    size: float
    y: float


def lettering(
    blocks: Sequence[tuple[str, float, int, float]], width: float, top: float, height: float
) -> tuple[tuple[Line, ...], ...]:
    """The lines of each block (as Block has it), one under the other, centred between top and top + height."""
    scale, tall = 1.0, height + 1
    while tall > height and scale > SMALLEST:
        sized = [(block.space * scale, *fitted(block, scale, width)) for block in starmap(TextBlock, blocks)]
        tall = sum(space + LEADING * size * len(lines) for space, size, lines in sized)
        scale *= SHRINK
    y = top + (height - tall) / 2
    found = []
    for space, size, lines in sized:
        first = y + space + (LEADING + RISE) / 2 * size
        found.append(tuple(Line(text, size, first + LEADING * size * place) for place, text in enumerate(lines)))
        y += space + LEADING * size * len(lines)
    return tuple(found)


def fitted(block: TextBlock, scale: float, width: float) -> tuple[float, tuple[str, ...]]:
    """The size of the letters, and the lines."""
    size = block.largest * scale
    text = drawn(block.text)
    while True:
        lines = broken(text, width / size)
        if size < SMALLEST or (len(lines) <= block.most and max(map(extent, lines)) * size <= width):
            return size, lines
        size *= SHRINK


def broken(text: str, most: float) -> tuple[str, ...]:
    """Lines of at most this extent, unless a word alone is longer. A no-break space breaks nothing."""
    first, *rest = text.split(" ")
    lines = [first]
    for word in rest:
        longer = f"{lines[-1]} {word}"
        if extent(longer) > most:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)


def extent(text: str) -> float:
    """How wide the text is at most, in sizes of its letters."""
    return sum(map(_advance, text))


def _advance(letter: str) -> float:
    for letters, advance in ADVANCES:
        if letter in letters:
            return advance
    if letter.isalnum() and letter not in "æÆœŒß¼½¾":
        return SMALL if letter.islower() else CAPITAL
    return WIDEST
