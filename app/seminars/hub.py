"""Something changed in room X: said on one side, heard on the other. What changed is not said: the database knows it.

Whoever follows a room hears of a change after it, from any thread and any process of the site, however many there were
meanwhile. What no table holds goes along: how far phones are, how many wait, since when a room shows what it shows.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from app.bus.bus import Alone, Notes
from app.seminars.progress import Since, StepProgress, WaitingPhones

ROOMS, SINCE, WAITING = "rooms", "since", "waiting"
"""The name of this part in each process; of two notes. Any other is a phone's id, in hexadecimal digits."""


class Hub:
    """bus: to the hubs of other processes. progress: for reading."""

    def __init__(self, bus: Alone | None = None, clock: Callable[[], float] = time.time) -> None:
        self._followers: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = {}
        self._lock, self._bus = Lock(), bus or Alone()
        self.progress, self._waiting, self._since = StepProgress(), WaitingPhones(), Since(clock)
        self._bus.join(ROOMS, self)

    def announce(self, slug: str, notes: Notes | None = None) -> None:
        """From any thread, after the change is committed. notes: for the hubs of other processes."""
        self._wake(slug)
        self._bus.tell(ROOMS, slug, notes or {})

    @contextmanager
    def follow(self, slug: str) -> Iterator[asyncio.Event]:
        """An event of the running loop: clear it, look at the room, wait for it."""
        follower = asyncio.get_running_loop(), asyncio.Event()
        with self._lock:
            self._followers.setdefault(slug, set()).add(follower)
        try:
            yield follower[1]
        finally:
            with self._lock:
                self._followers[slug].discard(follower)
                if not self._followers[slug]:
                    del self._followers[slug]

    def reached(self, slug: str, phone_id: str, steps: int) -> None:
        """This phone has answered so many steps."""
        if self.progress.reached(slug, phone_id, steps):
            self.announce(slug, {phone_id: steps})

    def waits(self, slug: str, many: int) -> None:
        """So many phones wait outside, and follow the room by this process."""
        if self._waiting.tell(slug, self._bus.name, many):
            self.announce(slug, {WAITING: many})

    def waiting(self, slug: str) -> int:
        """How many wait outside, on all processes that run."""
        return self._waiting.count(slug, self._bus.is_there)

    def since(self, slug: str, shows: str) -> int:
        """When the room came to what it shows, as the first process saw it, in seconds of the clock."""
        at, is_news = self._since.look(slug, shows)
        if is_news:
            self._bus.tell(ROOMS, slug, {SINCE: [shows, at]})
        return at

    def forget(self, slug: str) -> None:
        """The room is no more."""
        for kept in (self.progress, self._waiting, self._since):
            kept.forget(slug)

    def hear(self, origin: str, topic: str, notes: Notes) -> None:
        for name, value in notes.items():
            if name == WAITING:
                self._waiting.tell(topic, origin, value)
            elif name == SINCE:
                self._since.hear(topic, *value)
            else:
                self.progress.reached(topic, name, value)
        self._wake(topic)

    def everything(self) -> Iterator[tuple[str, Notes]]:
        yield from self.progress.everything()
        yield from ((slug, {WAITING: many}) for slug, many in self._waiting.everything(self._bus.name))
        yield from ((slug, {SINCE: [*seen]}) for slug, seen in self._since.everything())

    def lost(self) -> None:
        with self._lock:
            slugs = tuple(self._followers)
        for slug in slugs:
            self._wake(slug)

    def _wake(self, slug: str) -> None:
        with self._lock:
            followers = tuple(self._followers.get(slug, ()))
        for loop, changed in followers:
            if not loop.is_closed():
                loop.call_soon_threadsafe(changed.set)
