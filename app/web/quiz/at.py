"""The counter of a place: where its poster leads, in every language that its questionnaire can be answered in.

Promises a right code a way in for everyone, and no look-up that waits in the event loop. Refuses a storm of wrong ones.
"""

import time
from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.banks.schema import Language
from app.barometer.barometers import PlaceDoor
from app.barometer.place_directory import place_code
from app.web.client_network import client_network
from app.web.context import CampaignContext, as_it_counts
from app.web.deps import SiteDep, site_of
from app.web.forms import read_form
from app.web.language import as_language, negotiate, preferred
from app.web.quiz.counter_page import STATUS, PlaceCodePage, PlaceMistake, bar_of, counter_page
from app.web.quiz.invitation import invitation_digest
from app.web.quiz.landing import obstacle_of
from app.web.quiz.parts import parts_of
from app.web.quiz.steps import answer_step, show_step
from app.web.quiz.thanks import counter_thanks
from app.web.quiz.visit import Visit, tongues_of
from app.web.responses import Handlers, no_store, private_page, see_other
from app.web.tokens import LinkDamaged, Sheet, SheetExpired, mark_of, new_sheet
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
LONGEST = 200
"""Letters of what is shown again."""
TABLET_MINUTES = 15
"""What somebody left on a tablet opens no longer."""
MISTAKEN: dict[PlaceMistake, int] = {"shape": 404, "unknown": 404, "tries": 429}


@router.get("/at")
async def type_anywhere(request: Request) -> Response:
    """Where a short address on paper leads, without its code."""
    return _onward(f"/{negotiate(request.headers.get('accept-language'))}/at")


@router.get("/at/{code}")
@router.get("/at/{code}/{token}")
async def come(request: Request, site: SiteDep, code: str, token: str = "") -> Response:
    """Into the reader's language, if people can answer in it there. token: of a card."""
    door, _ = await _found(request, code)
    accepted = request.headers.get("accept-language")
    known = tongues_of(site.questionnaires[door.campaign.bank]) if door else {}
    language = preferred(accepted, known) or negotiate(accepted)
    path = "/".join(
        filter(None, ["at", place_code(code) or quote(code, "", errors="replace"), quote(token, "", errors="replace")])
    )
    return _onward(f"/{language}/{path}" + "?tablet" * ("tablet" in request.query_params))


@router.get("/{language}/at")
async def type_code(request: Request, site: SiteDep, language: Language, code: str = "") -> Response:
    if not code:
        return private_page(site.templates, PlaceCodePage(language=language, path="at", code="", mistake=""))
    door, mistake = await _found(request, code)
    if door is None:
        return _code_page(request, language, code, mistake, 429 if mistake == "tries" else 422)
    return see_other(f"/{language}/at/{place_code(code)}")


@router.post("/{language}/at")
async def type_code_in_form(request: Request, site: SiteDep, language: Language) -> Response:
    return await type_code(request, site, language, (await read_form(request)).get("code", "").strip() or " ")


async def show_counter(request: Request) -> Response:
    """The first page, a step, or the end: what the query asks for."""
    visit, query = await _visit(request), request.query_params
    if isinstance(visit, Response):
        return visit
    if "finish" in query:
        return await counter_thanks(visit, query["finish"], query.get("by", ""))
    if (token := query.get("s")) and not visit.tablet:
        visit, sheet = visit.opened(token)
        if obstacle_of(visit.campaign, sheet) == "place":
            return see_other(visit.start, request)
        return _barred(visit, sheet) or await show_step(request, visit, sheet, query.get("q"))
    return _barred(visit) or private_page(visit.site.templates, counter_page(visit, ""))


async def answer_counter(request: Request) -> Response:
    """A form without a sheet is that of the first page."""
    visit, form = await _visit(request), await read_form(request)
    if isinstance(visit, Response):
        return visit
    if "s" not in form:
        return _barred(visit) or await _begin(request, visit, _new_sheet(visit))
    try:
        visit, sheet = visit.opened(form["s"])
    except (LinkDamaged, SheetExpired):
        if visit.tablet:
            return see_other(visit.restart, request)
        raise
    return await answer_step(request, visit, sheet, form)


async def _begin(request: Request, visit: Visit, sheet: Sheet) -> Response:
    """At the first step: at an address of its own, but for a tablet, whose history is everybody's."""
    if visit.tablet:
        return await show_step(request, visit, sheet, None)
    return see_other(visit.step(sheet, 0), request)


