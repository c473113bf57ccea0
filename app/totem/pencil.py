"""Scoring a sheet by hand: sums that a pencil can do, and the totem that they point to. An approximation, and said so.

Promises whole numbers and two comparisons. Refuses to stand for the real score: `benchmarks/pencil.py` says how often
they agree.

A force's score is the sum of its replies, brought to as many replies as the smallest force has, plus one for each
scene in which it was chosen; where scenes ask for the last move too, 2 for each in which it was picked first and 1 for
each in which it is left. In these units, distances on the plane of forces are about `units` times as large, and the
centre ends where the highest and the lowest score are NEAR · radius · units apart. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.totem.model import NO_OCCASION, Answers, Bank
from app.totem.scoring import quarters

NEAR = 0.6
"""Halfway to a corner is at .61 of its radius between the highest and the lowest force; to a side at .90, at .55."""


@dataclass(frozen=True, slots=True)
class PencilForce:
    """questions: their positions in the bank; kept: of the sum, as a fraction (3, 4), or None for all of it."""

    id: str
    questions: tuple[int, ...]
    kept: tuple[int, int] | None
    most: int


@dataclass(frozen=True, slots=True)
class Pencil:
    """near: how far apart the highest and the lowest score of the centre are at most."""

    forces: tuple[PencilForce, ...]
    near: int


def pencil(bank: Bank) -> Pencil | None:
    """None for a bank without totems, or without three forces that are asked about."""
    items = {force: _items(bank, force) for force in bank.forces}
    if bank.posture is None or len(items) != 3 or not all(items.values()):
        return None
    least = min(map(len, items.values()))
    # One point of a force's sum moves its mean level by this much, and its place by `weight` times that.
    units = least * (bank.points - 1) / (100 * bank.posture.weight)
    forces = tuple(
        PencilForce(
            force,
            tuple(at for at, question in enumerate(bank.questions) if bank.force_of[question.dimension] == force),
            None if len(own) == least else (least, len(own)),
            len(own) * bank.points,
        )
        for force, own in items.items()
    )
    return Pencil(forces, round(NEAR * bank.posture.radius * units))


def _items(bank: Bank, force: str) -> tuple[int, ...]:
    return tuple(at for at, (question, _) in enumerate(bank.items) if bank.force_of[question.dimension] == force)


def brought(total: int, kept: tuple[int, int] | None) -> int:
    """A sum of replies as it counts: rounded, halves upwards."""
    if kept is None:
        return total
    part, whole = kept
    return (2 * total * part + whole) // (2 * whole)


def scores(bank: Bank, rules: Pencil, answers: Answers) -> tuple[int, ...]:
    """One for each force, in the bank's order. A reply without an occasion counts as the same question's on its other
    side does, or as the middle of the scale."""
    marks = marks_of(bank, answers)
    ranked = dict(zip(bank.forces, zip(*quarters(bank, answers), strict=True), strict=False))
    whole = 2 if bank.is_ranked else 4
    return tuple(
        brought(sum(marks[at] for at in _items(bank, force.id)), force.kept) + sum(ranked.get(force.id, ())) // whole
        for force in rules.forces
    )


def marks_of(bank: Bank, answers: Answers) -> list[int]:
    """What each reply counts for on paper, 1…points."""
    turned = [
        reply and (bank.points + 1 - reply if question.reversed else reply)
        for (question, _), reply in zip(bank.items, answers.replies, strict=True)
    ]
    same: dict[str, list[int]] = {}
    for (question, _), mark in zip(bank.items, turned, strict=True):
        same.setdefault(question.id, []).extend([mark] if mark else [])
    middle = (bank.points + 1) // 2
    return [mark or (same[question.id] or [middle])[0] for (question, _), mark in zip(bank.items, turned, strict=True)]


def pencil_forces(rules: Pencil, sums: Sequence[int]) -> frozenset[str]:
    """Of the totem: none near the centre; the highest alone if it leads the second by no less than the second leads the
    third; else the two highest. Ties in the bank's order."""
    order = sorted(range(3), key=lambda at: -sums[at])
    first, second, third = (sums[at] for at in order)
    if first - third <= rules.near:
        return frozenset()
    many = 1 if first - second >= second - third else 2
    return frozenset(rules.forces[at].id for at in order[:many])


def totem_of(bank: Bank, rules: Pencil, answers: Answers) -> str | None:
    """None where the bank has no totem of these forces."""
    homes: Mapping[frozenset[str], str] = {frozenset(totem.forces): totem.id for totem in bank.totems}
    return homes.get(pencil_forces(rules, scores(bank, rules, answers)))


def gap_of(bank: Bank, answers: Answers) -> int:
    """First side minus second, in points of the paper, over questions that were answered on both."""
    first, second = bank.pairs[0]
    found: dict[str, dict[str, int]] = {}
    for (question, side), reply in zip(bank.items, answers.replies, strict=True):
        if reply not in (None, NO_OCCASION):
            found.setdefault(question.id, {})[side] = reply if not question.reversed else bank.points + 1 - reply
    return sum(both[first] - both[second] for both in found.values() if first in both and second in both)


def balanced_within(bank: Bank) -> int:
    """How far apart both sums may be before they lean: half of a point for each question, and one more."""
    return len(bank.questions) // 2 + 1
