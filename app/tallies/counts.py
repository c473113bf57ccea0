"""Answers as integer counts that add up: all that `measurement.md` ("From tallies to statistics") lets a total hold.

Promises a commutative monoid: the same sheets in any order give the same bytes. Refuses rows, order, time, and any
product of two answers but those of a declared pair of sides; refuses sheets that are incomplete or do not fit.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from operator import add
from typing import NamedTuple

from app.tallies.statistics import MirrorSums, Row, ScaleSums, in_points, is_mirror, is_scale
from app.totem.model import NO_OCCASION, Answers, Bank, Match, Question
from app.totem.scoring import points_of

BYTES_A_NUMBER = 8


class CountsInvalid(ValueError):
    """The sheet, the numbers or the bytes do not fit the bank."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums over n sheets, in the order that `read` gives names to."""

    numbers: tuple[int, ...]

    @property
    def n(self) -> int:
        return self.numbers[0]

    def __add__(self, other: "Counts") -> "Counts":
        if len(self.numbers) != len(other.numbers):
            raise CountsInvalid("Counts of two different structures do not add up.")
        return Counts(tuple(map(add, self.numbers, other.numbers)))


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
class Reading:
    """Counts with names. histograms: for each of bank.items, [no occasion, 1…points] as ticked; scenes: by option."""

    n: int
    histograms: tuple[Row, ...]
    totems: dict[str, int]
    none: int
    scenes: tuple[Row, ...]
    scales: dict[ScaleId, ScaleSums]
    mirrors: dict[MirrorId, MirrorSums]


@dataclass(frozen=True, slots=True)
class Layout:
    """What each answer adds, worked out once for a bank: of a reply, its row and its points (0 without occasion)."""

    replies: tuple[dict[int | None, tuple[Row, int]], ...]
    totems: dict[str | None, Row]
    scenes: tuple[dict[int | None, Row], ...]
    scales: dict[ScaleId, Row]
    mirrors: dict[MirrorId, tuple[int, int]]
    length: int


@lru_cache(64)
def layout_of(bank: Bank) -> Layout:
    kinds = [*(totem.id for totem in bank.totems), None] if bank.totems and bank.posture else []
    scales = scales_of(bank)
    places = {scale: place for place, scale in enumerate(scales)}
    ids = [MirrorId(*pair, d) for pair in bank.pairs for d in (*(d.id for d in bank.dimensions), None)]
    mirrors = {m: (places[m.scales[0]], places[m.scales[1]]) for m in ids if scales.keys() >= set(m.scales)}
    widths = [1, len(kinds), (bank.points + 1) * len(bank.items), *(len(scene.options) for scene in bank.scenes)]
    return Layout(
        replies=tuple(_replies(bank, *item) for item in bank.items),
        totems={kind: _one(place, len(kinds)) for place, kind in enumerate(kinds)},
        scenes=tuple({c: _one(c, len(scene.options)) for c in range(len(scene.options))} for scene in bank.scenes),
        scales=scales,
        mirrors=mirrors,
        length=sum(widths) + sum(_width(len(items)) for items in scales.values()) + 6 * len(mirrors),
    )


def scales_of(bank: Bank) -> dict[ScaleId, Row]:
    """The places in bank.items of each scale's items; scales without any are left out."""
    found: dict[ScaleId, list[int]] = {ScaleId(d.id, side): [] for d in bank.dimensions for side in bank.sides}
    found |= {ScaleId(side=side): [] for side in bank.sides}
    found |= {ScaleId(force=force): [] for force in bank.forces}
    for place, (question, side) in enumerate(bank.items):
        force = bank.force_of[question.dimension]
        for scale in (ScaleId(question.dimension, side), ScaleId(side=side), ScaleId(force=force)):
            if scale in found:
                found[scale].append(place)
    return {scale: tuple(places) for scale, places in found.items() if places}


def _replies(bank: Bank, question: Question, side: str) -> dict[int | None, tuple[Row, int]]:
    allowed = range(0 if side in question.no_occasion else 1, bank.points + 1)
    worth = {reply: points_of(bank, reply, reverse=question.reversed) or 0 for reply in allowed}
    return {reply: (_one(reply, bank.points + 1), points) for reply, points in worth.items()}


