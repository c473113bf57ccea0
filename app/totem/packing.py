"""Answers as the fewest bytes, and the fingerprint of the structure without which those bytes mean nothing. Pure.

Promises that unpack(pack(x)) = x and that one list of answers has one packing. Refuses bytes that fit no answers.
"""

import hashlib
import json
from dataclasses import asdict
from functools import lru_cache
from itertools import chain, combinations

from app.totem.model import CANNOT_SAY, UNSURE, Answers, Bank, More

OFFER = tuple(More)


class PackingInvalid(ValueError):
    """The bytes are not the packing of any answers to this bank."""


def pack(bank: Bank, answers: Answers) -> bytes:
    """One number in mixed radix: replies (unanswered, no occasion, 1…points), picks, leads, even, the offer, what
    matters most, promises."""
    digits = [0 if reply is None else reply + 1 for reply in answers.replies]
    if bank.is_ranked:
        scenes = zip(bank.all_scenes, answers.choices, answers.lasts, strict=True)
        digits += [_picks(len(scene.options), choice, last) for scene, choice, last in scenes]
    else:
        digits += [0 if choice is None else choice + 1 for choice in answers.choices]
    digits += [int(answers.leads), int(answers.even), *([OFFER.index(answers.more)] if bank.is_ranked else ())]
    matters = zip(bank.importance, answers.importance, strict=True)
    digits += [0 if picked is None else 1 + _picks_of(bank, asked.most).index(picked) for asked, picked in matters]
    digits += [promise or 0 for promise in answers.promises]
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
    return _answers(bank, digits)


def _answers(bank: Bank, digits: list[int]) -> Answers:
    many, end = len(bank.items), len(bank.items) + len(bank.all_scenes)
    replies = tuple(digit - 1 if digit else None for digit in digits[:many])
    leads, even, *rest = digits[end:]
    picked, lasts, more = [digit - 1 if digit else None for digit in digits[many:end]], [], More.OPEN
    if bank.is_ranked:
        both = [
            _picked(len(scene.options), digit) for scene, digit in zip(bank.all_scenes, digits[many:end], strict=True)
        ]
        picked, lasts, more = [choice for choice, _ in both], [last for _, last in both], OFFER[rest.pop(0)]
    matters = tuple(
        _picks_of(bank, asked.most)[digit - 1] if digit else None
        for asked, digit in zip(bank.importance, rest, strict=False)
    )
    promises = tuple(digit or None for digit in rest[len(matters) :])
    return Answers(replies, tuple(picked), bool(leads), bool(even), tuple(lasts), more, matters, promises)


@lru_cache(64)
def _picks_of(bank: Bank, most: int) -> tuple[tuple[int, ...], ...]:
    """Every way to pick up to so many dimensions, none at all first."""
    return tuple(chain.from_iterable(combinations(bank.within, many) for many in range(most + 1)))


def _picks(options: int, choice: int | None, last: int | None) -> int:
    """0 for none; else, for each first pick, no last one yet, UNSURE, or one of those that are left in their order."""
    if choice is None:
        return 0
    left = [option for option in range(options) if option != choice]
    return 1 + choice * (options + 1) + (0 if last is None else 1 if last == UNSURE else 2 + left.index(last))


def _picked(options: int, digit: int) -> tuple[int | None, int | None]:
    if not digit:
        return None, None
    choice, last = divmod(digit - 1, options + 1)
    left = [option for option in range(options) if option != choice]
    return choice, (None, UNSURE, *left)[last]


def packed_length(bank: Bank) -> int:
    """Bytes, the same for all answers to this bank."""
    return _radices(bank)[1]


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
def _radices(bank: Bank) -> tuple[tuple[int, ...], int]:
    scenes = [len(scene.options) for scene in bank.all_scenes]
    each = tuple(1 + many * (many + 1) if bank.is_ranked else many + 1 for many in scenes)
    matters = tuple(1 + len(_picks_of(bank, asked.most)) for asked in bank.importance)
    last = (2, 2, len(OFFER)) if bank.is_ranked else (2, 2)
    radices = ((bank.points + 2,) * len(bank.items), each, last, matters, (CANNOT_SAY + 1,) * bank.promises)
    largest = 1
    for radix in chain.from_iterable(radices):
        largest *= radix
    return tuple(chain.from_iterable(radices)), ((largest - 1).bit_length() + 7) // 8
