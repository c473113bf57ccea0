"""A fault that comes again and again: told once, then counted.

An outage is one line a minute, whatever it strikes. A mistake of ours is told by where in the code it was: its own
words may quote what was counted.
"""

import logging
import time
from collections.abc import Callable

EVERY_SECONDS = 60.0
ITSELF = {"counts_itself": True}
"""For app.signals.logs, which counts what others repeat."""


class Repeats:
    """Of one kind of fault, for one thread."""

    def __init__(self, log: logging.Logger, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._log, self._what, self._clock = log, what, clock
        self._told_at, self._more, self._total = 0.0, 0, 0

    def tell(self, error: Exception, *, trace: bool = False) -> None:
        """trace: whether it is a mistake of ours."""
        now, self._total = self._clock(), self._total + 1
        if self._total > 1 and now - self._told_at < EVERY_SECONDS:
            self._more += 1
            return
        again = f" And {self._more} times more since it was last told." if self._more else ""
        first = "" if trace else str(error).partition("\n")[0]
        told = f"{self._what} {first}".rstrip()
        self._log.warning("%s%s", told, again, exc_info=error if trace else None, extra=ITSELF)
        self._told_at, self._more = now, 0

    def over(self) -> None:
        """It went well again."""
        if self._total > 1:
            self._log.warning("%s That is over: %d times in all.", self._what, self._total, extra=ITSELF)
        self._more = self._total = 0
