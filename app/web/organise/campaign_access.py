"""What an organiser's address opens: a campaign, for whoever holds its key or may only read.

Promises one same refusal for a wrong, revoked or unknown key, and that a right one always opens: 128 bits are not
guessed, and nobody locks an organiser out by being wrong. Refuses whatever a reader would change, with that same page.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Protocol

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from app.banks.schema import Language
from app.campaigns.campaign import Campaign
from app.campaigns.campaigns import Campaigns
from app.campaigns.keys import KeyKind
from app.days import day_in
from app.web.context import CampaignContext
from app.web.deps import KeyRefused, QuestionnaireGone, Site, SiteDep, refuse_key, refuse_unspoken
from app.web.organise.parts import PartsDep
from app.web.responses import see_other
from app.web.wording import Wording


class OwnPage(Protocol):
    """An organiser's page, opened by its key. address: where it is; query: what stands behind it, each with an &;
    sealed_for: whom a note that is told once is for."""

    @property
    def address(self) -> str: ...
    @property
    def query(self) -> str: ...
    @property
    def sealed_for(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CampaignAccess:
    """key: as the address holds it; campaigns: what may be done to it, by whoever manages it."""

    context: CampaignContext
    role: KeyKind
    key: str
    campaigns: Campaigns

    @property
    def campaign(self) -> Campaign:
        return self.context.campaign

    @property
    def today(self) -> date:
        """Where the campaign is."""
        return day_in(self.campaign.zone, self.campaigns.today())

    @property
    def path(self) -> str:
        """After the language."""
        return f"organise/{self.context.campaign.slug}/{self.key}"

    @property
    def address(self) -> str:
        return f"/{self.context.wording.language}/{self.path}"

    @property
    def query(self) -> str:
        return ""

    @property
    def sealed_for(self) -> str:
        return f"{self.context.campaign.slug} {self.key}"


async def managed(
    request: Request, site: SiteDep, parts: PartsDep, language: Language, slug: str, key: str
) -> CampaignAccess:
    """Raises KeyRefused, TooManyTries, QuestionnaireGone, SpeaksAnother."""
    found = await run_in_threadpool(parts.campaigns.opened_by, slug, key)
    if found is None:
        refuse_key(site, request)
    campaign, role = found
    questionnaire = site.questionnaires.asked(campaign.bank, campaign.fingerprint)
    if questionnaire is None:
        raise QuestionnaireGone
    refuse_unspoken(questionnaire, language)
    return CampaignAccess(
        CampaignContext(campaign, questionnaire, Wording(language, campaign.people)), role, key, parts.campaigns
    )


CampaignAccessDep = Annotated[CampaignAccess, Depends(managed)]


async def manager(found: CampaignAccessDep) -> CampaignAccess:
    if found.role != "manager":
        raise KeyRefused
    return found


ManagerDep = Annotated[CampaignAccess, Depends(manager)]


def see(found: OwnPage, done: str, part: str = "", told: str = "") -> Response:
    """Back to the organiser's page, which says what was done. part: the id of a section; told: sealed."""
    said = f"{found.query}done={done}" + (f"&told={told}" if told else "")
    return see_other(f"{found.address}?{said}" + (f"#{part}" if part else ""))


def see_once(site: Site, found: OwnPage, done: str, part: str, text: str) -> Response:
    """The same, with what was just made and is stored nowhere: the page that it leads to is the only one to show it."""
    return see(found, done, part, site.tokens.seal_note(f"{done} {found.sealed_for}", text))


def told_once(site: Site, found: OwnPage, done: str, token: str) -> str:
    """What see_once was given, under the same key, or nothing. No look-up: so nothing is told."""
    return site.tokens.note_or_nothing(f"{done} {found.sealed_for}", token)
