"""What a form of the quiz says of one step. What it leaves out stays as it was; what nobody could send is 400."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from starlette.exceptions import HTTPException

from app.totem.course import AskingStep, ImportanceStep, OfferStep, PromiseStep, SceneStep, Screen
from app.totem.model import CANNOT_SAY, NO_OCCASION, NOTICED, UNSURE, Answers, Bank, More

T = TypeVar("T")
FREE, UNDECIDED = "free", "unsure"


def minutes_in(text: str) -> int | None:
    """From the first answer to the last, as a browser tells them; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def with_reply(bank: Bank, answers: Answers, step: AskingStep, form: Mapping[str, str]) -> Answers:
    """The answers with what this form says of this step; what it leaves out stays as it was. 400 for tampering."""
    if "undo" in form:
        return _without_reply(answers, step)
    if isinstance(step, OfferStep):
        more = {"1": More.TAKEN, "0": More.DECLINED}.get(form.get("more", ""), answers.more)
        return replace(answers, more=more)
    if isinstance(step, SceneStep):
        return _with_picks(answers, step, form)
    if isinstance(step, ImportanceStep):
        picked = picked_in(step, form)
        return (
            answers
            if len(picked) > step.most
            else replace(answers, importance=_put(answers.importance, step.asked, picked))
        )
    if isinstance(step, PromiseStep):
        name = f"p{step.slot}"
        said = posted_number(form[name], NOTICED, CANNOT_SAY) if name in form else answers.promises[step.slot]
        return replace(answers, promises=_put(answers.promises, step.slot, said))
    replies = [*answers.replies]
    for at in step.items:
        if (text := form.get(f"a{at}")) is not None:
            question, side = bank.items[at]
            replies[at] = posted_number(text, NO_OCCASION if side in question.no_occasion else 1, bank.points)
    return replace(answers, replies=tuple(replies))


def _without_reply(answers: Answers, step: AskingStep) -> Answers:
    """Where an answer is a button, it can be taken back: of a statement, and of a promise."""
    if isinstance(step, PromiseStep):
        return replace(answers, promises=_put(answers.promises, step.slot, None))
    replies = answers.replies
    for at in step.items if isinstance(step, Screen) else ():
        replies = _put(replies, at, None)
    return replace(answers, replies=replies)


def _with_picks(answers: Answers, step: SceneStep, form: Mapping[str, str]) -> Answers:
    """c: the first move, or FREE to pick it anew; l: the last one, or UNDECIDED. Another first move frees the last."""
    at, first = step.scene, answers.choices[step.scene]
    last = answers.lasts[at] if answers.lasts else None
    if "c" in form:
        first = None if form["c"] == FREE else posted_number(form["c"], 0, step.options - 1)
        if first != answers.choices[at]:
            last = None
    if "l" in form and first is not None and answers.lasts:
        last = UNSURE if form["l"] == UNDECIDED else posted_number(form["l"], 0, step.options - 1)
        if last == first:
            raise HTTPException(400)
    return replace(answers, choices=_put(answers.choices, at, first), lasts=_put(answers.lasts, at, last))


def _put(values: tuple[T, ...], at: int, value: T) -> tuple[T, ...]:
    """Empty stays empty."""
    if not values:
        return values
    return (*values[:at], value, *values[at + 1 :])


def picked_in(step: ImportanceStep, form: Mapping[str, str]) -> tuple[int, ...]:
    """The dimensions that this form has ticked, rising; maybe more than may be; none for whoever passes."""
    return tuple(at for at in step.dimensions if f"d{at}" in form and "skip" not in form)


def posted_number(text: str, lowest: int, highest: int) -> int:
    """Raises a plain 400."""
    if text.isascii() and text.isdigit() and len(text) < 4 and lowest <= (value := int(text)) <= highest:
        return value
    raise HTTPException(400)
