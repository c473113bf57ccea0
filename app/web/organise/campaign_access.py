"""What an organiser's address opens: a campaign, for whoever holds its key or may only read.

Promises one same refusal for a wrong, revoked or unknown key, and that a right one always opens: 128 bits are not
guessed, and nobody locks an organiser out by being wrong. Refuses whatever a reader would change, with that same page.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse

from app.banks.schema import Language
from app.campaigns import keys
from app.web.client_network import client_network
from app.web.context import CampaignContext
from app.web.deps import Site, SiteDep, refuse_unspoken
from app.web.organise.access import KeyRefused, QuestionnaireGone, TriesSpent
from app.web.pages import Page
from app.web.security import no_store
from app.web.tokens import LinkDamaged
from app.web.wording import Wording


@dataclass(frozen=True, slots=True)
class CampaignAccess:
    """key: as the address holds it."""

    context: CampaignContext
    role: keys.Kind
    key: str

    @property
    def path(self) -> str:
        """After the language."""
        return f"organise/{self.context.campaign.slug}/{self.key}"

    @property
    def address(self) -> str:
        return f"/{self.context.wording.language}/{self.path}"


async def managed(request: Request, site: SiteDep, language: Language, slug: str, key: str) -> CampaignAccess:
    """Raises KeyRefused, TriesSpent, QuestionnaireGone, SpeaksAnother."""
    found = await run_in_threadpool(keys.find_managed, site.engine, slug, key)
    if found is None:
        if site.organising.wrong_keys.was_wrong(client_network(request)):
            raise TriesSpent
        raise KeyRefused
    campaign, role = found
    questionnaire = site.questionnaires.get(campaign.bank)
    if questionnaire is None:
        raise QuestionnaireGone
    refuse_unspoken(questionnaire, language)
    return CampaignAccess(CampaignContext(campaign, questionnaire, Wording(language, campaign.people)), role, key)


CampaignAccessDep = Annotated[CampaignAccess, Depends(managed)]


async def manager(found: CampaignAccessDep) -> CampaignAccess:
    if found.role != "manager":
        raise KeyRefused
    return found


ManagerDep = Annotated[CampaignAccess, Depends(manager)]


def private_page(site: Site, page: Page, status: int = 200) -> Response:
    response = HTMLResponse(site.templates.render(page), status)
    response.headers["Referrer-Policy"] = "strict-origin"  # it holds forms (docs/decisions/0002)
    no_store(response.headers)
    return response


def see(found: CampaignAccess, done: str, part: str = "", told: str = "") -> Response:
    """Back to the organiser's page, which says what was done. part: the id of a section; told: sealed."""
    address = f"{found.address}?done={done}" + (f"&told={told}" if told else "") + (f"#{part}" if part else "")
    return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})


def see_once(site: Site, found: CampaignAccess, done: str, part: str, text: str) -> Response:
    """The same, with what was just made and is stored nowhere: the page that it leads to is the only one to show it."""
    return see(found, done, part, site.seals.seal_note(_context(found, done), text))


def told_once(site: Site, found: CampaignAccess, done: str, token: str) -> str:
    """What see_once was given, under the same key, or nothing. No look-up: so nothing is told."""
    with suppress(LinkDamaged):
        return site.seals.open_note(_context(found, done), token)
    return ""


def _context(found: CampaignAccess, done: str) -> str:
    return f"{done} {found.context.campaign.slug} {found.key}"
