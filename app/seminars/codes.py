"""The code of a room, as it is said, typed and scanned. Pure.

Seven characters that are not taken for one another; random draws come in.
"""

import re
from collections.abc import Callable

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 7
CODE = re.compile(rf"[{LETTERS}]{{{LENGTH}}}")


def new_code(draw: Callable[[int], int]) -> str:
    """draw: an integer from 0 to one below its argument, each as likely."""
    return "".join(LETTERS[draw(len(LETTERS))] for _ in range(LENGTH))


def typed(text: str) -> str | None:
    """The code that somebody meant, whatever the case, the blanks and the hyphens; None if it cannot be one."""
    code = re.sub(r"[\s\-–.]", "", text).upper()
    return code if CODE.fullmatch(code) else None


def spelled(code: str) -> str:
    """In two groups, as it is read from a screen: ABC DEFG."""
    return f"{code[:3]} {code[3:]}"
