"""Invented people who take a quiz twice, and what they are told each time: what `calibrate` counts.

Scores through `app.totem` alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from random import Random
from typing import NamedTuple

from app.banks.exhibits import found, raised
from app.banks.response_model import (
    CROWDS,
    Population,
    ResponseModel,
    clicker,
    populations,
    tilted,
)
from app.totem.course import finished
from app.totem.model import Answers, Bank, Match, More, Point
from app.totem.triangle import project


class Met(NamedTuple):
    """One person's sheet and retest. higher: the totem of the first sheet with every answer one point higher;
    declining: both, had the person not taken the spare scenes; elsewhere: a retest before other scenes; preference:
    where the person's own preferences lie on the plane, in their own unit."""

    drawing: int
    first: Match
    again: Match
    higher: str | None = None
    declining: tuple[Match, Match] | None = None
    elsewhere: Match | None = None
    preference: Point = Point(0.0, 0.0)

    def same(self) -> bool:
        return self.again.totem == self.first.totem

    def among_two(self) -> bool:
        return self.again.totem in (self.first.totem, self.first.second)

    @property
    def took(self) -> bool:
        """Whether the spare scenes were offered on the first sheet, and taken."""
        return self.declining is not None and self.declining[0] is not self.first

    def same_elsewhere(self) -> bool:
        return self.elsewhere is not None and self.elsewhere.totem == self.first.totem


Crowds = Mapping[str, Sequence[Met]]


def everybody(crowds: Crowds) -> list[Met]:
    return list(chain.from_iterable(crowds.values()))


def without_more(crowd: Iterable[Met]) -> list[Met]:
    """The same people, if nobody takes the spare scenes."""
    return [met._replace(first=met.declining[0], again=met.declining[1]) if met.declining else met for met in crowd]


def crowd_of(bank: Bank, model: ResponseModel, seed: str, level: float, people: int) -> list[Met]:
    """Of one height, with what only the central model is asked for: the shifted sheet, the parallel form."""
    crowd = []
    for drawing, population in populations(bank, model, level, people, seed):
        person = population.person()
        sheet, again = population.sheet(person), population.sheet(person)
        higher = found(bank, raised(bank, sheet)).totem
        elsewhere = found(bank, population.sheet(population.elsewhere(person)))
        met = _met(bank, drawing, population, sheet, again)
        preference = project(_three(person.preferences))
        crowd.append(met._replace(higher=higher, elsewhere=elsewhere, preference=preference))
    return crowd


def mixed(bank: Bank, model: ResponseModel, seed: str, people: int) -> list[Met]:
    """The three crowds in equal parts, in all as many people as one crowd of the central model."""
    crowd = []
    for name, level in CROWDS.items():
        for drawing, population in populations(bank, model, level, -(-people // len(CROWDS)), f"{seed} {name}"):
            person = population.person()
            met = _met(bank, drawing, population, population.sheet(person), population.sheet(person))
            crowd.append(met._replace(preference=project(_three(person.preferences))))
    return crowd


def odd_crowds(bank: Bank, seed: int, people: int) -> Iterator[tuple[str, Iterable[str | None]]]:
    """Middling crowds that prefer one force by half a standard deviation, and people who click at random."""
    for position, force in enumerate(bank.forces):
        met = populations(bank, tilted(position), CROWDS["middling"], people, f"{seed} tilted {force}")
        yield f"tilted to {force}", (found(bank, crowd.sheet(crowd.person())).totem for _, crowd in met)
    random = Random(f"{seed} clickers")  # noqa: S311 - invented people, not secrets
    yield "random clickers", (found(bank, clicker(bank, random)).totem for _ in range(people))


def _met(bank: Bank, drawing: int, population: Population, sheet: Answers, again: Answers) -> Met:
    first, second = found(bank, sheet), found(bank, again)
    if not (bank.is_ranked and population.model.takes):
        return Met(drawing, first, second)
    return Met(drawing, first, second, declining=(_declined(bank, sheet, first), _declined(bank, again, second)))


def _declined(bank: Bank, sheet: Answers, told: Match) -> Match:
    if None in sheet.choices:
        return told
    return found(bank, finished(bank, replace(sheet, more=More.DECLINED), b""))


def _three(preferences: tuple[float, ...]) -> tuple[float, float, float]:
    a, b, c = preferences
    return a, b, c
