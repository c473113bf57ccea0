"""A page around one thing that differs from reader to reader, compressed once: each reader's own goes into the stream.

What fills the hole stands in the Brotli stream as it is (RFC 7932, an uncompressed meta-block); wherever it comes
again, the stream refers back to it, whatever it is. So a step costs no compression (python -m benchmarks).
"""

import secrets
import string
from contextlib import suppress

import brotli

LETTERS = f"{string.ascii_letters}{string.digits}-_"
"""Of a filling."""
QUALITY = 6
TRIES = 4
BESIDE = 2
"""Characters after the hole that go in with it: what follows may be coded by the two bytes before it."""


class Spliced:
    """pieces: of a text, around a filling of so many letters of base64; 0 for one that is never packed here."""

    def __init__(self, pieces: list[str], length: int) -> None:
        self._pieces = pieces
        self._length = length
        self._stream = _stream(pieces, length)

    def text(self, filling: str) -> str:
        return filling.join(self._pieces)

    def packed(self, filling: str) -> bytes | None:
        """The same as Brotli; None if it has to be compressed as any other page is."""
        if self._stream is None or len(filling) != self._length:
            return None
        before, after = self._stream
        return before + filling.encode() + after


def _stream(pieces: list[str], length: int) -> tuple[bytes, bytes] | None:
    """Before and after the filling; None for a text that gives no such stream."""
    tries = (_tried(pieces, length) for _ in range(TRIES)) if length and len(pieces) > 1 else iter(())
    return next(filter(None, tries), None)


def _tried(pieces: list[str], length: int) -> tuple[bytes, bytes] | None:
    """It is unpacked with another filling before it is believed, of which no letter is the stand-in's: a letter of
    it, at a later place or by chance in the text around, may have been taken for one that is always there."""
    stand_in = secrets.token_urlsafe(length)[:length]
    other = "".join(secrets.choice(LETTERS.replace(letter, "")) for letter in stand_in)
    text = stand_in.join(pieces).encode()
    hole = len(pieces[0].encode())
    beside = text[hole + length : hole + length + BESIDE]
    compressor = brotli.Compressor(quality=QUALITY)
    before = compressor.process(text[:hole]) + compressor.flush()
    compressor.process(text[hole : hole + length + BESIDE]) + compressor.flush()
    after = compressor.process(text[hole + length + BESIDE :]) + compressor.finish()
    stream = before + _as_it_is(length + len(beside)), beside + after
    with suppress(brotli.error):
        if brotli.decompress(other.encode().join(stream)) == other.join(pieces).encode():
            return stream
    return None


def _as_it_is(length: int) -> bytes:
    """The head of an uncompressed meta-block: not the last one, its length in four nibbles."""
    return ((length - 1) << 3 | 1 << 19).to_bytes(3, "little")
