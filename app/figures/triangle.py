"""The triangle of forces: a territory for each totem, a mask at its home, and one person's point.

Promises territories that fill the triangle without overlap. Refuses to move a point into another territory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from app.figures.plane import Polygon, Spot, between, nearer, nearest, side_of

Anchor = Literal["start", "middle", "end"]

WIDTH, HEIGHT = 360.0, 352.0
TOP, EDGE = 36.0, 320.0
REACH = 2.4
"""The triangle's corners are this many times as far out as the corner totems' homes: pairs fit in, with a mask each."""
MASK, LARGEST_MASK = 42.0, 62.0


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Territory:
    """cell: where this totem is the nearest; home: the middle of its mask; size: the mask's width, 0 for no share.

    caption: middle and baseline of its name, under the mask, or under the triangle where that would cross its base.
    """

    cell: Polygon
    home: Spot
    size: float
    caption: Spot


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


OUT = EDGE / sqrt(3)
CENTRE = Spot(WIDTH / 2, TOP + OUT)
BASE = TOP + EDGE * sqrt(3) / 2
CORNERS = (Spot(WIDTH / 2, TOP), Spot((WIDTH + EDGE) / 2, BASE), Spot((WIDTH - EDGE) / 2, BASE))
LABELS = (
    Label(CORNERS[0].x, TOP - 12, "middle"),
    Label(WIDTH - 8, BASE + 26, "end"),
    Label(8, BASE + 26, "start"),
)


def triangle(
    prototypes: Sequence[tuple[float, float]],
    radius: float,
    point: tuple[float, float] | None = None,
    shares: Sequence[float] | None = None,
) -> Triangle:
    """prototypes: the totems' homes on the plane of forces, all different, no further out than radius.

    radius: that of the corner totems; point: one person's place, moved to the border if it lies outside;
    shares: sizes of masks, area ∝ share, for a troupe; without them all are of one size.
    """
    scale = OUT / (REACH * radius)
    homes = [_on_screen(home, scale) for home in prototypes]
    sizes = _sizes(shares) if shares is not None else [MASK] * len(homes)
    placed = _on_screen(point, scale) if point is not None else None
    own = nearest(homes, placed) if placed and homes else None
    return Triangle(
        corners=CORNERS,
        labels=LABELS,
        territories=tuple(
            Territory(_cell(homes, position), home, size, _caption(home, size))
            for position, (home, size) in enumerate(zip(homes, sizes, strict=True))
        ),
        point=_within(placed, homes[own] if own is not None else CENTRE) if placed else None,
        own=own,
    )


def _on_screen(place: tuple[float, float], scale: float) -> Spot:
    return Spot(CENTRE.x + scale * place[0], CENTRE.y - scale * place[1])


def _cell(homes: Sequence[Spot], own: int) -> Polygon:
    cell: Polygon = CORNERS
    for other, home in enumerate(homes):
        if other != own:
            cell = nearer(cell, homes[own], home)
    return cell


def _caption(home: Spot, size: float) -> Spot:
    below = home.y + size / 2 + 12
    return Spot(home.x, below if below < BASE - 6 else BASE + 17)


def _sizes(shares: Sequence[float]) -> list[float]:
    largest = max(shares, default=0.0)
    return [LARGEST_MASK * sqrt(share / largest) if largest else 0.0 for share in shares]


def _within(point: Spot, home: Spot) -> Spot:
    """The point, drawn straight towards a home inside until the triangle holds it: cells are convex, so it stays in."""
    part = 1.0
    for position, corner in enumerate(CORNERS):
        following = CORNERS[(position + 1) % 3]
        inside, outside = side_of(corner, following, home), side_of(corner, following, point)
        if outside < 0:
            part = min(part, inside / (inside - outside))
    return between(home, point, part)
