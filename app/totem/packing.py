"""Answers as the fewest bytes, and the fingerprint of the structure without which those bytes mean nothing. Pure.

Promises that unpack(pack(x)) = x and that one list of answers has one packing. Refuses bytes that fit no answers.
"""

import hashlib
import json
from dataclasses import asdict
from functools import lru_cache

from app.totem.model import Answers, Bank


class PackingInvalid(ValueError):
    """The bytes are not the packing of any answers to this bank."""


def pack(bank: Bank, answers: Answers) -> bytes:
    """One number in mixed radix: replies (unanswered, no occasion, 1…points), choices, leads, even."""
    digits = [0 if reply is None else reply + 1 for reply in answers.replies]
    digits += [0 if choice is None else choice + 1 for choice in answers.choices]
    digits += [int(answers.leads), int(answers.even)]
    radices, length = _radices(bank)
    number = 0
    for digit, radix in zip(reversed(digits), reversed(radices), strict=True):
        number = number * radix + digit
    return number.to_bytes(length, "big")


def unpack(bank: Bank, packed: bytes) -> Answers:
    """Raises PackingInvalid."""
    radices, length = _radices(bank)
    number = int.from_bytes(packed, "big")
    if len(packed) != length:
        raise PackingInvalid
    digits = []
    for radix in radices:
        number, digit = divmod(number, radix)
        digits.append(digit)
    if number:
        raise PackingInvalid
    many = len(bank.items)
    optional = [digit - 1 if digit else None for digit in digits[:-2]]
    return Answers(tuple(optional[:many]), tuple(optional[many:]), bool(digits[-2]), bool(digits[-1]))


def packed_length(bank: Bank) -> int:
    """Bytes, the same for all answers to this bank."""
    return _radices(bank)[1]


@lru_cache(64)
def fingerprint(bank: Bank) -> str:
    """16 hexadecimal digits over what is counted and scored; texts, screens and margins of error change nothing."""
    structure = asdict(bank)
    for shown_only in ("questions_per_screen", "symmetry_error"):
        del structure[shown_only]
    canonical = json.dumps(structure, sort_keys=True, separators=(",", ":"), default=sorted)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


@lru_cache(64)
def _radices(bank: Bank) -> tuple[tuple[int, ...], int]:
    radices = (bank.points + 2,) * len(bank.items) + tuple(len(s.options) + 1 for s in bank.all_scenes) + (2, 2)
    largest = 1
    for radix in radices:
        largest *= radix
    return radices, ((largest - 1).bit_length() + 7) // 8
