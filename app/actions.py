"""Sequences that cross concepts: finishing a quiz, closing and publishing what is due. Knows nothing of HTTP."""

import logging
import time
from collections.abc import Callable
from datetime import date
from typing import NamedTuple, Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.banks.loader import Catalogue
from app.campaigns.store import Campaign, campaigns, due_to_close
from app.days import day_in, now_in_utc
from app.db.engine import write_transaction
from app.publication.documents import ReleaseDocument
from app.publication.store import ReleaseDamaged, TotalsDamaged, release_if_due, settled_rounding
from app.signals.live import timed_finish
from app.tallies.admission import Receipt
from app.tallies.closing import close
from app.tallies.counts import count_sheet
from app.tallies.keys import PoolKeys, PoolKeysDamaged
from app.tallies.ledger import Entry, Ledger, Outcome, TotalsUnavailable
from app.totem.course import finished
from app.totem.model import Answers, Bank
from app.totem.scoring import levels_of, match

__all__ = [
    "FinishQuiz", "Finished", "NotCounted", "PoolKeysDamaged", "Publisher", "Receipt", "StoreUnavailable", "close_due",
    "entry_of", "finish_quiz", "publish", "was_counted",
]  # fmt: skip

PAUSE_SECONDS = 60.0
StoreUnavailable = SQLAlchemyError
"""What every store raises while its database is out of reach: pages say it, and know no more of the database."""
log = logging.getLogger(__name__)


class NotCounted(Exception):
    """The totals cannot be written now. Nothing was counted by half: trying again is safe."""


class Finished(NamedTuple):
    """answers: as they are scored; outcome: counted, closed (too early or too late), spent (its invitation was used, or
    is none), private, or unsure (kept to oneself, where nobody could tell whether it had been counted).

    before: whether it is counted, and was before this was asked.
    """

    answers: Answers
    outcome: str
    before: bool = False


class FinishQuiz(Protocol):
    """finish_quiz with its ledger."""

    async def __call__(
        self,
        campaign_id: int,
        bank: Bank,
        answers: Answers,
        seed: bytes,
        receipt: Receipt,
        segment: str = "",
        invitation: bytes | None = None,
        *,
        counts: bool = True,
        minutes: int | None = None,
    ) -> Finished: ...


@timed_finish
async def finish_quiz(
    ledger: Ledger,
    campaign_id: int,
    bank: Bank,
    answers: Answers,
    seed: bytes,
    receipt: Receipt,
    segment: str = "",
    invitation: bytes | None = None,
    *,
    counts: bool = True,
    minutes: int | None = None,
) -> Finished:
    """seed: what drew the order of options; segment: the id of one of the campaign's, or empty; invitation: its digest.

    counts: not where the answers are kept to oneself; a sheet that was counted before stays so; minutes: that they
    took, if that is known. Raises NotCounted.
    """
    scored = finished(bank, answers, seed)
    entry = entry_of(campaign_id, bank, scored, receipt, segment, invitation, minutes)
    try:
        outcome = await ledger.record(entry) if counts else await _known(ledger, entry)
    except TotalsUnavailable as error:
        if counts:
            raise NotCounted from error
        return Finished(scored, "unsure")
    if outcome is Outcome.ALREADY:
        return Finished(scored, Outcome.COUNTED.value, before=True)
    return Finished(scored, outcome.value if outcome else "private")


async def was_counted(ledger: Ledger, receipt: Receipt) -> bool | None:
    """Whether this sheet is in the totals; None where that cannot be told soon."""
    try:
        return await ledger.is_counted(receipt)
    except TotalsUnavailable:
        return None


async def _known(ledger: Ledger, entry: Entry) -> Outcome | None:
    return Outcome.ALREADY if await ledger.is_counted(entry.receipt) else None


def entry_of(
    campaign_id: int,
    bank: Bank,
    answers: Answers,
    receipt: Receipt,
    segment: str = "",
    invitation: bytes | None = None,
    minutes: int | None = None,
) -> Entry:
    """A complete sheet as the ledger takes it: counts, and a receipt that leads back to none."""
    counts = count_sheet(bank, answers, match(bank, answers, levels_of(bank, answers)), minutes)
    return Entry(campaign_id, bank, segment, counts, receipt, invitation)


def close_due(engine: Engine, keys: PoolKeys, today: date) -> None:
    """Close each campaign that is past its last day, where it is. One that cannot be closed does not keep the others
    from it."""
    for campaign in due_to_close(engine, today):
        try:
            close(engine, keys, campaign.id, campaign.closes_on or campaign.seen_on)
        except PoolKeysDamaged:
            log.exception("The campaign %s cannot be closed.", campaign.slug)


class Publisher:
    """Makes the next release of each campaign that publishes by itself and has one due.

    Asked after each sealing, it looks at a campaign at most once in PAUSE_SECONDS: looking costs more than sealing.
    published: told the address's name of each campaign that has a new release, once it is committed.
    """

    def __init__(
        self,
        engine: Engine,
        questionnaires: Catalogue,
        secret: bytes,
        today: Callable[[], date] = now_in_utc,
        clock: Callable[[], float] = time.monotonic,
        published: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._engine, self._questionnaires, self._secret = engine, questionnaires, secret
        self._today, self._clock, self._published = today, clock, published
        self._looked: dict[int, float] = {}

    def after_sealing(self, campaign_ids: set[int]) -> None:
        now = self._clock()
        due = {id_ for id_ in campaign_ids if now - self._looked.get(id_, -PAUSE_SECONDS) >= PAUSE_SECONDS}
        if due:
            self._looked |= dict.fromkeys(due, now)
            self.publish(due)

    def publish(self, only: set[int] | None = None) -> None:
        """One campaign that cannot be published does not keep the others from it."""
        for campaign in campaigns(self._engine):
            questionnaire = self._questionnaires.asked(campaign.bank, campaign.fingerprint)
            if questionnaire and campaign.publishes_itself and (only is None or campaign.id in only):
                try:
                    if publish(self._engine, campaign, questionnaire.bank, self._today(), self._secret):
                        self._published(campaign.slug)
                except (TotalsDamaged, ReleaseDamaged):
                    log.exception("The campaign %s cannot be published; run totem verify.", campaign.slug)


def publish(engine: Engine, campaign: Campaign, bank: Bank, today: date, secret: bytes) -> ReleaseDocument | None:
    """The next release, if the rules of publication allow one, with the roundings that a preview of it has.

    secret: the site's, 32 bytes. Raises TotalsDamaged, ReleaseDamaged.
    """
    with write_transaction(engine) as connection:
        draw = settled_rounding(connection, campaign.id, secret)
        return release_if_due(connection, campaign, bank, day_in(campaign.zone, today), draw)
