"""What trainers' pages need of the site, and what they refuse. Knows no page."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from app.web.tries import Tries

HOUR = 3600
MOST_ROOMS = 1_000


class Since:
    """When each room came to what it shows, as this process saw it: in memory alone, the oldest rooms forgotten."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, tuple[str, int]] = OrderedDict()

    def __call__(self, slug: str, shows: str) -> int:
        """In seconds of the clock."""
        if self._seen.get(slug, ("", 0))[0] != shows:
            self._seen[slug] = (shows, int(self._clock()))
            self._seen.move_to_end(slug)
            while len(self._seen) > MOST_ROOMS:
                self._seen.popitem(last=False)
        return self._seen[slug][1]


@dataclass(frozen=True, slots=True)
class Trainers:
    """open: who may open a room on the web; from_place, in_all: the rooms that were, in the last hour."""

    open: Literal["open", "passphrase", "closed"]
    from_place: Tries = field(default_factory=lambda: Tries(30, HOUR))
    in_all: Tries = field(default_factory=lambda: Tries(300, HOUR))
    since: Since = field(default_factory=Since)

    def are_many(self, place: str) -> bool:
        """Whether no other room may be opened from this place for now."""
        return self.from_place.are_spent(place) or self.in_all.are_spent("")

    def count(self, place: str) -> None:
        """One more room."""
        self.from_place.add(place)
        self.in_all.add("")
