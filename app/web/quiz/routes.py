"""The quiz at a campaign's own address: one step a screen, each a plain form, with or without JavaScript."""

import time

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.signals.live import passed
from app.web.deps import find_context, site_of
from app.web.forms import read_form
from app.web.quiz.entry import door
from app.web.quiz.landing import has_landing, obstacle_of
from app.web.quiz.parts import parts_of
from app.web.quiz.steps import answer_step, show_step
from app.web.quiz.visit import Visit
from app.web.responses import Handlers, see_other
from app.web.seminar.pacing import is_room
from app.web.tokens import new_sheet

PATH = "/{language}/quiz/{slug}"
MOST_VISITS = 256
"""Campaigns whose visit is kept, in each language."""


async def show(request: Request) -> Response:
    visit = await _visit(request)
    token, q = request.query_params.get("s"), request.query_params.get("q")
    if request.query_params.get("from") == "share":
        passed("came_from_share")
    if not token and (heir := visit.site.successors.get(visit.campaign.slug)):
        return see_other(f"/{visit.tongue}/quiz/{heir}", request)
    if not token and is_room(visit.context):
        return see_other(f"/{visit.tongue}/j", request)
    if has_landing(visit.campaign) and (not token or visit.campaign.protection == "place"):
        return door(visit.site, visit.context)
    if not token:
        return await show_step(request, visit, new_sheet(visit.bank, time.time()), q)
    visit, sheet = visit.opened(token)
    if visit.bank.ends_on_thanks and obstacle_of(visit.campaign, sheet):
        return door(visit.site, visit.context, sheet)
    return await show_step(request, visit, sheet, q)


async def answer(request: Request) -> Response:
    visit, form = await _visit(request), await read_form(request)
    if visit.campaign.protection == "place":
        return door(visit.site, visit.context)
    visit, sheet = visit.opened(form.get("s", ""))
    return await answer_step(request, visit, sheet, form)


async def _visit(request: Request) -> Visit:
    """The one of before, for as long as its campaign is known as it was then: a crowd asks for it at every step."""
    site, language, slug = site_of(request), request.path_params["language"], request.path_params["slug"]
    visits, known = parts_of(request).visits, site.campaigns.known(slug)
    before = visits.get((language, slug))
    if before and before[0] is known:
        return before[1]
    context = await find_context(site, language, slug, rooms=True)
    visit = Visit(site, context, f"quiz/{context.campaign.slug}", context.wording.language)
    if known:
        if len(visits) >= MOST_VISITS:
            visits.clear()
        visits[language, slug] = known, visit
    return visit


ROUTES = [Route(PATH, Handlers(show, answer))]
