"""How long a room lives: its hours, its code before a first group, its recap after the end."""

from collections.abc import Callable, Collection
from datetime import date, timedelta

from app.seminars.seminar import Seminar

LIFE_SECONDS = 12 * 3600.0
PREPARED, KEPT = timedelta(days=30), timedelta(days=30)


class Lifetimes:
    """clock: in seconds. Rooms are known by their slugs: one that is emptied, by whichever process, begins anew."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since: dict[str, float] = {}  # when this process first knew that somebody was there

    def begin(self, slug: str) -> float:
        """Somebody is there: since when this is known."""
        return self._since.setdefault(slug, self._clock())

    def keep(self, slugs: Collection[str]) -> None:
        """Any other room is gone, whichever process ended it."""
        for slug in [one for one in self._since if one not in slugs]:
            del self._since[slug]

    def is_over(self, room: Seminar, today: date) -> bool:
        if room.closed_on:
            return today > room.closed_on + KEPT
        if room.arrived_on is None:
            return today > room.opened_on + PREPARED
        # No table holds the hour of an arrival: after a restart, they are counted anew, up to the end of the next day.
        lived = self._clock() - self.begin(room.slug)
        return lived >= LIFE_SECONDS or today > room.arrived_on + timedelta(days=1)
