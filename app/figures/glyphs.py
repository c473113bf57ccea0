"""What the site's font can draw of a text, for pictures and posters: an organiser may write any letter there is.

No empty boxes: a letter that the font lacks gives way to its plain form (ő to o), or is left out. Pure.
"""

import re
import unicodedata

RANGES = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0xB4), (0xB6, 0xFF), (0x102, 0x102), (0x131, 0x131), (0x152, 0x153),
    (0x2C6, 0x2C6), (0x2DA, 0x2DA), (0x2DC, 0x2DC), (0x2009, 0x2009), (0x2013, 0x2014), (0x2018, 0x201A),
    (0x201C, 0x201E), (0x2022, 0x2022), (0x2026, 0x2026), (0x2039, 0x203A), (0x2044, 0x2044), (0x20AC, 0x20AC),
    (0x2122, 0x2122), (0x2212, 0x2212), (0x2215, 0x2215),
)  # fmt: skip
"""Of code points that both weights of the font have. A test compares them with the font."""
SPACES = str.maketrans({"\u202f": "\u2009", "\u2010": "-", "\u2011": "-"})
"""The font has a thin space and no narrow no-break one, and one hyphen."""
PLAIN = str.maketrans({"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ſ": "s", "ẞ": "ß"})


def drawn(text: str) -> str:
    """The text as it is drawn; empty if the font has none of it."""
    kept = "".join(map(_drawn, unicodedata.normalize("NFC", text).translate(SPACES).translate(PLAIN)))
    return re.sub(r" +(?=[ \u00a0])", "", kept).strip(" ")


def _drawn(letter: str) -> str:
    if is_drawn(letter):
        return letter
    return "".join(filter(is_drawn, unicodedata.normalize("NFKD", letter)))


def is_drawn(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in RANGES)
