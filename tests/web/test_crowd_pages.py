"""Pages that a crowd opens: kept, packed once, and not sent to whoever has them: the same bytes each way."""

import gzip
from datetime import date

import brotli
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.web.page_cache import MOST_PAGES, PageCache
from tests.web.figures.releases import site_of

SAME_FOR_ALL = ("/fr/", "/en/", "/fr/figures/totem", "/en/figures/totem", "/fr/method", "/en/about", "/fr/privacy")
FOR_AN_HOUR = ("/fr/animals", "/en/animals/wolf", "/fr/animals/fox", "/en/dimensions", "/fr/dimensions/trust")
"""Nobody asks for these again so soon."""


def raw(client: TestClient, path: str, accepted: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    with client.stream("GET", path, headers={"Accept-Encoding": accepted, **headers}) as answer:
        return answer.status_code, dict(answer.headers), b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", SAME_FOR_ALL + FOR_AN_HOUR)
def test_a_kept_page_is_the_same_bytes_however_it_is_packed(client: TestClient, path: str) -> None:
    status, headers, plain = raw(client, path, "identity")
    fresh = "no-cache" if path in SAME_FOR_ALL else "public, max-age=3600"
    assert (status, headers.get("content-encoding"), headers["cache-control"]) == (200, None, fresh)
    for accepted, encoding, unpack in (
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
    ):
        for _ in range(2):  # packed, then kept
            status, headers, body = raw(client, path, accepted)
            assert (status, headers["content-encoding"], headers["vary"]) == (200, encoding, "Accept-Encoding")
            assert unpack(body) == plain
            assert len(body) == int(headers["content-length"]) < len(plain)


@pytest.mark.parametrize("path", SAME_FOR_ALL + FOR_AN_HOUR)
def test_whoever_has_a_kept_page_gets_none(client: TestClient, path: str) -> None:
    _, headers, _ = raw(client, path, "br")
    status, again, body = raw(client, path, "br", **{"If-None-Match": headers["etag"]})
    assert (status, again["etag"], body) == (304, headers["etag"], b"")
    assert again["cache-control"] == headers["cache-control"]
    assert raw(client, path, "br", **{"If-None-Match": 'W/"another"'})[0] == 200


def test_a_kept_page_has_one_mark_a_language(client: TestClient) -> None:
    paths = SAME_FOR_ALL + FOR_AN_HOUR
    assert len({raw(client, path, "br")[1]["etag"] for path in paths}) == len(paths)


def test_what_a_crowd_opens_takes_no_form_and_says_so(client: TestClient) -> None:
    for path in SAME_FOR_ALL:
        refused = client.post(path)
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert client.put("/fr/quiz/totem").headers["allow"] == "GET, HEAD, POST"
    assert client.head("/fr/").headers["etag"] == client.get("/fr/").headers["etag"]


def test_what_no_address_of_ours_says_is_nowhere(client: TestClient) -> None:
    for path in ("/de/", "/de/figures/totem", "/fr/figures/totem?release=x", "/fr/figures/totem?release=0"):
        assert client.get(path).status_code == 404, path


def test_pages_at_invented_hosts_are_not_kept_without_end(app: Starlette, client: TestClient) -> None:
    cache = site_of(app).page_cache
    for number in range(20):
        client.get("/fr/figures/totem", headers={"Host": f"host-{number}.example", "Accept-Encoding": "br"})
    kept = [page for page in cache._pages.values() if page.packed]
    assert len(kept) <= MOST_PAGES
    assert all(len(page.packed) <= 4 for page in kept)


def test_the_first_page_is_rendered_anew_for_another_figure() -> None:
    cache, rendered = PageCache([]), []
    for figure in (1, 1, date(2026, 11, 1), 1):
        cache.page(("home", figure), "", lambda _, figure=figure: rendered.append(figure) or "")  # type: ignore[misc, func-returns-value]
    assert rendered == [1, date(2026, 11, 1)]
