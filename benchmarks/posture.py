"""The search for a bank's constants of posture, over a grid: each row scores the same invented people anew.

    python -m benchmarks.posture questions/totem.yaml
    python -m benchmarks.posture questions/express.yaml 0.014,0.02 1.0,1.02 0.9 [people]

The numbers after the bank are weights, radii and pair radii, and people in each crowd. Everybody takes the spare
scenes. Nothing is chosen here, and the bank is left as it is: `totem calibrate` judges what is declared.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import NamedTuple

from app.banks.calibration import rate
from app.banks.loader import load_bank
from app.banks.response_model import CENTRAL, CROWDS, STRESS, ResponseModel, populations
from app.banks.truth import told_apart, true_totems
from app.totem.model import Answers, Bank, Nearness, Point, Posture
from app.totem.scoring import drawn_on, force_levels, levels_of, nearness, placed
from app.totem.triangle import distance, project, prototypes

SEED, PEOPLE = 2026, 3000
WEIGHTS, RADII, PAIR_RADII = (0.010, 0.014, 0.017, 0.02), (0.9, 1.0, 1.1), (0.85, 0.9, 0.95)
"""RADII: as parts of the one that the bank declares, where none are asked for."""
HEAD = "weight  radius  pair | centre | same  two   true  apart | stress same  two | smallest  largest"


class Sheet(NamedTuple):
    """drawn: by the scenes, without the spare ones and with them; above: by the answers."""

    drawn: tuple[tuple[float, ...], tuple[float, ...]]
    above: tuple[float, ...]


class Twice(NamedTuple):
    drawing: int
    crowd: str
    sheets: tuple[Sheet, Sheet]
    preference: Point


class Told(NamedTuple):
    drawing: int
    crowd: str
    first: str
    second: str
    again: str


def people(bank: Bank, model: ResponseModel, name: str, many: int) -> list[Twice]:
    """Those of `totem calibrate`, with an answer to every scene."""
    whole, found = replace(bank, scenes=bank.all_scenes, spare_scenes=()), []
    for crowd, level in CROWDS.items():
        for drawing, population in populations(whole, model, level, many, f"{SEED} {name} {crowd}"):
            person = population.person()
            one, other = (_sheet(bank, whole, population.sheet(person)) for _ in range(2))
            a, b, c = person.preferences
            found.append(Twice(drawing, crowd, (one, other), project((a, b, c))))
    return found


def _sheet(bank: Bank, whole: Bank, answers: Answers) -> Sheet:
    kept, none = len(bank.scenes), (None,) * len(bank.spare_scenes)
    main = replace(answers, choices=answers.choices[:kept] + none, lasts=answers.lasts[:kept] + none)
    above = force_levels(whole, levels_of(whole, answers))
    return Sheet((drawn_on(whole, main), drawn_on(whole, answers)), above)


def told(bank: Bank, one: Sheet) -> tuple[str, str]:
    """The two nearest totems, once the spare scenes are taken where they are offered."""
    assert bank.posture is not None
    homes, found = list(zip(bank.totems, prototypes(bank), strict=True)), ("", "")
    for drawn in one.drawn:
        point = placed(bank.posture, drawn, one.above)
        (away, first), (next_, second), *_ = sorted((distance(point, home), totem.id) for totem, home in homes)
        found = first, second
        if nearness((next_ - away) / bank.posture.radius) is not Nearness.BETWEEN:
            break
    return found


def row(bank: Bank, central: Sequence[Twice], stress: Sequence[Twice]) -> str:
    met, hard = ([_met(bank, one) for one in crowd] for crowd in (central, stress))
    centre = next(totem.id for totem in bank.totems if not totem.forces)
    share = rate(met, lambda one: one.first == centre).value
    truth = true_totems(bank, [one.preference for one in central], share / 100)
    true = 100 * sum(one.first == kind for one, kind in zip(met, truth, strict=True)) / len(met)
    apart = told_apart([(one.first, one.again) for one in met])
    shares = [
        rate([one for one in met if one.crowd == crowd], lambda one, id_=totem.id: one.first == id_).value  # type: ignore[misc]
        for crowd, totem in product(CROWDS, bank.totems)
    ]
    usual = f"{_same(met):4.1f}  {_two(met):4.1f}  {true:4.1f}  {apart:5.2f}"
    worst = f"{_same(hard):4.1f}  {_two(hard):4.1f}"
    return f"| {share:5.1f}  | {usual} |        {worst} | {min(shares):8.1f}  {max(shares):7.1f}"


def _met(bank: Bank, one: Twice) -> Told:
    (first, second), (again, _) = (told(bank, sheet) for sheet in one.sheets)
    return Told(one.drawing, one.crowd, first, second, again)


def _same(met: Sequence[Told]) -> float:
    return rate(met, lambda one: one.again == one.first).value


def _two(met: Sequence[Told]) -> float:
    return rate(met, lambda one: one.again in (one.first, one.second)).value


def grid(bank: Bank, asked: Sequence[str]) -> Iterator[Posture]:
    assert bank.posture is not None
    usual = WEIGHTS, [round(part * bank.posture.radius, 3) for part in RADII], PAIR_RADII
    weights, radii, pairs = usual if len(asked) < 3 else (map(float, each.split(",")) for each in asked[:3])
    for weight, radius, pair in product(weights, radii, pairs):
        yield replace(bank.posture, weight=weight, radius=radius, pair_radius=pair)


def main(path: str, *asked: str) -> None:
    bank = load_bank(Path(path)).bank
    many = int(asked[3]) if len(asked) > 3 else PEOPLE
    central = people(bank, CENTRAL, "central", many)
    stress = people(bank, STRESS["SD .7 and noise 1.0"], "stress", many)
    print(f"{bank.id}: {many} people a crowd, seed {SEED}\n{HEAD}")
    for posture in grid(bank, asked):
        scored = replace(bank, posture=posture)
        start = f"{posture.weight:6.3f}  {posture.radius:6.3f}  {posture.pair_radius:4.2f} "
        print(start + row(scored, central, stress), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
