"""The mirror surveys that a site shows, for pages that lead to them aside: remembered for seconds, never waited for."""

import time
from collections.abc import Callable
from typing import NamedTuple

from app.barometer.barometers import Barometers
from app.barometer.edition import Edition
from app.db.remembered import Remembered


class PublicEditions(NamedTuple):
    """Of each survey the latest, the newest first; maybe none."""

    editions: tuple[Edition, ...]


class PublicSurveys:
    def __init__(self, barometers: Barometers, clock: Callable[[], float] = time.monotonic) -> None:
        self._remembered = Remembered(lambda _: PublicEditions(tuple(barometers.latest_public())), clock)

    def all(self) -> tuple[Edition, ...]:
        """May wait for the database: not for an event loop."""
        found = self._remembered.find("")
        return found.editions if found else ()

    async def aside(self) -> tuple[Edition, ...]:
        """What was known, or none, while the database does not answer."""
        found = await self._remembered.aside("")
        return found.editions if found else ()
