"""What comes first: dimensions that matter to many and are seen wrongly, or are weak. Source: `barometer.md` §3. Pure.

The interval of a share is Wilson's for so many shares together (z = 1.96 × the factor of as many gaps), around the
share less, or plus, the half of a multiple of people: counts are published as multiples of 5, so 2.5 people.
"""

from collections.abc import Collection, Mapping
from math import floor, sqrt
from typing import NamedTuple

from app.barometer.contrasts import factor_of, rounded_up
from app.barometer.published import JsonMap

SHARES_FROM, RANKED_FROM = 50, 100
"""People: below the first no share is judged, below the second nothing is ranked."""
MULTIPLE_OF_PICKS, MOST_PRIORITIES, NORMAL = 5, 3, 1.96
LEAST_CANDIDATES, MOST_CANDIDATES = 2, 5


class PickShare(NamedTuple):
    """How many in a hundred picked a dimension. low, high: of its interval, one decimal, rounded outwards."""

    percent: float
    low: float
    high: float


class Priority(NamedTuple):
    """rank: from 1; None where there are too few people to rank; blind_spot, below_mean: what it is for."""

    id: str
    rank: int | None
    blind_spot: bool
    below_mean: bool


def pick_share(percent: float, n: int, of: int) -> PickShare | None:
    """Of n people, one of so many shares that are looked at together; None below 50 people."""
    if n < SHARES_FROM:
        return None
    z, off = NORMAL * factor_of(n, of), MULTIPLE_OF_PICKS / 2 / n
    low, high = (_wilson(max(0.0, min(1.0, percent / 100 + way * off)), n, way * z) for way in (-1, 1))
    return PickShare(percent, floor(round(1000 * low, 6)) / 10, rounded_up(100 * high))


def _wilson(part: float, n: int, z: float) -> float:
    """The end of Wilson's interval on this side: the lower one for a negative z."""
    middle = part + z * z / (2 * n)
    return (middle + z * sqrt(part * (1 - part) / n + z * z / (4 * n * n))) / (1 + z * z / n)


def priorities_of(
    shares: Mapping[str, PickShare], n: int, chance: float, blind_spots: Collection[str], below: Collection[str]
) -> tuple[Priority, ...]:
    """Picked clearly above chance, and a blind spot or clearly below the mean: at most three of them, the one that is
    most clearly picked first; in the order given where they are too few to be ranked.

    n: people; chance: the percentage that each dimension would have if nothing mattered more; below: dimensions that
    are clearly below the mean of all.
    """
    found = [id_ for id_, share in shares.items() if share.low > chance and (id_ in blind_spots or id_ in below)]
    first = sorted(found, key=lambda id_: -shares[id_].low)[:MOST_PRIORITIES]
    order = first if n >= RANKED_FROM else [id_ for id_ in found if id_ in first]
    return tuple(
        Priority(id_, rank if n >= RANKED_FROM else None, id_ in blind_spots, id_ in below)
        for rank, id_ in enumerate(order, 1)
    )


def candidates(content: JsonMap) -> tuple[str, ...]:
    """What staff may vote to begin with: the dimensions that a composed document names as settled breaks (but for
    pleasant surprises) or as priorities, in the order of its page. Of more than five, priorities stay; under two, none.
    """
    compared = [
        next((one for one in content["contrasts"] if one["kind"] == kind), None) for kind in ("prediction", "pattern")
    ]
    breaks = [id_ for one in compared if one for id_ in one["breaks"] if id_ not in _pleasant(one)]
    first = [one["id"] for one in content["priorities"]]
    chosen = [*dict.fromkeys(first + breaks)][:MOST_CANDIDATES]
    ordered = tuple(id_ for id_ in dict.fromkeys(breaks + first) if id_ in chosen)
    return ordered if len(ordered) >= LEAST_CANDIDATES else ()


def _pleasant(contrast: JsonMap) -> set[str]:
    return {row["id"] for row in contrast["dimensions"] if row["reading"] == "pleasant_surprise"}
