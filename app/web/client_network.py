"""Where a request comes from, as coarsely as people move about in it. Kept nowhere: it is named to RateLimit alone."""

import logging
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request

NETWORK_BITS = 64
"""Of an IPv6 address: what one person has at home."""


def host_in(netloc: str) -> str:
    """What stands before the port; empty for what is none."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def client_network(request: Request) -> str:
    try:
        known = ip_address(request.client.host if request.client else "")
    except ValueError:
        return ""
    return str(int(known) >> NETWORK_BITS) if isinstance(known, IPv6Address) else str(known)


MISSING = (
    "Requests come without X-Forwarded-For: every visitor looks like one place, and shares its limits. "
    "Let the proxy set it (deploy/nginx.conf, deploy/Caddyfile)."
)
DISTRUSTED = (
    "X-Forwarded-For is not believed, as TOTEM_PROXY does not name the proxy that sends it: every visitor looks like "
    "one place, and shares its limits. Set TOTEM_PROXY to the address of the proxy, as Totem sees it."
)
SEVERAL = (
    "X-Forwarded-For holds several addresses: if the proxy adds to what visitors send, let it set the header instead "
    "(deploy/nginx.conf, deploy/Caddyfile); if there are several proxies, TOTEM_PROXY has to name each."
)
log = logging.getLogger(__name__)


class ProxyCheck:
    """For a site that is behind a proxy: nothing else answers at an address with https."""

    def __init__(self) -> None:
        self._is_told = False

    def look(self, headers: Headers, client: tuple[str, int] | None) -> None:
        """client: as the server understood it."""
        if self._is_told:
            return
        named = ",".join(headers.getlist("x-forwarded-for")).split(",")
        forwarded = [one.strip() for one in named if one.strip()]
        if not forwarded:
            told = MISSING
        elif client and client[0] not in forwarded:
            told = DISTRUSTED
        elif len(forwarded) > 1:
            told = SEVERAL
        else:
            return
        self._is_told = True
        log.warning(told)
