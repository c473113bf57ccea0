"""A fault that comes again and again: told once, then counted.

An outage is one line a minute, whatever it strikes, and only a mistake of ours has a traceback.
"""

import logging
import time
from collections.abc import Callable

EVERY_SECONDS = 60.0


class Repeats:
    """Of one kind of fault, for one thread."""

    def __init__(self, log: logging.Logger, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._log, self._what, self._clock = log, what, clock
        self._told_at, self._more, self._total = 0.0, 0, 0

    def tell(self, error: Exception, *, trace: bool = False) -> None:
        """trace: whether the first one is told with its traceback."""
        now, self._total = self._clock(), self._total + 1
        if self._total > 1 and now - self._told_at < EVERY_SECONDS:
            self._more += 1
            return
        again = f" And {self._more} times more since it was last told." if self._more else ""
        first = str(error).partition("\n")[0]
        self._log.warning("%s %s%s", self._what, first, again, exc_info=error if trace and self._total == 1 else None)
        self._told_at, self._more = now, 0

    def over(self) -> None:
        """It went well again."""
        if self._total > 1:
            self._log.warning("%s That is over: %d times in all.", self._what, self._total)
        self._more = self._total = 0
