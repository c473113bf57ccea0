"""Forms as pages hold them, and what somebody who wishes no good sends in their place: the same, and always another."""

import random
import string
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from typing import NamedTuple

MARK = "<i>9x9</i>"
WORDS = ["", " ", "0", "-1", "1", "3", "999999999", "99999999999999999999", "1e9", "NaN", "٣", "２０２７-０１-０１",
    "0000-00-00", "9999-12-31", "2027-02-30", "2027-02-30T10:00", "fr", "en", "de", "totem", "x" * 81, "y" * 2_001,
    "z" * 9_990, MARK,
    '"><script>', "{{7*7}}", "%s%n", "%(name)s", "=1+1", "@SUM(A1)", "\x00", "a\x00b", "\r\nSet-Cookie: a=b", "\u202e",
    "\ud83d", "😀" * 50, "e\u0301" * 40, "' OR 1=1--", "../../etc/passwd", "Lille ; 33\nLens", "; 4", "Lille;" * 90,
    "\n" * 300, "on", "next", "reveal", "close", "count", "private", "customers", "staff", "BAIE42",
    "ﬀ", "ß", "İ"]  # fmt: skip
LETTERS = string.ascii_letters + string.digits + "-_"


class Form(NamedTuple):
    """action: where it goes; fields: as a browser would send them, every choice that it offers among them."""

    action: str
    fields: tuple[tuple[str, str], ...]


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self._page, self._fields = page, list[tuple[str, str]]()
        self._action: str | None = None
        self._typed = ""
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "").lower() == "post":
            self._action, self._fields = said.get("action") or self._page, []
        if self._action is not None and said.get("name") and tag in ("input", "button", "select", "textarea"):
            self._fields.append((said["name"], said.get("value", "")))
            self._typed = said["name"]
        if tag == "option" and self._typed and self._action is not None:
            self._fields.append((self._typed, said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._action is not None:
            self.found.append(Form(self._action, tuple(self._fields)))
            self._action = None


def forms_in(page: str, html: str) -> list[Form]:
    """page: its own address, where a form goes that names none."""
    reader = _Forms(page)
    reader.feed(html)
    return reader.found


class Mischief:
    """tokens: of others, to be put where one's own belongs."""

    def __init__(self, seed: int, tokens: Iterable[str] = ()) -> None:
        self.luck = random.Random(seed)
        self._tokens = sorted({token for token in tokens if len(token) > 20})

    def token(self, token: str) -> str:
        """Cut, longer, with a letter changed, twice, somebody else's, or in another script."""
        at = self.luck.randrange(len(token) or 1)
        return self.luck.choice((
            lambda: token[:at], lambda: token + self.luck.choice(LETTERS), lambda: token * 2, lambda: token[::-1],
            lambda: token[:at] + self.luck.choice(LETTERS) + token[at + 1 :], lambda: token[:at] + "é" + token[at:],
            lambda: token.swapcase(), lambda: self.luck.choice(self._tokens or [token]), lambda: f"{token}=",
            lambda: "".join(self.luck.choices(LETTERS, k=len(token))),
        ))()  # fmt: skip

    def word(self) -> str:
        if self.luck.random() < 0.8:
            return self.luck.choice(WORDS)
        return "".join(
            chr(self.luck.choice((self.luck.randrange(1, 300), self.luck.randrange(0x2000, 0xD000))))
            for _ in range(self.luck.randrange(1, 60))
        )

    def fields(self, fields: Sequence[tuple[str, str]], names: Sequence[str]) -> list[tuple[str, str]]:
        """Of a form: most of them as they were, so that what is changed is reached. names: of fields elsewhere."""
        sent = []
        for name, value in fields:
            luck = self.luck.random()
            if luck < 0.55:
                sent.append((name, value))
            elif luck < 0.75:
                sent.append((name, self.token(value) if len(value) > 20 else self.word()))
            elif luck < 0.85:
                sent += [(name, value), (name, self.word())]
            elif luck < 0.9:
                sent.append((self.luck.choice(names), self.word()))
        if self.luck.random() < 0.2:
            self.luck.shuffle(sent)
        return sent
