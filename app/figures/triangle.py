"""The triangle of forces: a territory for each totem, its mask and its name, and one person's point. Pure.

Territories fill the triangle without overlap, and a point stays in its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from math import cos, dist, pi, sin, sqrt
from typing import Literal

from app.figures.plane import Polygon, Spot, between, centroid, clearance, nearer, nearest, side_of

Anchor = Literal["start", "middle", "end"]

WIDTH, HEIGHT = 360.0, 368.0
TOP, EDGE = 36.0, 336.0
REACH = 2.3
"""The triangle's corners are this many times as far out as the corner totems' homes: every territory has its room."""
MASK, LARGEST_MASK = 52.0, 64.0
LINE, NAME = 16.0, 50.0
"""The height of a name's line, and the width that most names need."""
SMALLER, TURNS = (1.0, 0.85, 0.7, 0.55), [(cos(pi * at / 18), sin(pi * at / 18)) for at in range(36)]
"""How small the mask beside a person's own point may be, and in which directions it may be looked for."""
HAIR = 0.01
"""What rounding may keep two drawings of one corner apart."""
POINT = 12.0
"""The radius of a person's point, with its edge."""


@dataclass(frozen=True, slots=True)
class Label:
    """x, y: where its first baseline starts, has its middle, or ends; room: the width that it may take."""

    x: float
    y: float
    anchor: Anchor
    room: float


@dataclass(frozen=True, slots=True)
class Territory:
    """cell: where this totem is the nearest; home: the middle of its mask; size: the mask's width, 0 for no share.

    caption: its name; apart: that is outside the triangle, as the cell is too narrow for both.
    """

    cell: Polygon = field(hash=False)  # long to hash, and told well enough by the rest
    home: Spot
    size: float
    caption: Label
    apart: bool


@dataclass(frozen=True, slots=True)
class Triangle:
    """corners, labels: of the first force (up), the second (right) and the third (left); own: the point's territory."""

    corners: tuple[Spot, Spot, Spot]
    labels: tuple[Label, Label, Label]
    territories: tuple[Territory, ...]
    point: Spot | None
    own: int | None
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def cells(self) -> tuple[Polygon, ...]:
        return tuple(territory.cell for territory in self.territories)

    def beside(self, at: int) -> tuple[int, ...]:
        """Whose territories have a border with this one, by position: more than a corner."""
        cells = self.cells
        return tuple(other for other, cell in enumerate(cells) if other != at and _touch(cells[at], cell))


OUT = EDGE / sqrt(3)
CENTRE = Spot(WIDTH / 2, TOP + OUT)
BASE = TOP + EDGE * sqrt(3) / 2
CORNERS = (Spot(WIDTH / 2, TOP), Spot((WIDTH + EDGE) / 2, BASE), Spot((WIDTH - EDGE) / 2, BASE))
LABELS = (
    Label(CORNERS[0].x, TOP - 14, "middle", WIDTH - 16),
    Label(WIDTH - 4, BASE + 26, "end", 112),
    Label(4, BASE + 26, "start", 112),
)


def triangle(
    prototypes: Sequence[tuple[float, float]],
    radius: float,
    point: tuple[float, float] | None = None,
    shares: Sequence[float] | None = None,
) -> Triangle:
    """prototypes: the totems' homes on the plane of forces, all different, no further out than radius.

    radius: that of the corner totems; point: one person's place, moved to the border if it lies outside;
    shares: sizes of masks, area ∝ share, for a troupe; without them all are of one size where territories allow it.
    """
    scale = OUT / (REACH * radius)
    homes, cells, sizes = _laid_out(tuple(prototypes), scale)
    placed = _on_screen(point, scale) if point is not None else None
    own = nearest(homes, placed) if placed and homes else None
    drawn = _within(placed, homes[own] if own is not None else CENTRE) if placed else None
    if shares is not None:
        sizes = _sizes(cells, shares)
    return Triangle(
        corners=CORNERS,
        labels=LABELS,
        territories=tuple(_territory(cell, size, drawn) for cell, size in zip(cells, sizes, strict=True)),
        point=drawn,
        own=own,
    )


def _touch(one: Polygon, two: Polygon) -> bool:
    """Whether they share two corners that are apart."""
    shared = [corner for corner in one if any(dist(corner, other) < HAIR for other in two)]
    return any(dist(a, b) >= HAIR for a, b in combinations(shared, 2))


def _on_screen(place: tuple[float, float], scale: float) -> Spot:
    return Spot(CENTRE.x + scale * place[0], CENTRE.y - scale * place[1])


@lru_cache(64)
def _laid_out(
    prototypes: tuple[tuple[float, float], ...], scale: float
) -> tuple[tuple[Spot, ...], tuple[Polygon, ...], list[float]]:
    """Homes, cells and usual sizes: the same for every point on the triangle of a bank."""
    homes = tuple(_on_screen(home, scale) for home in prototypes)
    cells = tuple(_cell(homes, position) for position in range(len(homes)))
    return homes, cells, [min(MASK, room) for room in _rooms(cells)]


def _cell(homes: Sequence[Spot], own: int) -> Polygon:
    cell: Polygon = CORNERS
    for other, home in enumerate(homes):
        if other != own:
            cell = nearer(cell, homes[own], home)
    return cell


