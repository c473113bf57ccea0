"""A campaign that an address names, its questionnaire, and the voice in which it speaks to this reader."""

from dataclasses import dataclass, replace

from app.banks.loader import Questionnaire
from app.campaigns.store import Campaign
from app.totem.packing import fingerprint
from app.web.wording import Wording


@dataclass(frozen=True, slots=True)
class CampaignContext:
    campaign: Campaign
    questionnaire: Questionnaire
    wording: Wording


def as_it_counts(campaign: Campaign, questionnaire: Questionnaire) -> Campaign:
    """Closed for those who answer and read if the questionnaire has changed since the first answer: the ledger counts
    nobody then."""
    if campaign.holds(fingerprint(questionnaire.bank)):
        return campaign
    return replace(campaign, closed_on=campaign.closed_on or campaign.seen_on)
