"""Sheets made to show something of a bank: that a totem can be reached, that a shift changes nothing.

`app.totem` itself scores their sheets.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import repeat
from random import Random

from app.banks.response_model import complete
from app.totem.model import Answers, Bank, Match, Totem
from app.totem.scoring import levels_of, match


def found(bank: Bank, sheet: Answers) -> Match:
    """bank: one with totems."""
    matched = match(bank, sheet, levels_of(bank, sheet))
    assert matched is not None
    return matched


def exhibit(bank: Bank, totem: Totem) -> Answers | None:
    """A complete sheet that is given this totem: its own forces in turn, or else any way to share the scenes out."""
    for wanted in (totem.forces or bank.forces, *_shared_out(bank)):
        choices = [_option(bank, scene, wanted[scene % len(wanted)]) for scene in range(len(bank.scenes))]
        lasts = [_against(bank, scene, wanted) for scene in range(len(bank.scenes))]
        for high in (totem.forces, ()):
            counted = [_points(bank, bank.force_of[question.dimension], high) for question, _ in bank.items]
            sheet = complete(bank, counted, choices, lasts)
            if found(bank, sheet).totem == totem.id:
                return sheet
    return None


def changed_by_shift(bank: Bank, seed: str, sheets: int) -> float:
    """% of random sheets below the ceiling whose totem changes when every answer counts one point more."""
    random = Random(seed)  # noqa: S311 - invented sheets, not secrets
    changed = 0
    for _ in range(sheets):
        counted = [random.randint(1, bank.points - 1) for _ in bank.items]
        orders = [random.sample(range(many), many) for many in (len(scene.options) for scene in bank.scenes)]
        sheet = complete(bank, counted, [order[0] for order in orders], [order[-1] for order in orders])
        changed += found(bank, sheet).totem != found(bank, raised(bank, sheet)).totem
    return 100 * changed / sheets


def _shared_out(bank: Bank) -> Iterator[tuple[str, ...]]:
    """For each scene a force, in every way to share the scenes out."""
    many = len(bank.scenes)
    a, b, c = bank.forces
    for first in range(many + 1):
        for second in range(many + 1 - first):
            yield (*repeat(a, first), *repeat(b, second), *repeat(c, many - first - second))


def _option(bank: Bank, scene: int, force: str) -> int:
    """Where the option of this force stands in the scene."""
    return [bank.force_of[dimension] for dimension in bank.scenes[scene].options].index(force)


def _against(bank: Bank, scene: int, wanted: tuple[str, ...]) -> int:
    """The last move: of a force that is not wanted, each in turn; of the next one where all of them are."""
    first = wanted[scene % len(wanted)]
    spurned = [force for force in bank.forces if force not in wanted]
    turn = bank.forces[(bank.forces.index(first) + 1) % len(bank.forces)]
    return _option(bank, scene, spurned[scene % len(spurned)] if spurned else turn)


def _points(bank: Bank, force: str | None, high: tuple[str, ...]) -> int:
    """The top for a force that is to be high, the bottom for the others; the middle where none is."""
    if not high:
        return (bank.points + 1) // 2
    return bank.points if force in high else 1


def raised(bank: Bank, sheet: Answers) -> Answers:
    """The same sheet with every answer counting for one point more, up to the ceiling."""
    replies = zip(bank.items, sheet.replies, strict=True)
    return replace(sheet, replies=tuple(_raised(bank, item.question.reversed, reply) for item, reply in replies))


def _raised(bank: Bank, turned: bool, reply: int | None) -> int | None:
    if not reply:
        return reply
    return max(reply - 1, 1) if turned else min(reply + 1, bank.points)
