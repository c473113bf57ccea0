"""How a person comes into a campaign's quiz: past its first page, with its code, in a segment.

Promises that opening a link spends nothing, and that what was let in travels in the sheet. Refuses a storm of wrong
codes, and segments that the campaign does not have.
"""

import hmac
import time
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from app.banks.reading_time import minutes_of
from app.campaigns.draft import code_typed
from app.totem.course import first_unanswered
from app.web.client_network import client_network
from app.web.context import CampaignContext, title_of
from app.web.deps import ContextDep, Site, SiteDep, open_sheet
from app.web.forms import read_form
from app.web.quiz.landing import (
    ElsewherePage,
    EntryMistake,
    Obstacle,
    asks_segment,
    door_page,
    has_landing,
    obstacle_of,
)
from app.web.quiz.parts import Parts, PartsDep
from app.web.quiz.visit import course_of
from app.web.rate_limit import tolerance_of
from app.web.responses import private_page, see_other
from app.web.tokens import Sheet, mark_of, new_sheet

router = APIRouter(include_in_schema=False)


@router.get("/{language}/entry/{slug}")
async def again(site: SiteDep, context: ContextDep, s: str = "") -> Response:
    """The first page for a sheet under way that lacks what this campaign asks for."""
    if not s or context.campaign.protection == "place":
        return see_other(f"/{context.wording.language}/quiz/{context.campaign.slug}")
    context, sheet = open_sheet(site, context, s)
    return door(site, context, sheet) if has_landing(context.campaign) else _start(site, context, sheet)


@router.post("/{language}/entry/{slug}")
async def enter(request: Request, site: SiteDep, parts: PartsDep, context: ContextDep) -> Response:
    """Whoever goes on alone is asked for nothing."""
    if context.campaign.protection == "place":
        return door(site, context)
    form, context, sheet = await typed_in(request, site, context)
    if "alone" in form and not context.questionnaire.bank.ends_on_thanks:
        return _start(site, context, sheet)
    bar = obstacle_of(context.campaign, sheet)
    if bar == "code":
        if mistake := _wrong_code(request, parts, context, form.get("code", "")):
            return door(site, context, sheet, bar, typed=form, mistake=mistake)
        sheet = replace(sheet, has_code=True)
    elif bar:
        return door(site, context, sheet, bar)
    return in_segment(site, context, sheet, form)


def door(
    site: Site,
    context: CampaignContext,
    sheet: Sheet | None = None,
    bar: Obstacle | None = None,
    *,
    path: str = "",
    typed: Mapping[str, str] | None = None,
    mistake: EntryMistake = "",
) -> Response:
    """bar: None to look it up; path: of the page, if it is not the quiz's own address."""
    campaign, bank = context.campaign, context.questionnaire.bank
    token = site.tokens.seal_sheet(campaign.slug, bank, sheet) if sheet else ""
    path = path or (f"entry/{campaign.slug}?s={token}" if token else f"quiz/{campaign.slug}")
    bar = obstacle_of(campaign, sheet) if bar is None else bar
    language, promised = context.wording.language, len(campaign.own_words.promises)
    minutes = minutes_of(context.questionnaire, language, promised) if promised else site.minutes_in(language, bank.id)
    apart = any(campaign.voice in spec.apart for spec in site.barometers.specs.values())
    page = door_page(context, sheet, token, bar, minutes, path=path, typed=typed, mistake=mistake, apart=apart)
    status = {"code": 422, "segment": 422, "tries": 429}.get(mistake, 200)
    return private_page(site.templates, page, status)


def in_segment(
    site: Site, context: CampaignContext, sheet: Sheet, form: Mapping[str, str], *, path: str = ""
) -> Response:
    if form.get("voice") == "other":
        language, path = context.wording.language, path or f"quiz/{context.campaign.slug}"
        spoken = context.questionnaire.file.languages
        page = ElsewherePage(language=language, path=path, spoken=spoken, title=title_of(context))
        return private_page(site.templates, page)
    if not asks_segment(context.campaign, sheet):
        return _start(site, context, sheet)
    if "segment" not in form:
        return door(site, context, sheet, path=path, typed=form, mistake="segment")
    if form["segment"] not in ("", *(one.id for one in context.campaign.own_words.segments)):
        raise HTTPException(400)
    return _start(site, context, replace(sheet, segment=mark_of(form["segment"])))


def _start(site: Site, context: CampaignContext, sheet: Sheet) -> Response:
    """On to the first question without an answer."""
    slug, bank = context.campaign.slug, context.questionnaire.bank
    at = first_unanswered(course_of(context, sheet), sheet.answers)
    return see_other(
        f"/{context.wording.language}/quiz/{slug}?s={site.tokens.seal_sheet(slug, bank, sheet)}&q={at + 1}"
    )


def _wrong_code(request: Request, parts: Parts, context: CampaignContext, typed: str) -> EntryMistake:
    """Nothing for the right one. Hashed, so that comparing takes the same time whatever the length."""
    place, slug, right = client_network(request), context.campaign.slug, code_typed(context.campaign.code)
    code = code_typed(typed)
    if not parts.codes.may_try(place, code, slug, tolerance_of(right)):
        return "tries"
    one, other = (sha256(text.encode()).digest() for text in (code, right))
    if hmac.compare_digest(one, other):
        parts.codes.was_right(place, code, slug)
        return ""
    return "tries" if parts.codes.was_wrong(place, slug) else "code"


async def typed_in(
    request: Request, site: Site, context: CampaignContext
) -> tuple[dict[str, str], CampaignContext, Sheet]:
    """The form, and the sheet that came with it, or a new one."""
    form = await read_form(request)
    if token := form.get("s"):
        return form, *open_sheet(site, context, token)
    return form, context, new_sheet(context.questionnaire.bank, time.time())
