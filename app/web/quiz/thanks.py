"""Where a bank ends that gives nobody a result: thanks, and what became of the answers.

Promises a page that holds nothing of a sheet, so that whoever goes back to it finds nobody's. Refuses to believe an
address: it says what the site itself said at the end of a sheet, as far as the campaign still bears it out.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, get_args

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from app.campaigns.campaign import Campaign
from app.web.context import title_of
from app.web.deps import ContextDep, Site, SiteDep, find_context
from app.web.pages import Page
from app.web.quiz.visit import Visit
from app.web.responses import private_page

router = APIRouter(include_in_schema=False)
Ending = Literal["counted", "already", "closed", "spent", "private"]
"""already: the sheet had been sent before; spent: its invitation was."""
THANKS = "thanks"
"""What is signed of an end: nobody's in particular, so that all who came to it have the same address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThanksPage(Page):
    """title: of the campaign; closed_on: its last day, if any."""

    template: ClassVar[str] = "quiz/thanks.html"
    title: str
    outcome: Ending
    closed_on: date | None


def thanks_address(visit: Visit, outcome: str) -> str:
    by = visit.site.tokens.sign(THANKS, f"{visit.campaign.slug} {outcome}")
    return f"/{visit.tongue}/thanks/{visit.campaign.slug}?finish={outcome}&by={by}"


def told_end(site: Site, slug: str, finish: str, by: str) -> Ending | None:
    """How a sheet of this campaign ended; None for what the site never said."""
    known = next((one for one in get_args(Ending) if one == finish), None)
    return known if known and site.tokens.is_signed(THANKS, f"{slug} {finish}", by) else None


def is_refuted(campaign: Campaign, outcome: Ending) -> bool:
    """Whether what was said once cannot be so in this campaign, as it is now."""
    if outcome == "closed":
        return campaign.is_open
    return outcome == "spent" and campaign.protection != "invitation"


@router.get("/{language}/thanks/{slug}")
async def thanks(site: SiteDep, context: ContextDep, finish: str = "", by: str = "") -> Response:
    """A plain 404 for a campaign whose questionnaire ends on a result, and for an end that was nobody's."""
    outcome = told_end(site, context.campaign.slug, finish, by)
    if outcome == "closed" and context.campaign.is_open:  # the ledger may know it before this process does
        site.campaigns.forget(context.campaign.slug)
        context = await find_context(site, context.wording.language, context.campaign.slug)
    if outcome is None or is_refuted(context.campaign, outcome) or not context.questionnaire.bank.ends_on_thanks:
        raise HTTPException(404)
    campaign = context.campaign
    page = ThanksPage(
        language=context.wording.language,
        path=f"thanks/{campaign.slug}?finish={outcome}&by={by}",
        spoken=context.questionnaire.file.languages,
        title=title_of(context),
        outcome=outcome,
        closed_on=campaign.closed_on or campaign.closes_on,
    )
    return private_page(site.templates, page)
