"""Twenty-six capitals as one stroke's path, for totems that have no drawn face. No font is needed. Pure."""

import unicodedata

WIDTH, HEIGHT = 4, 6
"""The grid that each letter fills; its stroke is one unit wide."""

LETTERS: dict[str, str] = {
    "A": "M0 6L2 0L4 6M1 4H3",
    "B": "M0 3H2A1 1 0 0 0 2 0H0V6H2A1 1 0 0 0 2 3",
    "C": "M4 1A2 3 0 1 0 4 5",
    "D": "M0 0V6H1A3 3 0 0 0 1 0Z",
    "E": "M4 0H0V6H4M0 3H3",
    "F": "M4 0H0V6M0 3H3",
    "G": "M4 1A2 3 0 1 0 4 5V3H2",
    "H": "M0 0V6M4 0V6M0 3H4",
    "I": "M1 0H3M2 0V6M1 6H3",
    "J": "M4 0V4A2 2 0 0 1 0 4",
    "K": "M0 0V6M4 0L0 3L4 6",
    "L": "M0 0V6H4",
    "M": "M0 6V0L2 3L4 0V6",
    "N": "M0 6V0L4 6V0",
    "O": "M2 0A2 3 0 0 0 2 6A2 3 0 0 0 2 0Z",
    "P": "M0 6V0H2A2 2 0 0 1 2 4H0",
    "Q": "M2 0A2 3 0 0 0 2 6A2 3 0 0 0 2 0ZM2 4L4 6",
    "R": "M0 6V0H2A1 1 0 0 1 2 3H0M2 3L4 6",
    "S": "M4 1Q2 -1 0 1Q0 3 2 3Q4 3 4 5Q2 7 0 5",
    "T": "M0 0H4M2 0V6",
    "U": "M0 0V4A2 2 0 0 0 4 4V0",
    "V": "M0 0L2 6L4 0",
    "W": "M0 0L1 6L2 2L3 6L4 0",
    "X": "M0 0L4 6M4 0L0 6",
    "Y": "M0 0L2 3L4 0M2 3V6",
    "Z": "M0 0H4L0 6H4",
}


def initial(name: str) -> str:
    """The path of a name's first letter, accents put aside; empty for a name that starts with none of the 26."""
    plain = unicodedata.normalize("NFKD", name.strip())[:1].upper()
    return LETTERS.get(plain, "")
