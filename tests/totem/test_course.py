"""The steps of a quiz: the same sheet gives the same steps, and only a sheet that says nothing gets three more."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.totem.course import (
    ImportanceStep,
    OfferStep,
    PromiseStep,
    SceneStep,
    Screen,
    finished,
    first_unanswered,
    is_answered,
    offers_spares,
    steps,
)
from app.totem.model import CANNOT_SAY, NOTICED, UNSURE, Answers, Bank, More, blank
from app.totem.order import option_order
from app.totem.scoring import is_complete
from tests.totem.structures import BANKS, EXPRESS, FULL, RANKED, VOICES, answered, drafts

SEED = bytes(range(16))
a_bank = pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.id)


def always_first(bank: Bank, scenes: int) -> Answers:
    """Every reply the same, and whatever stands first chosen in so many scenes."""
    order = [option_order(SEED, place, len(scene.options))[0] for place, scene in enumerate(bank.all_scenes)]
    return Answers((3,) * len(bank.items), (*order[:scenes], *(None,) * (len(order) - scenes)))


@a_bank
def test_every_item_and_every_scene_is_asked_once(bank: Bank) -> None:
    course = steps(bank, blank(bank), SEED)
    items = [item for step in course if isinstance(step, Screen) for item in step.items]
    assert sorted(items) == list(range(len(bank.items)))
    assert [step.scene for step in course if isinstance(step, SceneStep)] == list(range(len(bank.scenes)))
    assert course[-1] is None


def test_a_screen_of_the_express_bank_asks_two_questions_on_both_sides() -> None:
    screens = [step for step in steps(EXPRESS, blank(EXPRESS), SEED) if isinstance(step, Screen)]
    assert [len(screen.items) for screen in screens] == [4] * 5


@given(drafts(FULL), st.binary(min_size=16, max_size=16))
def test_the_first_unanswered_step_has_nothing_unanswered_before_it(answers: Answers, seed: bytes) -> None:
    course = steps(FULL, answers, seed)
    at = first_unanswered(course, answers)
    for step in course[:at]:
        assert step is not None
        if isinstance(step, SceneStep):
            assert answers.choices[step.scene] is not None
        elif isinstance(step, Screen):
            assert None not in [answers.replies[item] for item in step.items]


def test_a_sheet_that_says_nothing_is_offered_the_spare_scenes() -> None:
    sheet = always_first(FULL, 13)
    assert offers_spares(FULL, sheet, SEED)
    assert len(steps(FULL, sheet, SEED)) == 10 + 16 + 1


def test_a_sheet_that_says_something_is_not() -> None:
    sheet = always_first(FULL, 13)
    assert not offers_spares(FULL, replace(sheet, replies=(4, *sheet.replies[1:])), SEED)
    assert not offers_spares(FULL, answered(FULL, 3), SEED)


def test_a_sheet_with_anything_left_to_answer_is_not() -> None:
    sheet = always_first(FULL, 13)
    assert not offers_spares(FULL, always_first(FULL, 12), SEED)
    assert not offers_spares(FULL, replace(sheet, replies=(None,) * 20), SEED)


def test_three_more_scenes_at_the_same_place_leave_it_even_and_one_elsewhere_does_not() -> None:
    still = always_first(FULL, 16)
    assert finished(FULL, still, SEED).even
    last = still.choices[-1]
    assert last is not None
    moved = finished(FULL, replace(still, choices=(*still.choices[:-1], (last + 1) % 3)), SEED)
    assert not moved.even
    assert None not in moved.choices


def test_spare_choices_that_are_no_longer_offered_are_dropped() -> None:
    sheet = always_first(FULL, 16)
    changed = finished(FULL, replace(sheet, replies=(5, *sheet.replies[1:]), even=True), SEED)
    assert changed.choices[13:] == (None, None, None)
    assert not changed.even


def ranked(unlike: int = 0, more: More = More.OPEN) -> Answers:
    """Whatever stands first picked first, and what stands next picked last, in every scene; unlike: of so many scenes,
    from the first on, whatever stands last picked first."""
    orders = [option_order(SEED, at, 3) for at in range(len(RANKED.all_scenes))]
    firsts = tuple(order[2 if at < unlike else 0] for at, order in enumerate(orders))
    lasts = tuple(order[0 if at < unlike else 1] for at, order in enumerate(orders))
    return Answers((3,) * len(RANKED.items), firsts, lasts=lasts, more=more)


def between(more: More = More.OPEN) -> Answers:
    """Two forces picked first in turn, one of them last nearly as often: near two totems."""
    random = Random(5)
    while True:
        orders = [random.sample(range(3), 3) for _ in RANKED.all_scenes]
        sheet = Answers(
            tuple(random.randint(1, 5) for _ in RANKED.items),
            tuple(order[0] for order in orders),
            lasts=tuple(order[2] for order in orders),
            more=more,
        )
        if offers_spares(RANKED, sheet, SEED):
            return sheet


def test_both_moves_answer_a_scene() -> None:
    sheet = ranked()
    scene = SceneStep(0, 3)
    assert is_answered(scene, sheet)
    assert not is_answered(scene, replace(sheet, lasts=(None, *sheet.lasts[1:])))
    assert is_answered(scene, replace(sheet, lasts=(UNSURE, *sheet.lasts[1:])))


@pytest.mark.parametrize("sheet", [ranked(), between()], ids=["says nothing", "between two"])
def test_more_scenes_are_offered_and_asked_only_of_who_takes_them(sheet: Answers) -> None:
    many = len(RANKED.questions) + len(RANKED.scenes)
    asked = steps(RANKED, sheet, SEED)
    assert asked[many:] == (OfferStep(5), None)
    assert first_unanswered(asked, sheet) == many
    for more, extra in ((More.TAKEN, 5), (More.DECLINED, 0)):
        course = steps(RANKED, replace(sheet, more=more), SEED)
        assert len(course) == many + 1 + extra + 1
        assert is_answered(OfferStep(5), replace(sheet, more=more))
    assert OfferStep(5) not in steps(RANKED, replace(sheet, more=More.NEVER), SEED), "not in a room"


def test_nobody_who_stands_clearly_somewhere_is_offered_more() -> None:
    sheet = answered(RANKED, 3, ("drive",))
    assert not offers_spares(RANKED, sheet, SEED)


@pytest.mark.parametrize("more", [More.DECLINED, More.NEVER, More.OPEN])
def test_scenes_that_were_not_taken_count_for_nothing(more: More) -> None:
    sheet = replace(between(), more=more)
    scored = finished(RANKED, sheet, SEED)
    assert scored.choices[8:] == scored.lasts[8:] == (None,) * 5
    assert finished(RANKED, between(More.TAKEN), SEED).choices[8:] == sheet.choices[8:]


def test_a_sheet_is_even_only_if_both_moves_stood_at_the_same_places() -> None:
    assert finished(RANKED, ranked(more=More.DECLINED), SEED).even
    assert not finished(RANKED, ranked(unlike=1, more=More.DECLINED), SEED).even
    sheet = ranked(more=More.DECLINED)
    unsure = replace(sheet, lasts=(UNSURE, *sheet.lasts[1:]))
    assert not finished(RANKED, unsure, SEED).even


def test_what_matters_most_then_each_promise_that_has_words_come_after_the_questions() -> None:
    course = steps(VOICES, blank(VOICES), SEED, promised=2)
    ten = tuple(range(10))
    beside = (ImportanceStep(0, 2, ten), ImportanceStep(1, 1, ten), PromiseStep(0), PromiseStep(1), None)
    assert course[21:] == beside
    assert steps(VOICES, blank(VOICES), SEED)[21:] == (*beside[:2], None)
    assert steps(VOICES, blank(VOICES), SEED, promised=9)[23:] == (*map(PromiseStep, range(3)), None)


def test_to_pick_none_is_an_answer_and_a_sheet_is_whole_without_promises() -> None:
    sheet = replace(blank(VOICES), replies=(3,) * 21)
    assert not is_complete(VOICES, sheet)
    course = steps(VOICES, sheet, SEED, promised=1)
    assert first_unanswered(course, sheet) == 21
    picked = replace(sheet, importance=((0, 4), ()))
    assert first_unanswered(course, picked) == 23
    assert is_complete(VOICES, picked)
    told = replace(picked, promises=(CANNOT_SAY, None, None))
    assert course[first_unanswered(course, told)] is None
    assert finished(VOICES, told, SEED) == told
    assert not is_answered(PromiseStep(1), told)
    assert is_answered(PromiseStep(1), replace(told, promises=(None, NOTICED, None)))
