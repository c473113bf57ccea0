"""What becomes of those who wait when a campaign closes.

Promises that whatever is sealed covers at least k people, and that whoever would rather not say their part is counted
in the whole if k people wait in all. Refuses to count fewer than k people, and to let a part that these few were
sealed with ever have figures of its own: they would be in them.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from app.tallies.pool import OTHERS, UNDISCLOSED, Cell
from app.tallies.sums import Counts, total


class Shares(NamedTuple):
    """sealed: what to add to each cell's totals; whole_only: cells that count in the whole alone from now on;
    destroyed: the segments whose answers nobody will ever read."""

    sealed: dict[Cell, Counts]
    whole_only: frozenset[Cell]
    destroyed: frozenset[str]


def split_at_close(
    waiting: Mapping[Cell, Counts], k: int, totals: Mapping[Cell, Counts], whole_only: Collection[Cell]
) -> Shares:
    """totals: what is sealed already; whole_only: those of its cells that count in the whole alone."""
    sealed: dict[Cell, Counts] = {}
    joined, destroyed = set[Cell](), set[str]()
    for structure in {cell[:2] for cell in waiting}:
        own = {cell: counts for cell, counts in waiting.items() if cell[:2] == structure}
        found = _shared(own, k, totals, whole_only)
        sealed |= found.sealed
        joined |= found.whole_only
        destroyed |= found.destroyed
    return Shares(sealed, frozenset(joined), frozenset(destroyed))


def _shared(own: Mapping[Cell, Counts], k: int, totals: Mapping[Cell, Counts], whole_only: Collection[Cell]) -> Shares:
    sealed = {cell: counts for cell, counts in own.items() if counts.n >= k}
    small = own.keys() - sealed.keys()
    others, undisclosed = (Cell(*next(iter(own))[:2], segment) for segment in (OTHERS, UNDISCLOSED))
    if not small:
        return Shares(sealed, frozenset(), frozenset())
    if undisclosed not in small and total(own[cell] for cell in small | ({others} & sealed.keys())).n >= k:
        sealed[others] = total(own[cell] for cell in small | ({others} & sealed.keys()))
        return Shares(sealed, frozenset(), frozenset())
    if undisclosed not in own:
        return Shares(sealed, frozenset(), frozenset(cell.segment for cell in small))
    # Those too few to be others count with those who did not say.
    together = total(own[cell] for cell in small | {undisclosed})
    if together.n >= k:
        return Shares({**sealed, undisclosed: together}, frozenset(), frozenset())
    if not sealed:
        return Shares({}, frozenset(), frozenset(cell.segment for cell in small))

    def size(cell: Cell) -> tuple[bool, int, str]:
        return cell not in whole_only, sealed[cell].n + (totals[cell].n if cell in totals else 0), cell.segment

    smallest = min(sealed, key=size)
    return Shares({**sealed, smallest: sealed[smallest] + together}, frozenset({smallest}), frozenset())
