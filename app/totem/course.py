"""The steps of one person's quiz: screens of questions, scenes, sometimes three spare scenes, then the choice to count.

Promises that the same sheet gives the same steps, so that nothing about a running quiz needs remembering. Pure.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from app.totem.model import Answers, Bank
from app.totem.order import option_order
from app.totem.scoring import is_even


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


Step = Screen | SceneStep | None
"""None is the last step, where the person chooses whether the answers count."""


def steps(bank: Bank, answers: Answers, seed: bytes) -> tuple[Step, ...]:
    return _course(bank, spares=offers_spares(bank, answers, seed))


def first_unanswered(course: tuple[Step, ...], answers: Answers) -> int:
    return next(at for at, step in enumerate(course) if step is None or not is_answered(step, answers))


def is_answered(step: Screen | SceneStep, answers: Answers) -> bool:
    if isinstance(step, SceneStep):
        return answers.choices[step.scene] is not None
    return all(answers.replies[item] is not None for item in step.items)


def offers_spares(bank: Bank, answers: Answers, seed: bytes) -> bool:
    """Whether everything but the spare scenes is answered, and says nothing."""
    main = answers.choices[: len(bank.scenes)]
    if not bank.spare_scenes or len(set(answers.replies)) > 1 or None in main or None in answers.replies:
        return False
    return is_even(answers.replies, _places(bank, main, seed))


def finished(bank: Bank, answers: Answers, seed: bytes) -> Answers:
    """The answers as they are scored: spare choices only if they were offered, and whether the whole says nothing."""
    many = len(bank.scenes)
    if not offers_spares(bank, answers, seed):
        return replace(answers, choices=answers.choices[:many] + (None,) * len(bank.spare_scenes), even=False)
    return replace(answers, even=is_even(answers.replies, _places(bank, answers.choices, seed)))


def _places(bank: Bank, choices: tuple[int | None, ...], seed: bytes) -> tuple[int | None, ...]:
    """Where each chosen option stood on the screen."""
    return tuple(
        None if choice is None else option_order(seed, at, len(bank.all_scenes[at].options)).index(choice)
        for at, choice in enumerate(choices)
    )


@lru_cache(64)
def _course(bank: Bank, *, spares: bool) -> tuple[Step, ...]:
    scenes = bank.all_scenes if spares else bank.scenes
    return (*_screens(bank), *(SceneStep(at, len(scene.options)) for at, scene in enumerate(scenes)), None)


def _screens(bank: Bank) -> tuple[Screen, ...]:
    return tuple(
        Screen(questions, tuple(at for at, item in enumerate(bank.items) if item.question in asked))
        for questions in bank.question_screens
        for asked in ([bank.questions[position] for position in questions],)
    )
