"""How a person comes into a campaign's quiz: past its first page, with its code or an invitation, in a segment.

Promises that opening a link spends nothing, and that what was let in travels in the sheet. Refuses a storm of wrong
codes, segments that the campaign does not have, and to tell whether an invitation was used.
"""

import hmac
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from app.campaigns.draft import code_typed
from app.campaigns.keys import digest_of
from app.totem.course import first_unanswered, steps
from app.web.client_network import place_of
from app.web.code_limiter import tolerance_of
from app.web.context import Asked
from app.web.deps import AskedDep, Site, SiteDep
from app.web.forms import read_form
from app.web.quiz.landing import Bar, Mistake, asks_segment, bar_of, door_page, has_door
from app.web.security import no_store
from app.web.tokens import LinkDamaged, Sheet, mark_of, new_sheet

router = APIRouter(include_in_schema=False)
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@router.get("/{language}/entry/{slug}")
async def again(here: SiteDep, asked: AskedDep, s: str = "") -> Response:
    """The first page for a sheet under way that lacks what this campaign asks for."""
    if not s:
        return _see(f"/{asked.voice.language}/quiz/{asked.campaign.slug}")
    sheet = here.seals.open_sheet(asked.campaign.slug, asked.questionnaire.bank, s, time.time())
    return door(here, asked, sheet) if has_door(asked.campaign) else _start(here, asked, sheet)


@router.post("/{language}/entry/{slug}")
async def enter(request: Request, here: SiteDep, asked: AskedDep) -> Response:
    """Whoever goes on alone is asked for nothing."""
    form, sheet = await _form(request, here, asked)
    if "alone" in form:
        return _start(here, asked, sheet)
    bar = bar_of(asked.campaign, sheet)
    if bar == "code":
        if mistake := _wrong_code(request, here, asked, form.get("code", "")):
            return door(here, asked, sheet, bar, typed=form, mistake=mistake)
        sheet = replace(sheet, has_code=True)
    elif bar:
        return door(here, asked, sheet, bar)
    return _placed(here, asked, sheet, form)


@router.get("/{language}/invitation/{slug}/{token}")
async def invited(here: SiteDep, asked: AskedDep, token: str) -> Response:
    """Mail programs open links before people do, and senders may: this spends nothing, and tells of nothing spent."""
    _digest(token)
    if bar_of(asked.campaign, None) != "invitation":
        return _see(f"/{asked.voice.language}/quiz/{asked.campaign.slug}")
    return door(here, asked, bar="", path=_path(asked, token))


@router.post("/{language}/invitation/{slug}/{token}")
async def redeem(request: Request, here: SiteDep, asked: AskedDep, token: str) -> Response:
    """The invitation joins the sheet; it is spent with the answers, in their transaction, if they are counted."""
    form, sheet = await _form(request, here, asked)
    sheet = replace(sheet, invitation=_digest(token))
    if bar := bar_of(asked.campaign, sheet):
        return door(here, asked, sheet, bar)
    return _placed(here, asked, sheet, form, path=_path(asked, token))


def door(
    here: Site,
    asked: Asked,
    sheet: Sheet | None = None,
    bar: Bar | None = None,
    *,
    path: str = "",
    typed: Mapping[str, str] | None = None,
    mistake: Mistake = "",
) -> Response:
    """bar: None to look it up; path: of the page, if it is not the quiz's own address."""
    campaign, bank = asked.campaign, asked.questionnaire.bank
    token = here.seals.seal_sheet(campaign.slug, bank, sheet) if sheet else ""
    path = path or (f"entry/{campaign.slug}?s={token}" if token else f"quiz/{campaign.slug}")
    bar = bar_of(campaign, sheet) if bar is None else bar
    page = door_page(asked, sheet, token, bar, here.minutes[bank.id], path=path, typed=typed, mistake=mistake)
    status = {"code": 422, "segment": 422, "tries": 429}.get(mistake, 200)
    response = HTMLResponse(here.templates.render(page), status)
    response.headers["Referrer-Policy"] = "strict-origin"  # it holds a form (docs/decisions/0002)
    no_store(response.headers)
    return response


def _placed(here: Site, asked: Asked, sheet: Sheet, form: Mapping[str, str], *, path: str = "") -> Response:
    if not asks_segment(asked.campaign, sheet):
        return _start(here, asked, sheet)
    if "segment" not in form:
        return door(here, asked, sheet, path=path, typed=form, mistake="segment")
    if form["segment"] not in ("", *(one.id for one in asked.campaign.own_words.segments)):
        raise HTTPException(400)
    return _start(here, asked, replace(sheet, segment=mark_of(form["segment"])))


def _start(here: Site, asked: Asked, sheet: Sheet) -> Response:
    """On to the first question without an answer."""
    slug, bank = asked.campaign.slug, asked.questionnaire.bank
    at = first_unanswered(steps(bank, sheet.answers, sheet.nonce), sheet.answers)
    return _see(f"/{asked.voice.language}/quiz/{slug}?s={here.seals.seal_sheet(slug, bank, sheet)}&q={at + 1}")


def _wrong_code(request: Request, here: Site, asked: Asked, typed: str) -> Mistake:
    """Nothing for the right one. Hashed, so that comparing takes the same time whatever the length."""
    place, slug, right = place_of(request), asked.campaign.slug, code_typed(asked.campaign.code)
    code = code_typed(typed)
    if not here.codes.may_try(place, code, slug, tolerance_of(right)):
        return "tries"
    one, other = (sha256(text.encode()).digest() for text in (code, right))
    if hmac.compare_digest(one, other):
        here.codes.was_right(place, code, slug)
        return ""
    return "tries" if here.codes.was_wrong(place, slug) else "code"


def _digest(token: str) -> bytes:
    """Raises LinkDamaged for what no campaign ever gave away: most often, a link that was cut."""
    if not TOKEN.fullmatch(token):
        raise LinkDamaged
    return digest_of(token)


async def _form(request: Request, here: Site, asked: Asked) -> tuple[dict[str, str], Sheet]:
    form = await read_form(request)
    slug, bank = asked.campaign.slug, asked.questionnaire.bank
    token = form.get("s")
    return form, here.seals.open_sheet(slug, bank, token, time.time()) if token else new_sheet(bank, time.time())


def _path(asked: Asked, token: str) -> str:
    return f"invitation/{asked.campaign.slug}/{token}"


def _see(address: str) -> Response:
    return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
