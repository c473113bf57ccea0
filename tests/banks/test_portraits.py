"""What a portrait says of the sheet is true of every sheet that leads to it; the former portraits were not."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from random import Random

import pytest

from app.banks.loader import Questionnaire, load_catalogue
from app.banks.prose import sentences
from app.banks.schema import Totem
from app.resources import resource
from app.totem.course import finished
from app.totem.model import UNSURE, Answers, Bank, Match, More
from app.totem.scoring import levels_of, match
from app.totem.triangle import prototypes
from tests.soak import many

CATALOGUE = load_catalogue(resource("questions"))
FORMER = [one for one in CATALOGUE.archive.values() if one.bank.id == "totem"]
SHEETS = many(3000, 200_000)
Standing = Callable[[Bank, Match], Sequence[float]]


def all_told(bank: Bank, found: Match) -> Sequence[float]:
    """How high each force stands, choices and answers together: along its corner."""
    homes = dict(zip((totem.forces for totem in bank.totems), prototypes(bank), strict=True))
    corners = (homes[(force,)] for force in bank.forces)
    return [x * found.point.x + y * found.point.y for x, y in corners]


def by_first_moves(_: Bank, found: Match) -> Sequence[float]:
    return found.firsts


def sheets(bank: Bank, how_many: int) -> Iterator[Answers]:
    """Of every height and leaning, each way of choosing one force alone among them."""
    random, orders = Random(f"{bank.id} portraits"), (0, 1, 2)
    for levels in product((1, 3, 5), repeat=3):
        replies = tuple(
            levels[bank.forces.index(bank.force_of[question.dimension] or "")] for question, _ in bank.items
        )
        yield from (_sheet(bank, random, replies, [weight == at for at in orders]) for weight in orders)
    for _ in range(how_many):
        leaning = [random.random() ** 2 for _ in orders]
        low, high = sorted((random.randint(1, 5), random.randint(1, 5)))
        yield _sheet(bank, random, tuple(random.randint(low, high) for _ in bank.items), leaning)


def _sheet(bank: Bank, random: Random, replies: tuple[int, ...], leaning: Sequence[float]) -> Answers:
    firsts, lasts = [], []
    for scene in bank.all_scenes:
        weights = [0.02 + leaning[bank.forces.index(bank.force_of[option] or "")] for option in scene.options]
        (first,) = random.choices(range(3), weights)
        left = [at for at in range(3) if at != first]
        firsts.append(first)
        lasts.append(random.choice([*left, UNSURE]))
    more = random.choice((More.TAKEN, More.DECLINED))
    given = Answers(replies, tuple(firsts), lasts=tuple(lasts) if bank.is_ranked else (), more=more)
    return finished(bank, given, random.randbytes(8))


def claims(questionnaire: Questionnaire, totem: Totem, marks: str) -> set[tuple[str, tuple[str, ...]]]:
    """In each language, the forces that a portrait puts before the others, as its sentence on them names them."""
    found: set[tuple[str, tuple[str, ...]]] = set()
    for language, text in totem.portrait.items():
        (said,) = [one for one in sentences(text) if re.search(marks, one, re.IGNORECASE)]
        places = {force.id: said.find(force.name[language]) for force in questionnaire.file.forces}
        named = sorted((force for force in places if places[force] >= 0), key=places.__getitem__)
        found.add((language, tuple(named[: len(totem.forces)])))
    return found


def contradicted(questionnaire: Questionnaire, marks: str, standing: Standing, how_many: int) -> list[str]:
    bank = questionnaire.bank
    told = {totem.id: claims(questionnaire, totem, marks) for totem in questionnaire.file.totems if totem.forces}
    met, wrong = set(), []
    for sheet in sheets(bank, how_many):
        found = match(bank, sheet, levels_of(bank, sheet))
        if found is None or found.totem is None:
            continue
        met.add(found.totem)
        high = dict(zip(bank.forces, standing(bank, found), strict=True))
        for language, first in told.get(found.totem, ()):
            rest = [high[force] for force in bank.forces if force not in first]
            if min(high[force] for force in first) <= max(rest):
                wrong.append(f"{found.totem}, {language}: {first} of {high}")
    assert met == {totem.id for totem in bank.totems}
    return wrong


@pytest.mark.parametrize("bank", ["totem", "express"])
def test_no_sheet_is_told_of_its_forces_what_it_does_not_say(bank: str) -> None:
    assert contradicted(CATALOGUE[bank], "tout compté|all told", all_told, SHEETS) == []


def test_the_former_portraits_are_found_out() -> None:
    """The control: they spoke of first moves, of which the answers to the mirror know nothing."""
    (former,) = FORMER
    assert len(contradicted(former, "dans nos scènes|in our scenes", by_first_moves, 1000)) > 20
