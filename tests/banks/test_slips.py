"""Slips for a blind sort: every move once, its force nowhere but on the last page, another order for another seed."""

import re
from itertools import pairwise

import pytest

from app.banks.loader import load_bank
from app.banks.schema import Language
from app.banks.slips import CUT, PAGE, printed, slips
from app.resources import resource

EXPRESS = load_bank(resource("questions") / "express.yaml")
FULL = load_bank(resource("questions") / "totem.yaml")


def pages(language: Language = "en", seed: int = 1) -> list[str]:
    return printed(EXPRESS, language, seed, str).split(PAGE)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_move_stands_on_one_slip(language: Language) -> None:
    cut = flat(" ".join(pages(language)[1:-1]))
    for scene in (*EXPRESS.file.scenes, *EXPRESS.file.spare_scenes):
        for option in scene.options:
            assert cut.count(flat(option.text[language])) == 1
    assert cut.count(flat(CUT)) == 3 * len(EXPRESS.bank.all_scenes)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_slip_tells_a_force_or_a_dimension_and_the_last_page_tells_all(language: Language) -> None:
    *cut, key = pages(language)[1:]
    for force in EXPRESS.file.forces:
        assert not re.search(rf"\b{force.name[language]}\b", "".join(cut))
        assert key.count(f": {force.name[language]} (") == len(EXPRESS.bank.all_scenes)


def test_the_key_names_the_force_of_the_slip_with_its_number() -> None:
    *_, key = pages()
    for number, slip in enumerate(slips(EXPRESS, 1), 1):
        assert f"\n{number}: {slip.force.name['en']} ({slip.dimension.name['en']}), scene {slip.scene.id}\n" in key


def test_a_seed_is_an_order_and_another_one_another() -> None:
    assert slips(FULL, 3) == slips(FULL, 3)
    assert slips(FULL, 3) != slips(FULL, 4)
    assert sorted(map(repr, slips(FULL, 3))) == sorted(map(repr, slips(FULL, 4)))


def test_neighbours_are_not_from_one_scene_in_a_row() -> None:
    """In the bank's order, two of three neighbours would be."""
    order = [slip.scene.id for slip in slips(FULL, 1)]
    assert sum(one == next_ for one, next_ in pairwise(order)) < len(order) / 4
