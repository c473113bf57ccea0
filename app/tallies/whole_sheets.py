"""What whole sheets say of the instrument: the two halves of their scenes, and their answers beside their choices.

Products of two scores of a whole sheet, for each force, and of no two answers. What they are for: `measurement.md`,
“What the crowd teaches”. Pure.
"""

from functools import lru_cache
from itertools import chain
from math import lcm
from typing import NamedTuple

from app.tallies.statistics import MirrorSums
from app.totem.model import Answers, Bank
from app.totem.scoring import quarters

MOST_MINUTES = 20
NOBODY = MirrorSums(0, 0, 0, 0, 0, 0)


class ForceSums(NamedTuple):
    """Of one force. halves: what one half of the scenes gives to it, and the other, in quarters of a scene; tie: how
    far its answers stand above the others', and what all scenes give to it, over the sheets that miss no occasion."""

    halves: MirrorSums
    tie: MirrorSums


def forces_compared(bank: Bank) -> tuple[str, ...]:
    """None without two scenes to lay side by side."""
    return bank.forces if len(bank.scenes) > 1 else ()


def width(bank: Bank) -> int:
    """How many numbers `numbers_of` gives."""
    return len(forces_compared(bank)) * 2 * len(NOBODY)


def numbers_of(bank: Bank, answers: Answers, points: list[int]) -> list[int]:
    """One sheet's ForceSums, force by force. points: of each reply, 0 without occasion."""
    if not forces_compared(bank):
        return []
    scenes, half = quarters(bank, answers)[: len(bank.scenes)], _first_half(bank)
    numbers: list[int] = []
    for force, mirror in enumerate(_mirror(bank, points)):
        one = sum(scores[force] for at, scores in enumerate(scenes) if at in half)
        other = sum(scores[force] for at, scores in enumerate(scenes) if at not in half)
        tie = NOBODY if mirror is None else _sums(mirror, one + other)
        numbers += (*_sums(one, other), *tie)
    return numbers


def most_of(bank: Bank) -> tuple[int, int, int]:
    """The most that a sheet can give: one half of the scenes, the other, the mirror."""
    half, items = len(_first_half(bank)), _items(bank)
    mirror = 2 * (len(items) - 1) * lcm(*map(len, items)) * bank.points if all(items) else 0
    return 4 * half, 4 * (len(bank.scenes) - half), mirror


def _sums(a: int, b: int) -> MirrorSums:
    return MirrorSums(1, a, b, a * a, b * b, a * b)


@lru_cache(64)
def _first_half(bank: Bank) -> frozenset[int]:
    """Every second scene of each side, from its first one on, by position."""
    of_side = ([at for at, scene in enumerate(bank.scenes) if scene.side == side] for side in bank.sides)
    return frozenset(chain.from_iterable(places[::2] for places in of_side))


def _mirror(bank: Bank, points: list[int]) -> list[int | None]:
    """How far each force's mean answer stands above the others', as whole numbers of 0 and more."""
    items = _items(bank)
    if 0 in points or not all(items):
        return [None] * len(items)
    unit = lcm(*map(len, items))
    means = [unit // len(places) * sum(points[place] for place in places) for places in items]
    others = len(means) - 1
    return [others * (mean + unit * bank.points) - (sum(means) - mean) for mean in means]


@lru_cache(64)
def _items(bank: Bank) -> tuple[tuple[int, ...], ...]:
    """The places of each force's items."""
    return tuple(
        tuple(at for at, (question, _) in enumerate(bank.items) if bank.force_of[question.dimension] == force)
        for force in bank.forces
    )
