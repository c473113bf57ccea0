"""Which animals somebody would meet on ten new sheets, as far as two declared constants say so. Pure.

A retest's point is taken to be normal around `pull` times the point found, with SD `spread` on both axes of the plane.
The bank declares both (`measurement.md`: from a pessimistic row of the simulation) and no crowd moves them. Promises
tenths that add up to ten, the nearest totem never behind the second: where it is not the more probable, they are level.
"""

from bisect import bisect_right
from functools import cache, lru_cache
from itertools import accumulate
from math import cos, log, pi, sin, sqrt
from operator import or_
from typing import NamedTuple

from app.totem.model import Bank, Match, Point
from app.totem.triangle import prototypes

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
    ids, homes, pull, spread = [one.id for one in bank.totems], prototypes(bank), bank.retest.pull, bank.retest.spread
    point = Point(pull * match.point.x, pull * match.point.y)
    first, second = (_nearest_to(homes, spread, point, ids.index(one)) for one in (match.totem, match.second))
    return in_tenths(first, second, RINGS * RINGS - first - second)


def _nearest_to(homes: tuple[Point, ...], spread: float, point: Point, own: int) -> int:
    """How many of the draws around a point have this home as the nearest, the earlier of two at one distance."""
    met = (1 << RINGS * RINGS) - 1
    for other in range(len(homes)):
        if other != own:
            one, two = sorted((own, other))
            nearer = _nearer(homes[one], homes[two], spread, point)
            met &= nearer if own == one else ~nearer
    return met.bit_count()


def _nearer(one: Point, two: Point, spread: float, point: Point) -> int:
    """Which draws around a point are at least as near to one home as to another, as bits: those on its side of the line
    halfway, which is as far along the way between them whatever the point."""
    x, y = two.x - one.x, two.y - one.y
    halfway = (two.x**2 + two.y**2 - one.x**2 - one.y**2) / 2 - point.x * x - point.y * y
    along, bits = _ordered(x, y)
    return bits[bisect_right(along, halfway / spread)]


@lru_cache(64)
def _ordered(x: float, y: float) -> tuple[list[float], list[int]]:
    """How far each draw lies in this direction, rising; and as bits, the first so many of them, from none to all."""
    order = sorted((draw.x * x + draw.y * y, at) for at, draw in enumerate(_draws()))
    return [far for far, _ in order], list(accumulate((1 << at for _, at in order), or_, initial=0))


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
