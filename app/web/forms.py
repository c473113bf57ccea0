"""What a form posted, read in one way and bounded before anything looks at it: whole, in fields, and each of them.

Promises that a form of ours fits, with all that it says in its own words about a text that is too long.
Refuses the rest with the page for what is too large: security.py stops a body, and here ends what no person types.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from app.campaigns.draft import N_, CampaignInvalid
from app.campaigns.words import Texts
from app.web.language import LANGUAGES

MOST_FIELDS = 100
LONGEST_FIELD = 10_000
"""Characters: five times the longest text that is kept, so that each form can say itself what is too long."""
AT_ONCE = 4 * 1024
"""Bytes that take less time to split than to hand to a thread: a step of the quiz, a code, a vote."""
ESCAPED = re.compile("[%+]")
UNREADABLE = -1
"""Stands where a number was due, so that the rules of what is made refuse it in their words."""

Pairs = list[tuple[str, str]]


async def read_pairs(request: Request) -> Pairs:
    """Names and texts as they came, once. Raises a plain 413."""
    body = await _body(request)
    return split(body) if len(body) <= AT_ONCE else await run_in_threadpool(split, body)


async def _body(request: Request) -> bytes:
    """In one message, as it nearly always comes, at once; else as Starlette puts it together."""
    message = await request.receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        body: bytes = message.get("body", b"")
        return body
    waiting = [message]

    async def receive() -> Message:
        return waiting.pop() if waiting else await request.receive()

    return await Request(request.scope, receive).body()


async def read_form(request: Request) -> dict[str, str]:
    """The same by name; the last text of each."""
    return dict(await read_pairs(request))


async def read_typed(request: Request) -> dict[str, str]:
    """What a person wrote: without blanks around, and with line ends in one character."""
    return {name: text.replace("\r\n", "\n").strip() for name, text in await read_pairs(request)}


def split(body: bytes) -> Pairs:
    """Raises a plain 413."""
    text = body.decode("utf-8", "replace")
    if body.count(b"&") >= MOST_FIELDS:
        raise HTTPException(413)
    if ESCAPED.search(text):
        pairs = parse_qsl(text, keep_blank_values=True)
    else:  # a step of the quiz: what parse_qsl would find, in a fifth of its time
        pairs = [(name, value) for name, _, value in (field.partition("=") for field in text.split("&") if field)]
    if any(len(name) + len(text) > LONGEST_FIELD for name, text in pairs):
        raise HTTPException(413)
    return pairs


PairsDep = Annotated[Pairs, Depends(read_pairs)]
FormDep = Annotated[dict[str, str], Depends(read_form)]
TypedDep = Annotated[dict[str, str], Depends(read_typed)]
"""Each stands last among what a route is given: whoever may not post is refused before what they posted is read."""


def texts_in(typed: Mapping[str, str], name: str) -> Texts:
    """One text for each language that was given."""
    return {language: text for language in LANGUAGES if (text := typed.get(f"{name}_{language}", ""))}


def number_in(text: str) -> int | None:
    """Spaces between digits are how people write thousands."""
    digits = re.sub(r"\s", "", text)
    return int(digits) if re.fullmatch(r"[0-9]{1,9}", digits) else None


def day_typed(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def unreadable_days(typed: Mapping[str, str], *names: str) -> Iterator[CampaignInvalid]:
    for name in names:
        if typed.get(name) and day_typed(typed[name]) is None:
            yield CampaignInvalid(name, N_("This day cannot be read: write it as 2027-03-31."))


@dataclass(frozen=True, slots=True)
class Form:
    """typed: by field; mistakes: by field, in the order of the form."""

    typed: Mapping[str, str] = field(default_factory=dict)
    mistakes: Mapping[str, CampaignInvalid] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.typed.get(name, "")

    def mistake(self, name: str) -> CampaignInvalid | None:
        return self.mistakes.get(name)

    def is_first(self, name: str) -> bool:
        return name == next(iter(self.mistakes), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """A questionnaire: its title, how long it takes, how many questions."""

    id: str
    title: str
    line: str
    minutes: int
