"""Tokens that people show each other to find a group: a shape, a colour, a name.

Promises three that are told apart by their shape alone, and by their colour for every kind of colour blindness.
"""

from dataclasses import dataclass
from hashlib import sha256

from app.banks.faults import N_
from app.seminars.talking.talk import Groups

TILE = "#1b1815"
"""What tokens stand on, in both themes and on the wall."""


@dataclass(frozen=True, slots=True)
class TokenDrawn:
    """path: in a square of 100; colour: on TILE; name: an English msgid."""

    path: str
    colour: str
    name: str


TOKENS = (
    TokenDrawn("M50 8A42 42 0 1 1 50 92A42 42 0 1 1 50 8Z", "#56b4e9", N_("Blue circle")),
    TokenDrawn("M50 7L95 88H5Z", "#f0a500", N_("Orange triangle")),
    TokenDrawn("M12 12H88V88H12Z", "#f2d3e3", N_("Pink square")),
)


def token_of(groups: Groups, animal: int, phone: str) -> TokenDrawn:
    """animal: its place in the bank, after the last for none; phone: what chance goes by, where it makes the groups."""
    if groups.cover:
        return TOKENS[groups.cover[animal] % len(TOKENS)]
    drawn = sha256(f"{groups.number} {phone}".encode()).digest()
    return TOKENS[drawn[0] % groups.tokens]
