"""Words that a bank allows itself: a complaint at each text that has more, in either language, and none without."""

import pytest

from app.banks.loader import load_catalogue
from app.resources import resource

from .small import SMALL, edited, faults

BUDGETS = (
    "budgets:\n  statement: 6\n  example: 3\n  scenes: {setup: 7, move: 3, mean: 13}\n  spare_scenes: {setup: 3}\n"
)

PLACED = "    side: customers\n    place: {fr: Au fond à gauche, en: Back}\n    text"


def held(*edits: tuple[str, str], budgets: str = BUDGETS) -> list[str]:
    return faults(edited(*edits, bank=SMALL + budgets))


def test_a_bank_within_its_budgets_has_no_fault() -> None:
    assert held() == []


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (("Take this.”", "Please do take this.”"), "questions.0.examples.colleagues: In “en”, this has 4 words"),
        (("Tiens.", "Tiens une belle chaise."), "questions.0.examples.colleagues: In “fr”, this has 4 words"),
        (("fr: J’écoute.", "fr: J’écoute tout le monde."), "scenes.0.options.2.text: In “fr”, this has 4 words"),
        (("Desk, 5 pm.", "Desk on the left there, 5 pm."), "scenes.0.text: In “en”, this has 9 words"),
        (("    side: customers\n    text", PLACED), "scenes.0.text: In “fr”, this has 9 words"),
        (("fr: Dans la cour.", "fr: Dans la cour du fond."), "spare_scenes.2.text: In “fr”, this has 5 words"),
    ],
)  # fmt: skip
def test_each_kind_of_text_is_counted_where_it_stands(edit: tuple[str, str], fault: str) -> None:
    assert [one for one in held(edit) if fault in one], held(edit)


def test_scenes_are_held_to_a_mean_in_each_language() -> None:
    found = [held(budgets=BUDGETS.replace("mean: 13", f"mean: {mean}")) for mean in (11.5, 11.4, 5)]
    assert [len(each) for each in found] == [0, 1, 2]
    assert "scenes: In “en”, a scene has 11.5 words on average; the bank’s own budget allows 11.4." in found[1][0]


def test_a_missing_translation_is_one_fault_and_not_two() -> None:
    found = held(("{fr: J’écoute., en: I listen.}", "{fr: J’écoute.}"))
    assert len(found) == 1
    assert "The text in “en” is missing" in found[0]


def test_without_budgets_nothing_is_held() -> None:
    long = (
        ('fr: "Quand je sais, je dis.', 'fr: "Quand je le sais, je le dis.'),
        ("When I know, I say", "When I know, I do say it"),
    )
    assert faults(edited(*long)) == []
    assert len(held(*long)) == 2


def test_the_shipped_banks_hold_themselves_to_the_budgets_of_five_minutes() -> None:
    for id_, limits in {"totem": (17, 11, 45), "express": (15, 10, 37)}.items():
        budgets = load_catalogue(resource("questions"))[id_].file.budgets
        assert budgets
        assert budgets.scenes
        assert (budgets.statement, budgets.example) == (12, 8)
        assert (budgets.scenes.setup, budgets.scenes.move, budgets.scenes.mean) == limits
