"""The steps of one person's quiz: screens of questions, what matters most, promises, scenes, sometimes spare scenes,
then the choice to count.

Promises that the same sheet gives the same steps, so that nothing about a running quiz needs remembering. Pure.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from app.totem.model import UNSURE, Answers, Bank, More, Nearness
from app.totem.order import option_orders
from app.totem.scoring import is_complete, is_even, levels_of, match


@dataclass(frozen=True, slots=True)
class Screen:
    """items: the positions, in bank.items, of the replies that this screen asks for."""

    questions: tuple[int, ...]
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SceneStep:
    """scene: its position in bank.all_scenes; options: how many first moves it offers."""

    scene: int
    options: int


@dataclass(frozen=True, slots=True)
class OfferStep:
    """Where a person takes the spare scenes or goes on without. scenes: how many they are."""

    scenes: int


@dataclass(frozen=True, slots=True)
class ImportanceStep:
    """asked: its position in bank.importance; most: how many of these dimensions (positions) may be picked."""

    asked: int
    most: int
    dimensions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PromiseStep:
    """Whether a promise was noticed. slot: counted from 0."""

    slot: int


AskingStep = Screen | SceneStep | OfferStep | ImportanceStep | PromiseStep
Step = AskingStep | None
"""None is the last step: the choice whether the answers count, or thanks."""
Course = tuple[Step, ...]


def steps(bank: Bank, answers: Answers, seed: bytes, promised: int = 0) -> Course:
    """promised: how many of the bank's promises this edition has words for; only these are asked about."""
    offered = offers_spares(bank, answers, seed)
    taken = offered and (not bank.is_ranked or answers.more is More.TAKEN)
    return _course(bank, min(promised, bank.promises), offered=offered and bank.is_ranked, spares=taken)


def first_unanswered(course: Course, answers: Answers) -> int:
    return next(at for at, step in enumerate(course) if step is None or not is_answered(step, answers))


def is_answered(step: AskingStep, answers: Answers) -> bool:
    if isinstance(step, Screen):
        return None not in map(answers.replies.__getitem__, step.items)
    if isinstance(step, SceneStep):
        lasts = answers.lasts[step.scene : step.scene + 1]
        return None not in (answers.choices[step.scene], *lasts)
    if isinstance(step, OfferStep):
        return answers.more is not More.OPEN
    if isinstance(step, PromiseStep):
        return answers.promises[step.slot] is not None
    return answers.importance[step.asked] is not None


def offers_spares(bank: Bank, answers: Answers, seed: bytes) -> bool:
    """Whether everything but the spare scenes is answered, and they are wanted: the sheet says nothing or, with two
    picks, stands between two totems."""
    if not bank.spare_scenes or answers.more is More.NEVER or not is_complete(bank, answers):
        return False
    main = _without_spares(bank, answers)
    if is_even(main.replies, _places(bank, main, seed)):
        return True
    if not bank.is_ranked:
        return False
    found = match(bank, main, levels_of(bank, main))
    return found is not None and found.nearness is Nearness.BETWEEN


def finished(bank: Bank, answers: Answers, seed: bytes) -> Answers:
    """The answers as they are scored: spare scenes only where they were asked, and whether the whole says nothing."""
    asked = [step.scene for step in steps(bank, answers, seed) if isinstance(step, SceneStep)]
    scored = answers if len(asked) == len(bank.all_scenes) else _without_spares(bank, answers)
    return replace(scored, even=is_even(scored.replies, _places(bank, scored, seed)))


def _without_spares(bank: Bank, answers: Answers) -> Answers:
    many, none = len(bank.scenes), (None,) * len(bank.spare_scenes)
    lasts = answers.lasts[:many] + none if answers.lasts else ()
    return replace(answers, choices=answers.choices[:many] + none, lasts=lasts, even=False)


def _places(bank: Bank, answers: Answers, seed: bytes) -> tuple[tuple[int | None, ...], ...]:
    """Where what was picked in each scene answered stood on the screen: of the last one, among those that were left."""
    lasts = answers.lasts or (None,) * len(answers.choices)
    found = []
    orders = option_orders(seed, [len(scene.options) for scene in bank.all_scenes])
    for order, choice, last in zip(orders, answers.choices, lasts, strict=True):
        if choice is not None:
            left = [option for option in order if option != choice]
            found.append((order.index(choice), None if last in (None, UNSURE) else left.index(last)))
    return tuple(found)


@lru_cache(64)
def _course(bank: Bank, promised: int, *, offered: bool, spares: bool) -> Course:
    beside = [ImportanceStep(at, asked.most, bank.within) for at, asked in enumerate(bank.importance)]
    promises = map(PromiseStep, range(promised))
    scenes = [SceneStep(at, len(scene.options)) for at, scene in enumerate(bank.all_scenes)]
    many = len(bank.scenes)
    offer = (OfferStep(len(bank.spare_scenes)),) if offered else ()
    return (*_screens(bank), *beside, *promises, *scenes[:many], *offer, *(scenes[many:] if spares else ()), None)


def _screens(bank: Bank) -> tuple[Screen, ...]:
    return tuple(
        Screen(questions, tuple(at for at, item in enumerate(bank.items) if item.question in asked))
        for questions in bank.question_screens
        for asked in ([bank.questions[position] for position in questions],)
    )
