"""Two scores of a whole sheet that say how far its choices hold together: by halves of its scenes, and beside answers.

Integers, so that sums over a crowd are exact. Pure.
"""

from functools import lru_cache
from itertools import chain
from math import lcm

from app.totem.model import Answers, Bank
from app.totem.scoring import quarters


def compared(bank: Bank) -> tuple[str, ...]:
    """The forces that are looked at: none without two scenes to lay side by side."""
    return bank.forces if len(bank.scenes) > 1 else ()


def halves_of(bank: Bank, answers: Answers) -> list[tuple[int, int]]:
    """For each force, what one half of the scenes that everybody is asked gives to it, and the other, in quarters of a
    scene."""
    scenes, half = quarters(bank, answers)[: len(bank.scenes)], _first_half(bank)
    return [
        (
            sum(scores[force] for at, scores in enumerate(scenes) if at in half),
            sum(scores[force] for at, scores in enumerate(scenes) if at not in half),
        )
        for force in range(len(compared(bank)))
    ]


def most_of_halves(bank: Bank) -> tuple[int, int]:
    half = len(_first_half(bank))
    return 4 * half, 4 * (len(bank.scenes) - half)


def stands_of(bank: Bank, points: list[int]) -> list[int | None]:
    """For each force, how far its mean answer stands above the others', as a whole number of 0 and more.

    None on a sheet that misses an occasion. points: of each reply after reversal, 0 without occasion.
    """
    items = _items(bank)
    if not compared(bank):
        return []
    if 0 in points or not all(items):
        return [None] * len(items)
    unit = lcm(*map(len, items))
    means = [unit // len(places) * sum(points[place] for place in places) for places in items]
    others = len(means) - 1
    return [others * (mean + unit * bank.points) - (sum(means) - mean) for mean in means]


def highest_stand(bank: Bank) -> int:
    """The most that `stands_of` gives; 0 where it gives none."""
    items = _items(bank)
    return 2 * (len(items) - 1) * lcm(*map(len, items)) * bank.points if all(items) else 0


def stand_in_levels(bank: Bank) -> float:
    """What one of `stands_of` is worth, in points of 100 between a force's mean level and that of the others."""
    items = _items(bank)
    return 100 / (max(1, len(items) - 1) * lcm(*map(len, items)) * (bank.points - 1))


@lru_cache(64)
def _first_half(bank: Bank) -> frozenset[int]:
    """Every second scene of each side, from its first one on, by position."""
    of_side = ([at for at, scene in enumerate(bank.scenes) if scene.side == side] for side in bank.sides)
    return frozenset(chain.from_iterable(places[::2] for places in of_side))


@lru_cache(64)
def _items(bank: Bank) -> tuple[tuple[int, ...], ...]:
    """The places of each force's items."""
    return tuple(
        tuple(at for at, (question, _) in enumerate(bank.items) if bank.force_of[question.dimension] == force)
        for force in bank.forces
    )
