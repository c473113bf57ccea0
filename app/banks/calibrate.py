"""What invented people would get from a bank, and how far it holds: `totem calibrate`.

Promises figures that depend only on bank, words, seed and people, against the bounds of `measurement.md`. Scores
through `app.totem` alone and changes no constant. The people are `response_model`'s: read its docstring first.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from itertools import chain
from math import sqrt
from random import Random
from statistics import fmean, variance
from typing import NamedTuple

from app.banks.calibration import Calibration, MeasuredFigure, ShareEstimate, as_json, bound, rate, table
from app.banks.exhibits import changed_by_shift, exhibit, found
from app.banks.gaps import gap_figures
from app.banks.reading_time import SECONDS_PER_TAP, WORDS_PER_MINUTE, estimated_minutes, taps_of
from app.banks.response_model import (
    CENTRAL,
    CROWDS,
    DRAWINGS,
    FAINT,
    STRESS,
    ResponseModel,
    clicker,
    populations,
    raised,
    tilted,
)
from app.totem.model import Answers, Bank, Match, Nearness
from app.totem.packing import fingerprint

__all__ = ["as_json", "calibrate", "table"]

SEED, PEOPLE = 2026, 10_000
FULL_FROM = 10
"""Scenes from which a bank is held to the bounds of the full one; below, to those of the express one."""
NEARNESS = {Nearness.BETWEEN: "between the two", Nearness.RATHER: "rather", Nearness.CLEARLY: "clearly"}


class Met(NamedTuple):
    """One person's sheet and retest. higher: the totem of the first sheet with every answer one point higher."""

    drawing: int
    first: Match
    again: Match
    higher: str | None

    def same(self) -> bool:
        return self.again.totem == self.first.totem

    def among_two(self) -> bool:
        return self.again.totem in (self.first.totem, self.first.second)


Crowds = Mapping[str, Sequence[Met]]


