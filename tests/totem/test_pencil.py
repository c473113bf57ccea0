"""Scoring by hand: whole numbers, few surprises, and an animal that is mostly the site's."""

from dataclasses import replace

import pytest

from app.banks.loader import load_catalogue
from app.resources import resource
from app.totem.model import NO_OCCASION, Answers, Bank, Dimension, Question, blank
from app.totem.pencil import balanced_within, brought, gap_of, marks_of, pencil, pencil_forces, scores, totem_of
from benchmarks.pencil import agreement
from tests.crowd import SIDES, a_bank

BANKS = {name: one.bank for name, one in load_catalogue(resource("questions")).public.items()}
EXPRESS = BANKS["express"]


def a_sheet(reply: int, force: str) -> Answers:
    """The same reply throughout, the same force in every scene."""
    choices = tuple([EXPRESS.force_of[one] for one in scene.options].index(force) for scene in EXPRESS.scenes)
    lasts = tuple((choice + 1 + at % 2) % 3 for at, choice in enumerate(choices))
    return replace(
        blank(EXPRESS),
        replies=(reply,) * len(EXPRESS.items),
        choices=(*choices, None, None, None),
        lasts=(*lasts, None, None, None),
    )


@pytest.mark.parametrize(("force", "totem"), [("bearings", "elephant"), ("drive", "fox"), ("bond", "dolphin")])
def test_one_force_in_every_scene_leads_to_its_corner(force: str, totem: str) -> None:
    rules = pencil(EXPRESS)
    assert rules
    for reply in range(1, 6):
        found = scores(EXPRESS, rules, a_sheet(reply, force))
        assert sorted(found) == [6 * reply + 2, 6 * reply + 3, 6 * reply + 10]
        assert totem_of(EXPRESS, rules, a_sheet(reply, force)) == totem


@pytest.mark.parametrize(
    ("found", "forces"),
    [
        ((20, 20, 20), set()),
        ((20, 27, 21), set()),
        ((20, 28, 21), {"drive"}),
        ((28, 27, 20), {"bearings", "drive"}),
        ((20, 28, 24), {"drive"}),
        ((20, 28, 25), {"drive", "bond"}),
    ],
)
def test_scores_point_to_the_centre_a_corner_or_a_side(found: tuple[int, ...], forces: set[str]) -> None:
    rules = pencil(EXPRESS)
    assert rules
    assert rules.near == 7
    assert pencil_forces(rules, found) == forces


def test_a_force_with_more_lines_counts_no_more_than_the_others() -> None:
    assert [brought(total, (6, 8)) for total in (8, 9, 10, 11, 12, 40)] == [6, 7, 8, 8, 9, 30]
    assert brought(17, None) == 17


def test_an_occasion_that_did_not_come_up_counts_as_its_other_side_does() -> None:
    sheet = a_sheet(4, "bond")
    replies = list(sheet.replies)
    replies[0] = NO_OCCASION
    replies[2] = replies[3] = NO_OCCASION
    marks = marks_of(EXPRESS, replace(sheet, replies=tuple(replies)))
    assert (marks[0], marks[1], marks[2], marks[3]) == (4, 4, 3, 3)
    assert gap_of(EXPRESS, replace(sheet, replies=tuple(replies))) == 0


def test_the_gap_is_what_one_side_gets_more() -> None:
    sheet = replace(a_sheet(4, "bond"), replies=(5, 3) * 10)
    assert gap_of(EXPRESS, sheet) == 20
    assert balanced_within(EXPRESS) == 6


def test_a_bank_without_totems_needs_no_pencil() -> None:
    assert pencil(a_bank())
    assert pencil(Bank("plain", SIDES, (SIDES,), 5, (Dimension("d"),), (Question("q", "d", SIDES),))) is None


@pytest.mark.parametrize("bank", BANKS)
def test_the_pencil_finds_the_site_s_animal_nine_times_in_ten(bank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.pencil.PEOPLE", 600)
    rules = pencil(BANKS[bank])
    assert rules
    found = agreement(BANKS[bank], rules)
    assert found["pencil_totem"] > 87
    assert found["pencil_nearest_two"] > 98
    assert found["pencil_lean"] > 92
    assert found["pencil_totem_with_gaps"] > 83
