"""What whole sheets say of the instrument: the two halves of their scenes, and their answers beside their choices.

Products of two scores of a whole sheet, for each force, and of no two answers. What they are for: `measurement.md`,
“What the crowd teaches”. Pure.
"""

from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from app.tallies.statistics import CountsRow, Estimate, MirrorSums, correlation_estimate
from app.totem.halves import compared, halves_of, highest_stand, most_of_halves, stands_of
from app.totem.model import Answers, Bank

MOST_MINUTES = 20
NOBODY = MirrorSums(0, 0, 0, 0, 0, 0)


class ForceSums(NamedTuple):
    """Of one force. halves: what one half of the scenes gives to it, and the other, in quarters of a scene; tie: how
    far its answers stand above the others', and what all scenes give to it, over the sheets that miss no occasion."""

    halves: MirrorSums
    tie: MirrorSums


def width(bank: Bank) -> int:
    """How many numbers `numbers_of` gives."""
    return len(compared(bank)) * 2 * len(NOBODY)


def numbers_of(bank: Bank, answers: Answers, points: list[int]) -> list[int]:
    """One sheet's ForceSums, force by force. points: of each reply, 0 without occasion."""
    numbers: list[int] = []
    for (one, other), stand in zip(halves_of(bank, answers), stands_of(bank, points), strict=True):
        tie = NOBODY if stand is None else _sums(stand, one + other)
        numbers += (*_sums(one, other), *tie)
    return numbers


def most_of(bank: Bank) -> tuple[int, int, int]:
    """The most that a sheet can give: one half of the scenes, the other, the mirror."""
    return (*most_of_halves(bank), highest_stand(bank))


class Agreement(NamedTuple):
    """How far two scores of n sheets agree, over all forces at once, and the mean SD of each within a force."""

    n: int
    estimate: Estimate | None
    first_sd: float
    second_sd: float


def agreement(forces: list[MirrorSums]) -> Agreement:
    """The pooled correlation within forces, with the interval of one force: of the others, the last follows. An
    estimate is None under four people or without variation."""
    n = forces[0].n if forces else 0
    ab, aa, bb = (
        sum(n * getattr(one, xy) - getattr(one, xy[0]) * getattr(one, xy[1]) for one in forces)
        for xy in ("ab", "aa", "bb")
    )
    if n < 4 or aa <= 0 or bb <= 0:
        return Agreement(n, None, 0.0, 0.0)
    r = max(-1.0, min(1.0, ab / sqrt(aa * bb)))
    unit = len(forces) * n * (n - 1)
    return Agreement(n, correlation_estimate(r, n), sqrt(aa / unit), sqrt(bb / unit))


def minutes_within(minutes: CountsRow, part: float) -> int:
    """In how many whole minutes this part of those who told theirs had finished. minutes: from 1 on, of somebody."""
    finished = [*accumulate(minutes)]
    return 1 + next(at for at, many in enumerate(finished) if many >= max(1, part * finished[-1]))


def _sums(a: int, b: int) -> MirrorSums:
    return MirrorSums(1, a, b, a * a, b * b, a * b)
