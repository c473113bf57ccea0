"""Counts with names: what the integers of `counts` say of a crowd. Pure."""

from dataclasses import dataclass
from itertools import islice

from app.tallies.beside import Beside, read_beside
from app.tallies.counts import MirrorId, PairCounts, ScaleId, fit, layout_of
from app.tallies.statistics import CountsRow, MirrorSums, NearSums, ScaleSums
from app.tallies.sums import Counts
from app.tallies.whole_sheets import MOST_MINUTES, ForceSums
from app.totem.halves import compared
from app.totem.model import Bank


@dataclass(frozen=True, slots=True)
class NamedCounts:
    """Counts with names. histograms: for each of bank.items, [no occasion, 1…points] as ticked; scenes: by option.

    nears: of the mirrors of whole sides, the sheets that `mirrors` leaves out and that miss few pairs; lasts: the last
    moves of each scene, by option, then whose could not be told; taken: sheets with the spare scenes; spares: their
    first and last moves, scene by scene; forces: of whole sheets; minutes: from 1 on, of those who told them;
    beside: of a bank that ends on thanks.
    """

    n: int
    histograms: tuple[CountsRow, ...]
    totems: dict[str, int]
    none: int
    scenes: tuple[CountsRow, ...]
    scales: dict[ScaleId, ScaleSums]
    mirrors: dict[MirrorId, MirrorSums]
    nears: dict[MirrorId, NearSums]
    lasts: tuple[CountsRow, ...]
    taken: int
    spares: tuple[PairCounts, ...]
    forces: dict[str, ForceSums]
    minutes: CountsRow
    beside: Beside


def named_counts(bank: Bank, counts: Counts) -> NamedCounts:
    """Of an older layout, the newer blocks count nobody. Raises CountsInvalid when numbers are missing or too many."""
    layout = layout_of(bank)
    fit(layout, counts)
    rest = iter(counts.numbers + (0,) * (layout.lengths[-1] - len(counts.numbers)))

    def take(many: int) -> CountsRow:
        return tuple(islice(rest, many))

    (n,) = take(1)
    histograms = tuple(take(bank.points + 1) for _ in bank.items)
    kinds = {kind or "": many for kind, many in zip(layout.totems, take(len(layout.totems)), strict=True)}
    none = kinds.pop("", 0)
    scenes = tuple(take(len(scene.options)) for scene in bank.scenes)
    scales = {}
    for scale, items in layout.scales.items():
        (complete, total, squares), many = take(3), len(items)
        of_items = (take(many), take(many)) if many > 1 else ((total,), (squares,))
        scales[scale] = ScaleSums(complete, total, squares, *of_items)
    mirrors = {mirror: MirrorSums(*take(6)) for mirror in layout.mirrors}
    nears = {mirror: NearSums(*take(3)) for mirror in layout.nears}
    each = [len(scene.options) for scene in bank.all_scenes] if bank.is_ranked else []
    lasts = tuple(take(options + 1) for options in each[: len(bank.scenes)])
    taken = sum(take(int(bank.is_ranked)))
    spares = tuple((take(options), take(options + 1)) for options in each[len(bank.scenes) :])
    forces = {force: ForceSums(MirrorSums(*take(6)), MirrorSums(*take(6))) for force in compared(bank)}
    minutes, last = take(MOST_MINUTES), read_beside(bank, take)
    return NamedCounts(
        n, histograms, kinds, none, scenes, scales, mirrors, nears, lasts, taken, spares, forces, minutes, last
    )
