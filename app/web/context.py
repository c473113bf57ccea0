"""A campaign that an address names, its questionnaire, and the voice in which it speaks to this reader."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import get_args

from app.banks.loader import Questionnaire
from app.banks.schema import Language
from app.campaigns.store import Campaign
from app.campaigns.words import said
from app.totem.packing import fingerprint
from app.web.language import LANGUAGES
from app.web.wording import Wording

FIRST = "totem"
QUICK = "express"
"""The questionnaire of the first page, where it is there; the one for people in a hurry."""


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


def first_questionnaire(questionnaires: Mapping[str, Questionnaire]) -> Questionnaire | None:
    """The one that a visitor of this site meets first: one with animals, where there is one."""
    order = sorted(questionnaires.values(), key=lambda one: (one.bank.id != FIRST, not one.bank.totems))
    return order[0] if order else None


def figures_addresses(
    questionnaires: Mapping[str, Questionnaire], successors: Mapping[str, str]
) -> dict[Language, str]:
    """The address of the first one's figures, for a reader of each language."""
    first = first_questionnaire(questionnaires)
    if first is None:
        return {}
    slug = successors.get(first.bank.id, first.bank.id)
    return {wanted: f"/{first.spoken(wanted)}/figures/{slug}" for wanted in LANGUAGES}


def offered_to_rooms(questionnaires: Mapping[str, Questionnaire]) -> dict[str, Questionnaire]:
    """Those that a room can use whatever the language of its phones, the one for rooms first."""
    known = {id_: one for id_, one in questionnaires.items() if one.speaks(*get_args(Language))}
    return {id_: known[id_] for id_ in sorted(known, key=lambda id_: id_ != QUICK)}


def title_of(context: CampaignContext) -> str:
    """In the organiser's words, or the questionnaire's own."""
    return said(context.campaign.own_words.title, context.wording.language) or context.wording(
        context.questionnaire.file.title
    )
