"""Posture and totem: where a sheet stands among the three forces, and who lives nearest."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.totem.model import NO_OCCASION, Answers, Bank, Match, Nearness, Point, Scene, Totem
from app.totem.scoring import is_even, nearness, score
from app.totem.triangle import distance, prototypes
from tests.totem.structures import BEARINGS, BOND, DRIVE, EXPRESS, FULL, SIDES, answered, sheets

a_bank = pytest.mark.parametrize("bank", [FULL, EXPRESS], ids=lambda bank: bank.id)
FIVES = replace(FULL, scenes=FULL.scenes[:5])


def matched(bank: Bank, sheet: Answers) -> Match:
    found = score(bank, sheet).match
    assert found is not None
    return found


def ranked(bank: Bank, point: Point) -> list[str]:
    """Totems from the nearest, ties in the bank's order."""
    homes = [distance(point, home) for home in prototypes(bank)]
    return [bank.totems[at].id for at in sorted(range(len(homes)), key=lambda at: (round(homes[at], 8), at))]


@a_bank
@given(data=st.data())
def test_the_totem_is_the_nearest_and_the_second_the_next(bank: Bank, data: st.DataObject) -> None:
    found = matched(bank, data.draw(sheets(bank)))
    assert [found.totem, found.second] == ranked(bank, found.point)[:2]


def test_ties_go_to_the_totem_that_the_bank_names_first() -> None:
    elephant, fox = Totem("elephant", (BEARINGS,)), Totem("fox", (DRIVE,))
    sheet = replace(answered(FIVES, 3, (BEARINGS, DRIVE)), choices=(0, 1, 0, 1, 2, None, None, None))
    for first, second in permutations((elephant, fox)):
        found = matched(replace(FIVES, totems=(first, second, Totem("dolphin", (BOND,)))), sheet)
        assert (found.totem, found.second, found.nearness) == (first.id, second.id, Nearness.BETWEEN)


@a_bank
@given(data=st.data())
def test_every_answer_one_higher_with_nobody_at_the_ceiling_changes_no_totem(bank: Bank, data: st.DataObject) -> None:
    sheet = data.draw(sheets(bank, highest=bank.points - 1))
    higher = replace(sheet, replies=tuple(reply and reply + 1 for reply in sheet.replies))
    before, after = matched(bank, sheet), matched(bank, higher)
    assert (after.totem, after.second, after.nearness) == (before.totem, before.second, before.nearness)
    assert after.point == pytest.approx(before.point, abs=1e-9)


@pytest.mark.parametrize(
    ("forces", "totem"),
    [
        ((BEARINGS,), "elephant"),
        ((DRIVE,), "fox"),
        ((BOND,), "dolphin"),
        ((BEARINGS, DRIVE), "beaver"),
        ((DRIVE, BOND), "bee"),
        ((BOND, BEARINGS), "wolf"),
        ((BEARINGS, DRIVE, BOND), "chameleon"),
    ],
)
@a_bank
def test_each_totem_is_met_by_choosing_its_forces(bank: Bank, forces: tuple[str, ...], totem: str) -> None:
    sheet = answered(bank, 3, forces)
    high = tuple(4 if bank.force_of[question.dimension] in forces else 3 for question, _ in bank.items)
    assert matched(bank, replace(sheet, replies=high)).totem == totem


def test_shares_count_the_forces_chosen() -> None:
    sheet = replace(answered(FIVES, 3), choices=(0, 0, 1, 2, 0, None, None, None))
    assert matched(FIVES, sheet).shares == pytest.approx((3 / 5, 1 / 5, 1 / 5))


def test_spare_scenes_that_were_answered_count_as_scenes() -> None:
    sheet = replace(answered(FIVES, 3), choices=(0, 0, 0, 0, 0, 1, 1, 1))
    assert matched(FIVES, sheet).shares == pytest.approx((5 / 8, 3 / 8, 0))


