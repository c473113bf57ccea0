"""From a short questionnaire to a longer one: the answers go along, and only what is missing is asked.

Promises a new sheet, which counts in the longer one's campaign if its person says so, and nothing stored on the way.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from app.banks.loader import Questionnaire
from app.banks.schema import Language
from app.totem.carry import carried, is_longer
from app.totem.course import first_unanswered, steps
from app.totem.model import Answers
from app.web.context import CampaignContext
from app.web.deps import Site, SiteDep, find_context, open_answers
from app.web.responses import see_other
from app.web.tokens import new_sheet

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class RefineView:
    """title: of the longer questionnaire; scenes: how many more it asks of everybody."""

    path: str
    title: str
    scenes: int


def longer_of(questionnaires: Mapping[str, Questionnaire], short: Questionnaire) -> Questionnaire | None:
    """The first that asks all that this one does, and more."""
    return next((one for one in questionnaires.values() if is_longer(one.bank, short.bank)), None)


def refine_view(site: Site, context: CampaignContext, answers: Answers, token: str) -> RefineView | None:
    """token: of the result. None where the longer one asks everybody no scene that is not answered."""
    say, short = context.wording, context.questionnaire
    longer = longer_of(site.questionnaires, short)
    if longer is None or say.language not in longer.file.languages or answers.even:
        return None
    missing = carried(short.bank, longer.bank, answers).choices[: len(longer.bank.scenes)].count(None)
    return RefineView(f"refine/{token}", say(longer.file.title), missing) if missing else None


@router.get("/{language}/refine/{token}")
async def refine(site: SiteDep, language: Language, token: str) -> Response:
    """Raises LinkDamaged, ResultOutdated, and a plain 404 where no longer questionnaire is open."""
    link = site.tokens.open_result(token)
    context, answers = open_answers(site, await find_context(site, language, link.slug), link)
    longer = longer_of(site.questionnaires, context.questionnaire)
    if longer is None or answers.even:
        raise HTTPException(404)
    slug = site.successors.get(longer.bank.id, longer.bank.id)
    if (await find_context(site, language, slug)).campaign.bank != longer.bank.id:
        raise HTTPException(404)
    sheet = new_sheet(longer.bank, time.time())
    sheet = replace(sheet, answers=carried(context.questionnaire.bank, longer.bank, answers))
    at = first_unanswered(steps(longer.bank, sheet.answers, sheet.nonce), sheet.answers)
    sealed = site.tokens.seal_sheet(slug, longer.bank, sheet)
    return see_other(f"/{language}/quiz/{slug}?s={sealed}&q={at + 1}")
