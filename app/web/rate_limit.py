"""How often something may come from one place: a wrong passphrase, key or code, an answer to an open link.

Promises counts in memory alone, under names that lead to no address, forgotten a window later.
Refuses to grow without end: the oldest names go first.
"""

import hashlib
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable

MOST_NAMES = 10_000


class RateLimit:
    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self._seconds, self._clock = most, seconds, clock
        self._salt = secrets.token_bytes(16)
        self._wrong: OrderedDict[bytes, deque[float]] = OrderedDict()

    def is_exceeded(self, who: str) -> bool:
        return self.count(who) >= self.most

    def count(self, who: str) -> int:
        """Within the window."""
        return len(self._recent(self._named(who)))

    def add(self, who: str) -> None:
        """One more wrong try."""
        name = self._named(who)
        recent = self._recent(name)
        recent.append(self._clock())
        self._wrong[name] = recent
        self._wrong.move_to_end(name)
        while len(self._wrong) > MOST_NAMES:
            self._wrong.popitem(last=False)

    def take_back(self, who: str) -> None:
        """One try less: it was none."""
        recent = self._recent(self._named(who))
        if recent:
            recent.pop()

    def _named(self, who: str) -> bytes:
        return hashlib.blake2b(who.encode(), key=self._salt, digest_size=16).digest()

    def _recent(self, name: bytes) -> deque[float]:
        found = self._wrong.get(name, deque[float](maxlen=self.most))
        while found and self._clock() - found[0] >= self._seconds:
            found.popleft()
        if not found:
            self._wrong.pop(name, None)
        return found
