"""What invented people would get from a bank, and how far it holds: `totem calibrate`.

Promises figures that depend only on bank, words, seed and people, against the bounds of `measurement.md`. Scores
through `app.totem` alone and changes no constant. The people are `response_model`'s: read its docstring first.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from math import sqrt
from statistics import fmean, variance

from app.banks.agreement import agreement_figures
from app.banks.calibration import Calibration, MeasuredFigure, ShareEstimate, as_json, bound, rate, table
from app.banks.encounters import Crowds, Met, crowd_of, everybody, mixed, odd_crowds, without_more
from app.banks.exhibits import changed_by_shift, exhibit
from app.banks.gaps import gap_figures
from app.banks.reading_time import SLOW, WORDS_PER_MINUTE, Clock
from app.banks.response_model import CENTRAL, CROWDS, DRAWINGS, FAINT, SHORT, STRESS, VAGUE_LAST
from app.banks.retests import retest_figures
from app.banks.schema import Language
from app.banks.truth import told_apart, true_totems
from app.totem.model import Answers, Bank, Nearness
from app.totem.packing import fingerprint

__all__ = ["as_json", "calibrate", "table"]

SEED, PEOPLE = 2026, 10_000
FULL_FROM = 8
"""Scenes from which a bank is held to the bounds of the full one; below, to those of the express one."""
NEARNESS = {Nearness.BETWEEN: "between the two", Nearness.RATHER: "mostly", Nearness.CLEARLY: "clearly"}
OTHER_GUESSES = {"faint": ("tie halved", FAINT), "short": ("choice noise × 1.2", SHORT)}
OF_LASTS = {"vague": ("last noise 2.0", VAGUE_LAST)}
"""Rows that are printed beside, by the name in their ids: how they are called, and who answers."""


def calibrate(bank: Bank, clocks: Mapping[Language, Clock], *, seed: int = SEED, people: int = PEOPLE) -> Calibration:
    """clocks: what the bank asks of a reader of each language; people: invented ones a crowd, 10 or more.

    About two minutes for the default number of people. Held to no bound: a bank without totems, and one that asks for
    one pick a scene, as former ones do.
    """
    figures = list(_reading(clocks))
    shares: dict[str, dict[str, float]] = {}
    exhibits = {totem.id: exhibit(bank, totem) for totem in bank.totems}
    if bank.totems:
        found, shares = _of_totems(bank, seed, people)
        figures = [*found, *figures, _unmet(exhibits)]
    if bank.totems and bank.is_ranked:
        full = len(bank.scenes) >= FULL_FROM
        figures = [replace(figure, bound=bound(figure.id.split(":")[0], full=full)) for figure in figures]
        figures.sort(key=lambda figure: figure.bound is None)
    figures += gap_figures(bank, seed, -(-people // 3))
    figures += agreement_figures(bank, seed, people)
    model = {**asdict(CENTRAL), "crowds": CROWDS, "drawings": DRAWINGS}
    return Calibration(bank.id, fingerprint(bank), seed, people, model, tuple(figures), shares, exhibits)


def _of_totems(bank: Bank, seed: int, people: int) -> tuple[list[MeasuredFigure], dict[str, dict[str, float]]]:
    """The figures, and who is given which totem in each crowd."""
    central = {crowd: crowd_of(bank, CENTRAL, f"{seed} {crowd}", level, people) for crowd, level in CROWDS.items()}
    stress = {name: mixed(bank, model, f"{seed} {name}", people) for name, model in STRESS.items()}
    guesses = OTHER_GUESSES | (OF_LASTS if bank.is_ranked else {})
    others = {id_: (name, mixed(bank, model, f"{seed} {id_}", people)) for id_, (name, model) in guesses.items()}
    met = everybody(central)
    figures = [*_stability(bank, central, stress), *_balance(bank, central), *_shift(bank, central, seed, people)]
    figures += _nearness(met)
    if bank.is_ranked:
        figures += _declining(bank, central, stress)
    for id_, (name, crowd) in others.items():
        figures += [
            replace(each, id=f"{each.id}_if:{id_}", label=f"{each.label}, {name}") for each in _main(bank, crowd)
        ]
    figures += _robustness(bank, met)
    worst = min(stress.values(), key=lambda crowd: rate(crowd, Met.same).value)
    figures += retest_figures(bank, {"central": met, "worst stress": worst})
    crowds = {**central, **stress, **dict(others.values())}
    shares = {name: _given(bank, (one.first.totem for one in crowd)) for name, crowd in crowds.items()}
    return figures, shares | {name: _given(bank, told) for name, told in odd_crowds(bank, seed, -(-people // 3))}


def _given(bank: Bank, totems: Iterable[str | None]) -> dict[str, float]:
    """% of people who are given each totem."""
    counted = Counter(totems)
    return {totem.id: 100 * counted[totem.id] / counted.total() for totem in bank.totems}


def _main(bank: Bank, crowd: Sequence[Met]) -> Iterator[MeasuredFigure]:
    """The four figures that are always shown together."""
    yield MeasuredFigure("same", "same totem on a retest", *rate(crowd, Met.same))
    yield MeasuredFigure("two", "retest's totem among the first two", *rate(crowd, Met.among_two))
    if any(not totem.forces for totem in bank.totems):
        yield MeasuredFigure("true", "the totem of the true preference", *_true(bank, crowd))
    apart = told_apart([(met.first.totem, met.again.totem) for met in crowd])
    yield MeasuredFigure("apart", "totems told apart", apart, unit="", decimals=2)


def _true(bank: Bank, crowd: Sequence[Met]) -> ShareEstimate:
    centre = next(totem.id for totem in bank.totems if not totem.forces)
    share = _share(crowd, centre).value / 100
    truth = true_totems(bank, [met.preference for met in crowd], share)
    hits = [met._replace(higher=true) for met, true in zip(crowd, truth, strict=True)]
    return rate(hits, lambda met: met.higher == met.first.totem)


def _stability(bank: Bank, central: Crowds, stress: Crowds) -> Iterator[MeasuredFigure]:
    yield from _main(bank, everybody(central))
    yield from _worst(stress)
    for name, met in stress.items():
        for id_, label, test in _TWICE:
            yield MeasuredFigure(f"{id_}_if:{name}", f"{label}, {name}", *rate(met, test))


_TWICE = (
    ("same", "same totem on a retest", Met.same),
    ("two", "retest's totem among the first two", Met.among_two),
)


def _worst(stress: Crowds) -> Iterator[MeasuredFigure]:
    for id_, label, test in _TWICE:
        worst = min((rate(met, test) for met in stress.values()), key=lambda found: found.value)
        yield MeasuredFigure(f"{id_}_stress", f"{label}, worst stress", *worst)


def _declining(bank: Bank, central: Crowds, stress: Crowds) -> Iterator[MeasuredFigure]:
    """The main figures again, had everybody declined the spare scenes; and how many they are offered to."""
    met = everybody(central)
    yield MeasuredFigure("offered", "people offered the spare scenes", *rate(met, lambda one: one.took))
    alone, alone_stress = (
        {name: without_more(crowd) for name, crowd in crowds.items()} for crowds in (central, stress)
    )
    found = [*_main(bank, everybody(alone)), *_worst(alone_stress)]
    shares = [(_share(crowd, totem.id), name, totem.id) for name, crowd in alone.items() for totem in bank.totems]
    for id_, pick in (("smallest", min), ("largest", max)):
        share, crowd, totem = pick(shares)
        found.append(MeasuredFigure(id_, f"{id_} share, {crowd} crowd: {totem}", *share))
    for figure in found:
        yield replace(figure, id=f"declined:{figure.id}", label=f"{figure.label}, everybody declines")


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


def _reading(clocks: Mapping[Language, Clock]) -> Iterator[MeasuredFigure]:
    screens = max((clock.screens for clock in clocks.values()), default=0)
    yield MeasuredFigure("screens", "screens", screens, unit="", decimals=0)
    for language, clock in clocks.items():
        label = f"time, {language}: {clock.words} words at {WORDS_PER_MINUTE} a minute, {clock.taps} taps"
        yield MeasuredFigure(f"time:{language}", label, clock.minutes, unit="min", decimals=2)
        label = f"80th percentile, {language}: {SLOW:g} times as long"
        yield MeasuredFigure(f"slow:{language}", label, clock.slow, unit="min", decimals=2)


def _nearness(met: Sequence[Met]) -> Iterator[MeasuredFigure]:
    for nearness, phrase in NEARNESS.items():
        told = partial(_is_told, nearness)
        yield MeasuredFigure(f"near:{nearness.value}", f"people told “{phrase}”", *rate(met, told))
        label = f"same totem on a retest, told “{phrase}”"
        yield MeasuredFigure(f"near_same:{nearness.value}", label, *rate([*filter(told, met)], Met.same))


def _is_told(nearness: Nearness, met: Met) -> bool:
    return met.first.nearness is nearness


def _robustness(bank: Bank, central: Sequence[Met]) -> Iterator[MeasuredFigure]:
    first, again = (
        _given(bank, totems) for totems in zip(*((m.first.totem, m.again.totem) for m in central), strict=True)
    )
    chance = sum(first[totem] * again[totem] for totem in first) / 100
    beyond = (rate(central, Met.same).value - chance) / (100 - chance) if chance < 100 else 0.0
    yield MeasuredFigure("kappa", "agreement on a retest beyond chance (Cohen's kappa)", beyond, unit="", decimals=2)
    label = "same totem before other scenes (a parallel form)"
    yield MeasuredFigure("parallel", label, *rate(central, Met.same_elsewhere))
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
