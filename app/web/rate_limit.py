"""How often something may come from one place: a wrong passphrase, key or code, an answer to an open link.

Promises counts in memory alone, under names that lead to no address, forgotten a window later.
Refuses to grow without end: the oldest names go first.
"""

import asyncio
import hashlib
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable

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


WINDOW, REMEMBERED = 600, 7 * 24 * 3600
HERE, OVERALL = 60, 2000
"""Wrong codes of rooms within the window: from one network, where a whole room may be typing; from all of them."""
PAUSE_SECONDS = 1.5
MOST_BEYOND, CHANCE = 300, 100_000
"""How many wrong ones past the limits of their places a code stands in a window: one in CHANCE of all that it could be,
and no more than MOST_BEYOND."""


def tolerance_of(code: str) -> int:
    """How many guesses past the limits of their places are still compared: none for a code of four digits, which ten
    thousand guesses find, and MOST_BEYOND for one that was drawn."""
    letters = 10 if code.isdigit() else 26 if code.isalpha() else 36
    forms: int = letters ** len(code)
    return min(MOST_BEYOND, forms // CHANCE)


class CodeLimiter:
    """here, overall: how many wrong ones a window takes from a place, and from all places together, of one lock.

    Past the first, wrong ones are answered so, and the right one still opens until the second: typing errors of a
    thousand colleagues are no attack. Past the second, a place within its own limit waits a little and goes on; others
    are refused, but for what was right there before. pause: awaited by whoever has to wait.
    """

    def __init__(
        self, here: int = HERE, overall: int = OVERALL, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._here, self._overall, self._right = (
            RateLimit(here, WINDOW),
            RateLimit(overall, WINDOW),
            RateLimit(1, REMEMBERED),
        )
        self._most, self._pause = overall, pause

    def may_try(self, place: str, typed: str, lock: str = "", beyond: int | None = None) -> bool:
        """lock: what it would open, where there are several; beyond: how many wrong ones it stands past their places'
        limits, as many as overall unless said."""
        if self._right.is_exceeded(f"{lock} {place} {typed}") or not self._here.is_exceeded(f"{lock} {place}"):
            return True
        return self._overall.count(lock) < (self._most if beyond is None else min(beyond, self._most))

    async def slow(self, place: str, typed: str, lock: str = "") -> None:
        """Strangers wait once there are many wrong ones overall."""
        if self._overall.is_exceeded(lock) and not self._right.is_exceeded(f"{lock} {place} {typed}"):
            await self._pause(PAUSE_SECONDS)

    def was_right(self, place: str, typed: str, lock: str = "") -> None:
        self._right.add(f"{lock} {place} {typed}")

    def was_wrong(self, place: str, lock: str = "") -> bool:
        """Whether that was one too many for its place."""
        name = f"{lock} {place}"
        is_past = self._here.is_exceeded(name)
        if not is_past:
            self._here.add(name)
        self._overall.add(lock)
        return is_past
