"""What is published, for pages: read and made in transactions of its own, so that no page holds one.

Promises that a page which only shows figures aside never waits for a database that does not answer. Refuses to publish
anything else than what was looked at.
"""

import hmac
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date
from functools import partial
from threading import Lock

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.days import now_in_utc
from app.db.engine import read, write_transaction
from app.db.hurried import Hurried
from app.publication import store
from app.publication.campaign import CampaignFacts
from app.publication.documents import ReleaseDocument
from app.publication.left_out import without_left_out
from app.publication.store import Head, ReleaseDamaged, TotalsDamaged
from app.publishing import Reader
from app.totem.model import Bank

MOST_KEPT = 32
SECONDS, GRACE_SECONDS = 10.0, 0.5
"""How old a release that is shown aside may be; how long its page waits for another."""


class ReleaseGone(Exception):
    """Its campaign was deleted, or its room reset, after its head was read."""


class Releases:
    """secret: the site's, 32 bytes, for settled roundings; today, below: the day where the campaign is.

    Each method raises what the database raises, and ReleaseDamaged for a stored release that is not what was published.
    """

    def __init__(
        self,
        engine: Engine,
        secret: bytes,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = now_in_utc,
    ) -> None:
        self._engine, self._secret, self._clock, self._today = engine, secret, clock, today
        self._kept: OrderedDict[Head, ReleaseDocument] = OrderedDict()
        self._latest: dict[int, tuple[float, ReleaseDocument | None]] = {}
        self._lock, self._hurried = Lock(), Hurried(2)

    def heads(self, campaign_ids: Collection[int], reader: Reader = "everyone") -> list[Head]:
        """Every release of these campaigns that this reader may read, newest first."""
        with read(self._engine) as connection:
            return store.heads(connection, campaign_ids, self._today(), reader)

    def head(self, campaign_id: int, number: int | None = None, reader: Reader = "everyone") -> Head | None:
        """number: None for the newest."""
        return next((one for one in self.heads([campaign_id], reader) if number in (None, one.number)), None)

    def document(self, head: Head) -> ReleaseDocument:
        """Without what its organiser leaves out. Raises ReleaseGone."""
        with self._lock:
            if head in self._kept:
                self._kept.move_to_end(head)
                return self._kept[head]
        with read(self._engine) as connection:
            found = store.release_of(connection, head.campaign_id, head.number)
        if found is None:
            raise ReleaseGone
        found = without_left_out(found, head.left_out)
        with self._lock:
            self._kept[head] = found
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def latest(self, campaign_id: int, reader: Reader = "everyone") -> ReleaseDocument | None:
        head = self.head(campaign_id, reader=reader)
        with suppress(ReleaseGone):
            return self.document(head) if head else None
        return None

    async def aside(self, campaign_id: int) -> ReleaseDocument | None:
        """The latest, for pages that show figures aside: some seconds old, or None while it cannot be read."""
        until, released = self._latest.get(campaign_id, (0.0, None))
        if self._clock() < until:
            return released
        try:
            return await self._hurried(f"{campaign_id}", partial(self._looked_at, campaign_id), GRACE_SECONDS)
        except TimeoutError:
            return released

    def preview(self, campaign: CampaignFacts, bank: Bank, today: date) -> ReleaseDocument | None:
        """What publish would make, with the very roundings that it will have; None if nothing new may be published.

        Raises TotalsDamaged too.
        """
        with read(self._engine) as connection:
            return self._due(connection, campaign, bank, today)

    def is_waiting(self, campaign: CampaignFacts, bank: Bank, today: date) -> bool:
        """Whether there are figures that wait to be published. What is damaged waits too: for whoever runs the site."""
        try:
            with read(self._engine) as connection:
                return store.is_waiting(connection, campaign, bank, today)
        except (TotalsDamaged, ReleaseDamaged):
            return True

    def sealed_floor(self, campaign: CampaignFacts, bank: Bank) -> int:
        """At least so many people, in whole groups of k. Raises TotalsDamaged."""
        with read(self._engine) as connection:
            return store.sealed_floor(connection, campaign, bank)

    def publish(self, campaign: CampaignFacts, bank: Bank, today: date, digest: str) -> ReleaseDocument | None:
        """digest: of what was looked at. None, and nothing is published, if it is not what would be published now."""
        assert campaign.id is not None
        with write_transaction(self._engine) as connection:
            due = self._due(connection, campaign, bank, today)
            if due is None or not hmac.compare_digest(due.digest.encode(), digest.encode()):
                return None
            rounding = store.settled_rounding(connection, campaign.id, self._secret)
            return store.release_if_due(connection, campaign, bank, today, rounding)

    def _due(self, connection: Connection, campaign: CampaignFacts, bank: Bank, today: date) -> ReleaseDocument | None:
        assert campaign.id is not None
        rounding = store.settled_rounding(connection, campaign.id, self._secret)
        return store.preview(connection, campaign, bank, today, rounding)

    def _looked_at(self, campaign_id: int) -> ReleaseDocument | None:
        released = None
        with suppress(SQLAlchemyError, ReleaseDamaged):
            released = self.latest(campaign_id)
        self._latest[campaign_id] = self._clock() + SECONDS, released
        return released
