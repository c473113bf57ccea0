"""Campaigns for pages that a crowd asks for.

Promises a look-up that costs nothing while a crowd answers, and none that waits for a database which does not answer
once a campaign is known. Refuses to remember names that do not exist.
"""

import time
from collections.abc import Callable
from datetime import date
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoAnswer

from app.campaigns import gone, store
from app.campaigns.campaign import Campaign
from app.campaigns.draft import SLUG
from app.days import now_in_utc
from app.db.hurried import Hurried

CACHE_SECONDS = 2.0
GRACE_SECONDS, PATIENCE_SECONDS = 0.25, 3.0
"""For a campaign that is known, before what was known is said again; for one that is not."""


class Directory:
    """Finds campaigns; what it says may be CACHE_SECONDS old, and older while the database is out of reach.

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
        self._hurried = Hurried(2)

    def known(self, slug: str) -> Campaign | None:
        """What was found in the last CACHE_SECONDS, without asking the database."""
        until, campaign = self._found.get(slug, (0.0, None))
        return campaign if campaign and self._clock() < until else None

    async def ask(self, slug: str) -> Campaign | None:
        """The same for an event loop: in a thread of its own. Raises SQLAlchemyError for one that was never found."""
        if not SLUG.fullmatch(slug):
            return None
        held = self._found.get(slug)
        try:
            look_up = partial(self.find, slug)
            return self.known(slug) or await self._hurried(slug, look_up, GRACE_SECONDS if held else PATIENCE_SECONDS)
        except TimeoutError:
            if held is None:
                raise NoAnswer("The database does not answer.") from None
            return held[1]

    async def aside(self, slug: str) -> Campaign | None:
        """For pages that show something of it aside: what was known, or None, while the database does not answer."""
        held = self._found.get(slug, (0.0, None))[1]
        try:
            return self.known(slug) or await self._hurried(slug, partial(self.find, slug), GRACE_SECONDS)
        except (TimeoutError, SQLAlchemyError):
            return held

    def find(self, slug: str) -> Campaign | None:
        """May wait for the database: not for an event loop. While it is out of reach, what was known stays known."""
        if campaign := self.known(slug):
            return campaign
        try:
            campaign = store.find(self._engine, slug, self._today()) if SLUG.fullmatch(slug) else None
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

    def editions(self, series: str) -> list[Campaign]:
        """Those of a series, the first opened first; none of no series."""
        return store.editions(self._engine, series, self._today())

    def gone_on(self, slug: str) -> date | None:
        """The day on which the campaign of this address was deleted, if it had figures."""
        return gone.gone_on(self._engine, slug)

    def edition_gone_on(self, series: str, edition: str) -> date | None:
        """The same of an edition by its name."""
        return gone.edition_gone_on(self._engine, series, edition)
