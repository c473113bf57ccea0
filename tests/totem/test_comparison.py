"""Two profiles side by side: laws of symmetry, what there is to talk about, and what is said where nothing differs."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.totem.comparison import Comparison, compare
from app.totem.model import NO_OCCASION, Answers, Bank, Profile
from app.totem.scoring import score
from tests.totem.structures import BANKS, BOND, FULL, SIDES, answered, sheets


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
def test_swapping_the_two_changes_nothing_of_it(found: tuple[Bank, Profile, Profile]) -> None:
    bank, first, second = found
    assert compare(bank, first, second) == compare(bank, second, first)


@given(pairs())
def test_a_person_beside_themselves_differs_nowhere(found: tuple[Bank, Profile, Profile]) -> None:
    bank, person, _ = found
    beside = compare(bank, person, person)
    assert not beside.differs
    assert beside.is_none


@given(pairs())
def test_they_talk_about_a_dimension_in_which_they_are_furthest_apart(found: tuple[Bank, Profile, Profile]) -> None:
    bank, first, second = found
    comparison = compare(bank, first, second)
    sizes = {
        key: abs(level - other)
        for key, level in first.levels.items()
        if level is not None and (other := second.levels[key]) is not None
    }
    assert comparison.shared == len(sizes)
    assert comparison.differs == (max(sizes.values(), default=0.0) > 1e-9)
    if comparison.differs:
        own = max(size for (dimension, _), size in sizes.items() if dimension == comparison.topic)
        assert own >= max(sizes.values()) - 1e-9


def test_of_several_as_far_apart_they_talk_about_the_first_in_the_banks_order() -> None:
    found = compared(ticked(ease=(1, 3), voice=(3, 5)), ticked(ease=(4, 3), voice=(3, 2)))
    assert (found.differs, found.topic) == (True, "ease")


def test_a_level_that_one_of_them_lacks_is_compared_with_nothing() -> None:
    found = compared(ticked(ease=(NO_OCCASION, 3), voice=(3, 3)), ticked(ease=(5, 3), voice=(3, 4)))
    assert (found.differs, found.topic) == (True, "voice")
    assert (found.shared, found.lone) == (19, 1)


def test_levels_that_only_one_of_them_has_are_a_difference() -> None:
    found = compared(ticked(ease=(NO_OCCASION, 3)), ticked())
    assert (found.differs, found.lone) == (False, 1)
    assert not found.is_none


def test_two_sheets_with_nothing_in_common_are_compared_with_nothing() -> None:
    silent = replace(answered(FULL, 3), replies=(NO_OCCASION,) * 20)
    found = compared(silent, answered(FULL, 3))
    assert (found.differs, found.shared, found.lone) == (False, 0, 20)
    assert found.topic == FULL.dimensions[0].id


def test_where_no_level_differs_they_talk_about_what_both_do_most_often() -> None:
    both = ticked(trust=(4, 4), voice=(5, 4), care=(5, NO_OCCASION))
    assert compared(both, both).topic == "care"
    assert compared(ticked(), ticked()).topic == FULL.dimensions[0].id


def test_equal_levels_with_other_choices_are_not_no_difference() -> None:
    found = compared(answered(FULL, 3), answered(FULL, 3, (BOND,)))
    assert not found.differs
    assert not found.same_place
    assert not found.is_none
