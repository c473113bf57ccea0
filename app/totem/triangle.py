"""The plane on which three numbers add up to 0, and the seven places where totems live on it. Pure.

Pure geometry: distances in space are distances on the plane. Source: `measurement.md`, posture and totem.
"""

from functools import lru_cache
from math import hypot, sqrt

from app.totem.model import Bank, Point, Posture

UP, RIGHT, LEFT = Point(0.0, 1.0), Point(sqrt(3) / 2, -0.5), Point(-sqrt(3) / 2, -0.5)
CORNERS = (UP, RIGHT, LEFT)
SCALE = sqrt(2 / 3)


def project(z: tuple[float, float, float]) -> Point:
    """Drop what the three have in common; keep every other distance."""
    up, right, left = z
    return Point(SCALE * (right * RIGHT.x + left * LEFT.x), SCALE * (up - (right + left) / 2))


def distance(a: Point, b: Point) -> float:
    return hypot(a.x - b.x, a.y - b.y)


def place(forces: tuple[int, ...], posture: Posture) -> Point:
    """Where the totem of these forces (by position) lives: the direction of their sum, at its declared radius."""
    if len(forces) not in (1, 2):
        return Point(0.0, 0.0)
    radius = posture.radius * (1.0 if len(forces) == 1 else posture.pair_radius)
    return Point(radius * sum(CORNERS[force].x for force in forces), radius * sum(CORNERS[force].y for force in forces))


@lru_cache(64)
def prototypes(bank: Bank) -> tuple[Point, ...]:
    """The place of each totem, in the bank's order. Empty without a posture."""
    if bank.posture is None:
        return ()
    return tuple(place(tuple(map(bank.forces.index, totem.forces)), bank.posture) for totem in bank.totems)
