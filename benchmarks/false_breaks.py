"""How many mirror surveys of two crowds that are just alike tell a break, and how often one that is there is told.

    python -m benchmarks.false_breaks > questions/barometer/false_breaks.json

The people are invented (`app.banks.response_model`, one side of ten dimensions): 20,000 of a crowd, of whom each voice
draws its own at random, so that what is true of them is known exactly. Each voice is published by the very policy of
releases, and each gap read by the very functions of a mirror survey. Bounds of `barometer.md` §7, line 8; intervals are
Wilson's, 95 %. It takes three minutes.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from math import sqrt
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any, NamedTuple

from app.banks.response_model import CENTRAL, CROWDS, expected_points, populations
from app.barometer.contrasts import PublishedLevel, factor_of, gap_between, pattern_reading, prediction_reading
from app.publication import policy
from app.tallies.statistics import spread
from app.totem.model import Bank, Dimension, Question
from benchmarks.calibration import code_of
from benchmarks.false_gaps import Rate

SIZES = (
    *((20, 20), (50, 20), (800, 20), (100, 30), (50, 49), (400, 49), (50, 50), (200, 50), (400, 50)),
    *((400, 99), (100, 100), (400, 100), (800, 200)),
)
"""Customers and staff: where steps of rounding or the factor change on either side, and what a shop or a firm has."""
POWER_SIZES, GAPS, WHOLE_GAPS = ((50, 20), (100, 30), (200, 50), (400, 100)), (9, 14, 19), (9, 14)
SEED, PEOPLE, PAIRS, POWER_PAIRS, MOST, TEN, K = "breaks", 20_000, 5000, 2000, 0.05, 10, 5
CODE = ("app.barometer.contrasts", "app.banks.response_model", "app.publication.policy")
GIVEN = ("app.publication.documents", "app.publication.canonical", "app.publication.values")
"""What holds the figures, and makes none of them."""
TOLD = ("any_of_ten", "whole", "any_pattern", "seen_right", "whole_seen_right", "covered")
"""covered: how often the published half-widths alone, of one dimension, hold that there is no gap."""
BITS = 24
BANK = Bank(
    id="voice",
    sides=("lived",),
    pairs=(),
    points=5,
    dimensions=tuple(Dimension(f"d{at}") for at in range(TEN)),
    questions=tuple(Question(f"q{at}", f"d{at}", ("lived",)) for at in range(TEN)),
)


class InventedCrowd(NamedTuple):
    """sheets: each as one number, whose parts add up: of every dimension and of their total, points above the lowest
    and their squares; means: of all of them, on 0–100, the ten and then the whole."""

    sheets: Sequence[int]
    means: tuple[float, ...]


def invented(level: float, lower: Mapping[int, float], people: int = PEOPLE) -> InventedCrowd:
    """level: of the crowd, 1–5; lower: by dimension, how many points of 100 its mean lies below what it would be. The
    people are the same whatever is lower, so that their means differ by just that."""
    drops = {at: _drop(level, points) for at, points in lower.items()}
    sheets, sums = [], [0] * (TEN + 1)
    for _, population in populations(BANK, CENTRAL, level, people, f"{SEED} {level}"):
        person = population.person()
        latent = tuple(one - drops.get(at, 0.0) for at, one in enumerate(person.latent))
        points = [(reply or 1) - 1 for reply in population.sheet(person._replace(latent=latent)).replies]
        points.append(sum(points))
        sums = [total + one for total, one in zip(sums, points, strict=True)]
        sheets.append(_packed(points))
    units = [25.0] * TEN + [25.0 / TEN]
    return InventedCrowd(sheets, tuple(unit * total / people for unit, total in zip(units, sums, strict=True)))


@cache
def _drop(level: float, points: float) -> float:
    """How far answers before rounding come down for a mean that is so many points of 100 lower, by halving."""
    drawn = populations(BANK, CENTRAL, level, 1000, f"{SEED} drop")
    people = [population.person() for _, population in drawn]

    def mean(drop: float) -> float:
        lowered = (person._replace(latent=tuple(one - drop for one in person.latent)) for person in people)
        return fmean(25 * (fmean(expected_points(BANK, CENTRAL, person)) - 1) for person in lowered)

    low, high, wanted = 0.0, 4.0, mean(0.0) - points
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if mean(middle) > wanted else (low, middle)
    return low


def _packed(points: Sequence[int]) -> int:
    number = 0
    for one in points:
        number = ((number << BITS | one) << BITS) | one * one
    return number


def published(sheets: Iterable[int], n: int) -> list[PublishedLevel]:
    """What a release says of n sheets, as it makes each: the ten levels, then the mean of them as they are shown."""
    number, found = sum(sheets), list[PublishedLevel]()
    for together in (TEN, *[1] * TEN):
        squares, number = number & ((1 << BITS) - 1), number >> BITS
        total, number = number & ((1 << BITS) - 1), number >> BITS
        sums = spread(n, total, squares, unit=25.0 / together)
        sd, rounding = policy.shown_sd(sums, K), policy.step_of(n) / sqrt(12 * together)
        half_width = policy.shown_half_width(sd, n, rounding)
        found.append(PublishedLevel(policy.shown_mean(sums.mean, n, K).value or 0, half_width.value, n))
    ten = found[:0:-1]
    return [*ten, found[0]._replace(mean=round(fmean(level.mean for level in ten)))]


def surveys(
    staff: InventedCrowd, customers: InventedCrowd, sizes: tuple[int, int], pairs: int, seed: str
) -> Iterator[tuple[list[PublishedLevel], list[PublishedLevel]]]:
    """What both voices publish, staff first. sizes: customers and staff."""
    random = Random(f"{SEED} {seed} {sizes}")
    for _ in range(pairs):
        yield (
            published(random.choices(staff.sheets, k=sizes[1]), sizes[1]),
            published(random.choices(customers.sheets, k=sizes[0]), sizes[0]),
        )


def alike(crowd: InventedCrowd, sizes: tuple[int, int], pairs: int, seed: str) -> tuple[dict[str, Rate], float]:
    """Of two crowds that are the same, what is told all the same; and the factor by which any of ten would be told of
    just 5 % of them."""
    told, furthest = Counter[str](), list[float]()
    for first, second in surveys(crowd, crowd, sizes, pairs, seed):
        gaps = [gap_between(*two, TEN) for two in zip(first[:TEN], second[:TEN], strict=True)]
        alone, whole = (gap_between(first[at], second[at], 1) for at in (0, TEN))
        told["any_of_ten"] += any(gap.is_clear for gap in gaps)
        told["whole"] += whole.is_clear
        told["any_pattern"] += any(map(_stands_out, first[:TEN], second[:TEN], [first[TEN]] * TEN, [second[TEN]] * TEN))
        told["seen_right"] += prediction_reading(gaps[0]) == "seen_right"
        told["whole_seen_right"] += prediction_reading(whole) == "seen_right"
        told["covered"] += not alone.is_clear
        furthest.append(max(abs(gap.value) / (gap.half_width or 1) for gap in gaps))
    factor = factor_of(min(sizes), TEN) * sorted(furthest)[int((1 - MOST) * pairs)]
    return {name: Rate(told[name], pairs) for name in TOLD}, factor


def _stands_out(first: PublishedLevel, second: PublishedLevel, inside: PublishedLevel, outside: PublishedLevel) -> bool:
    """Whether a pattern is read of a dimension, each voice beside its own mean."""
    way = gap_between(first, inside, TEN)
    return way.is_clear and pattern_reading(way, gap_between(second, outside, TEN)) != "not_settled"


def apart(
    staff: InventedCrowd, customers: InventedCrowd, sizes: tuple[int, int], pairs: int, at: int
) -> tuple[dict[str, Rate], float]:
    """Of customers who are lower in one dimension, or (at TEN) in all: how often that blind spot is told, and how often
    the interval holds the truth; and the mean half-width."""
    truth, of = staff.means[at] - customers.means[at], 1 if at == TEN else TEN
    told, widths = Counter[str](), 0.0
    for first, second in surveys(staff, customers, sizes, pairs, f"apart {at} {truth}"):
        gap, alone = (gap_between(first[at], second[at], many) for many in (of, 1))
        told["told"] += prediction_reading(gap) == "blind_spot"
        told["covered"] += abs(alone.value - truth) <= (alone.half_width or 0)
        widths += gap.half_width or 0
    return {name: Rate(told[name], pairs) for name in ("told", "covered")}, widths / pairs


def figures(pairs: int = PAIRS, power_pairs: int = POWER_PAIRS, people: int = PEOPLE) -> Iterator[dict[str, Any]]:
    """Each with an id: what, customers/staff, and in which crowd, or how many points apart."""
    for name, level in CROWDS.items():
        crowd = invented(level, {}, people)
        for sizes in SIZES:
            rates, factor = alike(crowd, sizes, pairs, name)
            where = f"{sizes[0]}/{sizes[1]}:{name}"
            yield from (_figure(f"{told}:{where}", rate) for told, rate in rates.items())
            yield {"id": f"factor:{where}", "value": round(factor, 2)}
    level = CROWDS["middling"]
    staff = invented(level, {}, people)
    for kind, gaps, at in (("one", GAPS, 0), ("whole", WHOLE_GAPS, TEN)):
        for points in gaps:
            customers = invented(level, dict.fromkeys(range(TEN) if at else [0], float(points)), people)
            for sizes in POWER_SIZES:
                rates, width = apart(staff, customers, sizes, power_pairs, at)
                where = f"{kind}:{sizes[0]}/{sizes[1]}:{points}"
                yield from (_figure(f"{told}:{where}", rate) for told, rate in rates.items())
                yield {"id": f"half_width:{where}", "value": round(width, 1)}


def _figure(id_: str, rate: Rate) -> dict[str, Any]:
    low, high = (round(100 * part, 2) for part in rate.interval)
    return {"id": id_, "value": rate.percent, "low": low, "high": high}


def inputs_of() -> str:
    """16 hexadecimal digits over this file, every module that it runs, and what it is given."""
    digest = sha256(Path(__file__).read_bytes() + code_of(*CODE, given=GIVEN))
    return digest.hexdigest()[:16]


def measured() -> dict[str, Any]:
    drawn = {"seed": SEED, "people": PEOPLE, "pairs": PAIRS, "power_pairs": POWER_PAIRS}
    return {"inputs": inputs_of(), **drawn, "model": asdict(CENTRAL), "crowds": CROWDS, "figures": [*figures()]}


def main() -> None:
    print(json.dumps(measured(), indent=2))


if __name__ == "__main__":
    main()
