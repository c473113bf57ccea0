"""Whatever is asked of any address, by any method, is answered by a page of ours: no failure, no echo."""

import random
import string
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.architecture.test_deploy import routes
from tests.soak import many
from tests.tried import tried

pytestmark = pytest.mark.slow

MARK = "<i>9x9</i>"
SEED = 20261129
WORDS = ["", "0", "-1", "999999999999999999999", "fr", "en", "de", "totem", "express", "../..", "%", "\x00", "\u20ac",
    "\U0001f600", "a" * 300, MARK, '"><script>', "' OR 1=1", "=", "A" * 44, "\u202e", "\r\nX: y", "{{7*7}}",
    "room-abc", "3", "card.png", "count", "NaN", "1e9"]  # fmt: skip
FIELDS = [
    "s",
    "q",
    "a0",
    "code",
    "one",
    "two",
    "action",
    "passphrase",
    "slug",
    "bank",
    "segments",
    "k",
    "name",
    "finish",
    "m",
    "at",
    "edition",
    "done",
    "url",
    "format",
    "maxwidth",
    "guess",
    "vote",
    "round",
    "propose",
    "language",
    "pace",
]
STREAMS = "/stream"
TRIES = many(400, 20_000)


def _paths(app: Starlette) -> list[str]:
    return sorted({str(getattr(route, "path", "")) for route in routes(app)} - {""})


def _asked(paths: list[str], luck: random.Random) -> Iterator[tuple[str, str, dict[str, str], dict[str, Any]]]:
    for _ in range(TRIES):
        path = luck.choice(paths)
        for part in [part for part in path.split("/") if part.startswith("{")]:
            usual = {"{language}": "fr", "{slug}": "totem", "{bank}": "totem"}.get(part)
            word = usual if usual and luck.random() < 0.8 else luck.choice(WORDS)
            path = path.replace(part, quote(word, safe="", errors="replace") or "-", 1)
        query = urlencode([(luck.choice(FIELDS), luck.choice(WORDS)) for _ in range(luck.randrange(4))])
        headers = luck.choice([{}, {"hx-request": "true"}, {"accept-language": luck.choice(WORDS[:9])}])
        headers = {name: value for name, value in headers.items() if value.isascii() and value.isprintable()}
        method = luck.choice(["GET"] * 6 + ["POST"] * 5 + ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
        body = {luck.choice(FIELDS): luck.choice([*WORDS, "x" * 9_000]) for _ in range(luck.randrange(6))}
        yield method, f"{path}?{query}" if query else path, headers, body


@pytest.fixture
def asking(app: Starlette) -> Iterator[TestClient]:
    """A failure is an answer, as it is to a browser."""
    with TestClient(app, base_url="http://totem.example", raise_server_exceptions=False) as client:
        yield client


def test_no_request_breaks_a_page_or_is_echoed(
    asking: TestClient, app: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    luck = random.Random(SEED)
    paths = [path for path in _paths(app) if not path.endswith(STREAMS)]
    assert len(paths) > 70
    for method, path, headers, body in _asked(paths, luck):
        data = body if method == "POST" else None
        response = asking.request(method, path, headers=headers, follow_redirects=False, data=data)
        # oEmbed's own answer to a format that it does not give is 501.
        answered = {503} | ({501} if path.startswith("/oembed") else set())
        assert response.status_code < 500 or response.status_code in answered, (method, path, headers, body)
        assert "nosniff" in response.headers["X-Content-Type-Options"], path
        assert "default-src 'none'" in response.headers["Content-Security-Policy"] or path.startswith("/docs"), path
        assert MARK not in response.text, (method, path, headers, body)
        assert all(set(value) <= set(string.printable[:-5]) for value in response.headers.values()), path
    assert "Traceback" not in caplog.text
    tried("whatever is asked of any address, by any method", TRIES)


def test_no_address_takes_what_another_site_posts(asking: TestClient, app: Starlette) -> None:
    posted = 0
    for route in routes(app):
        if "POST" in (getattr(route, "methods", None) or ("POST",)) and hasattr(route, "path"):
            path = str(route.path).replace("{language}", "fr").replace("{", "").replace("}", "")
            for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"}, {"origin": "null"}):
                assert asking.post(path, headers=headers, data={"a": "b"}).status_code == 403, path
            posted += 1
    assert posted >= 20
