"""Two profiles side by side: laws of symmetry, and what is said where nothing differs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.totem.comparison import Comparison, compare
from app.totem.model import NO_OCCASION, Answers, Bank, Profile
from app.totem.scoring import score
from tests.totem.structures import BANKS, BOND, FULL, INVENTORY, SIDES, answered, sheets


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Bank, Profile, Profile]:
    bank = draw(st.sampled_from(BANKS))
    first, second = draw(sheets(bank)), draw(sheets(bank))
    return bank, score(bank, first), score(bank, second)


def compared(first: Answers, second: Answers, bank: Bank = FULL) -> Comparison:
    return compare(bank, score(bank, first), score(bank, second))


def ticked(**replies: tuple[int, int]) -> Answers:
    """Every reply in the middle, but for these dimensions: customers, colleagues."""
    sheet = answered(FULL, 3)
    given_ = (replies.get(question.dimension, (3, 3))[SIDES.index(side)] for question, side in FULL.items)
    return replace(sheet, replies=tuple(given_))


@given(pairs())
def test_swapping_the_two_swaps_what_is_said_of_them_and_nothing_else(found: tuple[Bank, Profile, Profile]) -> None:
    bank, first, second = found
    one, other = compare(bank, first, second), compare(bank, second, first)
    turned = one.widest and replace(one.widest, first=one.widest.second, second=one.widest.first)
    assert other == replace(one, widest=turned)


@given(pairs())
def test_a_person_beside_themselves_differs_nowhere(found: tuple[Bank, Profile, Profile]) -> None:
    bank, person, _ = found
    beside = compare(bank, person, person)
    assert beside.widest is None
    assert not beside.tied
    assert beside.is_none


@given(pairs())
def test_no_level_that_both_have_differs_more_than_the_widest(found: tuple[Bank, Profile, Profile]) -> None:
    bank, first, second = found
    comparison = compare(bank, first, second)
    sizes = {
        key: abs(level - other)
        for key, level in first.levels.items()
        if level is not None and (other := second.levels[key]) is not None
    }
    assert comparison.shared == len(sizes)
    widest = comparison.widest
    assert (widest.size if widest else 0.0) == pytest.approx(max(sizes.values(), default=0.0))
    if widest:
        assert (widest.first, widest.second) == tuple(
            profile.levels[widest.dimension, widest.side] for profile in (first, second)
        )
        assert comparison.topic == widest.dimension


def test_of_gaps_as_wide_the_first_in_the_banks_order_is_named_and_the_others_are_not_hidden() -> None:
    found = compared(ticked(ease=(1, 3), voice=(3, 5)), ticked(ease=(4, 3), voice=(3, 2)))
    assert found.widest
    assert (found.widest.dimension, found.widest.side) == ("ease", "customers")
    assert (found.widest.first, found.widest.second) == (0, 75)
    assert found.tied
    assert not compared(ticked(ease=(1, 3)), ticked(ease=(4, 3))).tied


def test_a_level_that_one_of_them_lacks_is_compared_with_nothing() -> None:
    found = compared(ticked(ease=(NO_OCCASION, 3)), ticked(ease=(5, 4)))
    assert found.widest
    assert (found.widest.side, found.widest.size) == ("colleagues", 25)
    assert (found.shared, found.lone) == (19, 1)


def test_levels_that_only_one_of_them_has_are_a_difference() -> None:
    found = compared(ticked(ease=(NO_OCCASION, 3)), ticked())
    assert (found.widest, found.lone) == (None, 1)
    assert not found.is_none


def test_two_sheets_with_nothing_in_common_are_compared_with_nothing() -> None:
    silent = replace(answered(FULL, 3), replies=(NO_OCCASION,) * 20)
    found = compared(silent, answered(FULL, 3))
    assert (found.widest, found.shared, found.lone) == (None, 0, 20)
    assert found.topic == FULL.dimensions[0].id


def test_where_no_level_differs_they_talk_about_what_both_do_most_often() -> None:
    both = ticked(trust=(4, 4), voice=(5, 4), care=(5, NO_OCCASION))
    assert compared(both, both).topic == "care"
    assert compared(ticked(), ticked()).topic == FULL.dimensions[0].id


def test_equal_levels_with_other_choices_are_not_no_difference() -> None:
    found = compared(answered(FULL, 3), answered(FULL, 3, (BOND,)))
    assert found.widest is None
    assert not found.same_place
    assert not found.is_none


@pytest.mark.parametrize(("second", "is_one"), [(4, True), (5, False)])
def test_one_notch_on_one_answer_is_known_as_such(second: int, is_one: bool) -> None:
    found = compared(ticked(voice=(3, 3)), ticked(voice=(3, second)))
    assert found.widest
    assert found.widest.is_one_notch is is_one
    assert found.widest.answers == 1


@pytest.mark.parametrize(("second", "is_one"), [(2, True), (3, False)])
def test_a_notch_is_smaller_where_a_level_rests_on_more_answers(second: int, is_one: bool) -> None:
    sheet = answered(INVENTORY, 1)
    found = compared(sheet, replace(sheet, replies=(second, *sheet.replies[1:])), INVENTORY)
    assert found.widest
    assert (found.widest.answers, found.widest.is_one_notch) == (5, is_one)
