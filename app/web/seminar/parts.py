"""What the pages of a room need beside what every page has; and how many rooms may be opened."""

from dataclasses import dataclass, field
from typing import Annotated, Literal, cast

from fastapi import Depends, Request

from app.seminars.pairing import Pairings
from app.seminars.rooms import Rooms
from app.seminars.seminars import Seminars
from app.web.rate_limit import CodeLimiter, RateLimit
from app.web.seminar.live import Live

HOUR = 3600
SHARE = 2
"""Rooms of one place in an hour, once half of the site's are taken."""
OPENED = "opened rooms", 10_000, HOUR
"""How many are counted, and how long."""


@dataclass(frozen=True, slots=True)
class Openings:
    """access: who may open a room on the web; a_place, in_all: how many were opened in the last hour, 0 for any number.

    The first half of a site's rooms go to whoever comes; of the rest, a place has SHARE: so a few places that take all
    they can leave half of the hour to the others. Where a passphrase is asked, whoever knows it is not counted.
    opened: as OPENED says.
    """

    access: Literal["open", "passphrase", "closed"]
    a_place: int = 30
    in_all: int = 300
    _opened: RateLimit = field(default_factory=lambda: RateLimit(*OPENED[1:]))

    def are_many(self, place: str) -> bool:
        """Whether no other room may be opened from this place for now."""
        if self.access == "passphrase":
            return False
        here, everywhere = self._opened.count(f"at {place}"), self._opened.count("")
        is_half_full = self.in_all and 2 * everywhere >= self.in_all
        return bool(
            (self.a_place and here >= self.a_place)
            or (self.in_all and everywhere >= self.in_all)
            or (is_half_full and here >= SHARE)
        )

    def count(self, place: str) -> None:
        """One more room."""
        self._opened.add(f"at {place}")
        self._opened.add("")


@dataclass(frozen=True, slots=True)
class Parts:
    """rooms: what happens in them; live: how others hear of it; codes: who may try to find one; pairings: computers
    that ask to show one."""

    rooms: Rooms
    seminars: Seminars
    live: Live
    openings: Openings
    codes: CodeLimiter
    pairings: Pairings


def parts_of(request: Request) -> Parts:
    return cast(Parts, request.app.state.seminar_parts)


async def parts(request: Request) -> Parts:
    return parts_of(request)


PartsDep = Annotated[Parts, Depends(parts)]
