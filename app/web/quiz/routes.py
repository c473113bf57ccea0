"""The quiz: one step a screen, each a plain form at one address, with or without JavaScript.

Promises that nothing about a running quiz stays on the server. Refuses sheets that are damaged, foreign or expired.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.actions import Finished, NotCounted, Receipt
from app.totem.course import Course, ImportanceStep, SceneStep, first_unanswered, is_answered, steps
from app.totem.model import Bank
from app.web.client_network import client_network
from app.web.context import CampaignContext
from app.web.deps import Site, find_context, open_sheet, site_of
from app.web.forms import read_form
from app.web.quiz.entry import door
from app.web.quiz.landing import FullPage, has_landing, obstacle_of, segment_of
from app.web.quiz.parts import parts_of
from app.web.quiz.replies import minutes_in, picked_in, posted_number, with_reply
from app.web.quiz.views import seen
from app.web.responses import VARIES, is_fragment, private_html, see_other, whole_page
from app.web.seminar.pacing import announce, is_room, outside, seminar_of, wait_page_if_early
from app.web.tokens import Sheet, new_sheet

PATH = "/{language}/quiz/{slug}"


async def show(request: Request) -> Response:
    site, context = await _asked(request)
    token, q = request.query_params.get("s"), request.query_params.get("q")
    if not token and (heir := site.successors.get(context.campaign.slug)):
        return see_other(f"/{context.wording.language}/quiz/{heir}", request)
    if not token and is_room(context):
        return see_other(f"/{context.wording.language}/j", request)
    if not token and has_landing(context.campaign):
        return door(site, context)
    if token:
        context, sheet = open_sheet(site, context, token)
    else:
        sheet = new_sheet(context.questionnaire.bank, time.time())
    bank = context.questionnaire.bank
    course = steps(bank, sheet.answers, sheet.nonce)
    if bank.ends_on_thanks and token and obstacle_of(context.campaign, sheet):
        return door(site, context, sheet)
    furthest = min(first_unanswered(course, sheet.answers), _last(course, bank))
    # A changed answer may have made the course shorter than an address of before.
    at = furthest if q is None else min(posted_number(q, 1, 999) - 1, furthest)
    return await _turn(request, site, context, sheet, course, at)


async def answer(request: Request) -> Response:
    site, context = await _asked(request)
    form = await read_form(request)
    context, sheet = open_sheet(site, context, form.get("s", ""))
    bank = context.questionnaire.bank
    course = steps(bank, sheet.answers, sheet.nonce)
    at = posted_number(form.get("q", ""), 1, len(course)) - 1
    step = course[at]
    if step is None:
        leads = "leads" in form and context.questionnaire.file.leading is not None
        sheet = replace(sheet, answers=replace(sheet.answers, leads=leads))
        return await _finish(request, site, context, sheet, course, form)
    if bank.ends_on_thanks and form.get("finish") == "private":
        return see_other(f"/{context.wording.language}/thanks/{context.campaign.slug}?finish=private", request)
    if isinstance(step, ImportanceStep) and len(picked := picked_in(step, form)) > step.most:
        return _step(request, site, context, sheet, course, at, missing=True, typed=picked)
    before = sheet.answers
    sheet = replace(sheet, answers=with_reply(bank, sheet.answers, step, form))
    if is_answered(step, sheet.answers):
        course = steps(bank, sheet.answers, sheet.nonce)
        at = min(at + 1, first_unanswered(course, sheet.answers))
        if bank.ends_on_thanks and course[at] is None:
            return await _finish(request, site, context, sheet, course, {"finish": "count"})
    elif not isinstance(step, SceneStep) or sheet.answers == before:
        return _step(request, site, context, sheet, course, at, missing=True)
    if "hx-request" in request.headers:
        return await _turn(request, site, context, sheet, course, at)
    return see_other(_address(context, site.tokens.seal_sheet(context.campaign.slug, bank, sheet), at), request)


async def _finish(
    request: Request, site: Site, context: CampaignContext, sheet: Sheet, course: Course, form: Mapping[str, str]
) -> Response:
    """Counts, or not, then shows the result. A sheet that is not complete goes back to what is missing."""
    slug, bank, choice = context.campaign.slug, context.questionnaire.bank, form.get("finish", "")
    missing = first_unanswered(course, sheet.answers)
    if course[missing] is not None:
        return see_other(_address(context, site.tokens.seal_sheet(slug, bank, sheet), missing), request)
    if choice not in ("count", "private"):
        raise HTTPException(400)
    if is_room(context) and (seminar := await seminar_of(request, context)).stage.rehearsal:
        return outside(request, site, context, seminar, sheet)
    kept_back = _kept_back(request, site, context, sheet, missing) if choice == "count" else None
    counts, minutes = choice == "count" and kept_back is None, minutes_in(form.get("minutes", ""))
    finished = await _finished(request, context, sheet, minutes, counts=counts)
    if kept_back and finished.outcome == "unsure":
        raise NotCounted
    if kept_back and not finished.before:
        return kept_back
    # A sheet that was counted is told so in the same words, whatever was pressed, and whatever has changed since.
    end = f"again={choice}&" * finished.before + f"finish={finished.outcome}"
    if bank.ends_on_thanks:
        path = f"thanks/{slug}?"
    elif is_room(context):
        announce(request, slug)
        path = f"room/{slug}?s={site.tokens.seal_sheet(slug, bank, sheet)}&"
    else:
        path = f"result/{site.tokens.seal_result(slug, bank, finished.answers)}?"
    return see_other(f"/{context.wording.language}/{path}{end}", request)


async def _finished(
    request: Request, context: CampaignContext, sheet: Sheet, minutes: int | None, *, counts: bool
) -> Finished:
    """An open link's limit is held while the ledger is asked, and spent by a sheet that is new to the totals alone.
    A former version's sheet would turn a campaign back that nobody has answered (`asked_in`): it is not counted."""
    parts, campaign, receipt = parts_of(request), context.campaign, Receipt(sheet.receipt(), sheet.expires_on)
    late = counts and campaign.closed_on is not None and not campaign.has_answers
    invitation = sheet.invitation if campaign.protection == "invitation" else None
    limit, place = parts.counted if counts and campaign.protection == "open" else None, client_network(request)
    if limit:
        limit.add(place)
    is_new = False
    try:
        finished = await parts.finish(
            campaign.id,
            context.questionnaire.bank,
            sheet.answers,
            sheet.nonce,
            receipt,
            segment_of(campaign, sheet),
            invitation,
            counts=counts and not late,
            minutes=minutes,
        )
        is_new = finished.outcome == "counted" and not finished.before
        return finished._replace(outcome="closed") if late else finished
    finally:
        if limit and not is_new:
            limit.take_back(place)


