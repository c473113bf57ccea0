"""What every response carries and what no request may do: headers, cross-origin refusal, one size limit.

Promises the same on pages, errors and static files. Refuses a state-changing request that another site may have caused.
"""

import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.signals.live import answered
from app.web.client_network import ProxyCheck, host_in, is_loopback

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
PROBES = ("/healthz", "/readyz")
"""Asked by whatever watches the site, at any of its addresses; they say nothing of it."""
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


def _hosts_of(base_url: str) -> frozenset[str]:
    """As browsers and proxies write it: with its port, or without where it is the usual one."""
    parts = urlsplit(base_url.lower())
    usual = {"http": 80, "https": 443}[parts.scheme]
    if parts.port in (None, usual):
        bare = parts.netloc.removesuffix(f":{usual}")
        return frozenset({bare, f"{bare}:{usual}"})
    return frozenset({parts.netloc})


class Shield:
    def __init__(
        self,
        app: ASGIApp,
        *,
        base_url: str | None,
        refuse: ASGIApp,
        broken: ASGIApp,
        elsewhere: ASGIApp | None = None,
    ) -> None:
        """refuse: what answers a request from another site; broken: what answers when the app failed.

        elsewhere: what answers at any other host than the site's own, once it has one.
        """
        self.app, self.refuse, self.broken, self.elsewhere = app, refuse, broken, elsewhere
        self.own_hosts = _hosts_of(base_url) if base_url else frozenset[str]()
        https = bool(base_url and base_url.startswith("https:"))
        self.proxy = ProxyCheck() if https else None
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
                answered(scope, message["status"])
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
        headers = Headers(scope=scope)
        try:
            host = headers.get("host", "").lower()
            if self._is_elsewhere(host, scope["path"]):
                app = self.elsewhere or app
            elif scope["method"] not in SAFE_METHODS and is_cross_origin(headers, {host, *self.own_hosts} - {""}):
                app = self.refuse
            elif self.proxy and scope["path"] not in PROBES and not is_loopback(host_in(host)):
                self.proxy.look(headers, scope.get("client"))
            await app(scope, receive_with_limit, send_with_headers)
        except ClientDisconnect:
            return
        except Exception as error:
            log.error("A page failed.", exc_info=_without_context(error))
            if not started:
                await self._say_broken(scope, receive, send_with_headers)

    def _is_elsewhere(self, host: str, path: str) -> bool:
        """Whether this host is none of the site's: another site's name may lead here (DNS rebinding), this machine's
        own never comes from there."""
        if not self.own_hosts or host in self.own_hosts or path in PROBES:
            return False
        return not is_loopback(host_in(host))

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