async def show_invited(request: Request) -> Response:
    """Mail programs open links before people do, and senders may: this spends nothing, and tells of nothing spent."""
    visit, token = await _visit(request), request.path_params["token"]
    if isinstance(visit, Response):
        return visit
    sheet = _new_sheet(visit, invitation_digest(token))
    if visit.campaign.protection != "invitation":
        return see_other(visit.start)
    barred = _barred(visit, sheet, begins=True)
    return barred or private_page(visit.site.templates, counter_page(visit, "", token))


async def redeem(request: Request) -> Response:
    """The card joins the sheet; it is spent with the answers, in their transaction, if they are counted."""
    visit = await _visit(request)
    if isinstance(visit, Response):
        return visit
    sheet = _new_sheet(visit, invitation_digest(request.path_params["token"]))
    return _barred(visit, sheet, begins=True) or await _begin(request, visit, sheet)


def _barred(visit: Visit, sheet: Sheet | None = None, *, begins: bool = False) -> Response | None:
    """Why nobody can start, or go on, if it is so."""
    bar = bar_of(visit, sheet, begins=begins)
    return private_page(visit.site.templates, counter_page(visit, bar), STATUS.get(bar, 200)) if bar else None


def _new_sheet(visit: Visit, invitation: bytes | None = None) -> Sheet:
    """With the group of the place, and the right to be counted."""
    assert visit.door
    segment = mark_of(visit.door.segment) if visit.campaign.own_words.segments else None
    sheet, now = new_sheet(visit.bank, time.time()), time.time()
    expires = int(now // 60) + TABLET_MINUTES if visit.tablet else sheet.expires
    return replace(sheet, expires=expires, has_code=True, segment=segment, invitation=invitation)


async def _visit(request: Request) -> Visit | Response:
    """What the address names; or the page that says what is wrong with its code. Raises a plain 404 for a language in
    which nothing can be answered there."""
    site, typed, tongue = site_of(request), request.path_params["code"], request.path_params["language"]
    door, mistake = await _found(request, typed)
    if door is None:
        language = as_language(tongue) or negotiate(request.headers.get("accept-language"))
        return _code_page(request, language, typed, mistake, MISTAKEN[mistake])
    questionnaire = site.questionnaires.asked(door.campaign.bank, door.campaign.fingerprint)
    if questionnaire is None or tongue not in tongues_of(questionnaire):
        raise HTTPException(404)
    code, asked = place_code(typed), request.query_params.get("tablet")
    home = "" if asked is None else asked if asked in tongues_of(questionnaire) else tongue
    path = f"at/{code}" + f"?tablet={home}" * bool(home)
    if code != typed or home != (asked or ""):
        return see_other("/".join([f"/{tongue}/at/{code}", *_token(request)]) + f"?tablet={home}" * bool(home))
    known = preferred(request.headers.get("accept-language"), questionnaire.file.languages)
    said = as_language(tongue) or as_language(known) or questionnaire.file.languages[0]
    wording = Wording(said, door.campaign.people)
    context = CampaignContext(as_it_counts(door.campaign, questionnaire), questionnaire, wording)
    return Visit(site, context, path, tongue, door, home)


def _token(request: Request) -> list[str]:
    """Of a card, if the address has one."""
    return [quote(request.path_params["token"], "", errors="replace")] if "token" in request.path_params else []


async def _found(request: Request, text: str) -> tuple[PlaceDoor | None, PlaceMistake]:
    """Where this code leads, or why nowhere. What cannot be a code finds nothing, so it is no guess."""
    site, code, network = site_of(request), place_code(text), client_network(request)
    limiter = parts_of(request).place_codes
    if code is None:
        return None, "shape"
    if not limiter.may_try(network, code):
        return None, "tries"
    await limiter.slow(network, code)
    door = await site.places.ask(code)
    if door is None or door.campaign.bank not in site.questionnaires:
        return None, "tries" if limiter.was_wrong(network) else "unknown"
    limiter.was_right(network, code)
    return door, ""


def _code_page(request: Request, language: Language, code: str, mistake: PlaceMistake, status: int) -> Response:
    page = PlaceCodePage(language=language, path="at", code=code.strip()[:LONGEST], mistake=mistake)
    return private_page(site_of(request).templates, page, status)


def _onward(address: str) -> Response:
    response = RedirectResponse(address, 307, {"Vary": "Accept-Language"})
    no_store(response.headers)
    return response


ROUTES = [
    Route("/{language}/at/{code}", Handlers(show_counter, answer_counter)),
    Route("/{language}/at/{code}/{token}", Handlers(show_invited, redeem)),
]
