"""What people paste where a result's link belongs: with spaces or words around, cut in half, or another page's address.

Promises to find the result's link if it is there at all. Refuses everything else with what is wrong, for a page to say.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Literal, NamedTuple
from urllib.parse import unquote

from app.web.tokens import LinkDamaged, ResultLink, Tokens

LinkMistake = Literal["empty", "quiz", "animal", "duo", "team", "other", "damaged", "outdated", "gone"]
"""Nothing; the address of another page (four kinds); no link; cut or foreign; of a former bank; of a lost campaign."""

GAP = r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*"
"""Spaces and what nobody sees: chats and mail programs put them anywhere."""
LETTERS = re.compile(r"[A-Za-z0-9_-]+")
SHORTEST, LONGEST = 38, 200
"""Of a result's token."""
LOOKS_CUT = 30
"""This many letters in a row are no word: they are a part of a token."""
STARTS = 12


class Pasted(NamedTuple):
    token: str
    link: ResultLink


class NotAResult(ValueError):
    def __init__(self, mistake: LinkMistake) -> None:
        super().__init__(mistake)
        self.mistake = mistake


def _address_of(page: str) -> re.Pattern[str]:
    return re.compile(GAP.join(f"/{page}/"))


RESULT = _address_of("result")
OTHERS: dict[LinkMistake, re.Pattern[str]] = {
    "duo": _address_of("duo"),
    "team": _address_of("team"),
    "quiz": _address_of("quiz"),
    "animal": _address_of("animal"),
}


def find_result(seals: Tokens, text: str, most_starts: int = STARTS) -> Pasted:
    """Whatever the host, the language and the rest of the address: the token alone counts. Raises NotAResult."""
    text = unquote(text)  # some mail programs wrap a link in one of their own
    other = next((mistake for mistake, address in OTHERS.items() if address.search(text)), None)
    after = [found.end() for found in RESULT.finditer(text)]
    starts = after if after or other else [found.start() for found in LETTERS.finditer(text)]
    for token in _tokens(text, starts[:most_starts]):
        with suppress(LinkDamaged):
            return Pasted(token, seals.open_result(token))
    if after:
        raise NotAResult("damaged")
    raise NotAResult(other or _what_else(text))


def _tokens(text: str, starts: list[int]) -> Iterator[str]:
    """All that a token may be: its end is not to be seen when a word, a full stop or a space follows or is within."""
    for start in starts:
        letters = "".join(LETTERS.findall(text, start))[:LONGEST]
        yield from (letters[:length] for length in range(SHORTEST, len(letters) + 1))


def _what_else(text: str) -> LinkMistake:
    if re.fullmatch(GAP, text):
        return "empty"
    return "damaged" if any(len(run) >= LOOKS_CUT for run in LETTERS.findall(text)) else "other"
