"""Where a bank ends that gives nobody a result: thanks, and what became of the answers.

Promises a page that holds nothing of a sheet, so that whoever goes back to it finds nobody's.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, get_args

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from app.web.context import title_of
from app.web.deps import ContextDep, SiteDep
from app.web.pages import Page
from app.web.responses import private_page

router = APIRouter(include_in_schema=False)
Ending = Literal["counted", "already", "closed", "spent", "private"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThanksPage(Page):
    """title: of the campaign; before: whether the sheet had been sent already; closed_on: its last day, if any."""

    template: ClassVar[str] = "quiz/thanks.html"
    title: str
    outcome: str
    before: bool
    closed_on: date | None


@router.get("/{language}/thanks/{slug}")
async def thanks(site: SiteDep, context: ContextDep, finish: str = "", again: str = "") -> Response:
    """A plain 404 for a campaign whose questionnaire ends on a result, and where nothing says how it ended."""
    if not context.questionnaire.bank.ends_on_thanks or finish not in get_args(Ending):
        raise HTTPException(404)
    campaign = context.campaign
    page = ThanksPage(
        language=context.wording.language,
        path=f"thanks/{campaign.slug}",
        spoken=context.questionnaire.file.languages,
        title=title_of(context),
        outcome=finish,
        before=bool(again),
        closed_on=campaign.closed_on or campaign.closes_on,
    )
    return private_page(site.templates, page)
