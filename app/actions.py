"""Sequences that cross concepts: finishing a quiz, closing a campaign, publishing what is due. Knows nothing of HTTP."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from app.banks.loader import Questionnaire
from app.campaigns.store import Campaign, campaigns
from app.db.engine import write_transaction
from app.publication.release import release_if_due
from app.publication.released import Released
from app.tallies.counts import count_sheet
from app.tallies.ledger import Entry
from app.totem.course import finished
from app.totem.model import Answers, Bank
from app.totem.scoring import score


@dataclass(frozen=True, slots=True)
class Finish:
    """A complete sheet: its answers as they are scored, ready to be counted or kept to oneself."""

    bank: Bank
    answers: Answers

    def entry(self, campaign_id: int, receipt: bytes, expires_on: date) -> Entry:
        counts = count_sheet(self.bank, self.answers, score(self.bank, self.answers).match)
        return Entry(campaign_id, self.bank, "", counts, receipt, expires_on)


def finish_quiz(bank: Bank, answers: Answers, seed: bytes) -> Finish:
    """seed: the sheet's nonce, which drew the order of options."""
    return Finish(bank, finished(bank, answers, seed))


def publish_what_is_due(engine: Engine, questionnaires: Mapping[str, Questionnaire], today: date) -> list[Released]:
    """The next release of each campaign that publishes by itself and has one due."""
    due = [campaign for campaign in campaigns(engine) if campaign.publishes_itself and campaign.bank in questionnaires]
    made = (publish(engine, campaign, questionnaires[campaign.bank].bank, today) for campaign in due)
    return [released for released in made if released]


def publish(engine: Engine, campaign: Campaign, bank: Bank, today: date) -> Released | None:
    """The next release, if the rules of publication allow one."""
    with write_transaction(engine) as connection:
        return release_if_due(connection, campaign, bank, today, secrets.randbelow)