def test_the_place_is_the_share_and_the_weighted_level_less_the_reference() -> None:
    reference = (0.1, 0.0, -0.1)
    assert FULL.posture is not None
    bank = replace(FIVES, posture=replace(FULL.posture, weight=0.01, reference=reference))
    high = tuple(5 if bank.force_of[question.dimension] == BEARINGS else 3 for question, _ in bank.items)
    sheet = replace(answered(bank, 3), replies=high, choices=(0, 0, 0, 0, 0, None, None, None))
    # Shares (1, 0, 0); levels 100, 50, 50, their mean 66.7: bearings +33.3, the others -16.7.
    z = (2 / 3 + 1 / 3 - 0.1, -1 / 3 - 1 / 6, -1 / 3 - 1 / 6 + 0.1)
    up = (2 / 3) ** 0.5 * (z[0] - z[1] / 2 - z[2] / 2)
    right = (2 / 3) ** 0.5 * 3**0.5 / 2 * (z[1] - z[2])
    assert matched(bank, sheet).point == pytest.approx((right, up))


def test_a_force_weighs_the_same_however_many_dimensions_it_has() -> None:
    for force, share in ((BEARINGS, (1, 0, 0)), (BOND, (0, 0, 1))):
        high = tuple(5 if FULL.force_of[question.dimension] == force else 1 for question, _ in FULL.items)
        found = matched(FULL, replace(answered(FULL, 1, (force,)), replies=high))
        assert found.shares == share
        assert distance(found.point, Point(0, 0)) == pytest.approx((2 / 3) ** 0.5 * (1 + 1.4))


@pytest.mark.parametrize(
    ("margin", "said"),
    [
        (0.0, Nearness.BETWEEN),
        (0.1499, Nearness.BETWEEN),
        (0.15, Nearness.RATHER),
        (0.5, Nearness.RATHER),
        (0.5001, Nearness.CLEARLY),
        (1.0, Nearness.CLEARLY),
    ],
)
def test_how_near_is_said_in_three_words(margin: float, said: Nearness) -> None:
    assert nearness(margin) is said


@a_bank
@given(data=st.data())
def test_how_near_compares_the_two_distances_to_the_radius(bank: Bank, data: st.DataObject) -> None:
    assert bank.posture is not None
    found = matched(bank, data.draw(sheets(bank)))
    first, second, *_ = sorted(distance(found.point, home) for home in prototypes(bank))
    assert found.nearness is nearness(round((second - first) / bank.posture.radius, 8))


@given(sheets(FULL))
def test_an_even_sheet_has_no_totem_but_a_second_one_and_levels(sheet: Answers) -> None:
    told, withheld = score(FULL, sheet), score(FULL, replace(sheet, even=True))
    assert told.match is not None
    assert withheld.match == replace(told.match, totem=None)
    assert (withheld.levels, withheld.symmetries) == (told.levels, told.symmetries)


def test_a_sheet_says_nothing_only_if_replies_and_places_are_all_the_same() -> None:
    assert is_even((3, 3, 3), ((0,), (0,)))
    assert is_even((NO_OCCASION, NO_OCCASION), ((2,), (2,)))
    assert not is_even((3, 3, 4), ((0,), (0,)))
    assert not is_even((3, 3, 3), ((0,), (1,)))
    assert not is_even((3, 3, 3), ())


def test_somebody_without_any_occasion_is_matched_by_scenes_alone() -> None:
    nowhere = matched(FULL, answered(FULL, NO_OCCASION, (DRIVE,)))
    assert nowhere.totem == "fox"
    assert nowhere.point == pytest.approx(matched(FULL, answered(FULL, 3, (DRIVE,))).point)


def test_a_bank_without_scenes_is_matched_by_levels_alone() -> None:
    bank = replace(FULL, scenes=(), spare_scenes=())
    high = tuple(5 if bank.force_of[question.dimension] == BOND else 1 for question, _ in bank.items)
    found = matched(bank, Answers(high, ()))
    assert found.totem == "dolphin"
    assert found.shares == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_a_scenes_options_may_stand_in_any_order() -> None:
    turned = Scene("turned", SIDES[0], ("care", "trust", "initiative"))
    bank = replace(FULL, scenes=(turned,), spare_scenes=())
    assert [matched(bank, Answers((3,) * 20, (at,))).shares for at in range(3)] == [(0, 0, 1), (1, 0, 0), (0, 1, 0)]
