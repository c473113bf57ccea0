"""What two scores of a whole sheet would have in common in a crowd of invented people: what a real crowd may refute.

The halves of the scenes tell the noise of choices, the tie between answers and choices how far they rest on one thing:
the two guesses that the simulations rest on most. A crowd's own figures are worked out from its sums alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, takewhile
from math import sqrt
from statistics import fmean, stdev

from app.banks.calibration import MeasuredFigure
from app.banks.response_model import CENTRAL, CROWDS, DRAWINGS, FAINT, SHORT, ResponseModel, populations
from app.totem.halves import compared, halves_of, stands_of
from app.totem.model import Answers, Bank
from app.totem.scoring import points_of

CROWDS_LOOKED_AT, LEAST = 10, 20
Scores = tuple[float, float]
LABELS = {"halves": "two halves of the scenes, correlation", "tie": "answers and choices, correlation"}
GUESSES: Mapping[str, tuple[str, ResponseModel]] = {
    "": ("", CENTRAL),
    "_if:faint": (", tie halved", FAINT),
    "_if:short": (", choice noise × 1.2", SHORT),
}


def agreement_figures(bank: Bank, seed: int, people: int) -> Iterator[MeasuredFigure]:
    """people: in all, in ten crowds of one height; error: between them, so that nearly every crowd of so many lies
    within. None for a bank without two scenes."""
    if not compared(bank):
        return
    for suffix, (name, model) in GUESSES.items():
        found: dict[str, list[float]] = {id_: [] for id_ in LABELS}
        for sheets in _drawings(bank, model, f"{seed} agreement", people):
            halves = [halves_of(bank, sheet) for sheet in sheets]
            found["halves"].append(pooled(halves))
            found["tie"].append(pooled([_tied(bank, *one) for one in zip(sheets, halves, strict=True)]))
        for id_, label in LABELS.items():
            mean, error = fmean(found[id_]), 1.96 * stdev(found[id_])
            yield MeasuredFigure(f"{id_}{suffix}", label + name, mean, error, unit="", decimals=2)


def pooled(sheets: Sequence[Sequence[Scores]]) -> float:
    """The correlation of two scores of each sheet, within forces. sheets: for each, both scores of each force."""
    together = [0.0, 0.0, 0.0]
    for force in zip(*sheets, strict=True):
        first, second = ([scores[at] for scores in force] for at in (0, 1))
        one, other = fmean(first), fmean(second)
        for a, b in force:
            together[0] += (a - one) * (b - other)
            together[1] += (a - one) ** 2
            together[2] += (b - other) ** 2
    return together[0] / sqrt(together[1] * together[2])


def _drawings(bank: Bank, model: ResponseModel, seed: str, people: int) -> Iterator[list[Answers]]:
    """A crowd for each of some drawings of the options: real people all meet the same ones."""
    each = max(LEAST, people // CROWDS_LOOKED_AT)
    everybody = populations(bank, model, CROWDS["middling"], DRAWINGS * each, seed)
    met = takewhile(lambda one: one[0] < CROWDS_LOOKED_AT, everybody)
    for _, crowd in groupby(met, lambda one: one[0]):
        yield [population.sheet(population.person()) for _, population in crowd]


def _tied(bank: Bank, sheet: Answers, halves: list[tuple[int, int]]) -> list[Scores]:
    replies = zip(bank.items, sheet.replies, strict=True)
    points = [points_of(bank, reply, reverse=question.reversed) or 0 for (question, _), reply in replies]
    return [(float(stand or 0), float(sum(both))) for stand, both in zip(stands_of(bank, points), halves, strict=True)]
