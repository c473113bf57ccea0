"""A phone in a room, once its sheet is complete: its own animal, what it expects of the room, votes, farewell.

Promises that a tap sent twice counts once, and that all a phone is told of others is whose turn it is. Refuses to
remember what a phone tapped: that travels in its address.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from app.actions import Receipt
from app.banks.schema import Language
from app.seminars.rooms import GUESS
from app.seminars.seminar import Seminar
from app.totem.course import finished, first_unanswered, steps
from app.web.context import CampaignContext
from app.web.deps import Site, SiteDep, find_context
from app.web.forms import FormDep
from app.web.groups.phone_talk import tapped_ballot
from app.web.responses import VARIES, is_fragment, no_store, private_html, see_other
from app.web.seminar.broadcaster import Feed
from app.web.seminar.pacing import PROGRESS, RoomLinks, is_room, phone_id_of, room_links, seminar_of
from app.web.seminar.parts import Parts, PartsDep
from app.web.seminar.phone_view import BarPage, mark_of_round, phone_page
from app.web.tokens import Sheet

router = APIRouter(include_in_schema=False)
TURN = Feed("turn", lambda seminar: seminar.turn, event="turn")
LONGEST = 1000
"""Of a field in an address."""


async def in_room(site: SiteDep, language: Language, slug: str) -> CampaignContext:
    context = await find_context(site, language, slug, rooms=True)
    if not is_room(context):
        raise HTTPException(404)
    return context


RoomDep = Annotated[CampaignContext, Depends(in_room)]


async def progress_of(site: SiteDep, slug: str, m: str = "", at: int = 0, by: str = "") -> tuple[str, int] | None:
    """How far the phone of a mark is: in memory alone, so each says it again after a restart, as its page signed it."""
    return (m, at) if site.tokens.is_signed(PROGRESS, f"{slug} {m} {at}", by) else None


ProgressDep = Annotated[tuple[str, int] | None, Depends(progress_of)]


@router.get("/{language}/room/{slug}")
async def show(request: Request, site: SiteDep, parts: PartsDep, context: RoomDep) -> Response:
    return await _shown(request, site, parts, context, request.query_params)


@router.post("/{language}/room/{slug}")
async def tap(request: Request, site: SiteDep, parts: PartsDep, context: RoomDep, form: FormDep) -> Response:
    """A guess, or a vote in the round that the form was made for: in any other, nothing is counted."""
    sheet = _opened(site, context, form.get("s", ""))
    seminar = await seminar_of(request, context)
    if "guess" in form:
        choice = _number(form["guess"], len(context.questionnaire.bank.totems))
        outcome = await _counted(parts, seminar, sheet, GUESS, choice)
        form["g"] = f"{outcome}.{choice}" if outcome == "counted" else form.get("g") or outcome
    elif "vote" in form:
        form["v"] = f"{form.get('round', '')}.{await _voted(parts, seminar, sheet, form)}"
    elif "talk" in form or "small" in form:
        form |= await _talked(parts, seminar, sheet, form)
    fields = _fields(form)
    if "hx-request" in request.headers:
        return await _shown(request, site, parts, context, fields)
    address = f"/{context.wording.language}/room/{context.campaign.slug}?{urlencode(fields)}"
    return see_other(address)


@router.get("/{language}/room/{slug}/stream")
async def stream(parts: PartsDep, context: RoomDep, progress: ProgressDep) -> Response:
    if progress:
        parts.live.progress(context.campaign.slug, *progress)
    return parts.live.stream(context.campaign.slug, TURN)


@router.get("/{language}/room/{slug}/state")
async def state(request: Request, parts: PartsDep, context: RoomDep, progress: ProgressDep) -> Response:
    if progress:
        parts.live.progress(context.campaign.slug, *progress)
    return await parts.live.state(request, context.campaign.slug, TURN)


@router.get("/{language}/room/{slug}/bar")
async def way_back(request: Request, site: SiteDep, context: RoomDep) -> Response:
    """Above a result that was opened from the room: its address holds no sheet, so the browser that has one asks."""
    fields = {name: value for name, value in _fields(request.query_params).items() if name in ("s", "g", "v", "t", "k")}
    _opened(site, context, fields.get("s", ""))
    seminar = await seminar_of(request, context)
    if not seminar.is_open:
        raise HTTPException(404)
    room, vote = f"/{context.wording.language}/room/{seminar.slug}", seminar.stage.vote
    links = RoomLinks(seminar.turn, f"{room}/stream", f"{room}/state", f"{room}?{urlencode(fields)}")
    is_voting = seminar.talk.is_open or (vote is not None and vote.is_open)
    page = BarPage(language=context.wording.language, room=links, is_voting=is_voting)
    response = HTMLResponse(site.templates.render(page))
    no_store(response.headers)
    return response


async def _shown(
    request: Request, site: Site, parts: Parts, context: CampaignContext, query: Mapping[str, str]
) -> Response:
    """The page, or its middle alone; back to the quiz for a sheet that lacks something."""
    fields, bank, slug = _fields(query), context.questionnaire.bank, context.campaign.slug
    sheet = _opened(site, context, query.get("s", ""))
    course = steps(bank, sheet.answers, sheet.nonce)
    if course[answered := first_unanswered(course, sheet.answers)] is not None:
        return see_other(f"/{context.wording.language}/quiz/{slug}?s={fields['s']}", request)
    seminar = await seminar_of(request, context)
    parts.live.progress(slug, phone_id_of(sheet), answered)
    answers = finished(bank, sheet.answers, sheet.nonce)
    own = f"/{context.wording.language}/room/{slug}?{urlencode(fields)}"
    room = room_links(site.tokens, context, seminar, sheet, answered, own)
    result = site.tokens.seal_result(context.campaign.bank, bank, answers)
    say, phone = site.templates.gettext(context.wording.language), phone_id_of(sheet)
    page = phone_page(context, seminar, answers, fields, room, result, say=say, phone=phone)
    fragment = is_fragment(request)
    html = site.templates.render(replace(page, fragment=fragment), "step" if fragment else None)
    return private_html(html, headers={"Vary": VARIES} | ({"HX-Replace-Url": room.own} if fragment else {}))


async def _voted(parts: Parts, seminar: Seminar, sheet: Sheet, form: Mapping[str, str]) -> str:
    vote = seminar.stage.vote
    if vote is None or not vote.is_open or mark_of_round(vote) != form.get("round"):
        return "closed"
    choice = _number(form["vote"], vote.options)
    outcome = await _counted(parts, seminar, sheet, vote.ballot, choice)
    return f"{outcome}.{choice}" if outcome == "counted" else outcome


async def _talked(parts: Parts, seminar: Seminar, sheet: Sheet, form: Mapping[str, str]) -> dict[str, str]:
    """What the page's address keeps of a tap on what the room talks about, or on what is taken home."""
    ballot, name = tapped_ballot(seminar, form), "small" if "small" in form else "talk"
    outcome = "closed"
    if ballot:
        choice = _number(form[name], ballot[1])
        outcome = await _counted(parts, seminar, sheet, ballot[0], choice)
        outcome += f".{choice}" if outcome == "counted" else ""
    return {"k": outcome} if name == "small" else {"t": f"{form.get('round', '')}.{outcome}"}


async def _counted(parts: Parts, seminar: Seminar, sheet: Sheet, ballot: str, choice: int) -> str:
    receipt = Receipt(sheet.receipt(ballot), sheet.expires_on)
    outcome = await parts.rooms.vote(seminar.slug, ballot, receipt, choice)
    parts.live.announce(seminar.slug)
    return outcome.value


def _opened(site: Site, context: CampaignContext, token: str) -> Sheet:
    """Raises LinkDamaged, SheetExpired."""
    return site.tokens.open_sheet(context.campaign.slug, context.questionnaire.bank, token, time.time())


def _fields(query: Mapping[str, str]) -> dict[str, str]:
    """What travels in the page's address: the sheet, how it ended, what was tapped and whether that counted."""
    return {name: query[name][:LONGEST] for name in ("s", "finish", "again", "g", "v", "t", "k") if query.get(name)}


def _number(text: str, below: int) -> int:
    if text.isascii() and text.isdigit() and len(text) < 4 and (value := int(text)) < below:
        return value
    raise HTTPException(400)
