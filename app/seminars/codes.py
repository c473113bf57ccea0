"""The code of a room, as it is said, typed and scanned. Pure.

Seven characters that are not taken for one another; random draws come in.
"""

import re
from collections.abc import Callable

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 7
STANDING = re.compile(rf"[2-9][{LETTERS}]{{{LENGTH}}}")
"""Of an address that stays: a digit, then as a room's code, so that it is none and no campaign's name."""
CODE = re.compile(rf"[{LETTERS}]{{{LENGTH}}}")


def new_code(draw: Callable[[int], int]) -> str:
    """draw: an integer from 0 to one below its argument, each as likely."""
    return "".join(LETTERS[draw(len(LETTERS))] for _ in range(LENGTH))


def new_standing(draw: Callable[[int], int]) -> str:
    """The same for an address that stays."""
    return LETTERS[draw(8)] + new_code(draw)


def typed(text: str) -> str | None:
    """The code that somebody meant, of a room or of an address that stays, whatever the case, the blanks and the
    hyphens; None if it cannot be one."""
    code = re.sub(r"[\s\-–.]", "", text).upper()
    return code if CODE.fullmatch(code) or STANDING.fullmatch(code) else None


def spelled(code: str) -> str:
    """In two groups, as it is read from a screen: ABC DEFG, or 2ABC DEFG."""
    return f"{code[:-4]} {code[-4:]}"
