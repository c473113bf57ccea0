"""What a bank that ends on thanks counts beside its replies: sides that miss a little, what matters most, promises.

No product of two answers but the square of a whole side's mean. Every other bank counts nothing here. Pure.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from app.tallies.statistics import NEAR_UNIT, CountsRow, NearSums
from app.totem.model import CANNOT_SAY, NOTICED, Answers, Bank

PROMISE_ANSWERS = range(NOTICED, CANNOT_SAY + 1)


class ImportanceCounts(NamedTuple):
    """Of n people, how many picked each of bank.within, and how many none at all."""

    n: int
    picked: CountsRow
    none: int


class Beside(NamedTuple):
    """sides: of each, the sheets that its scale leaves out and that lack at most a fifth of its dimensions, by their
    mean over the others, in NEAR_UNITs above the lowest point; importance: one a question; promises: of each slot, how
    many noticed, did not, cannot say."""

    sides: dict[str, NearSums]
    importance: tuple[ImportanceCounts, ...]
    promises: tuple[CountsRow, ...]


def beside_width(bank: Bank) -> int:
    """How many numbers `beside_numbers` gives."""
    if not bank.ends_on_thanks:
        return 0
    return 3 * len(bank.sides) + (2 + len(bank.within)) * len(bank.importance) + len(PROMISE_ANSWERS) * bank.promises


def beside_numbers(bank: Bank, answers: Answers, points: list[int]) -> list[int]:
    """One sheet's. points: of each reply after reversal, 0 without occasion. Raises KeyError or ValueError for answers
    that do not fit; a promise that was not asked about counts nobody."""
    numbers: list[int] = []
    if bank.ends_on_thanks:
        for dimensions in _items(bank).values():
            numbers += _near(dimensions, points)
    for asked, picked in zip(bank.importance, answers.importance, strict=True):
        numbers += _importance(bank, asked.most, picked)
    for promise in answers.promises:
        if promise is not None and promise not in PROMISE_ANSWERS:
            raise KeyError(promise)
        numbers += (int(promise == answer) for answer in PROMISE_ANSWERS)
    if len(numbers) != beside_width(bank):
        raise KeyError
    return numbers


def read_beside(bank: Bank, take: Callable[[int], CountsRow]) -> Beside:
    """take: the next so many numbers."""
    if not bank.ends_on_thanks:
        return Beside({}, (), ())
    sides = {side: NearSums(*take(3)) for side in bank.sides}
    importance = []
    for _ in bank.importance:
        n, *picked, none = take(2 + len(bank.within))
        importance.append(ImportanceCounts(n, tuple(picked), none))
    return Beside(sides, tuple(importance), tuple(take(len(PROMISE_ANSWERS)) for _ in range(bank.promises)))


def _near(dimensions: tuple[CountsRow, ...], points: list[int]) -> tuple[int, int, int]:
    """Nothing for a sheet that has all of them, or less than four fifths."""
    there = [items for items in dimensions if all(points[item] for item in items)]
    if len(there) == len(dimensions) or not there or 5 * len(there) < 4 * len(dimensions):
        return 0, 0, 0
    found = [points[item] for items in there for item in items]
    many = len(found)
    worth = (2 * NEAR_UNIT * (sum(found) - many) + many) // (2 * many)
    return 1, worth, worth * worth


def _importance(bank: Bank, most: int, picked: tuple[int, ...] | None) -> list[int]:
    if picked is None or len(picked) > most or [*picked] != sorted({*picked} & {*bank.within}):
        raise KeyError(picked)
    return [1, *(int(at in picked) for at in bank.within), int(not picked)]


@lru_cache(64)
def _items(bank: Bank) -> dict[str, tuple[CountsRow, ...]]:
    """By side: the places of the items of each dimension that means are taken of and that is asked there."""
    within = {bank.dimensions[at].id for at in bank.within}
    found: dict[str, dict[str, list[int]]] = {side: {} for side in bank.sides}
    for place, (question, side) in enumerate(bank.items):
        if question.dimension in within:
            found[side].setdefault(question.dimension, []).append(place)
    return {side: tuple(map(tuple, dimensions.values())) for side, dimensions in found.items()}
