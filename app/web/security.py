"""What every response carries and what no request may do: headers, cross-origin refusal, one size limit.

Promises the same on pages, errors and static files. Refuses a state-changing request that another site may have caused.
"""

import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # By this, a page that asks again and again knows an answer of ours from a wireless network's own page (live.js).
    "Totem": "1",
}
# For a page that stands in others: one header says so, and the other, which could only refuse, is left out.
FRAMED = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "form-action 'none'",
            "frame-ancestors *",
            "base-uri 'none'",
        )
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Frame-Options": "",
    "X-Robots-Tag": "noindex",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY = 64 * 1024
BROKEN = """Une erreur est survenue de notre côté. Réessayez dans un instant.

Something broke on our side. Try again in a moment.
"""
BODILESS = "totem.bodiless"
"""In the scope of a request that wants no body."""
log = logging.getLogger(__name__)


def is_cross_origin(headers: Headers, own_hosts: Iterable[str]) -> bool:
    """Whether another site may have caused this request.

    Browsers send Sec-Fetch-Site, except on plain http outside the machine itself (a trainer's hotspot): there the
    Origin must name the host that was asked. A request with neither comes from no browser, so from no other site.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    try:
        return origin is not None and urlsplit(origin).netloc not in own_hosts
    except ValueError:
        return True


class Shield:
    def __init__(self, app: ASGIApp, *, base_url: str | None, refuse: ASGIApp, broken: ASGIApp) -> None:
        """refuse: what answers a request from another site; broken: what answers when the app failed."""
        self.app, self.refuse, self.broken = app, refuse, broken
        self.own_host = urlsplit(base_url).netloc if base_url else None
        https = bool(base_url and base_url.startswith("https:"))
        self.headers = [(k.lower().encode(), v.encode()) for k, v in (HEADERS | (HTTPS_ONLY if https else {})).items()]
        self.names = {name for name, _ in self.headers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                own = message.get("headers", [])
                given = self.names.intersection([name for name, _ in own])
                kept = [pair for pair in self.headers if pair[0] not in given] if given else self.headers
                own = [pair for pair in own if pair[1] or pair[0] not in given] if given else own
                message["headers"] = [*own, *kept]
            await send(message)

        received = 0

        async def receive_with_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY:
                raise HTTPException(413)
            return message

        app = self.app
        if scope["method"] == "OPTIONS" and scope["path"] == "*":  # of the server, not of a page
            app = Response(status_code=204, headers={"Allow": "GET, HEAD, POST"})
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET", BODILESS: True}  # the server leaves the body out
        try:
            if scope["method"] not in SAFE_METHODS:
                headers = Headers(scope=scope)
                hosts = [host for host in (headers.get("host"), self.own_host) if host]
                if is_cross_origin(headers, hosts):
                    app = self.refuse
            await app(scope, receive_with_limit, send_with_headers)
        except ClientDisconnect:
            return
        except Exception as error:
            log.error("A page failed.", exc_info=_without_context(error))
            if not started:
                await self._say_broken(scope, receive, send_with_headers)

    async def _say_broken(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The page that says so; should it fail too, these words."""

        rendered = False

        async def send_rendered(message: Message) -> None:
            nonlocal rendered
            rendered = True
            await send(message)

        try:
            await self.broken(scope, receive, send_rendered)
        except Exception as error:
            log.error("The page that says that a page failed has failed.", exc_info=_without_context(error))
            if not rendered:
                await PlainTextResponse(BROKEN, 500)(scope, receive, send)


def _without_context(error: Exception) -> Exception:
    """As it is logged: what was being handled meanwhile may quote the address (a refused part of it)."""
    one: BaseException | None = error
    while one is not None:
        one.__suppress_context__ = True
        one = one.__cause__
    return error


def no_store(headers: MutableHeaders) -> None:
    """For what belongs to one person: kept by no cache, found by no search engine."""
    headers["Cache-Control"] = "no-store"
    headers["X-Robots-Tag"] = "noindex, nofollow"
