"""Which animals somebody would meet on ten new sheets, as far as two declared constants say so. Pure.

A retest's point is taken to be normal around `pull` times the point found, with SD `spread` on both axes of the plane.
The bank declares both (`measurement.md`: from a pessimistic row of the simulation) and no crowd moves them. Promises
tenths that add up to ten, the nearest totem never behind the second: where it is not the more probable, they are level.
"""

from functools import cache
from math import cos, log, pi, sin, sqrt
from typing import NamedTuple

from app.totem.model import Bank, Match, Point
from app.totem.triangle import distance, prototypes

RINGS = 20


class Chances(NamedTuple):
    """Of ten new sheets: how many meet the first animal, how many the second, how many another."""

    first: int
    second: int
    others: int

    @property
    def level(self) -> bool:
        return self.first == self.second


def chances(bank: Bank, match: Match) -> Chances | None:
    """None for a bank that declares no `retest`, and for a sheet without a totem."""
    if bank.retest is None or match.totem is None:
        return None
    met = dict.fromkeys((totem.id for totem in bank.totems), 0)
    homes = list(zip(met, prototypes(bank), strict=True))
    pull, spread = bank.retest.pull, bank.retest.spread
    for away in _draws():
        point = Point(pull * match.point.x + spread * away.x, pull * match.point.y + spread * away.y)
        met[min(homes, key=lambda home: distance(point, home[1]))[0]] += 1
    first, second = met[match.totem], met[match.second]
    return in_tenths(first, second, sum(met.values()) - first - second)


def in_tenths(first: int, second: int, others: int) -> Chances:
    """Of these numbers, those with the largest remainders rounded up; level where the first is not the larger one."""
    parts = (first, second, others)
    whole = sum(parts)
    tenths = [10 * part // whole for part in parts]
    remainders = sorted(range(3), key=lambda at: (-(10 * parts[at] % whole), at))
    for at in remainders[: 10 - sum(tenths)]:
        tenths[at] += 1
    if tenths[0] < tenths[1]:
        tenths[0] = tenths[1] = sum(tenths[:2]) // 2
    return Chances(tenths[0], tenths[1], 10 - tenths[0] - tenths[1])


@cache
def _draws() -> tuple[Point, ...]:
    """Equally likely places of a normal law of SD 1 on each axis: RINGS rings of as many people, and of as many places
    each, every ring turned a little further."""
    rings = (sqrt(-2 * log(1 - (ring + 0.5) / RINGS)) for ring in range(RINGS))
    turns = [[2 * pi * (at + ring / RINGS) / RINGS for at in range(RINGS)] for ring in range(RINGS)]
    return tuple(
        Point(radius * cos(turn), radius * sin(turn))
        for radius, ring in zip(rings, turns, strict=True)
        for turn in ring
    )
