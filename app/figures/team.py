"""Up to a dozen people on the triangle of forces: a mask for each, in its own territory, none over another. Pure.

Masks stand where their points are; where two would touch, those of that territory stand side by side in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import dist, sqrt

from app.figures.plane import Polygon, Spot, between, centroid, clearance
from app.figures.triangle import Triangle, triangle

SIZES = (44.0, 38.0, 32.0, 27.0, 23.0, 20.0, 17.0, 15.0, 13.0)
"""Of masks, the largest first; a dozen of the last find room in any territory of seven."""


@dataclass(frozen=True, slots=True)
class TeamMap:
    """triangle: without masks of its own; lit: territories where somebody is, by position; places: the middle of each
    person's mask, None without an animal; size: of all masks."""

    triangle: Triangle
    lit: frozenset[int]
    places: tuple[Spot | None, ...]
    size: float


def team_map(
    prototypes: Sequence[tuple[float, float]], radius: float, people: Sequence[tuple[Spot, int] | None]
) -> TeamMap:
    """prototypes, radius: as for triangle; people: their points as a triangle draws them, and the position of their
    totem, None without one."""
    homes = [one for one in people if one]
    ground = triangle(prototypes, radius, shares=[0.0] * len(prototypes))
    cells = [ground.territories[own].cell for _, own in homes]
    size, spots = SIZES[-1], [spot for spot, _ in homes]
    for one in SIZES:
        if found := _placed(homes, cells, one):
            size, spots = one, found
            break
    stands = iter(spots)
    return TeamMap(
        triangle=replace(ground, territories=tuple(replace(one, size=0.0) for one in ground.territories)),
        lit=frozenset(own for _, own in homes),
        places=tuple(next(stands) if one else None for one in people),
        size=size,
    )


def _placed(homes: list[tuple[Spot, int]], cells: Sequence[Polygon], size: float) -> list[Spot] | None:
    """Territory by territory: where people are, or, where two would touch, on a comb of places; None without room."""
    spots = [_inside(spot, cell, size) for (spot, _), cell in zip(homes, cells, strict=True)]
    for own in {own for _, own in homes}:
        here = [at for at, (_, other) in enumerate(homes) if other == own]
        if all(dist(spots[one], spots[other]) >= size for one, other in combinations(here, 2)):
            continue
        comb = _comb(cells[here[0]], size)
        if len(comb) < len(here):
            return None
        for at in here:
            spots[at] = min(comb, key=lambda place: dist(place, spots[at]))
            comb.remove(spots[at])
    return spots


def _comb(cell: Polygon, size: float) -> list[Spot]:
    """Places whose masks touch and cover nobody, from the middle of a territory outwards."""
    middle, rows = centroid(cell), range(-10, 11)
    places = (
        Spot(middle.x + size * (column + 0.5 * (row % 2)), middle.y + size * row * sqrt(3) / 2)
        for row in rows
        for column in rows
    )
    return [place for place in places if clearance(cell, place) >= size / 2]


def _inside(spot: Spot, cell: Polygon, size: float) -> Spot:
    """Far enough from the border, if the cell has the room; towards its middle, and no further than it takes."""
    middle = centroid(cell)
    wanted = min(size / 2, clearance(cell, middle))
    low, high = 0.0, 1.0
    if clearance(cell, spot) >= wanted:
        return spot
    for _ in range(12):
        half = (low + high) / 2
        low, high = (low, half) if clearance(cell, between(spot, middle, half)) >= wanted else (half, high)
    return between(spot, middle, high)
