"""A campaign that an address names, its questionnaire, and the voice in which it speaks to this reader."""

from dataclasses import dataclass

from app.banks.loader import Questionnaire
from app.campaigns.store import Campaign
from app.web.voice import Voice


@dataclass(frozen=True, slots=True)
class Asked:
    campaign: Campaign
    questionnaire: Questionnaire
    voice: Voice
