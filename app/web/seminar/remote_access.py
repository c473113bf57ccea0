"""What a remote's address opens: a room, for whoever holds its key.

Promises the refusal of organisers' keys, the same for a wrong key and for a room that is gone. Refuses to say which.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from app.banks.loader import Questionnaire
from app.banks.schema import Language
from app.seminars.seminar import Seminar
from app.seminars.store import screen_of
from app.web.context import CampaignContext, title_of
from app.web.deps import QuestionnaireGone, Site, SiteDep, refuse_key, refuse_unspoken
from app.web.seminar.parts import Parts, PartsDep
from app.web.wording import Wording


@dataclass(frozen=True, slots=True)
class RemoteAccess:
    """wording: in the trainer's language, which need not be the room's; key: as the address holds it."""

    seminar: Seminar
    questionnaire: Questionnaire
    wording: Wording
    key: str

    @property
    def path(self) -> str:
        """After the language."""
        return f"remote/{self.key}"

    @property
    def address(self) -> str:
        return f"/{self.wording.language}/{self.path}"

    @property
    def screen(self) -> str:
        """The address to project, in the room's language."""
        return f"/{self.seminar.language}/screen/{screen_of(self.key)}"


async def held(request: Request, site: SiteDep, parts: PartsDep, language: Language, key: str) -> RemoteAccess:
    """Raises KeyRefused, TooManyTries, QuestionnaireGone, SpeaksAnother."""
    seminar = await run_in_threadpool(parts.seminars.by_remote, key)
    if seminar is None:
        refuse_key(site, request)
    questionnaire = site.questionnaires.asked(seminar.bank, seminar.fingerprint)
    if questionnaire is None:
        raise QuestionnaireGone
    refuse_unspoken(questionnaire, language)
    return RemoteAccess(seminar, questionnaire, Wording(language, seminar.people), key)


RemoteDep = Annotated[RemoteAccess, Depends(held)]


@dataclass(frozen=True, slots=True)
class Joined:
    """title: with its edition; address: of its figures."""

    title: str
    address: str


def joined_by(site: Site, parts: Parts, seminar: Seminar, language: Language) -> tuple[Joined, ...]:
    found = []
    for slug in parts.rooms.joined(seminar):
        campaign = site.campaigns.find(slug)
        if campaign and (questionnaire := site.questionnaires.asked(campaign.bank, campaign.fingerprint)):
            context = CampaignContext(campaign, questionnaire, Wording(language, campaign.people))
            title = " · ".join(part for part in (title_of(context), campaign.edition) if part)
            found.append(Joined(title, f"/{language}/figures/{slug}"))
    return tuple(found)
