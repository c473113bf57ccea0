"""What a bare word of YAML means: the rules of YAML 1.2, less what two readers could read differently.

Promises that `no`, `on`, `12:30` and dates stay text. Refuses octal, hexadecimal, infinite and endless numbers.
"""

import re
from math import isinf

from app.banks.faults import N_

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_AMBIGUOUS = re.compile(r"[-+]?0(?:[0-9][0-9_]*(?:\.[0-9]*)?|[oO][0-7_]+|[xX][0-9a-fA-F_]+|[bB][01_]+)")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {"true": True, "false": False} | dict.fromkeys(("", "~", "null", "Null", "NULL"))
MAX_NUMBER_LENGTH = 40

AMBIGUOUS = N_(
    "“%(value)s” can be read as more than one number. Write it in plain digits, or between quotes if it is text."
)
NOT_FINITE = N_("“%(value)s” is not a number that can be counted with. Write a finite number.")
TOO_LONG = N_("This number is too long. Write it in fewer digits, or between quotes if it is text.")


class ScalarRefused(ValueError):
    """A bare word that may not be used. `message`: why, and what to write."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def meaning(word: str) -> str | int | float | bool | None:
    """The value of a bare (unquoted, untagged) word. Raises ScalarRefused."""
    if word in _WORDS:
        return _WORDS[word]
    if _NOT_FINITE.fullmatch(word):
        raise ScalarRefused(NOT_FINITE)
    if _AMBIGUOUS.fullmatch(word):
        raise ScalarRefused(AMBIGUOUS)
    if not _NUMBER.fullmatch(word):
        return word
    if len(word) > MAX_NUMBER_LENGTH:
        raise ScalarRefused(TOO_LONG)
    if _INTEGER.fullmatch(word):
        return int(word)
    number = float(word)
    if isinf(number):
        raise ScalarRefused(NOT_FINITE)
    return number
