"""What no crowd could have answered: every invariant of counts, in plain words. Pure.

Promises that totals without a fault are those of some set of sheets, as far as sums can tell.
"""

from collections.abc import Iterator

from app.tallies.counts import ScaleId, layout_of
from app.tallies.named_counts import NamedCounts, named_counts
from app.tallies.possible import is_mirror, is_near, is_pair, is_possible, is_scale
from app.tallies.statistics import NEAR_UNIT, in_points
from app.tallies.sums import Counts, CountsInvalid
from app.tallies.whole_sheets import most_of
from app.totem.model import NO_OCCASION, Bank


def faults_of(bank: Bank, counts: Counts) -> list[str]:
    """What no set of sheets could add up to, in plain words; empty when every invariant holds."""
    try:
        reading = named_counts(bank, counts)
    except CountsInvalid as error:
        return [str(error)]
    if min(counts.numbers) < 0:
        return ["A number is below 0."]
    return [
        *_sum_faults(bank, reading),
        *_scale_faults(bank, reading),
        *_whole_faults(bank, reading),
        *_beside_faults(bank, reading),
    ]


def _sum_faults(bank: Bank, reading: NamedCounts) -> Iterator[str]:
    items = [*zip(bank.items, reading.histograms, strict=True)]
    sums = {f"the replies to {question.id}/{side}": sum(histogram) for (question, side), histogram in items}
    sums |= {f"the choices in {s.id}": sum(many) for s, many in zip(bank.scenes, reading.scenes, strict=True)}
    sums |= {f"the last moves in {s.id}": sum(many) for s, many in zip(bank.scenes, reading.lasts, strict=False)}
    if layout_of(bank).totems:
        sums["the totems"] = sum(reading.totems.values()) + reading.none
    yield from (f"{what} are {many}, of {reading.n} people" for what, many in sums.items() if many != reading.n)
    for (question, side), histogram in items:
        if histogram[NO_OCCASION] and side not in question.no_occasion:
            yield f"{question.id}/{side} had no occasion, which it does not offer"


def _scale_faults(bank: Bank, reading: NamedCounts) -> Iterator[str]:
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
    missed = sum(histogram[NO_OCCASION] for histogram in reading.histograms)
    for mirror, near in reading.nears.items():
        if not is_near(near, min(missed, reading.n - reading.mirrors[mirror].n), bank.points):
            yield f"the sheets that miss a few pairs of {'/'.join(mirror[:2])} do not fit the others"


def _whole_faults(bank: Bank, reading: NamedCounts) -> Iterator[str]:
    """Of what only some told, or took: spare scenes, whole sheets, minutes."""
    if reading.taken > reading.n or sum(reading.minutes) > reading.n:
        yield "more people took the spare scenes, or told their minutes, than there are"
    for scene, picks in zip(bank.spare_scenes, reading.spares, strict=False):
        if any(sum(row) != reading.taken for row in picks):
            yield f"the moves in {scene.id} are not those of {reading.taken} people"
    one, other, mirror = most_of(bank) if reading.forces else (0, 0, 0)
    for force, (halves, tie) in reading.forces.items():
        most = max(halves.n, tie.n)
        if most > reading.n or not (is_pair(halves, one, other) and is_pair(tie, mirror, one + other)):
            yield f"the sums of whole sheets for {force} do not fit"


def _beside_faults(bank: Bank, reading: NamedCounts) -> Iterator[str]:
    """Of what a bank that ends on thanks counts beside its replies."""
    for side, near in reading.beside.sides.items():
        complete = reading.scales.get(ScaleId(side=side))
        most = reading.n - complete.n if complete else 0
        if near.n > most or not is_possible(*near, 0, (bank.points - 1) * NEAR_UNIT):
            yield f"the sheets that miss a little of {side} do not fit the others"
    for asked, (n, picked, none) in zip(bank.importance, reading.beside.importance, strict=True):
        some = n - none
        if not (some >= 0 and n <= reading.n and max(picked) <= some <= sum(picked) <= asked.most * some):
            yield f"what matters in {asked.id} is not what {n} people picked"
    for slot, answers in enumerate(reading.beside.promises, 1):
        if sum(answers) > reading.n:
            yield f"more people answered about promise {slot} than there are"
