"""Sequences that cross concepts: finishing a quiz, publishing what is due. Knows nothing of HTTP."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Engine

from app.banks.loader import Questionnaire
from app.campaigns.store import Campaign, campaigns
from app.db.engine import write_transaction
from app.publication.release import release_if_due
from app.publication.released import Released
from app.tallies.counts import count_sheet
from app.tallies.ledger import Entry, Ledger, TotalsUnavailable
from app.totem.course import finished
from app.totem.model import Answers, Bank
from app.totem.scoring import score


class NotCounted(Exception):
    """The totals cannot be written now. Nothing was counted by half: trying again is safe."""


class Receipt(NamedTuple):
    """What is remembered of a counted sheet, so that it is counted once. digest: 16 bytes; expires_on: in UTC."""

    digest: bytes
    expires_on: date


class Finished(NamedTuple):
    """answers: as they are scored; outcome: counted, already (counted before), closed (too late) or private."""

    answers: Answers
    outcome: str


FinishQuiz = Callable[[int, Bank, Answers, bytes, Receipt | None], Awaitable[Finished]]
"""finish_quiz with its ledger."""


async def finish_quiz(
    ledger: Ledger, campaign_id: int, bank: Bank, answers: Answers, seed: bytes, receipt: Receipt | None
) -> Finished:
    """seed: what drew the order of options; receipt: None to keep the answers to oneself. Raises NotCounted."""
    scored = finished(bank, answers, seed)
    if receipt is None:
        return Finished(scored, "private")
    try:
        outcome = await ledger.record(entry_of(campaign_id, bank, scored, receipt))
    except TotalsUnavailable as error:
        raise NotCounted from error
    return Finished(scored, outcome.value)


def entry_of(campaign_id: int, bank: Bank, answers: Answers, receipt: Receipt) -> Entry:
    """A complete sheet as the ledger takes it: counts, and a receipt that leads back to none."""
    counts = count_sheet(bank, answers, score(bank, answers).match)
    return Entry(campaign_id, bank, "", counts, *receipt)


def publish_what_is_due(engine: Engine, questionnaires: Mapping[str, Questionnaire], today: date) -> list[Released]:
    """The next release of each campaign that publishes by itself and has one due."""
    due = [campaign for campaign in campaigns(engine) if campaign.publishes_itself and campaign.bank in questionnaires]
    made = (publish(engine, campaign, questionnaires[campaign.bank].bank, today) for campaign in due)
    return [released for released in made if released]


def publish(engine: Engine, campaign: Campaign, bank: Bank, today: date) -> Released | None:
    """The next release, if the rules of publication allow one."""
    with write_transaction(engine) as connection:
        return release_if_due(connection, campaign, bank, today, secrets.randbelow)
