"""Campaigns for pages that a crowd asks for.

Promises a look-up that costs nothing while a crowd answers. Refuses to remember names that do not exist.
"""

import time
from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.campaigns.campaign import Campaign
from app.campaigns.draft import SLUG
from app.campaigns.store import find
from app.days import now_in_utc

CACHE_SECONDS = 2.0


class Directory:
    """Finds campaigns; what it says may be CACHE_SECONDS old.

    The ledger looks for itself: a campaign that has just closed counts nobody, whatever a page still says.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = now_in_utc,
    ) -> None:
        self._engine, self._clock, self._today = engine, clock, today
        self._found: dict[str, tuple[float, Campaign]] = {}

    def known(self, slug: str) -> Campaign | None:
        """What was found in the last CACHE_SECONDS, without asking the database."""
        until, campaign = self._found.get(slug, (0.0, None))
        return campaign if campaign and self._clock() < until else None

    def find(self, slug: str) -> Campaign | None:
        """May wait for the database: not for an event loop. While it is out of reach, what was known stays known."""
        if campaign := self.known(slug):
            return campaign
        try:
            campaign = find(self._engine, slug, self._today()) if SLUG.fullmatch(slug) else None
        except SQLAlchemyError:
            if slug not in self._found:
                raise
            campaign = self._found[slug][1]
        # Names that do not exist are not kept: anyone may invent them without end.
        if campaign:
            self._found[slug] = self._clock() + CACHE_SECONDS, campaign
        else:
            self._found.pop(slug, None)
        return campaign
