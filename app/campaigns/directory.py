"""Campaigns for pages that a crowd asks for: remembered for seconds, and not waited for once they are known."""

import time
from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine

from app.campaigns import gone, store
from app.campaigns.campaign import Campaign
from app.campaigns.draft import SLUG
from app.campaigns.published import published_to_all
from app.days import now_in_utc
from app.db.remembered import Remembered


class Directory:
    """Finds campaigns; what it says may be some seconds old, and older while the database is out of reach.

    The ledger looks for itself: a campaign that has just closed counts nobody, whatever a page still says.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = now_in_utc,
    ) -> None:
        self._engine, self._today = engine, today
        self._remembered = Remembered(lambda slug: store.find(self._engine, slug, self._today()), clock)
        self._found = self._remembered.found

    def known(self, slug: str) -> Campaign | None:
        """What was found in the last seconds, without asking the database."""
        return self._remembered.known(slug)

    async def ask(self, slug: str) -> Campaign | None:
        """The same for an event loop: in a thread of its own. Raises SQLAlchemyError for one that was never found."""
        return await self._remembered.ask(slug) if SLUG.fullmatch(slug) else None

    async def aside(self, slug: str) -> Campaign | None:
        """For pages that show something of it aside: what was known, or None, while the database does not answer."""
        return await self._remembered.aside(slug) if SLUG.fullmatch(slug) else None

    def find(self, slug: str) -> Campaign | None:
        """May wait for the database: not for an event loop. While it is out of reach, what was known stays known."""
        return self._remembered.find(slug) if SLUG.fullmatch(slug) else None

    def forget(self, slug: str) -> None:
        """Whoever asks next asks the database: it has changed."""
        self._found.pop(slug, None)

    def editions(self, series: str) -> list[Campaign]:
        """Those of a series, the first opened first; none of no series."""
        return store.editions(self._engine, series, self._today())

    def published_to_all(self) -> list[Campaign]:
        """Those whose figures everyone may read, the newest first."""
        return published_to_all(self._engine, self._today())

    def gone_on(self, slug: str) -> date | None:
        """The day on which the campaign of this address was deleted, if it had figures."""
        return gone.gone_on(self._engine, slug)

    def edition_gone_on(self, series: str, edition: str) -> date | None:
        """The same of an edition by its name."""
        return gone.edition_gone_on(self._engine, series, edition)
