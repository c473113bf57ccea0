"""Where a request comes from, as coarsely as people move about in it. Kept nowhere: it is named to RateLimit alone."""

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

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
