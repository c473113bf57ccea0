"""Reads the pictures that the site paints, to look at their pixels: eight bits, three or four channels, no more."""

import struct
import zlib
from dataclasses import dataclass
from itertools import pairwise

SIGNATURE = b"\x89PNG\r\n\x1a\n"
Colour = tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """rows: of pixels, each red, green, blue and perhaps opacity, 0–255."""

    width: int
    height: int
    rows: tuple[tuple[Colour, ...], ...]

    def part(self, left: float, top: float, right: float, bottom: float) -> set[Colour]:
        """The colours between these places, each 0–1 of the width or the height."""
        rows = self.rows[round(top * self.height) : round(bottom * self.height)]
        return {pixel for row in rows for pixel in row[round(left * self.width) : round(right * self.width)]}


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(SIGNATURE)
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def read(png: bytes) -> Picture:
    width, height = size(png)
    depth, kind = png[24:26]
    assert depth == 8
    step = {2: 3, 6: 4}[kind]
    data, at = b"", len(SIGNATURE)
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += length + 12
    flat, stride = zlib.decompress(data), width * step
    above = bytes(stride)
    rows = []
    for start, end in pairwise(range(0, len(flat) + 1, stride + 1)):
        above = _plain(flat[start], flat[start + 1 : end], above, step)
        rows.append(tuple(tuple(above[x : x + step]) for x in range(0, stride, step)))
    return Picture(width, height, tuple(rows))


def _plain(how: int, row: bytes, above: bytes, step: int) -> bytes:
    """The row before it was filtered (PNG specification, 9.2)."""
    plain = bytearray(row)
    for place, value in enumerate(row):
        left = plain[place - step] if place >= step else 0
        corner = above[place - step] if place >= step else 0
        up = above[place]
        guess = (0, left, up, (left + up) // 2, _nearest(left, up, corner))[how]
        plain[place] = (value + guess) % 256
    return bytes(plain)


def _nearest(left: int, up: int, corner: int) -> int:
    whole = left + up - corner
    return min((left, up, corner), key=lambda known: abs(whole - known))
