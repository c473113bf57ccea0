"""Where people are served and work: which places have figures of their own, and which count together. Pure.

A place has figures of its own where at least k people work there (customers speak of them) and each voice that knows
its place may expect three times k answers from it. Any other counts with the place beside it in the list. Source:
`barometer.md` §4; the headcounts are the organiser's word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal, NamedTuple

TIMES_K = 3
"""Answers to expect of a place, in times k: two batches seal it, and some stay away."""
MOST_PLACES, MOST_GROUPS = 60, 12
LONGEST_GROUP = 80
"""Characters of a group's name, as a part of a campaign takes them."""
PlaceRule = Literal["few_work", "few_answer"]
"""Fewer than k people work there; or a voice may expect too few answers from it."""
WHOLE = ""
"""The id of the one place of a survey without any."""


class Place(NamedTuple):
    """headcount: how many people work there; group: the id of the group that its answers count in, empty if there is
    one group alone."""

    id: str
    name: str
    headcount: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """Neighbouring places that count together, or one on its own. few_work: whether fewer than k people work in one of
    several; few_answer: whether one of several expects too few answers."""

    id: str
    name: str
    places: tuple[Place, ...]
    few_work: bool = False
    few_answer: bool = False

    @property
    def headcount(self) -> int:
        return sum(place.headcount for place in self.places)


def grouped(places: Sequence[Place], expected: Sequence[int], k: int) -> tuple[PlaceGroup, ...]:
    """The groups that have figures of their own, in the order of the places; none if there would be one alone.

    expected: how many answers each voice that knows its place expects in all, shared as the headcounts are.
    """
    everyone = sum(place.headcount for place in places)
    parts: list[tuple[Place, ...]] = [(place,) for place in places]
    while len(parts) > 1 and (small := _smallest(parts, everyone, expected, k)) is not None:
        beside = [at for at in (small - 1, small + 1) if 0 <= at < len(parts)]
        other = min(beside, key=lambda at: sum(place.headcount for place in parts[at]))
        first = min(small, other)
        parts[first : first + 2] = [parts[first] + parts[first + 1]]
    while len(parts) > MOST_GROUPS:
        first = min(range(len(parts) - 1), key=lambda at: sum(one.headcount for one in parts[at] + parts[at + 1]))
        parts[first : first + 2] = [parts[first] + parts[first + 1]]
    if len(parts) < 2:
        return ()
    return tuple(_group(part, everyone, expected, k) for part in parts)


def rule_for(place: Place, places: Sequence[Place], expected: Sequence[int], k: int) -> PlaceRule | None:
    """Why a place may have no figures of its own; None where it may, or where there is one group alone."""
    if not place.group:
        return None
    if _few_work((place,), k):
        return "few_work"
    everyone = sum(one.headcount for one in places)
    return "few_answer" if _few_answer((place,), everyone, expected, k) else None


def with_groups(places: Sequence[Place], groups: Sequence[PlaceGroup]) -> tuple[Place, ...]:
    """Each with its group."""
    of = {place.id: group.id for group in groups for place in group.places}
    return tuple(place._replace(group=of.get(place.id, "")) for place in places)


def _smallest(parts: Sequence[tuple[Place, ...]], everyone: int, expected: Sequence[int], k: int) -> int | None:
    """Where the smallest of those is that may have no figures of their own."""
    small = [at for at, part in enumerate(parts) if _few_work(part, k) or _few_answer(part, everyone, expected, k)]
    return min(small, key=lambda at: sum(place.headcount for place in parts[at]), default=None)


def _few_work(part: Sequence[Place], k: int) -> bool:
    return sum(place.headcount for place in part) < k


def _few_answer(part: Sequence[Place], everyone: int, expected: Sequence[int], k: int) -> bool:
    here = sum(place.headcount for place in part)
    return any(many * here < TIMES_K * k * everyone for many in expected)


def _group(part: tuple[Place, ...], everyone: int, expected: Sequence[int], k: int) -> PlaceGroup:
    alone = [(place,) for place in part] if len(part) > 1 else []
    return PlaceGroup(
        id=part[0].id if len(part) == 1 else f"with-{part[0].id}"[:40].rstrip("-"),
        name=_named([place.name for place in part]),
        places=part,
        few_work=any(_few_work(one, k) for one in alone),
        few_answer=any(_few_answer(one, everyone, expected, k) for one in alone),
    )


def _named(names: Sequence[str]) -> str:
    """All of them, or as many as fit and how many more."""
    shorter = (f"{', '.join(names[:-left])} (+{left})" for left in range(1, len(names)))
    return next(name for name in chain([", ".join(names)], shorter) if len(name) <= LONGEST_GROUP)
