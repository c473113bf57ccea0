"""What the shipped proxy writes down, against all addresses of the app."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import BaseRoute

from app.main import create_app
from tests.web.conftest import settings_in

NGINX = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NAMES = {"language": "fr", "number": "3", "file": "data.csv", "size": "192", "kind": "svg", "release": "3"}
SECRET = {"token", "tokens", "key", "code"}
"""What may stand in an address and is somebody's own."""
OF_PEOPLE = ("quiz", "result", "duo", "room", "entry", "invitation", "j", "screen", "remote", "organise", "seminar")


def logged() -> list[re.Pattern[str]]:
    found = re.findall(r"^ +~(\S+) 1;$", NGINX.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.compile(pattern) for pattern in found]


def routes(app: Any) -> Iterator[BaseRoute]:
    for route in app.routes:
        inner: Any = getattr(route, "original_router", None) or getattr(route, "app", None)
        while inner is not None and not hasattr(inner, "routes"):
            inner = getattr(inner, "app", None)
        yield from routes(inner) if inner is not None and not hasattr(route, "endpoint") else (route,)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    made = create_app(settings_in(tmp_path_factory.mktemp("app")))
    return {str(getattr(route, "path", "")) for route in routes(made)} - {""}


def _second(path: str) -> str:
    return [*path.split("/"), "", ""][2]


def filled(path: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: NAMES.get(found[1], f"some-{found[1]}"), path)


def test_no_address_that_holds_a_secret_is_logged(paths: set[str]) -> None:
    assert len(paths) > 80
    patterns = logged()
    assert len(patterns) >= 6
    secret = {path for path in paths if SECRET & set(re.findall(r"\{(\w+)", path)) or _second(path) in OF_PEOPLE}
    assert len(secret) > 40
    assert {path for path in secret if any(pattern.search(filled(path)) for pattern in patterns)} == set()


def test_what_is_logged_is_public_and_known(paths: set[str]) -> None:
    patterns = logged()
    public = {path for path in paths if any(pattern.search(filled(path)) for pattern in patterns)}
    families = {"/".join(path.split("/")[:3]) for path in public if not path.startswith("/static/")}
    assert families <= {
        "/", "/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/favicon.ico", "/api/v1", "/{language}",
        "/{language}/", "/{language}/{name}", "/{language}/figures", "/{language}/animal", "/{language}/dictionary",
        "/{language}/card.png", "/{language}/method", "/{language}/privacy", "/{language}/legal", "/{language}/about",
    }  # fmt: skip
    assert "/{language}/figures" in families


def test_a_line_of_the_log_holds_neither_who_asked_nor_what_for() -> None:
    text = NGINX.read_text(encoding="utf-8")
    (written,) = re.findall(r"log_format totem '([^']*)';", text)
    assert set(re.findall(r"\$\w+", written)) == {
        "$time_iso8601", "$status", "$request_method", "$uri", "$bytes_sent", "$request_time"
    }  # fmt: skip
    assert re.findall(r"^ *access_log .*", text, re.MULTILINE) == [
        "    access_log /var/log/nginx/totem.log totem if=$is_public;"
    ]
    assert re.findall(r"^ *error_log .*", text, re.MULTILINE) == ["error_log /var/log/nginx/error.log emerg;"]
    assert "default 0;" in text