def calibrate(bank: Bank, words_by_screen: Sequence[int], *, seed: int = SEED, people: int = PEOPLE) -> Calibration:
    """words_by_screen: what there is to read, screen by screen; people: invented ones a crowd, 10 or more.

    About 20 s for the default number of people. A bank without totems is held to no bound.
    """
    figures = list(_reading(bank, words_by_screen))
    shares: dict[str, dict[str, float]] = {}
    exhibits = {totem.id: exhibit(bank, totem) for totem in bank.totems}
    if bank.totems:
        central = {crowd: _crowd(bank, CENTRAL, f"{seed} {crowd}", level, people) for crowd, level in CROWDS.items()}
        stress = {name: _mixed(bank, model, f"{seed} {name}", people) for name, model in STRESS.items()}
        faint = _mixed(bank, FAINT, f"{seed} faint", people)
        figures = [
            *_stability(central, stress),
            *_balance(bank, central),
            *_shift(bank, central, seed, people),
            *figures,
        ]
        figures += [_unmet(exhibits), *_nearness(_all(central)), *_robustness(bank, _all(central), faint)]
        crowds = {**central, **stress, "tie halved": faint}
        shares = {name: _given(bank, (met.first.totem for met in crowd)) for name, crowd in crowds.items()}
        shares |= {name: _given(bank, totems) for name, totems in _odd_crowds(bank, seed, -(-people // 3))}
        full = len(bank.scenes) >= FULL_FROM
        figures = [replace(figure, bound=bound(figure.id.split(":")[0], full=full)) for figure in figures]
        figures.sort(key=lambda figure: figure.bound is None)
    figures += gap_figures(bank, seed, -(-people // 3))
    model = {**asdict(CENTRAL), "crowds": CROWDS, "drawings": DRAWINGS}
    return Calibration(bank.id, fingerprint(bank), seed, people, model, tuple(figures), shares, exhibits)


def _crowd(
    bank: Bank, model: ResponseModel, seed: str, level: float, people: int, *, shifted: bool = True
) -> list[Met]:
    crowd = []
    for drawing, population in populations(bank, model, level, people, seed):
        person = population.person()
        sheet = population.sheet(person)
        first, again = found(bank, sheet), found(bank, population.sheet(person))
        higher = found(bank, raised(bank, sheet)).totem if shifted else None
        crowd.append(Met(drawing, first, again, higher))
    return crowd


def _mixed(bank: Bank, model: ResponseModel, seed: str, people: int) -> list[Met]:
    """The three crowds in equal parts, in all as many people as one crowd of the central model."""
    third = -(-people // len(CROWDS))
    return [
        met
        for crowd, level in CROWDS.items()
        for met in _crowd(bank, model, f"{seed} {crowd}", level, third, shifted=False)
    ]


def _odd_crowds(bank: Bank, seed: int, people: int) -> Iterator[tuple[str, Iterable[str | None]]]:
    """Middling crowds that prefer one force by half a standard deviation, and people who click at random."""
    for position, force in enumerate(bank.forces):
        met = populations(bank, tilted(position), CROWDS["middling"], people, f"{seed} tilted {force}")
        yield f"tilted to {force}", (found(bank, crowd.sheet(crowd.person())).totem for _, crowd in met)
    random = Random(f"{seed} clickers")  # noqa: S311 - invented people, not secrets
    yield "random clickers", (found(bank, clicker(bank, random)).totem for _ in range(people))


def _all(crowds: Crowds) -> list[Met]:
    return list(chain.from_iterable(crowds.values()))


def _given(bank: Bank, totems: Iterable[str | None]) -> dict[str, float]:
    """% of people who are given each totem."""
    counted = Counter(totems)
    return {totem.id: 100 * counted[totem.id] / counted.total() for totem in bank.totems}


def _stability(central: Crowds, stress: Crowds) -> Iterator[MeasuredFigure]:
    for id_, label, test in (
        ("same", "same totem on a retest", Met.same),
        ("two", "retest's totem among the first two", Met.among_two),
    ):
        rates = {name: rate(met, test) for name, met in stress.items()}
        worst = min(rates, key=lambda name: rates[name].value)
        yield MeasuredFigure(id_, label, *rate(_all(central), test))
        yield MeasuredFigure(f"{id_}_stress", f"{label}, worst stress", *rates[worst])
        for name, estimate in rates.items():
            yield MeasuredFigure(f"{id_}_if:{name}", f"{label}, {name}", *estimate)


def _balance(bank: Bank, central: Crowds) -> Iterator[MeasuredFigure]:
    for crowd, met in central.items():
        shares = {totem.id: _share(met, totem.id) for totem in bank.totems}
        least = min(shares, key=lambda id_: shares[id_].value)
        most = max(shares, key=lambda id_: shares[id_].value)
        yield MeasuredFigure(f"smallest:{crowd}", f"smallest share, {crowd} crowd: {least}", *shares[least])
        yield MeasuredFigure(f"largest:{crowd}", f"largest share, {crowd} crowd: {most}", *shares[most])


def _share(met: Sequence[Met], totem: str | None) -> ShareEstimate:
    return rate(met, lambda one: one.first.totem == totem)


def _shift(bank: Bank, central: Crowds, seed: int, people: int) -> Iterator[MeasuredFigure]:
    label = "changed by every answer one higher, nobody at the ceiling"
    yield MeasuredFigure("law", label, changed_by_shift(bank, f"{seed} law", max(people // 10, 100)))
    rates = {crowd: rate(met, lambda one: one.higher != one.first.totem) for crowd, met in central.items()}
    worst = max(rates, key=lambda crowd: rates[crowd].value)
    yield MeasuredFigure("ceiling", f"the same with the ceiling, {worst} crowd", *rates[worst])


def _unmet(exhibits: Mapping[str, Answers | None]) -> MeasuredFigure:
    unmet = [totem for totem, sheet in exhibits.items() if sheet is None]
    label = f"totems that no exhibited sheet reaches, of {len(exhibits)}"
    return MeasuredFigure("unmet", ": ".join((label, *unmet)), len(unmet), unit="", decimals=0)


def _reading(bank: Bank, words_by_screen: Sequence[int]) -> Iterator[MeasuredFigure]:
    words, taps = sum(words_by_screen), taps_of(bank)
    yield MeasuredFigure("screens", "screens", len(words_by_screen), unit="", decimals=0)
    label = f"time: {words} words at {WORDS_PER_MINUTE} a minute, {taps} taps of {SECONDS_PER_TAP:g} s"
    yield MeasuredFigure("time", label, estimated_minutes(bank, words), unit="min")


def _nearness(met: Sequence[Met]) -> Iterator[MeasuredFigure]:
    for nearness, phrase in NEARNESS.items():
        told = partial(_is_told, nearness)
        yield MeasuredFigure(f"near:{nearness.value}", f"people told “{phrase}”", *rate(met, told))
        label = f"same totem on a retest, told “{phrase}”"
        yield MeasuredFigure(f"near_same:{nearness.value}", label, *rate([*filter(told, met)], Met.same))


def _is_told(nearness: Nearness, met: Met) -> bool:
    return met.first.nearness is nearness


def _robustness(bank: Bank, central: Sequence[Met], faint: Sequence[Met]) -> Iterator[MeasuredFigure]:
    first, again = (
        _given(bank, totems) for totems in zip(*((m.first.totem, m.again.totem) for m in central), strict=True)
    )
    chance = sum(first[totem] * again[totem] for totem in first) / 100
    beyond = (rate(central, Met.same).value - chance) / (100 - chance) if chance < 100 else 0.0
    yield MeasuredFigure("kappa", "agreement on a retest beyond chance (Cohen's kappa)", beyond, unit="", decimals=2)
    yield MeasuredFigure("same_if:faint", "same totem on a retest, tie halved", *rate(faint, Met.same))
    yield MeasuredFigure("two_if:faint", "retest's totem among the first two, tie halved", *rate(faint, Met.among_two))
    yield MeasuredFigure("drift", "SD of a share from one drawing of the options to another", _drift(bank, central))


def _drift(bank: Bank, met: Sequence[Met]) -> float:
    """In points of %: root mean square over the totems, the chance of who happened to be drawn taken away."""
    sizes = Counter(one.drawing for one in met)
    if len(sizes) < 2:
        return 0.0
    beyond = []
    for totem in bank.totems:
        given = Counter(one.drawing for one in met if one.first.totem == totem.id)
        shares = {drawing: given[drawing] / size for drawing, size in sizes.items()}
        by_chance = fmean(share * (1 - share) / sizes[drawing] for drawing, share in shares.items())
        beyond.append(variance(shares.values()) - by_chance)
    return 100 * sqrt(max(fmean(beyond), 0.0))
