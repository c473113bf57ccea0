"""What every response carries, and what no request may do."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from app.web import errors
from app.web.security import HEADERS, MAX_BODY, Shield, is_cross_origin

PAGES = (
    "/",
    "/fr/",
    "/fr/quiz/totem",
    "/fr/figures/totem",
    "/en/method",
    "/docs",
    "/healthz",
    "/readyz",
    "/nowhere",
    "/de/",
)
ORIGIN_ALONE = {"/fr/quiz/totem"}


@pytest.mark.parametrize("path", PAGES)
def test_every_response_carries_the_headers_and_sets_no_cookie(client: TestClient, path: str) -> None:
    response = client.get(path, follow_redirects=False)
    for name, value in HEADERS.items():
        expected = "strict-origin" if name == "Referrer-Policy" and path in ORIGIN_ALONE else value
        assert response.headers[name] == expected
    assert "set-cookie" not in response.headers


def test_the_policy_allows_nothing_unsafe_and_no_other_host() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert "http" not in policy
    assert "*" not in policy


def test_static_files_carry_the_headers_and_are_kept_for_ever(client: TestClient) -> None:
    page = client.get("/fr/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    response = client.get(address)
    assert response.status_code == 200
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://totem.example"}, True),
        ({"origin": "http://totem.example"}, False),
        ({"origin": "https://totem.example"}, False),
        ({"origin": "http://totem.example.evil.example"}, True),
        ({"origin": "http://totem.example:8080"}, True),
        ({"origin": "null"}, True),
        ({"origin": ""}, True),
        ({"origin": "http://["}, True),
        ({}, False),
    ],
)
def test_a_request_from_another_site_is_told_by_its_headers(headers: dict[str, str], refused: bool) -> None:
    assert is_cross_origin(Headers(headers), ["totem.example"]) is refused


def test_a_form_from_another_site_is_refused_in_the_language_of_the_page(client: TestClient) -> None:
    response = client.post("/fr/quiz/totem", data={"s": "x"}, headers={"origin": "http://evil.example"})
    assert response.status_code == 403
    assert "autre site" in response.text


def test_a_form_that_is_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    response = client.post("/fr/quiz/totem", data={"s": "x" * (MAX_BODY + 1)})
    assert response.status_code == 413
    assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    assert "formulaire" in response.text


def test_a_page_that_fails_shows_no_traceback(app: Starlette, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: Request) -> Response:
        raise RuntimeError("a secret detail")

    app.router.routes.insert(0, Route("/en/failing", fail))
    try:
        response = TestClient(app).get("/en/failing")
    finally:
        app.router.routes.pop(0)
    assert response.status_code == 500
    assert "secret detail" not in response.text
    assert "Something broke on our side" in response.text
    assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    assert "a secret detail" in caplog.text


def test_with_https_browsers_are_told_to_stay_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    from app.main import create_app
    from tests.web.conftest import settings_in

    app = create_app(settings_in(tmp_path_factory.mktemp("https"), base_url="https://totem.example"))
    assert "max-age" in TestClient(app).get("/healthz").headers["Strict-Transport-Security"]


ODD = ("/fr/quiz/%E2%82%AC", "/fr/%00", "/fr/quiz/totem%0d%0aX-Bad:1", "//evil.example/x", "/fr/%F0%9F%98%80/x", "/%ff")


@pytest.mark.parametrize("path", ODD)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_an_odd_address_gets_the_page_that_says_so(client: TestClient, path: str, headers: dict[str, str]) -> None:
    response = client.get("http://totem.example" + path, headers=headers)
    assert response.status_code == 404
    assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    assert "<h1>" in response.text
    if headers:
        pushed = response.headers["HX-Push-Url"]
        assert pushed.isascii()
        assert pushed.isprintable()
        assert not pushed.startswith("//")


def test_the_page_of_a_failure_may_fail_and_something_is_said(
    app: Starlette, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> Response:
        raise RuntimeError("twice")

    monkeypatch.setattr(errors, "_page", fail)
    response = TestClient(app).get("/fr/nowhere/SECRET")
    assert response.status_code == 500
    assert "Something broke on our side" in response.text
    assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    assert "SECRET" not in caplog.text


def test_no_part_of_an_address_is_logged_with_what_failed_because_of_it(
    app: Starlette, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> Response:
        raise RuntimeError("while the refusal was being handled")

    monkeypatch.setattr(errors, "_page", fail)
    TestClient(app).get("/SECRET/organise")
    assert "A page failed" in caplog.text
    assert "SECRET" not in caplog.text


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/fr/quiz/totem", "GET, HEAD, POST"),
        ("/fr/organise", "GET, HEAD, POST"),
        ("/fr/seminar", "GET, HEAD, POST"),
        ("/fr/", "GET, HEAD"),
        ("/healthz", "GET, HEAD"),
        ("/fr/organise/totem/key/close", "POST"),
    ],
)
def test_a_method_that_an_address_does_not_take_is_told_which_it_takes(
    client: TestClient, path: str, allowed: str
) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH", *(("GET",) if allowed == "POST" else ())):
        response = client.request(method, path)
        assert response.status_code == 405, method
        assert response.headers["Allow"] == allowed


def test_the_server_itself_may_be_asked_for_its_methods() -> None:
    sent: list[dict[str, object]] = []

    async def ask() -> None:
        async def send(message: object) -> None:
            sent.append(message)  # type: ignore[arg-type]

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b""}

        scope = {"type": "http", "method": "OPTIONS", "path": "*", "headers": [], "query_string": b""}
        await Shield(never, base_url=None, refuse=never, broken=never)(scope, receive, send)

    async def never(*_: object) -> None:
        raise AssertionError

    asyncio.run(ask())
    assert sent[0]["status"] == 204
    assert (b"allow", b"GET, HEAD, POST") in sent[0]["headers"]  # type: ignore[operator]
