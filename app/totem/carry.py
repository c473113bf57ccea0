"""One bank's answers as another's that asks all of it, and more. Pure."""

from dataclasses import replace
from functools import lru_cache

from app.totem.model import Answers, Bank, blank


@lru_cache(256)
def is_longer(bank: Bank, short: Bank) -> bool:
    """Whether it asks every item and every scene of the short one, in the same way, and more scenes for everybody."""
    return (
        bank is not short
        and (bank.picks, bank.points, bank.forces) == (short.picks, short.points, short.forces)
        and set(short.items) <= set(bank.items)
        and set(short.all_scenes) <= set(bank.all_scenes)
        and len(bank.scenes) > len(short.scenes)
    )


def carried(short: Bank, bank: Bank, answers: Answers) -> Answers:
    """answers: to the short bank. What the longer one asks beside is unanswered. bank: a longer one (`is_longer`)."""
    replies = dict(zip(short.items, answers.replies, strict=True))
    firsts = dict(zip(short.all_scenes, answers.choices, strict=True))
    lasts = dict(zip(short.all_scenes, answers.lasts, strict=False))
    none = blank(bank)
    return replace(
        none,
        replies=tuple(map(replies.get, bank.items)),
        choices=tuple(map(firsts.get, bank.all_scenes)),
        lasts=tuple(map(lasts.get, bank.all_scenes)) if none.lasts else (),
        leads=answers.leads,
    )
