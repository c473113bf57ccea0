"""Whether phones can open the address that a room shows them. Judges by the address alone: it asks nobody.

Promises a certain no, or an honest question. Refuses to guess where the operator has said how the site is reached.
"""

from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

Reach = Literal["", "never", "perhaps"]
"""Nothing to say; an address of this computer alone; one that opens in the same network, or behind a proxy only."""
LOCAL = (".local", ".lan", ".home", ".internal", ".arpa")


def reach_of(base: str, *, is_set: bool) -> Reach:
    """base: the site's address as it is shown; is_set: by its operator, instead of taken from the request."""
    try:
        host = urlsplit(base).hostname or ""
    except ValueError:
        return "perhaps"
    if host == "localhost" or host.endswith(".localhost"):
        return "never"
    try:
        address = ip_address(host)
    except ValueError:
        inside = "." not in host or host.endswith(LOCAL)
    else:
        if address.is_loopback or address.is_unspecified:
            return "never"
        inside = not address.is_global
    return "perhaps" if inside and not is_set else ""
