"""What went wrong, said in the person's language, with a way forward. Never a traceback, never an address.

Promises a page for every exception. Refuses to answer with anything that was sent, but for the language.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import ClassVar
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from app.actions import NotCounted, PoolKeysDamaged, StoreUnavailable
from app.banks.schema import Language
from app.figures.mask import Mask, mask
from app.seminars.rooms import TotalsUnavailable
from app.signals.live import refused
from app.web.deps import KeyRefused, QuestionnaireGone, SpeaksAnother, TooManyTries, site_of
from app.web.language import LANGUAGES, language_of_path
from app.web.pages import Page, Templates
from app.web.responses import Handlers, no_store, whole_page
from app.web.tokens import LinkDamaged, ResultOutdated, SheetExpired
from app.web.workshop import Busy, Left

STATUS_OF: dict[type[Exception], tuple[int, str]] = {
    LinkDamaged: (400, "damaged"),
    SheetExpired: (410, "expired"),
    ResultOutdated: (410, "outdated"),
    NotCounted: (503, "unavailable"),
    TotalsUnavailable: (503, "down"),
    PoolKeysDamaged: (503, "keyless"),
    RequestValidationError: (404, "absent"),
    KeyRefused: (404, "key"),
    TooManyTries: (429, "often"),
    QuestionnaireGone: (410, "bankless"),
    StoreUnavailable: (503, "down"),
}
ROOM = re.compile("/[a-z]{2}/(quiz|room)/room-")
"""Pages of phones in a room: they outlive it when it is purged, or reset by its trainer."""
BUSY_SECONDS = 5
KIND_OF_STATUS = {400: "refused", 403: "foreign", 404: "absent", 405: "absent", 413: "large"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """kind: which sentences; mask: who says them; start: where to begin again; since: the day of a deletion."""

    template: ClassVar[str] = "errors/error.html"
    kind: str
    status: int
    mask: Mask
    start: str
    since: date | None = None


def error_page(language: Language, kind: str, status: int, start: str = "", since: date | None = None) -> ErrorPage:
    # Who blends in is hard to find; who builds is mending it.
    animal = mask("beaver" if status >= 500 else "chameleon")
    return ErrorPage(language=language, kind=kind, status=status, mask=animal, start=start, since=since)


def add_error_pages(app: Starlette) -> None:
    """app: with its site."""
    for language in LANGUAGES:  # now: to compile it later would hold everybody up, just when many are told
        _busy_page(app.state.site.templates, language)
    for exception in STATUS_OF:
        app.add_exception_handler(exception, _known)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(SpeaksAnother, _in_its_language)
    app.add_exception_handler(Busy, _busy)
    app.add_exception_handler(Left, _left)
    app.add_exception_handler(Exception, _broken)


async def refuse_cross_origin(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers instead of the app when another site may have caused the request."""
    await _page(Request(scope), 403, "foreign")(scope, receive, send)


async def answer_elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers at a host that is not the site's."""
    await _page(Request(scope), 421, "elsewhere")(scope, receive, send)


async def answer_broken(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers when a page failed before its first byte."""
    await _page(Request(scope), 500, "broken")(scope, receive, send)


async def answer_busy(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers while too many ask for what takes long to make."""
    await (await _busy(Request(scope)))(scope, receive, send)


async def _busy(request: Request, _: Exception | None = None) -> Response:
    """Made once for each language: many are told at once."""
    refused("busy")
    language = language_of_path(request.url.path, request.headers.get("accept-language"))
    page = _busy_page(site_of(request).templates, language)
    response = HTMLResponse(page, 503, {"Retry-After": str(BUSY_SECONDS)})
    no_store(response.headers)
    return response


@cache
def _busy_page(templates: Templates, language: Language) -> str:
    return templates.render(error_page(language, "busy", 503))


async def _left(*_: object) -> Response:
    """Nobody will read it."""
    return Response(status_code=499)


async def _known(request: Request, error: Exception) -> Response:
    status, kind = next(found for type_, found in STATUS_OF.items() if isinstance(error, type_))
    return _page(request, status, kind)


async def _broken(request: Request, _: Exception) -> Response:
    return _page(request, 500, "broken")


def answer_deleted(request: Request, day: date) -> Response:
    """That there were figures here, and until when."""
    return _page(request, 410, "deleted", day)


async def _in_its_language(request: Request, error: Exception) -> Response:
    """The same page, form or picture in a language that its questionnaire has."""
    assert isinstance(error, SpeaksAnother)
    path = request.url.path.replace(f"/{error.wanted}/", f"/{error.instead}/", 1)
    address = f"{path}?{request.url.query}" if request.url.query else path
    response = Response(status_code=307, headers={"Location": address})
    no_store(response.headers)  # a sheet may be in it
    return response


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = KIND_OF_STATUS.get(error.status_code, "refused")
    kind = "roomless" if kind == "absent" and ROOM.match(request.url.path) else kind
    response = _page(request, error.status_code, kind)
    if error.status_code == 405:
        response.headers["Allow"] = ", ".join(_methods(request))
    return response


def _methods(request: Request) -> Iterator[str]:
    """What this address takes: a router tells of the first of its routes alone."""
    for route in request.app.routes:
        endpoint = getattr(route, "endpoint", None)
        if isinstance(endpoint, Handlers) and route.matches(request.scope)[0] is Match.FULL:
            yield endpoint.allowed
            return
    for method, means in (("GET", "GET, HEAD"), ("POST", "POST")):
        asked = {**request.scope, "method": method}
        if any(route.matches(asked)[0] is Match.FULL for route in request.app.routes):
            yield means


def _page(request: Request, status: int, kind: str, since: date | None = None) -> Response:
    refused(kind)
    path = request.url.path
    if path.startswith("/api/"):
        told = {"status": status, "title": kind} | ({"deleted_on": since.isoformat()} if since else {})
        told_so = JSONResponse(told, status, media_type="application/problem+json")
        no_store(told_so.headers)
        return told_so
    language = language_of_path(path, request.headers.get("accept-language"))
    parts = path.strip("/").split("/")
    site = site_of(request)
    known = len(parts) > 2 and parts[1] in ("quiz", "entry", "invitation") and site.campaigns.known(parts[2])
    start = f"quiz/{known.slug}" if known else "j" if kind == "roomless" else ""
    if len(parts) > 2 and parts[1] == "at" and site.places.known(parts[2]):
        start = f"at/{parts[2]}"
    response = HTMLResponse(site.templates.render(error_page(language, kind, status, start, since)), status)
    if "hx-request" in request.headers:
        response.headers.update(whole_page("/" + quote(path.lstrip("/"), errors="replace")))
    no_store(response.headers)
    return response
