"""Sheets in a line: replies and first moves; the last move of each scene is the one after the first."""

from typing import Any

from app.totem.model import Answers, Bank


def sheet_with(bank: Bank, replies: tuple[int | None, ...], firsts: tuple[int | None, ...], **more: Any) -> Answers:
    """firsts: of the scenes; spare ones are not asked where they are left out. more: as of Answers."""
    firsts += (None,) * (len(bank.all_scenes) - len(firsts))
    lasts = tuple(None if first is None else (first + 1) % 3 for first in firsts)
    return Answers(replies, firsts, lasts=lasts if bank.is_ranked else (), **more)
