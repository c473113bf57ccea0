"""The campaigns that a room was added to, as its trainer and those who read its recap are told."""

from dataclasses import dataclass

from app.banks.schema import Language
from app.seminars.store import Seminar
from app.web.context import CampaignContext, title_of
from app.web.deps import Site
from app.web.seminar.parts import Parts
from app.web.wording import Wording


@dataclass(frozen=True, slots=True)
class Joined:
    """title: with its edition; address: of its figures."""

    title: str
    address: str


def joined_by(site: Site, parts: Parts, seminar: Seminar, language: Language) -> tuple[Joined, ...]:
    found = []
    for slug in parts.rooms.joined(seminar):
        campaign = site.campaigns.find(slug)
        if campaign and (questionnaire := site.questionnaires.get(campaign.bank)):
            context = CampaignContext(campaign, questionnaire, Wording(language, campaign.people))
            title = " · ".join(part for part in (title_of(context), campaign.edition) if part)
            found.append(Joined(title, f"/{language}/figures/{slug}"))
    return tuple(found)