@lru_cache(64)
def _rooms(cells: tuple[Polygon, ...]) -> tuple[float, ...]:
    return tuple(max(0.0, 2 * clearance(cell, centroid(cell))) for cell in cells)


def _sizes(cells: tuple[Polygon, ...], shares: Sequence[float]) -> list[float]:
    rooms = _rooms(cells)
    largest = max(shares, default=0.0)
    parts = [sqrt(share / largest) if largest else 0.0 for share in shares]
    widest = min((room / part for room, part in zip(rooms, parts, strict=True) if part), default=0.0)
    return [min(widest, LARGEST_MASK) * part for part in parts]


def _territory(cell: Polygon, size: float, point: Spot | None) -> Territory:
    """The point covers neither mask nor name: the mask gives way, and is smaller where it must."""
    usual = _usual(cell, size)
    if point and _covers(point, usual.caption):
        usual = _with_name(cell, size, point)
    if point and dist(point, usual.home) < size / 2 + POINT and clearance(cell, point) > -HAIR:
        return _given_way(cell, usual.home, size, point)
    return usual


@lru_cache(256)
def _usual(cell: Polygon, size: float) -> Territory:
    """Without a point, or with one that covers nothing."""
    return _with_name(cell, size, None)


def _with_name(cell: Polygon, size: float, point: Spot | None) -> Territory:
    """The name is under the mask, or over it where the point would cover it; where it does not fit, outside."""
    middle = centroid(cell)
    off = min(LINE / 2, clearance(cell, middle))
    below, above = _stacked(middle, size, off), _stacked(middle, size, -off)
    if _fits(cell, below[1]) or _inner(cell, middle):
        better = _covers(point, below[1]) and (_fits(cell, above[1]) or _inner(cell, middle))
        home, caption = above if better else below
        return Territory(cell, home, size, caption, False)
    near, far = _outside(middle, size, 0), _outside(middle, size, POINT)
    return Territory(cell, middle, size, far if _covers(point, near) else near, True)


def _given_way(cell: Polygon, home: Spot, size: float, point: Spot) -> Territory:
    for smaller in (size * part for part in SMALLER):
        far, best = smaller / 2 + POINT, None
        around = [Spot(point.x + far * across, point.y + far * down) for across, down in TURNS]
        # The nearest to its home first: what is further away is hardly ever looked at.
        for spot in sorted(around, key=lambda spot: dist(spot, home)):
            if clearance(cell, spot) < smaller / 2:
                continue
            best = best or spot
            for line in (spot.y + smaller / 2, spot.y - smaller / 2 - LINE + 4):
                caption = Label(spot.x, line + LINE - 4, "middle", 2 * NAME)
                if not _covers(point, caption) and (_fits(cell, caption) or _inner(cell, centroid(cell))):
                    return Territory(cell, spot, smaller, caption, False)
        if best and not _inner(cell, centroid(cell)):
            near, beyond = _outside(centroid(cell), size, 0), _outside(centroid(cell), size, POINT)
            return Territory(cell, best, smaller, beyond if _covers(point, near) else near, True)
    return Territory(cell, home, 0.0, _outside(centroid(cell), size, POINT), True)


def _stacked(middle: Spot, size: float, off: float) -> tuple[Spot, Label]:
    """A mask and its name; off: how far the mask is above the middle, its name below it; negative: the reverse."""
    line = middle.y + (size / 2 if off > 0 else -size / 2)
    return Spot(middle.x, middle.y - off), Label(middle.x, line + 5, "middle", 2 * NAME)


def _fits(cell: Polygon, caption: Label) -> bool:
    bounds = [Spot(caption.x + x, caption.y + y) for x in (-NAME / 2, NAME / 2) for y in (4 - LINE, 4)]
    return all(clearance(cell, bound) > 0 for bound in bounds)


def _inner(cell: Polygon, middle: Spot) -> bool:
    """Whether the cell is far from the triangle's borders: there is no outside for its name."""
    return clearance(CORNERS, middle) > clearance(cell, middle) + 1


def _covers(point: Spot | None, caption: Label) -> bool:
    if not point:
        return False
    middle = caption.x + {"start": 1, "middle": 0, "end": -1}[caption.anchor] * NAME / 2
    return abs(point.x - middle) < NAME / 2 + POINT and abs(point.y - caption.y + 5) < LINE / 2 + POINT


def _outside(middle: Spot, size: float, further: float) -> Label:
    """Beyond the nearest of the three borders, and so much further."""
    if BASE - middle.y < clearance(CORNERS, middle) + 1:
        return Label(middle.x, BASE + 18 + further, "middle", 112)
    way = 1 if middle.x > WIDTH / 2 else -1
    level = middle.y - size / 2
    x = WIDTH / 2 + way * ((level - TOP) / sqrt(3) + POINT + further)
    return Label(x, level, "start" if way > 0 else "end", (WIDTH - x if way > 0 else x) - 4)


def _within(point: Spot, home: Spot) -> Spot:
    """The point, drawn straight towards a home inside until the triangle holds it: cells are convex, so it stays in."""
    part = 1.0
    for position, corner in enumerate(CORNERS):
        following = CORNERS[(position + 1) % 3]
        inside, outside = side_of(corner, following, home), side_of(corner, following, point)
        if outside < 0:
            part = min(part, inside / (inside - outside))
    return between(home, point, part)
