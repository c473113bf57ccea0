"""What no table holds of a room: how far its phones are, how many wait outside, since when it shows what it shows.

Numbers in memory alone, under ids that lead to no sheet; of phones and rooms, no more than it can hold.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Generic, TypeVar

MOST_ROOMS, MOST_PHONES = 500, 2000
OfRoom = TypeVar("OfRoom")


class _OfRooms(Generic[OfRoom]):
    """One thing of each room; the rooms that nobody asked for longest are forgotten first."""

    def __init__(self) -> None:
        self._rooms: OrderedDict[str, OfRoom] = OrderedDict()
        self._lock = Lock()

    def forget(self, slug: str) -> None:
        with self._lock:
            self._rooms.pop(slug, None)

    def _of(self, slug: str, first: Callable[[], OfRoom]) -> OfRoom:
        kept = self._rooms.setdefault(slug, first())
        self._rooms.move_to_end(slug)
        while len(self._rooms) > MOST_ROOMS:
            self._rooms.popitem(last=False)
        return kept


class StepProgress(_OfRooms[dict[str, int]]):
    """For "so many have answered this question"."""

    def reached(self, slug: str, phone_id: str, steps: int) -> bool:
        """Whether that was news: this phone has answered so many steps of the quiz."""
        with self._lock:
            steps_of = self._of(slug, dict)
            if steps_of.get(phone_id, 0) >= steps or (phone_id not in steps_of and len(steps_of) >= MOST_PHONES):
                return False
            steps_of[phone_id] = steps
            return True

    def answered(self, slug: str, question: int) -> int:
        """How many phones have answered this step, counted from 0."""
        with self._lock:
            return sum(steps > question for steps in self._rooms.get(slug, {}).values())

    def everything(self) -> list[tuple[str, Mapping[str, int]]]:
        """By room, the steps of each phone."""
        with self._lock:
            return [(slug, dict(steps_of)) for slug, steps_of in self._rooms.items()]


class WaitingPhones(_OfRooms[dict[str, int]]):
    """Phones before the door of a room, by the process that each follows it by."""

    def tell(self, slug: str, process: str, many: int) -> bool:
        """Whether that is another number than before."""
        with self._lock:
            counts = self._of(slug, dict)
            before, counts[process] = counts.get(process, 0), many
            if not many:
                del counts[process]
            return before != many

    def count(self, slug: str, is_there: Callable[[str], bool]) -> int:
        """Those of processes that still run."""
        with self._lock:
            counts = self._rooms.get(slug, {})
            for process in [one for one in counts if not is_there(one)]:
                del counts[process]
            return sum(counts.values())

    def everything(self, process: str) -> list[tuple[str, int]]:
        """By room, those of this process."""
        with self._lock:
            return [(slug, counts[process]) for slug, counts in self._rooms.items() if process in counts]


class Since(_OfRooms[list[tuple[str, int]]]):
    """clock: in seconds."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._clock = clock

    def look(self, slug: str, shows: str) -> tuple[int, bool]:
        """When the room came to it, and whether that was seen only now."""
        with self._lock:
            seen = self._of(slug, list)
            is_news = not seen or seen[0][0] != shows
            if is_news:
                seen[:] = [(shows, int(self._clock()))]
            return seen[0][1], is_news

    def hear(self, slug: str, shows: str, at: int) -> None:
        """Of the same, whoever saw it first is right; of another, whoever saw it last."""
        with self._lock:
            seen = self._of(slug, list)
            if not seen or (at < seen[0][1] if seen[0][0] == shows else at > seen[0][1]):
                seen[:] = [(shows, at)]

    def everything(self) -> list[tuple[str, tuple[str, int]]]:
        """By room, what it shows, and since when."""
        with self._lock:
            return [(slug, seen[0]) for slug, seen in self._rooms.items() if seen]
