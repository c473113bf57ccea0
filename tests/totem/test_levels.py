"""Levels: what was answered, between the lowest and the highest attainable."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.totem.model import NO_OCCASION, Answers, Bank, Question, blank
from app.totem.scoring import SheetIncomplete, levels_of, points_of, score
from tests.totem.structures import BANKS, FULL, INVENTORY, SIDES, answered, drafts, sheets

a_bank = pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.id)


@a_bank
@given(data=st.data())
def test_levels_lie_between_0_and_100(bank: Bank, data: st.DataObject) -> None:
    levels = levels_of(bank, data.draw(drafts(bank)))
    assert all(level is None or 0 <= level <= 100 for level in levels.values())


@a_bank
def test_there_is_a_level_for_each_dimension_and_side_in_the_banks_order(bank: Bank) -> None:
    assert list(levels_of(bank, blank(bank))) == [(d.id, side) for d in bank.dimensions for side in bank.sides]


@pytest.mark.parametrize(("reply", "level"), [(1, 0), (2, 25), (3, 50), (4, 75), (5, 100)])
def test_five_points_give_levels_of_0_to_100_by_quarters(reply: int, level: float) -> None:
    assert set(levels_of(FULL, answered(FULL, reply)).values()) == {level}


def test_an_unanswered_dimension_has_no_level() -> None:
    assert set(levels_of(FULL, blank(FULL)).values()) == {None}


def test_an_occasion_that_did_not_come_up_is_left_out_of_its_level_alone() -> None:
    sheet = answered(FULL, 4)
    levels = levels_of(FULL, replace(sheet, replies=(NO_OCCASION, *sheet.replies[1:])))
    assert levels["trust", "customers"] is None
    assert levels["trust", "colleagues"] == 75


def test_of_several_questions_only_those_with_an_occasion_count() -> None:
    again = Question("trust-again", "trust", SIDES, frozenset(SIDES))
    bank = replace(FULL, questions=(*FULL.questions, again))
    sheet = answered(bank, 2)
    levels = levels_of(bank, replace(sheet, replies=(*sheet.replies[:-2], NO_OCCASION, 4)))
    assert levels["trust", "customers"] == 25
    assert levels["trust", "colleagues"] == 50


@given(st.integers(2, 7), st.data())
def test_a_reversed_question_counts_from_the_other_end(points: int, data: st.DataObject) -> None:
    bank = replace(INVENTORY, points=points)
    reply = data.draw(st.integers(1, points))
    assert points_of(bank, reply, reverse=False) == reply
    assert points_of(bank, reply, reverse=True) == points + 1 - reply
    assert points_of(bank, NO_OCCASION, reverse=True) is None


def test_an_inventory_of_five_traits_runs_on_the_same_engine() -> None:
    agrees = tuple(1 if question.reversed else 6 for question, _ in INVENTORY.items)
    profile = score(INVENTORY, Answers(agrees, ()))
    assert profile.levels == {(trait, "me"): 100 for trait in "OCEAN"}
    assert profile.symmetries == ()
    assert profile.match is None


def test_saying_yes_to_everything_does_not_raise_a_scale_keyed_both_ways() -> None:
    profile = score(INVENTORY, Answers((6,) * 25, ()))
    assert set(profile.levels.values()) == {60}


@a_bank
@given(data=st.data())
def test_a_sheet_with_one_hole_is_refused(bank: Bank, data: st.DataObject) -> None:
    sheet = data.draw(sheets(bank))
    hole = data.draw(st.integers(0, len(bank.items) + len(bank.scenes) - 1))
    answers: list[int | None] = [*sheet.replies, *sheet.choices]
    answers[hole] = None
    many = len(bank.items)
    with pytest.raises(SheetIncomplete):
        score(bank, Answers(tuple(answers[:many]), tuple(answers[many:])))


@a_bank
@given(data=st.data())
def test_a_sheet_without_spare_scenes_is_complete(bank: Bank, data: st.DataObject) -> None:
    assert score(bank, data.draw(sheets(bank))).levels