def _one(place: int, many: int) -> Row:
    return (0,) * place + (1,) + (0,) * (many - place - 1)


def _width(items: int) -> int:
    return 3 + 2 * items if items > 1 else 3


def nothing(bank: Bank) -> Counts:
    return Counts((0,) * layout_of(bank).length)


def count_sheet(bank: Bank, answers: Answers, match: Match | None) -> Counts:
    """One sheet as counts. match: None only where `scoring.match` gives none. Raises CountsInvalid."""
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
    except (KeyError, ValueError) as error:
        raise CountsInvalid("The sheet is incomplete or does not fit the bank.") from error
    _add_scales(layout, points, numbers)
    return Counts(tuple(numbers))


def _add_scales(layout: Layout, points: list[int], numbers: list[int]) -> None:
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


def to_bytes(counts: Counts) -> bytes:
    """Eight bytes a number, big-endian. Raises CountsInvalid for a number below 0 or beyond eight bytes."""
    try:
        return struct.pack(f">{len(counts.numbers)}Q", *counts.numbers)
    except struct.error as error:
        raise CountsInvalid("A number is below 0 or beyond eight bytes.") from error


def from_bytes(bank: Bank, data: bytes) -> Counts:
    """Raises CountsInvalid unless there are exactly the bank's numbers; `faults_of` says whether they make sense."""
    length = layout_of(bank).length
    if len(data) != BYTES_A_NUMBER * length:
        raise CountsInvalid(f"{len(data)} bytes where the bank needs {BYTES_A_NUMBER * length}.")
    return Counts(struct.unpack(f">{length}Q", data))


def read(bank: Bank, counts: Counts) -> Reading:
    """Raises CountsInvalid when the numbers are not as many as the bank's."""
    layout = layout_of(bank)
    if len(counts.numbers) != layout.length:
        raise CountsInvalid(f"{len(counts.numbers)} numbers where the bank needs {layout.length}.")
    rest = iter(counts.numbers)

    def take(many: int) -> Row:
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
    return Reading(n, histograms, kinds, none, scenes, scales, mirrors)


def faults_of(bank: Bank, counts: Counts) -> list[str]:
    """What no set of sheets could add up to, in plain words; empty when every invariant holds."""
    try:
        reading = read(bank, counts)
    except CountsInvalid as error:
        return [str(error)]
    if min(counts.numbers) < 0:
        return ["A number is below 0."]
    return [*_sum_faults(bank, reading), *_scale_faults(bank, reading)]


def _sum_faults(bank: Bank, reading: Reading) -> Iterator[str]:
    items = [*zip(bank.items, reading.histograms, strict=True)]
    sums = {f"the replies to {question.id}/{side}": sum(histogram) for (question, side), histogram in items}
    sums |= {f"the choices in {s.id}": sum(many) for s, many in zip(bank.scenes, reading.scenes, strict=True)}
    if layout_of(bank).totems:
        sums["the totems"] = sum(reading.totems.values()) + reading.none
    yield from (f"{what} are {many}, of {reading.n} people" for what, many in sums.items() if many != reading.n)
    for (question, side), histogram in items:
        if histogram[NO_OCCASION] and side not in question.no_occasion:
            yield f"{question.id}/{side} had no occasion, which it does not offer"


def _scale_faults(bank: Bank, reading: Reading) -> Iterator[str]:
    turned = [
        in_points(histogram, reverse=question.reversed)
        for (question, _), histogram in zip(bank.items, reading.histograms, strict=True)
    ]
    for scale, items in layout_of(bank).scales.items():
        if not is_scale(reading.scales[scale], [turned[item] for item in items]):
            yield f"the sums of {'/'.join(filter(None, scale))} do not fit its replies"
    for mirror, sums in reading.mirrors.items():
        first, second = (reading.scales[scale] for scale in mirror.scales)
        if not is_mirror(sums, first, second, reading.n, bank.points):
            yield f"the sums of {'/'.join(filter(None, mirror))} do not fit its two sides"
