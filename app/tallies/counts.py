"""Answers as integer counts that add up: all that `measurement.md` ("From tallies to statistics") lets a total hold.

Promises a commutative monoid: the same sheets in any order give the same bytes. Refuses rows, order, any time but the
minutes that a sheet took, and any product of two answers but those of a declared pair of sides and of scores of a
whole sheet (`whole_sheets`); refuses sheets that are incomplete or do not fit.
How to add numbers: docs/architecture.md, "Another number in the totals". Pure.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from app.tallies import beside, whole_sheets
from app.tallies.statistics import (
    NEAR_UNIT,
    CountsRow,
)
from app.tallies.sums import Counts, CountsInvalid, unpacked
from app.tallies.whole_sheets import MOST_MINUTES
from app.totem.model import Answers, Bank, Match, Question
from app.totem.scoring import points_of

PairCounts = tuple[CountsRow, CountsRow]


class ScaleId(NamedTuple):
    """What is added up: a dimension on a side, a whole side (no dimension), or a whole force."""

    dimension: str | None = None
    side: str | None = None
    force: str | None = None


class MirrorId(NamedTuple):
    """Two scales of a declared pair of sides: those of one dimension, or the whole sides (dimension None)."""

    first: str
    second: str
    dimension: str | None = None

    @property
    def scales(self) -> tuple[ScaleId, ScaleId]:
        return ScaleId(self.dimension, self.first), ScaleId(self.dimension, self.second)


@dataclass(frozen=True, slots=True)
class Layout:
    """What each answer adds, worked out once for a bank: of a reply, its row and its points (0 without occasion).

    nears: of each mirror of whole sides, the items on each side of every dimension that is asked on both; lengths: how
    many numbers each layout has, the first one's first.
    """

    replies: tuple[dict[int | None, tuple[CountsRow, int]], ...]
    totems: dict[str | None, CountsRow]
    scenes: tuple[dict[int | None, CountsRow], ...]
    scales: dict[ScaleId, CountsRow]
    mirrors: dict[MirrorId, tuple[int, int]]
    nears: dict[MirrorId, tuple[PairCounts, ...]]
    lengths: CountsRow


@lru_cache(64)
def layout_of(bank: Bank) -> Layout:
    kinds = [*(totem.id for totem in bank.totems), None] if bank.totems and bank.posture else []
    scales = scales_of(bank)
    places = {scale: place for place, scale in enumerate(scales)}
    ids = [MirrorId(*pair, d) for pair in bank.pairs for d in (*(d.id for d in bank.dimensions), None)]
    mirrors = {m: (places[m.scales[0]], places[m.scales[1]]) for m in ids if scales.keys() >= set(m.scales)}
    nears = {m: _pairs(bank, scales, m) for m in mirrors if m.dimension is None}
    widths = [1, len(kinds), (bank.points + 1) * len(bank.items), *(len(scene.options) for scene in bank.scenes)]
    first = sum(widths) + sum(_width(len(items)) for items in scales.values()) + 6 * len(mirrors)
    second, picks = first + 3 * len(nears), [len(scene.options) for scene in bank.all_scenes] * bank.is_ranked
    lasts = sum(many + 1 for many in picks) + sum(picks[len(bank.scenes) :]) + bank.is_ranked
    third = second + lasts + whole_sheets.width(bank) + MOST_MINUTES
    return Layout(
        replies=tuple(_replies(bank, *item) for item in bank.items),
        totems={kind: _one(place, len(kinds)) for place, kind in enumerate(kinds)},
        scenes=tuple({c: _one(c, len(scene.options)) for c in range(len(scene.options))} for scene in bank.scenes),
        scales=scales,
        mirrors=mirrors,
        nears=nears,
        lengths=(first, second, third, third + beside.beside_width(bank)),
    )


def scales_of(bank: Bank) -> dict[ScaleId, CountsRow]:
    """The places in bank.items of each scale's items; scales without any are left out. The dimension that is the whole
    itself is in no scale but its own."""
    within = {bank.dimensions[at].id for at in bank.within}
    found: dict[ScaleId, list[int]] = {ScaleId(d.id, side): [] for d in bank.dimensions for side in bank.sides}
    found |= {ScaleId(side=side): [] for side in bank.sides}
    found |= {ScaleId(force=force): [] for force in bank.forces}
    for place, (question, side) in enumerate(bank.items):
        force = bank.force_of[question.dimension]
        for scale in (ScaleId(question.dimension, side), ScaleId(side=side), ScaleId(force=force)):
            if scale in found and (scale.dimension or question.dimension in within):
                found[scale].append(place)
    return {scale: tuple(places) for scale, places in found.items() if places}


def _pairs(bank: Bank, scales: dict[ScaleId, CountsRow], mirror: MirrorId) -> tuple[PairCounts, ...]:
    both = [MirrorId(mirror.first, mirror.second, bank.dimensions[at].id).scales for at in bank.within]
    return tuple((scales[first], scales[second]) for first, second in both if scales.keys() >= {first, second})


def _replies(bank: Bank, question: Question, side: str) -> dict[int | None, tuple[CountsRow, int]]:
    allowed = range(0 if side in question.no_occasion else 1, bank.points + 1)
    worth = {reply: points_of(bank, reply, reverse=question.reversed) or 0 for reply in allowed}
    return {reply: (_one(reply, bank.points + 1), points) for reply, points in worth.items()}


def _one(place: int, many: int) -> CountsRow:
    return (0,) * place + (1,) + (0,) * (many - place - 1)


def _width(items: int) -> int:
    return 3 + 2 * items if items > 1 else 3


def nothing(bank: Bank) -> Counts:
    return Counts((0,) * layout_of(bank).lengths[-1])


def count_sheet(bank: Bank, answers: Answers, match: Match | None, minutes: int | None = None) -> Counts:
    """One sheet as counts. match: None only where `scoring.match` gives none; minutes: from the first answer to the
    last, more than MOST_MINUTES as that many, None if they were not told. Raises CountsInvalid."""
    layout = layout_of(bank)
    if len(answers.choices) != len(bank.all_scenes) or (match is None) is bool(layout.totems):
        raise CountsInvalid("The sheet does not fit the bank.")
    numbers, points = [1], []
    try:
        for replies, reply in zip(layout.replies, answers.replies, strict=True):
            row, worth = replies[reply]
            numbers += row
            points.append(worth)
        if match is not None:
            numbers += layout.totems[match.totem]
        for options, choice in zip(layout.scenes, answers.choices, strict=False):
            numbers += options[choice]
        lasts = _lasts(bank, answers) if bank.is_ranked else []
        last_numbers = beside.beside_numbers(bank, answers, points)
    except (KeyError, ValueError) as error:
        raise CountsInvalid("The sheet is incomplete or does not fit the bank.") from error
    totals = _add_scales(layout, points, numbers)
    for mirror, pairs in layout.nears.items():
        first, second = layout.mirrors[mirror]
        numbers += (0, 0, 0) if totals[first] and totals[second] else _near(pairs, points, bank.points)
    numbers += (*lasts, *whole_sheets.numbers_of(bank, answers, points))
    numbers += _one(min(max(minutes, 1), MOST_MINUTES) - 1, MOST_MINUTES) if minutes else (0,) * MOST_MINUTES
    return Counts((*numbers, *last_numbers))


def _lasts(bank: Bank, answers: Answers) -> list[int]:
    """The last move of each scene, then the spare ones whole: nothing where they were not taken. Raises KeyError."""
    many, numbers = len(bank.scenes), []
    taken = None not in answers.choices[many:] + answers.lasts[many:]
    for at, (scene, choice, last) in enumerate(zip(bank.all_scenes, answers.choices, answers.lasts, strict=True)):
        options = len(scene.options)
        if at == many:
            numbers.append(int(taken))
        if at >= many:
            numbers += _one(choice, options) if taken and choice is not None else (0,) * options
        if at < many or taken:
            if last is None or last == choice or last >= options:
                raise KeyError
            numbers += _one(last % (options + 1), options + 1)
        else:
            numbers += (0,) * (options + 1)
    return numbers if bank.spare_scenes else [*numbers, 0]


def _near(pairs: tuple[PairCounts, ...], points: list[int], most: int) -> tuple[int, int, int]:
    """A sheet that misses something, as NearSums; nothing under four fifths of the pairs."""
    there = [(first, second) for first, second in pairs if all(points[item] for item in first + second)]
    if not there or 5 * len(there) < 4 * len(pairs):
        return 0, 0, 0
    ones, others = ([points[item] for pair in there for item in pair[side]] for side in (0, 1))
    apart, parts = sum(ones) * len(others) - sum(others) * len(ones), len(ones) * len(others)
    worth = NEAR_UNIT * (most - 1) + (2 * NEAR_UNIT * apart + parts) // (2 * parts)
    return 1, worth, worth * worth


def _add_scales(layout: Layout, points: list[int], numbers: list[int]) -> list[int]:
    """Returns each scale's total of points, 0 where it is not complete."""
    totals = []
    for items in layout.scales.values():
        found = [points[item] for item in items]
        total = 0 if 0 in found else sum(found)
        totals.append(total)
        if not total:
            numbers += (0,) * _width(len(items))
        elif len(items) == 1:
            numbers += (1, total, total * total)
        else:
            numbers += (1, total, total * total, *found, *[x * x for x in found])
    for first, second in layout.mirrors.values():
        a, b = totals[first], totals[second]
        numbers += (1, a, b, a * a, b * b, a * b) if a and b else (0, 0, 0, 0, 0, 0)
    return totals


def from_bytes(bank: Bank, data: bytes) -> Counts:
    """Raises CountsInvalid unless there are exactly the bank's numbers; `faults_of` says whether they make sense."""
    counts = unpacked(data)
    fit(layout_of(bank), counts)
    return counts


def fit(layout: Layout, counts: Counts) -> None:
    length = layout.lengths[counts.layout - 1]
    if len(counts.numbers) != length:
        raise CountsInvalid(f"{len(counts.numbers)} numbers where the bank needs {length}.")
