"""Where invented people's retests fall: the constants that a bank may declare as its `retest`, and whether what is told
with them (`app.totem.chances`) comes out.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

from app.banks.calibration import MeasuredFigure, rate
from app.banks.encounters import Met
from app.totem.chances import chances
from app.totem.model import Bank

ASKED = 3000
"""People of each crowd whose tenths are worked out: each takes a millisecond."""
LEAST = 50
"""What fewer people were told has no row: it would say nothing."""


def retest_figures(bank: Bank, crowds: Mapping[str, Sequence[Met]]) -> Iterator[MeasuredFigure]:
    """crowds: by how they are called in a label."""
    for name, crowd in crowds.items():
        pull, spread = constants(crowd)
        declared = f" (declared: {bank.retest.pull:g} and {bank.retest.spread:g})" if bank.retest else ""
        yield MeasuredFigure(f"pull:{name}", f"pull of a retest, {name}", pull, unit="", decimals=3)
        yield MeasuredFigure(f"spread:{name}", f"spread, {name}{declared}", spread, unit="", decimals=3)
    for name, crowd in crowds.items() if bank.retest else ():
        yield from _tenths(bank, name, crowd)


def constants(crowd: Sequence[Met]) -> tuple[float, float]:
    """pull and spread: the least squares of the retest's point on the first one, and what is left on each axis."""
    pairs = [(met.first.point, met.again.point) for met in crowd]
    length = sum(one.x**2 + one.y**2 for one, _ in pairs)
    pull = sum(one.x * other.x + one.y * other.y for one, other in pairs) / length if length else 0.0
    left = sum((other.x - pull * one.x) ** 2 + (other.y - pull * one.y) ** 2 for one, other in pairs)
    return pull, sqrt(left / (2 * len(pairs)))


def _tenths(bank: Bank, name: str, crowd: Sequence[Met]) -> Iterator[MeasuredFigure]:
    told: dict[int, list[Met]] = {}
    for met in crowd[:: max(len(crowd) // ASKED, 1)]:
        if found := chances(bank, met.first):
            told.setdefault(found.first, []).append(met)
    for tenths, people in sorted((tenths, people) for tenths, people in told.items() if len(people) >= LEAST):
        label = f"same totem on a retest, told “{tenths} out of ten”, {name}"
        yield MeasuredFigure(f"tenths:{name}:{tenths}", label, *rate(people, Met.same))
