"""How long a room lives: its hours, its code before a first group, its recap after the end."""

from collections.abc import Callable
from datetime import date, timedelta

from app.seminars.store import Seminar

LIFE_SECONDS = 12 * 3600.0
PREPARED, KEPT = timedelta(days=30), timedelta(days=30)


class Lifetimes:
    """clock: in seconds. Rooms are known by their campaigns: a room that is emptied begins anew."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since: dict[int, float] = {}  # when this process first knew that somebody was there

    def begin(self, campaign_id: int) -> float:
        """Somebody is there: since when this is known."""
        return self._since.setdefault(campaign_id, self._clock())

    def forget(self, campaign_id: int) -> None:
        self._since.pop(campaign_id, None)

    def is_over(self, room: Seminar, today: date) -> bool:
        if room.closed_on:
            return today > room.closed_on + KEPT
        if room.arrived_on is None:
            return today > room.opened_on + PREPARED
        # A table holds no hour: after a restart, they are counted anew, up to the end of the next day.
        lived = self._clock() - self.begin(room.campaign_id)
        return lived >= LIFE_SECONDS or today > room.arrived_on + timedelta(days=1)
