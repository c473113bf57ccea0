"""What a person or a day does that must be whole: a first finish, a finish that seals, a release, a close, the reveal
of a room and that of a mirror survey. Each can be begun as often as it is asked for, in one and the same site.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import Engine, select
from sqlmodel import col

from app.actions import publish
from app.barometer.survey_faults import survey_faults
from app.campaigns.store import campaigns
from app.db.engine import read
from app.db.tables import BarometerReleaseRow, CampaignRow, ReceiptRow, ReleaseRow
from app.revealing import Sources, reveal_edition
from app.seminars.rooms import Rooms
from app.seminars.store import finish
from app.tallies.admission import Receipt
from app.tallies.closing import close
from app.tallies.custody import forget_orphans
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Entry, Ledger, Outcome
from app.tallies.pool import read_totals
from app.tallies.verify import verify
from tests.crowd import a_bank, a_campaign, a_receipt, a_sheet
from tests.rooms import QUESTIONNAIRES
from tests.surveys import OPENED, REVEAL, SECRET, Surveyed, a_draft, catalogue, specs

K, VOICE = 5, 24
TODAY = OPENED
SEALED = {"finish": 0, "seal": K, "release": 2 * K, "close": 2 * K - 2, "room": K + 2, "reveal": 2 * VOICE}
"""Each kind of act, and how many people are in the totals of its campaigns once it is done."""
WAITING = {"finish": 0, "seal": 2 * K - 1, "release": 3 * K, "close": 2 * K - 2}
"""People who came before it."""


class Act(NamedTuple):
    """what: the id of a room or of an edition, the number of a person, or nothing."""

    kind: str
    campaigns: tuple[int, ...]
    what: int = 0


class Site:
    """One process of a site, whose writer runs. first: the number of the first person and of the first campaign."""

    def __init__(self, engine: Engine, keys: PoolKeys, first: int = 0) -> None:
        self.engine, self.keys, self._numbers = engine, keys, count(first)
        self.ledger = Ledger(engine, keys, on_finished=finish, today=lambda: TODAY)
        self.rooms = Rooms(engine, keys, QUESTIONNAIRES, SECRET, lambda: TODAY)

    @contextmanager
    def running(self) -> Iterator["Site"]:
        self.ledger.start()
        try:
            yield self
        finally:
            self.ledger.stop()

    def begun(self, kind: str) -> Act:
        """With all that comes before it."""
        if kind == "room":
            room = self.rooms.open("totem", "fr", "free", "").seminar
            self._people(room.campaign_id, SEALED[kind])
            return Act(kind, (room.campaign_id,), room.id)
        if kind == "reveal":
            surveyed = Surveyed(self.engine, self.keys, [TODAY])
            slug, asked = f"acts-{next(self._numbers)}", {"customers": VOICE, "staff": VOICE}
            edition = surveyed.barometers.create(a_draft(slug=slug, places=(), expected=asked), "symmetry")[0]
            surveyed.answer_all(edition, asked)
            voices = surveyed.barometers.voices(edition).values()
            return Act(kind, tuple(one.id for one in voices), edition.id)
        campaign = a_campaign(self.engine, K, f"acts-{next(self._numbers)}")
        self._people(campaign.id, WAITING[kind])
        return Act(kind, (campaign.id,), next(self._numbers))

    def do(self, act: Act) -> None:
        """Returns once somebody was told that it is done; raises where they were told that it is not. Again as often as
        wished."""
        (first, *_) = act.campaigns
        match act.kind:
            case "release":
                (campaign,) = (one for one in campaigns(self.engine, TODAY) if one.id == first)
                publish(self.engine, campaign, a_bank(), TODAY, SECRET)
            case "close":
                close(self.engine, self.keys, first, TODAY)
            case "room":
                self.rooms.act(act.what, "reveal")
            case "reveal":
                if not self.many(act):
                    sources = Sources(catalogue(), specs(), SECRET)
                    reveal_edition(self.engine, self.keys, sources, act.what, REVEAL)
            case _:
                told = self.ledger.record_now(self._entry(first, act.what))
                assert told in (Outcome.COUNTED, Outcome.ALREADY)

    def many(self, act: Act) -> int:
        """How often it is stored."""
        if act.kind == "close":
            return self._rows(col(CampaignRow.id), col(CampaignRow.id).in_(act.campaigns), col(CampaignRow.closed_on))
        if act.kind == "reveal":
            said = self._rows(col(BarometerReleaseRow.number), col(BarometerReleaseRow.edition_id) == act.what)
            released = self._rows(col(ReleaseRow.number), col(ReleaseRow.campaign_id).in_(act.campaigns))
            assert released == len(act.campaigns) * said
            return said
        if act.kind in ("release", "room"):
            return self._rows(col(ReleaseRow.number), col(ReleaseRow.campaign_id).in_(act.campaigns))
        return self._rows(col(ReceiptRow.digest), col(ReceiptRow.digest) == a_receipt(act.what))

    def sealed(self, act: Act) -> int:
        """People in the totals of its campaigns."""
        with read(self.engine) as connection:
            return sum(counts.n for counts in read_totals(connection, act.campaigns).values())

    def is_done(self, act: Act) -> bool:
        """Whole, and once."""
        return self.many(act) == 1 and self.sealed(act) == SEALED[act.kind]

    def faults(self) -> list[str]:
        """Once what a failure leaves behind has gone, as it does with the next answer or the next start."""
        forget_orphans(self.engine, self.keys)
        banks = [a_bank(), *(one.bank for one in catalogue().values())]
        found = verify(self.engine, self.keys, banks, TODAY)
        return [*map(str, found), *map(str, survey_faults(self.engine, specs(), TODAY))]

    def _people(self, campaign_id: int, many: int) -> None:
        async def all_of_them() -> None:
            entries = [self._entry(campaign_id, next(self._numbers)) for _ in range(many)]
            assert set(await asyncio.gather(*map(self.ledger.record, entries))) <= {Outcome.COUNTED}

        asyncio.run(all_of_them())

    def _entry(self, campaign_id: int, person: int) -> Entry:
        receipt = Receipt(a_receipt(person), TODAY + timedelta(days=1))
        return Entry(campaign_id, a_bank(), "", a_sheet(person % 997), receipt)

    def _rows(self, wanted: Any, which: Any, holds: Any = None) -> int:
        found = select(wanted).where(which)
        with read(self.engine) as connection:
            return len(connection.scalars(found if holds is None else found.where(holds.is_not(None))).all())
