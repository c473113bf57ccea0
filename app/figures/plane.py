"""Spots and convex polygons on a plane. Coordinates in, coordinates out. Pure."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import dist
from typing import NamedTuple


class Spot(NamedTuple):
    x: float
    y: float


Polygon = tuple[Spot, ...]
"""Corners of a convex polygon, in order; empty or at least three."""


def area(polygon: Sequence[Spot]) -> float:
    """Never negative, whichever way round the corners go."""
    following = [*polygon[1:], *polygon[:1]]
    return abs(sum(a.x * b.y - b.x * a.y for a, b in zip(polygon, following, strict=True))) / 2


def centroid(polygon: Polygon) -> Spot:
    """Where a card cut out along at least three corners would balance; inside, as polygons are convex."""
    start = polygon[0]
    fans = [(a, b, side_of(start, a, b)) for a, b in pairwise(polygon[1:])]
    whole = 3 * sum(weight for *_, weight in fans)
    if not whole:
        return start
    return Spot(
        sum((start.x + a.x + b.x) * weight for a, b, weight in fans) / whole,
        sum((start.y + a.y + b.y) * weight for a, b, weight in fans) / whole,
    )


def clearance(polygon: Polygon, spot: Spot) -> float:
    """How far a spot is from the nearest border of a polygon whose corners go round clockwise; negative outside."""
    x, y = spot
    return min([(dx * (y - start_y) - dy * (x - start_x)) / far for start_x, start_y, dx, dy, far in _borders(polygon)])


@lru_cache(256)
def _borders(polygon: Polygon) -> tuple[tuple[float, float, float, float, float], ...]:
    """Where each starts, how far it goes across and down, and its length."""
    following = [*polygon[1:], *polygon[:1]]
    return tuple(
        (a.x, a.y, b.x - a.x, b.y - a.y, dist(a, b)) for a, b in zip(polygon, following, strict=True) if a != b
    )


def nearest(spots: Sequence[Spot], to: Spot) -> int:
    """The position of the nearest of at least one spot; the first of several equally near."""
    return min(range(len(spots)), key=lambda position: dist(spots[position], to))


def nearer(polygon: Polygon, own: Spot, other: Spot) -> Polygon:
    """The part of a polygon that is at least as near to its own spot as to another one, elsewhere."""
    across = Spot(other.x - own.x, other.y - own.y)
    middle = Spot((own.x + other.x) / 2, (own.y + other.y) / 2)
    beyond = [(corner.x - middle.x) * across.x + (corner.y - middle.y) * across.y for corner in polygon]
    kept: list[Spot] = []
    for position, corner in enumerate(polygon):
        here, before = beyond[position], beyond[position - 1]
        if (here > 0) != (before > 0):
            kept.append(between(polygon[position - 1], corner, before / (before - here)))
        if here <= 0:
            kept.append(corner)
    return tuple(kept)


def between(start: Spot, end: Spot, part: float) -> Spot:
    """part: 0 at the start, 1 at the end."""
    return Spot(start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part)


def side_of(start: Spot, end: Spot, spot: Spot) -> float:
    """Positive on the right of the way from start to end, on a plane whose y grows downwards; 0 on it."""
    return (end.x - start.x) * (spot.y - start.y) - (end.y - start.y) * (spot.x - start.x)
