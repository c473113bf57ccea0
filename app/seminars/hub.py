"""Something changed in room X: said on one side, heard on the other. What changed is not said.

Whoever follows a room hears of a change after it, from any thread, however many there were meanwhile. Nothing is
queued, and no other process is reached: a bus will stand behind the same two verbs.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Hub:
    def __init__(self) -> None:
        self._followers: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = {}
        self._lock = Lock()

    def announce(self, slug: str) -> None:
        """From any thread, after the change is committed."""
        with self._lock:
            followers = tuple(self._followers.get(slug, ()))
        for loop, changed in followers:
            if not loop.is_closed():
                loop.call_soon_threadsafe(changed.set)

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