def _kept_back(request: Request, site: Site, context: CampaignContext, sheet: Sheet, last: int) -> Response | None:
    """What is asked for before this sheet may be counted; None if nothing is. last: its last step."""
    token = partial(site.tokens.seal_sheet, context.campaign.slug, context.questionnaire.bank, sheet)
    if obstacle_of(context.campaign, sheet) in ("code", "invitation"):
        return see_other(f"/{context.wording.language}/entry/{context.campaign.slug}?s={token()}", request)
    counted = parts_of(request).counted
    if context.campaign.protection == "open" and counted and counted.is_exceeded(client_network(request)):
        return _full(request, site, context, token(), last, leads=sheet.answers.leads)
    return None


def _full(request: Request, site: Site, context: CampaignContext, token: str, at: int, *, leads: bool) -> Response:
    """The last step again, with time to spend: nothing is lost."""
    address = _address(context, token, at)
    language, action = context.wording.language, address.partition("?")[0]
    path = address.removeprefix(f"/{language}/")
    spoken = context.questionnaire.file.languages
    page = FullPage(
        language=language,
        path=path,
        spoken=spoken,
        action=action,
        token=token,
        at=at + 1,
        leads=leads,
        thanks=context.questionnaire.bank.ends_on_thanks,
    )
    headers = {"Retry-After": "300"} | (whole_page(address) if "hx-request" in request.headers else {})
    return private_html(site.templates.render(page), 429, headers)


async def _turn(
    request: Request, site: Site, context: CampaignContext, sheet: Sheet, course: Course, at: int
) -> Response:
    """The step; in a room that has not come to it, the page that waits."""
    held = await wait_page_if_early(request, site, context, sheet, course, at) if is_room(context) else None
    return held or _step(request, site, context, sheet, course, at)


def _step(
    request: Request,
    site: Site,
    context: CampaignContext,
    sheet: Sheet,
    course: Course,
    at: int,
    *,
    missing: bool = False,
    typed: tuple[int, ...] = (),
) -> Response:
    """The whole page, or for htmx the step alone, whose address goes with it. at: counted from 0; typed: of what was
    picked too much."""
    token = site.tokens.seal_sheet(context.campaign.slug, context.questionnaire.bank, sheet)
    fragment = is_fragment(request)
    looks = seen(context, sheet, course, at, fragment=fragment, missing=missing, typed=typed)
    headers = {"Vary": VARIES}
    if fragment and request.method == "POST" and not missing:
        headers["HX-Push-Url"] = _address(context, token, at)
    return private_html(parts_of(request).steps.html(context, looks, token), 422 if missing else 200, headers)


def _last(course: Course, bank: Bank) -> int:
    """The last step that is shown, counted from 0: where a bank ends on thanks, the one that sends the answers."""
    return len(course) - (2 if bank.ends_on_thanks else 1)


def _address(context: CampaignContext, token: str, at: int) -> str:
    return f"/{context.wording.language}/quiz/{context.campaign.slug}?s={token}&q={at + 1}"


async def _asked(request: Request) -> tuple[Site, CampaignContext]:
    site = site_of(request)
    return site, await find_context(site, request.path_params["language"], request.path_params["slug"], rooms=True)


class _Quiz:
    """Both handlers as one ASGI app: Starlette would wrap a function in layers that the app around it already is.

    It takes every method: what a route refuses, Starlette offers to the next one, which would say that nothing is here.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handle = {"GET": show, "POST": answer}.get(scope["method"])
        if handle is None:
            raise HTTPException(405)
        response = await handle(Request(scope, receive, send))
        await response(scope, receive, send)


ROUTES = [Route(PATH, _Quiz())]
