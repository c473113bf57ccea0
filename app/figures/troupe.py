"""The troupe: one mask for each totem, as large as its share of the crowd. Pure.

Areas are in proportion to shares, and everyone stands in the order given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

from app.figures.plane import Spot

WIDTH = 360.0
SLOT = 78.0
"""The narrowest place: room for a share and an animal's name beneath a mask that may be tiny."""
GUTTER, CAPTION = 8.0, 54.0
"""What is left free between masks; the height of a share and of a name in two lines."""
LARGEST = 0.42
"""The widest that a mask may be, as a part of the figure: even one that has the whole crowd."""


@dataclass(frozen=True, slots=True)
class Member:
    """x, y: upper left corner of a square mask; size: its width, 0 for no share.

    caption: the middle of its first baseline; room: the width that it may take.
    """

    x: float
    y: float
    size: float
    caption: Spot
    room: float


@dataclass(frozen=True, slots=True)
class Troupe:
    width: float
    height: float
    members: tuple[Member, ...]


def troupe(
    shares: Sequence[float], columns: int = 4, width: float = WIDTH, tallest: float = inf, caption: float = CAPTION
) -> Troupe:
    """shares: 0–1 or in percent, none negative; columns: at most so many in a row, fewer where slots would not fit.

    tallest: no mask is larger, where the height is short; caption: what is left free below each row.
    """
    across = max(1, min(columns, int(width / SLOT)))
    rows = [list(shares[start : start + across]) for start in range(0, len(shares), across)]
    scale = _scale(rows, width, tallest)
    members: list[Member] = []
    top = 0.0
    for row in rows:
        sizes = [scale * sqrt(share) for share in row]
        bottom = top + max(sizes)
        members += _lined_up(sizes, bottom, width)
        top = bottom + caption
    return Troupe(width, top, tuple(members))


def _lined_up(sizes: Sequence[float], bottom: float, width: float) -> list[Member]:
    """Feet on one line, the row in the middle."""
    slots = [max(size + GUTTER, SLOT) for size in sizes]
    left = (width - sum(slots)) / 2
    members = []
    for size, slot in zip(sizes, slots, strict=True):
        middle = left + slot / 2
        members.append(Member(middle - size / 2, bottom - size, size, Spot(middle, bottom + 18), slot - 4))
        left += slot
    return members


def _scale(rows: Sequence[Sequence[float]], width: float, tallest: float) -> float:
    """The width of a mask whose share is 1: as large as the fullest row, LARGEST and the tallest allow."""
    most = max((share for row in rows for share in row), default=0.0)
    if most == 0:
        return 0.0
    low, high = 0.0, min(LARGEST * width, tallest) / sqrt(most)
    for _ in range(40):
        middle = (low + high) / 2
        fits = all(sum(max(middle * sqrt(share) + GUTTER, SLOT) for share in row) <= width for row in rows)
        low, high = (middle, high) if fits else (low, middle)
    return low
