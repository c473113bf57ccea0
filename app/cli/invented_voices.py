"""Invented people of a mirror survey's voices, for a throw-away site and for tests: real answers have no such author.

Each leans a little to one side, and answers around the level that its crowd was given for each question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from app.totem.model import CANNOT_SAY, NOT_NOTICED, NOTICED, Answers, Bank, blank

LEANS, SCATTERS = 0.45, 0.8
"""Standard deviations, in points of five: between people, and from one answer of theirs to the next."""


@dataclass(frozen=True, slots=True)
class InventedVoice:
    """levels: by side and dimension, 0–100, `middle` where there is none; matter: by importance and dimension, how many
    times as often as the others it is picked; noticed: of each promise, the share that did."""

    levels: Mapping[tuple[str, str], float] = field(default_factory=dict)
    matter: Mapping[tuple[str, str], float] = field(default_factory=dict)
    noticed: Sequence[float] = ()
    middle: float = 60.0

    def sheet(self, bank: Bank, random: Random) -> Answers:
        """One person's. Promises beyond `noticed` are not asked."""
        lean = random.gauss(0, LEANS)
        replies = tuple(self._reply(bank, item.question.dimension, item.side, lean, random) for item in bank.items)
        picked = tuple(self._picked(bank, asked.id, asked.most, random) for asked in bank.importance)
        promises = tuple(self._promise(slot, random) for slot in range(bank.promises))
        empty = blank(bank)
        return Answers(replies, empty.choices, lasts=empty.lasts, more=empty.more, importance=picked, promises=promises)

    def _reply(self, bank: Bank, dimension: str, side: str, lean: float, random: Random) -> int:
        level = self.levels.get((side, dimension), self.middle)
        expected = 1 + (bank.points - 1) * level / 100
        return max(1, min(bank.points, round(random.gauss(expected + lean, SCATTERS))))

    def _picked(self, bank: Bank, importance: str, most: int, random: Random) -> tuple[int, ...]:
        weights = {at: self.matter.get((importance, bank.dimensions[at].id), 1.0) for at in bank.within}
        picked: list[int] = []
        for _ in range(most):
            (one,) = random.choices([*weights], [*weights.values()])
            picked.append(one)
            del weights[one]
        return tuple(sorted(picked))

    def _promise(self, slot: int, random: Random) -> int | None:
        if slot >= len(self.noticed):
            return None
        drawn = random.random()
        if drawn < self.noticed[slot]:
            return NOTICED
        return CANNOT_SAY if drawn > 0.85 else NOT_NOTICED
