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
from app.seminars.store import Seminar
from app.totem.course import finished, first_unanswered, steps
from app.web.context import CampaignContext
from app.web.deps import Site, SiteDep, find
from app.web.forms import FormDep
from app.web.security import no_store
from app.web.seminar.broadcaster import Feed
from app.web.seminar.pacing import PROGRESS, RoomLinks, is_room, mark_of, room_links, seminar_of
from app.web.seminar.phone_view import BarPage, mark_of_round, phone_page
from app.web.tokens import Sheet

router = APIRouter(include_in_schema=False)
TURN = Feed("turn", lambda seminar: seminar.stage.turn, event="turn")
LONGEST = 1000
"""Of a field in an address."""


async def in_room(site: SiteDep, language: Language, slug: str) -> CampaignContext:
    context = await find(site, language, slug, rooms=True)
    if not is_room(context):
        raise HTTPException(404)
    return context


RoomDep = Annotated[CampaignContext, Depends(in_room)]


async def progress_of(site: SiteDep, slug: str, m: str = "", at: int = 0, by: str = "") -> tuple[str, int] | None:
    """How far the phone of a mark is: in memory alone, so each says it again after a restart, as its page signed it."""
    return (m, at) if site.seals.is_signed(PROGRESS, f"{slug} {m} {at}", by) else None


ProgressDep = Annotated[tuple[str, int] | None, Depends(progress_of)]


@router.get("/{language}/room/{slug}")
async def show(request: Request, site: SiteDep, context: RoomDep) -> Response:
    return await _shown(request, site, context, request.query_params)


@router.post("/{language}/room/{slug}")
async def tap(request: Request, site: SiteDep, context: RoomDep, form: FormDep) -> Response:
    """A guess, or a vote in the round that the form was made for: in any other, nothing is counted."""
    sheet = _opened(site, context, form.get("s", ""))
    seminar = await seminar_of(site, context)
    if "guess" in form:
        choice = _number(form["guess"], len(context.questionnaire.bank.totems))
        outcome = await _counted(site, seminar, sheet, GUESS, choice)
        form["g"] = f"{outcome}.{choice}" if outcome == "counted" else form.get("g") or outcome
    elif "vote" in form:
        form["v"] = f"{form.get('round', '')}.{await _voted(site, seminar, sheet, form)}"
    fields = _fields(form)
    if "hx-request" in request.headers:
        return await _shown(request, site, context, fields)
    address = f"/{context.wording.language}/room/{context.campaign.slug}?{urlencode(fields)}"
    return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})


@router.get("/{language}/room/{slug}/stream")
async def stream(site: SiteDep, context: RoomDep, progress: ProgressDep) -> Response:
    if progress:
        site.live.progress(context.campaign.slug, *progress)
    return site.live.stream(context.campaign.slug, TURN)


@router.get("/{language}/room/{slug}/state")
async def state(request: Request, site: SiteDep, context: RoomDep, progress: ProgressDep) -> Response:
    if progress:
        site.live.progress(context.campaign.slug, *progress)
    return await site.live.state(request, context.campaign.slug, TURN)


@router.get("/{language}/room/{slug}/bar")
async def way_back(request: Request, site: SiteDep, context: RoomDep) -> Response:
    """Above a result that was opened from the room: its address holds no sheet, so the browser that has one asks."""
    fields = {name: value for name, value in _fields(request.query_params).items() if name in ("s", "g", "v")}
    _opened(site, context, fields.get("s", ""))
    seminar = await seminar_of(site, context)
    if not seminar.is_open:
        raise HTTPException(404)
    room, vote = f"/{context.wording.language}/room/{seminar.slug}", seminar.stage.vote
    links = RoomLinks(seminar.stage.turn, f"{room}/stream", f"{room}/state", f"{room}?{urlencode(fields)}")
    page = BarPage(language=context.wording.language, room=links, is_voting=vote is not None and vote.is_open)
    response = HTMLResponse(site.templates.render(page))
    no_store(response.headers)
    return response


async def _shown(request: Request, site: Site, context: CampaignContext, query: Mapping[str, str]) -> Response:
    """The page, or its middle alone; back to the quiz for a sheet that lacks something."""
    fields, bank, slug = _fields(query), context.questionnaire.bank, context.campaign.slug
    sheet = _opened(site, context, query.get("s", ""))
    course = steps(bank, sheet.answers, sheet.nonce)
    if course[answered := first_unanswered(course, sheet.answers)] is not None:
        return _see(request, f"/{context.wording.language}/quiz/{slug}?s={fields['s']}")
    seminar = await seminar_of(site, context)
    site.live.progress(slug, mark_of(sheet), answered)
    answers = finished(bank, sheet.answers, sheet.nonce)
    own = f"/{context.wording.language}/room/{slug}?{urlencode(fields)}"
    room = room_links(site.seals, context, seminar.stage, sheet, answered, own)
    result = site.seals.seal_result(context.campaign.bank, bank, answers)
    page = phone_page(context, seminar, answers, fields, room, result)
    fragment = "hx-request" in request.headers and "hx-history-restore-request" not in request.headers
    response = HTMLResponse(site.templates.render(replace(page, fragment=fragment), "step" if fragment else None))
    if fragment:
        response.headers["HX-Replace-Url"] = room.own
    response.headers["Vary"] = "HX-Request, HX-History-Restore-Request"
    response.headers["Referrer-Policy"] = "strict-origin"
    no_store(response.headers)
    return response


async def _voted(site: Site, seminar: Seminar, sheet: Sheet, form: Mapping[str, str]) -> str:
    vote = seminar.stage.vote
    if vote is None or not vote.is_open or mark_of_round(vote) != form.get("round"):
        return "closed"
    choice = _number(form["vote"], vote.options)
    outcome = await _counted(site, seminar, sheet, vote.ballot, choice)
    return f"{outcome}.{choice}" if outcome == "counted" else outcome


async def _counted(site: Site, seminar: Seminar, sheet: Sheet, ballot: str, choice: int) -> str:
    receipt = Receipt(sheet.receipt(ballot), sheet.expires_on)
    outcome = await site.rooms.vote(seminar.slug, ballot, receipt, choice)
    site.live.announce(seminar.slug)
    return outcome.value


def _opened(site: Site, context: CampaignContext, token: str) -> Sheet:
    """Raises LinkDamaged, SheetExpired."""
    return site.seals.open_sheet(context.campaign.slug, context.questionnaire.bank, token, time.time())


def _fields(query: Mapping[str, str]) -> dict[str, str]:
    """What travels in the page's address: the sheet, how it ended, what was tapped and whether that counted."""
    return {name: query[name][:LONGEST] for name in ("s", "finish", "again", "g", "v") if query.get(name)}


def _number(text: str, below: int) -> int:
    if text.isascii() and text.isdigit() and len(text) < 4 and (value := int(text)) < below:
        return value
    raise HTTPException(400)


def _see(request: Request, address: str) -> Response:
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Redirect": address})
    return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
