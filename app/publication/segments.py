"""Which parts of a crowd a release may count anew. Pure. Source: `privacy.md`, what a release may show.

Promises that figures are made of blocks of at least k people: what a segment gained between two releases, and what
those without fresh figures gained together. So whatever two figures, of any two releases, leave between them covers k
people or nobody. Refuses a segment that was once left out beside others: its figures would tell these apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.publication.campaign import CampaignFacts
from app.publication.documents import ReleaseDocument, SegmentFigures
from app.publication.policy import Rounding
from app.publication.summary import part
from app.publication.values import Reason
from app.tallies.sums import Counts
from app.totem.model import Bank

OTHERS = "others"
"""Small segments that were sealed together. No segment of a campaign may have this id."""
UNDISCLOSED = ""
"""Those who would rather not say, and who was sealed with them: they count in the whole, and are never a part of it."""


@dataclass(frozen=True, slots=True)
class Recount:
    """recounted: now; unchanged: as before, nobody came; the rest of them keep what they had, or stay hidden."""

    recounted: frozenset[str]
    unchanged: frozenset[str]


def plan(sealed: Mapping[str, int], k: int, last: ReleaseDocument | None) -> Recount:
    """sealed: how many people each part holds, UNDISCLOSED and those without anybody too; last: the release before, of
    the same structure. The whole must have gained k people since."""
    before = shown_in(last)
    gained = {id_: n - (before[id_].n if id_ in before else 0) for id_, n in sealed.items()}
    if not _is_the_same_axis(sealed, before):
        return Recount(frozenset(), frozenset())
    kept = {id_ for id_ in sealed if _is_told_apart(id_, sealed, gained[id_], k, before, last)}
    newcomers = sum(sealed.values()) - (last.n if last else 0)
    rest = newcomers - sum(gained[id_] for id_ in kept)
    if 0 < rest < k:
        growing = sorted((id_ for id_ in kept if gained[id_]), key=lambda id_: gained[id_])
        kept -= set(growing[:1])
    return Recount(frozenset(id_ for id_ in kept if gained[id_]), frozenset(id_ for id_ in kept if not gained[id_]))


def shown_in(released: ReleaseDocument | None) -> dict[str, SegmentFigures]:
    if released is None:
        return {}
    parts = (*released.segments, *([released.others] if released.others else []))
    return {figures.id: figures for figures in parts if figures.n}


def _is_the_same_axis(sealed: Mapping[str, int], before: Mapping[str, SegmentFigures]) -> bool:
    """Whether those whom a part lost count in the whole alone, so that no other part gained them. (`others` of a
    former schema held who would rather not say, beside its own.)"""
    fewer = {id_ for id_, figures in before.items() if sealed.get(id_, 0) < figures.n}
    own = sealed.get(OTHERS, 0) if OTHERS in fewer else 0
    return sum(before[id_].n for id_ in fewer) - own <= sealed.get(UNDISCLOSED, 0)


def _is_told_apart(
    id_: str,
    sealed: Mapping[str, int],
    gained: int,
    k: int,
    before: Mapping[str, SegmentFigures],
    last: ReleaseDocument | None,
) -> bool:
    """Whether its figures may count everyone up to now, as they did up to the last release."""
    if id_ == UNDISCLOSED or sealed[id_] < k or gained < 0 or 0 < gained < k:
        return False
    if last is None:
        return True
    if id_ == OTHERS and last.behind is None and sealed.get(UNDISCLOSED):  # its figures held both
        return False
    if id_ in before:
        return before[id_].as_of == last.number
    return not _was_behind(last, before)


def _was_behind(last: ReleaseDocument, before: Mapping[str, SegmentFigures]) -> bool:
    """Whether a part that was not shown may have had people: those of former schemas counted whoever is in no part as
    one more part."""
    return last.n > sum(figures.n for figures in before.values()) if last.behind is None else last.behind


def is_behind(cells: Mapping[str, Counts], parts: Sequence[SegmentFigures], number: int) -> bool:
    """Whether somebody is sealed in a part whose figures do not count them. parts: of the release of this number."""
    shown = {part.id: part.n for part in parts if part.as_of == number}
    return any(counts.n > shown.get(id_, 0) for id_, counts in cells.items() if id_ != UNDISCLOSED)


def divided(
    bank: Bank,
    cells: Mapping[str, Counts],
    campaign: CampaignFacts,
    draw: Rounding,
    *,
    number: int,
    k: int,
    last: ReleaseDocument | None,
) -> tuple[SegmentFigures, ...]:
    """The figures of the campaign's segments, in its order, then of the others if there are any. Nothing without an
    axis."""
    names = {segment.id: tuple(sorted(segment.name.items())) for segment in campaign.own_words.segments}
    if not names:
        return ()
    parts = gathered(cells, [*names])
    sealed = {id_: counts.n if counts else 0 for id_, counts in parts.items()}
    sealed |= {UNDISCLOSED: _people(cells) - sum(sealed.values())}
    planned, before = plan(sealed, k, last), shown_in(last)
    made = []
    for id_, counts in parts.items():
        name, known = names.get(id_, ()), before.get(id_)
        if counts and id_ in planned.recounted:
            made.append(part(bank, counts, draw, k=k, id_=id_, name=name, as_of=number))
        elif known and known.n >= k and _may_stay(id_, sealed, known, last):
            made.append(replace(known, name=name, as_of=number if id_ in planned.unchanged else known.as_of))
        else:
            made.append(SegmentFigures(id_, name, hidden=Reason.FEWER_THAN_K))
    return tuple(made)


def _may_stay(id_: str, sealed: Mapping[str, int], known: SegmentFigures, last: ReleaseDocument | None) -> bool:
    """Whether a part keeps the figures that it had: not once it counts in the whole alone, nor those of `others` that
    held who would rather not say."""
    mixed = id_ == OTHERS and last is not None and last.behind is None and sealed[UNDISCLOSED] > 0
    return sealed[id_] >= known.n and not mixed


def _people(cells: Mapping[str, Counts]) -> int:
    return sum(counts.n for counts in cells.values())


def gathered(cells: Mapping[str, Counts], axis: Sequence[str]) -> dict[str, Counts | None]:
    """Each segment of the axis, and the small ones that were sealed together. Who said none is no part."""
    others = {OTHERS: cells[OTHERS]} if OTHERS in cells else {}
    return {id_: cells.get(id_) for id_ in axis} | others
