"""Integers that add up, and the bytes in which they rest: in a cell, encrypted in a pool, in a signed batch. Pure.

Promises that sums of every layout there ever was are read as they were written, and add up. A newer layout only
appends blocks, each with its own number of people: to an older sum nobody of those is known yet, so it counts nobody.
Refuses a layout that is newer than this code.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from operator import add

LAYOUT = 4
"""The newest. 1: up to the mirrors of `NamedCounts`; 2: the sheets that miss a few pairs (`nears`); 3: last moves,
spare scenes, whole sheets, minutes; 4: what a bank that ends on thanks counts beside (`beside`)."""
MARK = 1 << 63
"""Bytes begin with MARK + layout, from layout 2 on: no number of people is as large. Those of layout 1 begin with n."""
BYTES_A_NUMBER = 8


class CountsInvalid(ValueError):
    """The sheet, the numbers or the bytes do not fit the bank."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums over n sheets, in the order that `counts.read` gives names to; layout: which numbers there are."""

    numbers: tuple[int, ...]
    layout: int = LAYOUT

    @property
    def n(self) -> int:
        return self.numbers[0]

    def __add__(self, other: "Counts") -> "Counts":
        return total((self, other))


def total(parts: Iterable[Counts]) -> Counts:
    """Their sum, in the newest of their layouts. Raises CountsInvalid unless there are some, all of one structure."""
    counts = [*parts]
    shapes = sorted({(each.layout, len(each.numbers)) for each in counts})
    lengths = [length for _, length in shapes]
    if not shapes or len(dict(shapes)) < len(shapes) or lengths != sorted(lengths):
        raise CountsInvalid("Counts of two different structures do not add up.")
    layout, length = shapes[-1]
    rows = [each.numbers + (0,) * (length - len(each.numbers)) for each in counts]
    # Of two, as most are where people finish in many rooms: a third of the time.
    return Counts(tuple(map(add, *rows) if len(rows) == 2 else map(sum, zip(*rows, strict=True))), layout)


def to_bytes(counts: Counts) -> bytes:
    """Eight bytes a number, big-endian. Raises CountsInvalid for a number below 0 or beyond eight bytes."""
    head = (MARK + counts.layout,) if counts.layout > 1 else ()
    try:
        return struct.pack(f">{len(head) + len(counts.numbers)}Q", *head, *counts.numbers)
    except struct.error as error:
        raise CountsInvalid("A number is below 0 or beyond eight bytes.") from error


def unpacked(data: bytes) -> Counts:
    """Counts of any structure, so that pools outlive an edit of their bank. Raises CountsInvalid."""
    many, rest = divmod(len(data), BYTES_A_NUMBER)
    if rest or not many:
        raise CountsInvalid("These bytes are no counts.")
    numbers = struct.unpack(f">{many}Q", data)
    if numbers[0] < MARK:
        return Counts(numbers, layout=1)
    layout, numbers = numbers[0] - MARK, numbers[1:]
    if not 1 < layout <= LAYOUT or not numbers:
        raise CountsInvalid(f"These counts have a layout that this version of Totem does not know: {layout}.")
    return Counts(numbers, layout)
