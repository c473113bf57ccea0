"""How often something may come from one place: a wrong passphrase, key or code, an answer to an open link.

Promises counts in memory alone, under names that lead to no address, forgotten a window later; on all processes of a
site where these can hear each other, else each has its part of the limit. Refuses to grow without end: the oldest
names go first.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterator
from threading import RLock

from app.bus.bus import Alone, Notes

MOST_NAMES = 10_000
SLICES = 10
"""Of a window, in which other processes say what they have counted."""


class RateLimit:
    """bus: to the same limit of other processes, by its name there; salt: secret, and the same in all of them."""

    def __init__(
        self,
        most: int,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        bus: Alone | None = None,
        name: str = "",
        salt: bytes = b"",
    ) -> None:
        self.most, self._seconds, self._clock = most, seconds, clock
        self._salt = salt or secrets.token_bytes(16)
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._bus, self._name, self._lock = bus or Alone(), name, RLock()
        self._elsewhere: OrderedDict[str, dict[str, list[tuple[int, int]]]] = OrderedDict()
        """Of other processes, by name and process: how many in which slice."""
        if self._bus.is_private:
            self._bus.join(name, self)

    def is_exceeded(self, who: str) -> bool:
        return self.count(who) >= self.most

    def count(self, who: str) -> int:
        """Within the window. While others cannot be heard, each process stands for as many as there are."""
        name = self._named(who)
        with self._lock:
            here = len(self._recent(name))
        if not (self._bus.is_private and self._bus.hears_all):
            return here * self._bus.processes
        return here + self._others(name)

    def add(self, who: str) -> None:
        """One more wrong try."""
        name = self._named(who)
        with self._lock:
            recent = self._recent(name)
            recent.append(self._clock())
            self._wrong[name] = recent
            self._wrong.move_to_end(name)
            while len(self._wrong) > MOST_NAMES:
                self._wrong.popitem(last=False)
            self._tell(name, recent)

    def take_back(self, who: str) -> None:
        """One try less: it was none."""
        name = self._named(who)
        with self._lock:
            recent = self._recent(name)
            if recent:
                recent.pop()
                self._tell(name, recent)

    def hear(self, origin: str, _: str, notes: Notes) -> None:
        with self._lock:
            for name, slices in notes.items():
                self._elsewhere.setdefault(name, {})[origin] = slices
                self._elsewhere.move_to_end(name)
            while len(self._elsewhere) > MOST_NAMES:
                self._elsewhere.popitem(last=False)

    def everything(self) -> Iterator[tuple[str, Notes]]:
        with self._lock:
            yield "", {name: self._slices(recent) for name, recent in self._wrong.items()}

    def lost(self) -> None:
        """`count` knows."""

    def _tell(self, name: str, recent: deque[float]) -> None:
        if self._bus.is_private:
            self._bus.tell(self._name, "", {name: self._slices(recent)})

    def _slices(self, recent: deque[float]) -> list[tuple[int, int]]:
        """By the time of day, which processes have in common."""
        past = time.time() - self._clock()
        return [*Counter(int((past + at) * SLICES / self._seconds) for at in recent).items()]

    def _others(self, name: str) -> int:
        oldest = time.time() * SLICES / self._seconds - SLICES
        with self._lock:
            return sum(many for told in self._elsewhere.get(name, {}).values() for at, many in told if at > oldest)

    def _named(self, who: str) -> str:
        return hashlib.blake2b(who.encode(), key=self._salt, digest_size=16).hexdigest()

    def _recent(self, name: str) -> deque[float]:
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


class SharedLimits:
    """Makes limits that hold for all processes of a site. secret: the site's."""

    def __init__(self, bus: Alone, secret: bytes) -> None:
        self.bus, self._salt = bus, hmac.digest(secret, b"totem limits", "sha256")

    def rate(self, name: str, most: int, seconds: float) -> RateLimit:
        return RateLimit(most, seconds, bus=self.bus, name=f"limit {name}", salt=self._salt)

    def codes(self, name: str, here: int = HERE, overall: int = OVERALL) -> "CodeLimiter":
        return CodeLimiter(here, overall, made=lambda part, *most: self.rate(f"{name} {part}", *most))


class CodeLimiter:
    """here, overall: how many wrong ones a window takes from a place, and from all places together, of one lock.

    Past the first, wrong ones are answered so, and the right one still opens until the second: typing errors of a
    thousand colleagues are no attack. Past the second, a place within its own limit waits a little and goes on; others
    are refused, but for what was right there before. pause: awaited by whoever has to wait; made: makes each limit.
    """

    def __init__(
        self,
        here: int = HERE,
        overall: int = OVERALL,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        made: Callable[[str, int, float], RateLimit] = lambda _, *most: RateLimit(*most),
    ) -> None:
        self._here, self._overall = made("here", here, WINDOW), made("overall", overall, WINDOW)
        self._right = made("right", 1, REMEMBERED)
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
