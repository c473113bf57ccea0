"""Whether the proxy in front says where requests come from: told once, in the log, when it does not.

Without it every visitor is one place, which shares one limit of tries; or each chooses a place, and has none.
"""

import logging

from starlette.datastructures import Headers

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
