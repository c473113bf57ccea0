"""At which names a site answers, whose address it prints, and what it says of the proxy in front."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.testclient import TestClient

from app.campaigns.store import find
from app.main import create_app
from app.web.client_network import DISTRUSTED, MISSING, SEVERAL, ProxyCheck
from app.web.deps import printed_base
from app.web.page_cache import ANYWHERE
from app.web.pages import Page, Templates
from tests.exports.tables import released
from tests.web.conftest import settings_in
from tests.web.figures.releases import publish, site_of

SITE = "https://totem.example.org"


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(create_app(settings_in(tmp_path_factory.mktemp("named"), base_url=SITE)), base_url=SITE) as client:
        yield client


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("totem.example.org", 200), ("TOTEM.example.org", 200), ("totem.example.org:443", 200),
        ("localhost:8000", 200), ("127.0.0.1:8000", 200), ("[::1]:8000", 200), ("127.0.0.1", 200),
        ("evil.example", 421), ("totem.example.org.evil.example", 421), ("totem.example.org:8080", 421),
        ("192.168.1.5", 421), ("127.0.0.1.evil.example", 421), ("localhost.evil.example", 421), ("", 421), ("[", 421),
    ],
)  # fmt: skip
def test_a_site_with_an_address_answers_there_alone(named: TestClient, host: str, status: int) -> None:
    response = named.get("/fr/", headers={"host": host})
    assert response.status_code == status
    assert "nosniff" in response.headers["X-Content-Type-Options"]
    if status == 421:
        assert SITE in response.text
        assert "evil" not in response.text
        assert named.post("/fr/seminar", headers={"host": host}, data={"bank": "express"}).status_code == 421
    for probe in ("/healthz", "/readyz"):
        assert named.get(probe, headers={"host": host}).status_code == 200


def test_another_host_is_no_origin_of_ones_own(named: TestClient) -> None:
    data = {"bank": "express", "language": "fr", "pace": "free"}
    for origin, status in ((SITE, 303), ("https://evil.example", 403), ("http://127.0.0.1:8000", 403)):
        response = named.post("/fr/seminar", headers={"origin": origin}, data=data, follow_redirects=False)
        assert response.status_code == status


def test_only_the_address_that_a_connection_reached_is_printed() -> None:
    def base(host: str, server: tuple[str, int]) -> str:
        scope = {
            "type": "http", "scheme": "http", "server": server, "path": "/", "query_string": b"",
            "headers": [(b"host", host.encode())],
        }  # fmt: skip
        here: Any = type("Here", (), {"base_url": None})
        return asyncio.run(printed_base(Request(scope), here))

    assert base("192.168.1.5:8000", ("192.168.1.5", 8000)) == "http://192.168.1.5:8000"
    assert base("localhost:8000", ("127.0.0.1", 8000)) == "http://localhost:8000"
    assert base("[fe80::1]:8000", ("fe80::1", 8000)) == "http://[fe80::1]:8000"
    for invented in ("evil.example", "192.168.1.6:8000", "localhost:8000", "192.168.1.5:1", ""):
        assert base(invented, ("192.168.1.5", 8000)) == ""


@pytest.mark.parametrize(
    ("forwarded", "client", "told"),
    [
        ([], "10.0.0.1", MISSING),
        (["203.0.113.7"], "10.0.0.1", DISTRUSTED),
        (["9.9.9.9, 203.0.113.7"], "203.0.113.7", SEVERAL),
        (["9.9.9.9", "203.0.113.7"], "203.0.113.7", SEVERAL),
        (["203.0.113.7"], "203.0.113.7", ""),
    ],
)
def test_what_is_wrong_with_a_proxy_is_said_once(
    caplog: pytest.LogCaptureFixture, forwarded: list[str], client: str, told: str
) -> None:
    check = ProxyCheck()
    headers = Headers(raw=[(b"x-forwarded-for", one.encode()) for one in forwarded])
    for _ in range(3):
        check.look(headers, (client, 1))
    assert [record.getMessage() for record in caplog.records] == ([told] if told else [])
    assert "203.0.113" not in caplog.text


def test_a_site_behind_a_proxy_looks_and_one_without_does_not(
    client: TestClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    named = TestClient(create_app(settings_in(tmp_path, base_url=SITE)), base_url=SITE)
    client.get("/fr/")
    named.get("/healthz")
    named.get("/fr/", headers={"host": "localhost"})
    assert "X-Forwarded-For" not in caplog.text
    named.get("/fr/")
    assert MISSING in caplog.text


def test_invented_names_push_nothing_out_of_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that was not told its address serves any name, and keeps its pages once: each reader sees their own."""
    rendered: list[str] = []
    render = Templates.render

    def counted(self: Templates, page: Page, block: str | None = None) -> str:
        rendered.append(page.template)
        return render(self, page, block)

    monkeypatch.setattr(Templates, "render", counted)
    app = create_app(settings_in(tmp_path))
    here = site_of(app)
    campaign = find(here.engine, "totem")
    assert campaign
    publish(here, campaign.id, replace(released(here.questionnaires["totem"], 40, 0), slug="totem"))
    client = TestClient(app)
    for path, template in (("/fr/figures/totem", "figures/figures.html"), ("/embed/fr/totem", "figures/embedded.html")):
        pages = {host: client.get(path, headers={"host": host}) for host in ("a.example", "b.example:8080", "[::1]")}
        for host, page in pages.items():
            assert f'href="http://{host}/fr/figures/totem' in page.text
            assert not any(other in page.text for other in {*pages, ANYWHERE} - {host})
        assert len({page.headers["etag"] for page in pages.values()}) == 1
        assert rendered.count(template) == 1
