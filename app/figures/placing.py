"""Names beside their spots: none over another, none out of the field. Pure.

They keep clear of what else is drawn as long as there is room. A name takes two lines at most, and is drawn narrower
where it is still longer than its room.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, dist, inf, pi, sin
from typing import NamedTuple

from app.figures.lettering import broken, extent
from app.figures.plane import Spot, between

SIZE, LINE, ROOM = 13.5, 15.0, 108.0
"""The letters, from one line to the next, and the most that a name takes across."""
TURNS = (0, 8, 4, 12, 2, 6, 14, 10, 1, 7, 15, 9, 3, 5, 13, 11)
"""Where a name is looked for first, in sixteenths of a turn: right, left, below, above, and between."""
STEPS = (0.0, 5.0, 11.0, 18.0, 27.0, 38.0, 52.0, 70.0)
"""How far off."""
ASLANT = 2.0
"""How much further a name would rather be than aslant."""
GRID = 9.0
"""How far places are apart if a name may be anywhere."""
AVOIDED, TOUCHED, CROSSED, GOOD = 150.0, 22.0, 40.0, 60.0
"""How much further off a name would rather be than over what is hard, or soft, or with its line across another
name; and how far off is good enough."""
LEAD = 9.0
"""A name that is further off than this has a line that leads to it."""


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: "Box") -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def nearest(self, spot: Spot) -> Spot:
        return Spot(min(max(spot.x, self.left), self.right), min(max(spot.y, self.top), self.bottom))


@dataclass(frozen=True, slots=True)
class PlacedName:
    """lines: of its text, in the middle of the box; lead: a line from near its spot, or None as they are close."""

    lines: tuple[str, ...]
    box: Box
    lead: tuple[Spot, Spot] | None


@lru_cache(maxsize=64)
def beside_spots(
    names: tuple[str, ...],
    spots: tuple[Spot, ...],
    clear: float,
    field: Box,
    hard: tuple[Box, ...],
    soft: tuple[Box, ...],
) -> tuple[PlacedName, ...]:
    """clear: how far a name stays off its own spot; hard, soft: what names avoid, and what they avoid if they can.

    The field has room for a slot of 2 · LINE by ROOM for every name, whatever the names and the spots. What was placed
    last is remembered: many read one page.
    """
    texts = [_lines(name) for name in names]
    order = sorted(range(len(names)), key=lambda at: sum(dist(spots[at], spot) < ROOM for spot in spots), reverse=True)
    boxes: dict[int, Box] = {}
    for at in order * 2:
        others = [box for other, box in boxes.items() if other != at]
        found = _free(texts[at], spots[at], clear, field, others, (hard, soft))
        if not found:
            boxes = _slots(spots, field)
            break
        boxes[at] = found
    return tuple(
        PlacedName(lines, boxes[at], _lead(spot, boxes[at], clear))
        for at, (lines, spot) in enumerate(zip(texts, spots, strict=True))
    )


def _lines(name: str) -> tuple[str, ...]:
    first, *rest = broken(name, ROOM / SIZE)
    return (first, " ".join(rest)) if rest else (first,)


def _free(
    lines: tuple[str, ...],
    spot: Spot,
    clear: float,
    field: Box,
    names: Sequence[Box],
    others: tuple[Sequence[Box], ...],
) -> Box | None:
    """The best place that no other name has: near, and clear of what else is drawn."""
    wide, tall = min(ROOM, max(map(extent, lines)) * SIZE), LINE * len(lines)
    best, least = None, inf
    for places in (_around(spot, clear, wide, tall), _anywhere(wide, tall, field)):
        for box in places:
            off = dist(spot, box.nearest(spot))
            if off < least and field.holds(box) and not any(map(box.meets, names)):
                cost = off + _over(box, others) + _across(_lead(spot, box, clear), names)
                best, least = (box, cost) if cost < least else (best, least)
        if least < GOOD + clear:
            break
    return best


def _over(box: Box, others: tuple[Sequence[Box], ...]) -> float:
    hard, soft = (sum(map(box.meets, some)) for some in others)
    return AVOIDED * hard + TOUCHED * soft


def _across(lead: tuple[Spot, Spot] | None, names: Sequence[Box]) -> float:
    return CROSSED * sum(_crosses(*lead, name) for name in names) if lead else 0.0


def _crosses(start: Spot, end: Spot, box: Box) -> bool:
    """Whether a line enters a box, looked at in a dozen places."""
    if not box.meets(Box(min(start.x, end.x), min(start.y, end.y), max(start.x, end.x), max(start.y, end.y))):
        return False
    spots = (between(start, end, part / 12) for part in range(12))
    return any(box.nearest(spot) == spot for spot in spots)


def _around(spot: Spot, clear: float, wide: float, tall: float) -> Iterator[Box]:
    for off in STEPS:
        for turn in TURNS:
            x, y, far = cos(turn * pi / 8), sin(turn * pi / 8), clear + off + (ASLANT if turn % 4 else 0.0)
            left = spot.x + x * far + (_side(x) - 1) * wide / 2
            top = spot.y + y * far + (_side(y) - 1) * tall / 2
            yield Box(left, top, left + wide, top + tall)


def _anywhere(wide: float, tall: float, field: Box) -> Iterator[Box]:
    across, down = int((field.right - field.left - wide) / GRID), int((field.bottom - field.top - tall) / GRID)
    for left in (field.left + GRID * x for x in range(across + 1)):
        for top in (field.top + GRID * y for y in range(down + 1)):
            yield Box(left, top, left + wide, top + tall)


def _side(part: float) -> int:
    return 0 if abs(part) < 0.3 else 1 if part > 0 else -1


def _slots(spots: Sequence[Spot], field: Box) -> dict[int, Box]:
    """Each name in a slot of its own: nearest first, one after the other."""
    columns, lines = int((field.right - field.left) / ROOM), int((field.bottom - field.top) / (2 * LINE))
    corners = (Spot(field.left + ROOM * x, field.top + 2 * LINE * y) for y in range(lines) for x in range(columns))
    free = [Box(x, y, x + ROOM, y + 2 * LINE) for x, y in corners]
    found = {}
    for at, spot in enumerate(spots):
        found[at] = min(free, key=lambda box: dist(box.nearest(spot), spot))
        free.remove(found[at])
    return found


def _lead(spot: Spot, box: Box, clear: float) -> tuple[Spot, Spot] | None:
    end = box.nearest(spot)
    far = dist(spot, end)
    return None if far <= clear + LEAD else (between(spot, end, clear / far), end)
