"""Answers as the fewest bytes, and the fingerprint of the structure without which those bytes mean nothing. Pure.

Promises that unpack(pack(x)) = x and that one list of answers has one packing. Refuses bytes that fit no answers.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import lru_cache
from itertools import chain, combinations, product
from math import prod
from typing import Any, NamedTuple

from app.totem.model import CANNOT_SAY, UNSURE, Answers, Bank, More

OFFER = tuple(More)
TOGETHER = 400


class PackingInvalid(ValueError):
    """The bytes are not the packing of any answers to this bank."""


class Digits(NamedTuple):
    """Some values that stand beside each other, as one digit of the number. start, end: of them among all; values: what
    each digit says; places: which digit says it."""

    start: int
    end: int
    values: tuple[tuple[object, ...], ...]
    places: Mapping[tuple[object, ...], int]


def pack(bank: Bank, answers: Answers) -> bytes:
    """One number in mixed radix: replies (unanswered, no occasion, 1…points), picks, leads, even, the offer, what
    matters most, promises. Raises ValueError for what nobody can answer."""
    scenes = zip(answers.choices, answers.lasts, strict=True) if bank.is_ranked else answers.choices
    offer = (answers.more,) if bank.is_ranked else ()
    all_ = (*answers.replies, *scenes, answers.leads, answers.even, *offer, *answers.importance, *answers.promises)
    digits, length = _digits(bank)
    number = 0
    try:
        for digit in reversed(digits):
            number = number * len(digit.values) + digit.places[all_[digit.start : digit.end]]
    except KeyError:
        raise ValueError("These are no answers to this bank.") from None
    return number.to_bytes(length, "big")


def unpack(bank: Bank, packed: bytes) -> Answers:
    """Raises PackingInvalid."""
    digits, length = _digits(bank)
    number = int.from_bytes(packed, "big")
    if len(packed) != length:
        raise PackingInvalid
    found: list[Any] = []
    for digit in digits:
        number, at = divmod(number, len(digit.values))
        found += digit.values[at]
    if number:
        raise PackingInvalid
    return _answers(bank, found)


def _answers(bank: Bank, found: list[Any]) -> Answers:
    many, end = len(bank.items), len(bank.items) + len(bank.all_scenes)
    leads, even, *rest = found[end:]
    choices, lasts, more = tuple(found[many:end]), (), More.OPEN
    if bank.is_ranked:
        choices, lasts = zip(*choices, strict=True) if choices else ((), ())
        more = rest.pop(0)
    matters = len(bank.importance)
    return Answers(tuple(found[:many]), choices, leads, even, lasts, more, tuple(rest[:matters]), tuple(rest[matters:]))


def _picks(options: int) -> list[tuple[int | None, int | None]]:
    """None; then, for each first pick, no last one yet, UNSURE, or one of those that are left in their order."""
    lasts = [[None, UNSURE, *(one for one in range(options) if one != first)] for first in range(options)]
    return [(None, None), *((first, last) for first, those in enumerate(lasts) for last in those)]


def packed_length(bank: Bank) -> int:
    """Bytes, the same for all answers to this bank."""
    return _digits(bank)[1]


@lru_cache(64)
def fingerprint(bank: Bank) -> str:
    """16 hexadecimal digits over what is counted and scored; texts, screens and margins of error change nothing.

    A structure is written without what it does not use: it keeps its digits when banks learn something new.
    """
    structure = asdict(bank)
    if not bank.is_ranked:
        del structure["picks"]
    for shown_only in ("questions_per_screen", "symmetry_error", "retest"):
        del structure[shown_only]
    for unused in ("ends_on_thanks", "importance", "promises"):
        if not structure[unused]:
            del structure[unused]
    for dimension in structure["dimensions"]:
        if not dimension["overall"]:
            del dimension["overall"]
    canonical = json.dumps(structure, sort_keys=True, separators=(",", ":"), default=sorted)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


@lru_cache(64)
def _digits(bank: Bank) -> tuple[tuple[Digits, ...], int]:
    """And how many bytes the largest number takes."""
    digits: list[Digits] = []
    start, largest = 0, 1
    for known in _together(_each(bank)):
        values = _all_of(known)
        digits.append(Digits(start, start + len(known), *values))
        start, largest = start + len(known), largest * len(values[0])
    return tuple(digits), ((largest - 1).bit_length() + 7) // 8


def _each(bank: Bank) -> Iterator[tuple[object, ...]]:
    """What each of the answers may be, in the order of their digits."""
    yield from [(None, *range(bank.points + 1))] * len(bank.items)
    for scene in bank.all_scenes:
        options = len(scene.options)
        yield tuple(_picks(options)) if bank.is_ranked else (None, *range(options))
    yield from [(False, True)] * 2
    if bank.is_ranked:
        yield OFFER
    for asked in bank.importance:
        yield (None, *chain.from_iterable(combinations(bank.within, many) for many in range(asked.most + 1)))
    yield from [(None, *range(1, CANNOT_SAY + 1))] * bank.promises


def _together(each: Iterable[tuple[object, ...]]) -> Iterator[tuple[tuple[object, ...], ...]]:
    """As many neighbours as have TOGETHER values or fewer between them: one look-up then finds them all."""
    group: tuple[tuple[object, ...], ...] = ()
    for one in each:
        if group and prod(map(len, (*group, one))) > TOGETHER:
            yield group
            group = ()
        group = (*group, one)
    yield group


@lru_cache(64)
def _all_of(
    known: tuple[tuple[object, ...], ...],
) -> tuple[tuple[tuple[object, ...], ...], Mapping[tuple[object, ...], int]]:
    """The first one goes round the fastest."""
    values = tuple(found[::-1] for found in product(*reversed(known)))
    return values, {value: at for at, value in enumerate(values)}
