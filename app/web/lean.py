"""Pages that a crowd opens stand on Starlette's routes, before FastAPI: its layers would cost more than the page
(docs/decisions/0003, python -m benchmarks)."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.banks.schema import Language
from app.web.language import as_language

Handler = Callable[[Request], Awaitable[Response]]


class Handlers:
    """Those of an address as one ASGI app: Starlette would wrap a function in layers that the app around it already is.

    It takes every method: what a route refuses, Starlette offers to the next one, which would say that nothing is here.
    """

    def __init__(self, get: Handler, post: Handler | None = None) -> None:
        self._handlers = {"GET": get} | ({"POST": post} if post else {})
        self.allowed = "GET, HEAD, POST" if post else "GET, HEAD"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handle = self._handlers.get(scope["method"])
        if handle is None:
            raise HTTPException(405)
        response = await handle(Request(scope, receive, send))
        await response(scope, receive, send)


def language_in(request: Request) -> Language:
    """Of the address. Raises a plain 404 for none of ours."""
    language = as_language(request.path_params["language"])
    if language is None:
        raise HTTPException(404)
    return language
