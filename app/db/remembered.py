"""What a crowd asks a database for by its name, remembered for seconds.

Promises a look-up that costs nothing while a crowd answers, and none that waits for a database which does not answer
once a name is known. Refuses to remember names that do not exist.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoAnswer

from app.db.hurried import Hurried

CACHE_SECONDS = 2.0
GRACE_SECONDS, PATIENCE_SECONDS = 0.25, 3.0
"""For a name that is known, before what was known is said again; for one that is not."""
Thing = TypeVar("Thing")


class Remembered(Generic[Thing]):
    """look_up: by name, None for nothing; may wait. What is said may be CACHE_SECONDS old, and older while the database
    is out of reach. found: by name, until when it is fresh."""

    def __init__(self, look_up: Callable[[str], Thing | None], clock: Callable[[], float] = time.monotonic) -> None:
        self._look_up, self._clock = look_up, clock
        self.found: dict[str, tuple[float, Thing]] = {}
        self._hurried = Hurried(2)
        self._is_late = False

    def known(self, name: str) -> Thing | None:
        """What was found in the last CACHE_SECONDS, without asking the database."""
        held = self.found.get(name)
        return held[1] if held and self._clock() < held[0] else None

    async def ask(self, name: str) -> Thing | None:
        """The same for an event loop: in a thread of its own. Raises SQLAlchemyError for one that was never found."""
        held = self.found.get(name)
        seconds = self._grace if held else PATIENCE_SECONDS
        try:
            return self.known(name) or await self._hurried(name, partial(self.find, name), seconds)
        except TimeoutError:
            self._is_late |= seconds > 0
            if held is None:
                raise NoAnswer("The database does not answer.") from None
            return held[1]

    async def aside(self, name: str) -> Thing | None:
        """For pages that show something of it aside: what was known, or None, while the database does not answer."""
        held, seconds = self.found.get(name), self._grace
        try:
            return self.known(name) or await self._hurried(name, partial(self.find, name), seconds)
        except (TimeoutError, SQLAlchemyError):
            self._is_late |= seconds > 0
            return held[1] if held else None

    @property
    def _grace(self) -> float:
        """None while the database is late: it is asked all the same, and whoever comes next has its answer."""
        return 0.0 if self._is_late else GRACE_SECONDS

    def find(self, name: str) -> Thing | None:
        """May wait for the database: not for an event loop. While it is out of reach, what was known stays known."""
        if thing := self.known(name):
            return thing
        try:
            thing = self._look_up(name)
            self._is_late = False
        except SQLAlchemyError:
            self._is_late = True
            if name not in self.found:
                raise
            thing = self.found[name][1]
        # Names that do not exist are not kept: anyone may invent them without end.
        if thing:
            self.found[name] = self._clock() + CACHE_SECONDS, thing
        else:
            self.found.pop(name, None)
        return thing
