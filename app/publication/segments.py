"""Which parts of a crowd a release may count anew. Pure. Source: `privacy.md`, what a release may show.

Promises that figures are made of blocks of at least k people: what a segment gained between two releases, and what
those without fresh figures gained together. So whatever two figures, of any two releases, leave between them covers k
people or nobody. Refuses a segment that was once left out beside others: its figures would tell these apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

from app.publication.policy import Draw
from app.publication.released import Released, SegmentFigures
from app.publication.summary import Campaign, part
from app.publication.values import Reason
from app.tallies.sums import Counts
from app.totem.model import Bank

OTHERS = "others"
"""No segment of a campaign may have this id."""


@dataclass(frozen=True, slots=True)
class Plan:
    """fresh: to be counted now; again: as before, nobody came; the rest of them keep what they had, or stay hidden."""

    fresh: frozenset[str]
    again: frozenset[str]


def plan(sealed: Mapping[str, int], k: int, last: Released | None) -> Plan:
    """sealed: how many people each part holds, those without anybody too; last: the release before, of the same
    structure. The whole must have gained k people since."""
    before = shown_in(last)
    unseen = last.n - sum(figures.n for figures in before.values()) if last else 0
    gained = {id_: n - (before[id_].n if id_ in before else 0) for id_, n in sealed.items()}
    if not before.keys() <= sealed.keys() or min(gained.values(), default=0) < 0:  # it is not the same axis
        return Plan(frozenset(), frozenset())
    kept = {id_ for id_ in sealed if _is_told_apart(id_, sealed[id_], gained[id_], k, before, unseen, last)}
    rest = sum(gained.values()) - sum(gained[id_] for id_ in kept) - unseen
    if 0 < rest < k:
        growing = sorted((id_ for id_ in kept if gained[id_]), key=lambda id_: gained[id_])
        kept -= set(growing[:1])
    return Plan(frozenset(id_ for id_ in kept if gained[id_]), frozenset(id_ for id_ in kept if not gained[id_]))


def shown_in(released: Released | None) -> dict[str, SegmentFigures]:
    if released is None:
        return {}
    parts = (*released.segments, *([released.others] if released.others else []))
    return {figures.id: figures for figures in parts if figures.n}


def _is_told_apart(
    id_: str, n: int, gained: int, k: int, before: Mapping[str, SegmentFigures], unseen: int, last: Released | None
) -> bool:
    """Whether its figures may count everyone up to now, as they did up to the last release."""
    if n < k or 0 < gained < k:
        return False
    if id_ in before and last:
        return before[id_].as_of == last.number
    return unseen == 0


def divided(
    bank: Bank,
    cells: Mapping[str, Counts],
    campaign: Campaign,
    draw: Draw,
    *,
    number: int,
    k: int,
    last: Released | None,
) -> tuple[SegmentFigures, ...]:
    """The figures of the campaign's segments, in its order, then of the others if there are any. Nothing without an
    axis."""
    names = {segment.id: tuple(sorted(segment.name.items())) for segment in campaign.own_words.segments}
    if not names:
        return ()
    parts = gathered(cells, [*names])
    planned = plan({id_: counts.n if counts else 0 for id_, counts in parts.items()}, k, last)
    before = shown_in(last)
    made = []
    for id_, counts in parts.items():
        name, known = names.get(id_, ()), before.get(id_)
        if counts and id_ in planned.fresh:
            made.append(part(bank, counts, draw, k=k, id_=id_, name=name, as_of=number))
        elif known and known.n >= k:
            made.append(replace(known, name=name, as_of=number if id_ in planned.again else known.as_of))
        else:
            made.append(SegmentFigures(id_, name, hidden=Reason.FEWER_THAN_K))
    return tuple(made)


def gathered(cells: Mapping[str, Counts], axis: Sequence[str]) -> dict[str, Counts | None]:
    """Each segment of the axis, and whoever is in none of them: small ones that joined, and people who did not say."""
    elsewhere = [counts for id_, counts in cells.items() if id_ not in axis]
    others = {OTHERS: reduce(add, elsewhere)} if elsewhere else {}
    return {id_: cells.get(id_) for id_ in axis} | others
