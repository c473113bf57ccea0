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
BESIDE = 96.0
"""The width of a caption that stands beside its mask."""
FILLED = 0.75
"""Of a wall's height: one row that is lower is made two."""


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
    return _placed(rows, _scale(rows, width, tallest), width, caption)


def on_wall(shares: Sequence[float], width: float, height: float, caption: float) -> tuple[Troupe, list[int]]:
    """A picture of this height: one row, or two with captions beside the masks, where one row would leave much of it
    empty; and whose place is whose. The larger a share, the nearer to the middle of its row; the largest are in front.

    No share is 0.
    """
    rising = sorted(range(len(shares)), key=lambda at: shares[at])
    front = _around(rising)
    one = troupe([shares[at] for at in front], len(front), width, height - caption, caption)
    if one.height > FILLED * height or len(rising) < 4:
        return one, front
    rows = [_around(rising[: len(rising) // 2]), _around(rising[len(rising) // 2 :])]
    return _abreast([[shares[at] for at in row] for row in rows], width, height), [at for row in rows for at in row]


def _abreast(rows: Sequence[Sequence[float]], width: float, height: float) -> Troupe:
    """Each row over the whole width, captions to the right of masks."""
    broad = min((width - len(row) * BESIDE) / sum(map(sqrt, row)) for row in rows)
    high = (height - GUTTER * len(rows)) / sum(sqrt(max(row)) for row in rows)
    scale = min(broad, high)
    free = (height - scale * sum(sqrt(max(row)) for row in rows)) / len(rows)
    members, top = [], 0.0
    for row in rows:
        tall = scale * sqrt(max(row))
        gap = (width - len(row) * BESIDE - scale * sum(map(sqrt, row))) / (len(row) + 1)
        left, middle = gap, top + (free + tall) / 2
        for share in row:
            size = scale * sqrt(share)
            members.append(Member(left, middle - size / 2, size, Spot(left + size + BESIDE / 2, middle), BESIDE - 6))
            left += size + BESIDE + gap
        top += tall + free
    return Troupe(width, height, tuple(members))


def _around(rising: Sequence[int]) -> list[int]:
    """The last in the middle."""
    return [*rising[1::2], *rising[::2][::-1]]


def _placed(rows: Sequence[Sequence[float]], scale: float, width: float, caption: float) -> Troupe:
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
