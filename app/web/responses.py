"""How a person's own pages are answered: kept by no cache, found by no search engine; and where to go on. Pages that a
crowd opens stand on Starlette's routes, before FastAPI, and are asked before the layers around both: these would cost
more than the page (docs/decisions/0003).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import update_wrapper
from typing import cast

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.pages import Page, Templates

Handler = Callable[[Request], Awaitable[Response]]
ANYONE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""For what everyone may read, in a page of another site too; without cookies, there is nobody to be taken for."""
VARIES = "HX-Request, HX-History-Restore-Request"
"""What is_fragment looks at."""


def no_store(headers: MutableHeaders) -> None:
    """For what belongs to one person."""
    headers["Cache-Control"] = "no-store"
    headers["X-Robots-Tag"] = "noindex, nofollow"


PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "strict-origin"}


def private_html(html: str | bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page of one person, with its forms. Not no-referrer, which HEADERS say elsewhere: with it, browsers hide the
    Origin of a form that is posted over plain http (docs/decisions/0002). The origin alone tells nothing. html: or what
    a header says it is packed as."""
    return HTMLResponse(html, status, {**PRIVATE, **(headers or {})})


def private_page(templates: Templates, page: Page, status: int = 200) -> Response:
    return private_html(templates.render(page), status)


def is_fragment(request: Request) -> bool:
    """Whether htmx asks for the part that it swaps in; with Back it wants the whole page."""
    return "hx-request" in request.headers and "hx-history-restore-request" not in request.headers


def see_other(address: str, request: Request | None = None) -> Response:
    """Where to go on. request: one that htmx may have made, which would put the other page into this one."""
    if request and is_fragment(request):
        response = Response(status_code=204, headers={"HX-Redirect": address})
    else:
        response = Response(status_code=303, headers={"Location": address})
    response.headers["Cache-Control"] = "no-store"  # a sheet may be in it
    return response


def whole_page(address: str) -> dict[str, str]:
    """What makes htmx show a page instead of a step. With an address of its own, Back leads to what was answered.

    address: as it stands in a header, without letters that need quoting.
    """
    return {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML", "HX-Push-Url": address}


class Handlers:
    """Those of an address as one ASGI app: Starlette would wrap a function in layers that the app around it already is.

    It takes every method: what a route refuses, Starlette offers to the next one, which would say that nothing is here.
    """

    def __init__(self, get: Handler, post: Handler | None = None) -> None:
        self.by_method = {"GET": get} | ({"POST": post} if post else {})
        update_wrapper(self, get)
        self.allowed = "GET, HEAD, POST" if post else "GET, HEAD"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        outcome = scope.pop(OUTCOME, None)
        if isinstance(outcome, Exception):
            raise outcome
        handle = self.by_method.get(scope["method"])
        if handle is None:
            raise HTTPException(405)
        response = outcome or await handle(Request(scope, receive, send))
        await response(scope, receive, send)


OUTCOME = "totem.outcome"
"""In the scope of a request that was asked ahead: its answer, or what went wrong."""


class Ahead:
    """What a crowd opens, asked before the layers, which have nothing to do for what is packed already. What is still
    to be packed goes on through them, trouble too: so pages of errors are found, and made, in one way. Both ways give
    the same bytes. routes: of Handlers, in their order, before those of any other kind."""

    def __init__(self, app: ASGIApp, *, routes: Sequence[Route]) -> None:
        self.app = app
        self._routes = [(one.path_regex.fullmatch, cast(Handlers, one.endpoint)) for one in routes]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handle = self._found(scope) if scope["type"] == "http" else None
        if handle:
            try:
                response = await handle(Request(scope, receive, send))
            except Exception as error:
                scope[OUTCOME] = error
            else:
                if not response.body or "content-encoding" in response.headers:
                    await response(scope, receive, send)
                    return
                scope[OUTCOME] = response
        await self.app(scope, receive, send)

    def _found(self, scope: Scope) -> Handler | None:
        """And in the scope what Starlette says there of a route."""
        for matched, endpoint in self._routes:
            if found := matched(scope["path"]):
                scope["path_params"], scope["endpoint"] = found.groupdict(), endpoint
                return endpoint.by_method.get(scope["method"])
        return None
