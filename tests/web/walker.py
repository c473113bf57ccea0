"""Someone who follows every link of a site, once each, as a robot that reads it all would."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from starlette.testclient import TestClient

BASE = "http://totem.example"
LINK = re.compile(r'<(?:a|link|img|iframe|script|form(?![^>]*method="post"))\b[^>]*?\b(?:href|src|action)="([^"]+)"')
LOCATION = re.compile(r"<loc>([^<]+)</loc>|<xhtml:link[^>]* href=\"([^\"]+)\"")


def walked(client: TestClient, *starts: str) -> dict[str, int]:
    """The status of each address that is reached from these, redirects not followed but walked to; drawn sheets, which
    differ at each visit, are walked once for each page that leads to them."""
    found: dict[str, int] = {}
    waiting = [*starts, *_sitemap(client)]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        response = client.get(address, follow_redirects=False)
        found[address] = response.status_code
        kind = response.headers.get("content-type", "")
        if response.is_redirect:
            waiting += _here(address, [response.headers["location"]])
        elif kind.startswith("text/html"):
            waiting += _here(address, LINK.findall(response.text))
    return found


def _sitemap(client: TestClient) -> list[str]:
    found = LOCATION.findall(client.get("/sitemap.xml").text)
    assert found
    return _here("/", [one or other for one, other in found])


def _here(page: str, links: list[str]) -> list[str]:
    """On this site, without a fragment; a sheet under way is not gone on with."""
    whole = (urlsplit(urljoin(BASE + page, unescape(link))) for link in links)
    local = [one for one in whole if one.scheme == "http" and f"{one.scheme}://{one.netloc}" == BASE]
    return [one.path + (f"?{one.query}" if one.query else "") for one in local if "s=" not in one.query]
