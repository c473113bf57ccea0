"""What people and probes are told when something is wrong behind the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.campaigns import store
from app.campaigns.keys import rotate
from app.main import create_app
from app.publication import releases
from app.tallies import closing, readiness
from app.tallies.keys import KeyHome, PoolKeysForeign
from app.tallies.ledger import Ledger
from app.web.security import HEADERS
from tests.web.conftest import settings_in
from tests.web.player import Player
from tests.whole import Whole


@contextmanager
def _fail(*_: object) -> Iterator[None]:
    raise OperationalError("SELECT 1", {}, Exception("out of reach"))
    yield


def _refuse(*_: object) -> None:
    raise OperationalError("SELECT 1", {}, Exception("out of reach"))


def test_without_its_database_a_site_says_so_and_the_quiz_goes_on(
    client: TestClient, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = Player(client, "totem")
    monkeypatch.setattr(store, "find", _refuse)
    monkeypatch.setattr(releases, "read", _fail)
    monkeypatch.setattr(readiness, "can_serve", _refuse)
    here: Whole = Whole(app)
    monkeypatch.setattr(here.campaigns._remembered, "known", lambda _: None)
    assert player.post(a0="1", a1="2").status_code == 303
    for address in ("/fr/figures/totem", "/fr/quiz/never-seen"):
        response = client.get(address)
        assert response.status_code == 503
        assert "n’atteint pas sa base de données" in response.text
        assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    ready = client.get("/readyz")
    assert (ready.status_code, ready.text) == (503, "degraded\nthe database is out of reach")
    assert client.get("/healthz").status_code == 200


def test_when_totals_cannot_be_written_nothing_is_lost_and_the_button_works_again(tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path))
    with TestClient(app) as client:
        player = Player(client, "express")
        player.to_the_end(lambda screen, name, values: values[0])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Ledger, "_commit", _refuse)
            response = player.post(finish="count")
        assert response.status_code == 503
        assert "Rien n’est perdu" in response.text
        assert player.finish("count").endswith("finish=counted")


def test_a_campaign_whose_keys_are_not_found_is_not_closed_and_its_organiser_hears_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def foreign(*_: object) -> None:
        raise PoolKeysForeign(KeyHome(f"{tmp_path}", "key file", "TOTEM_POOL_KEY_FILE"))

    app = create_app(settings_in(tmp_path))
    with TestClient(app) as client:
        here: Whole = Whole(app)
        found = here.campaigns.find("totem")
        assert found
        key = rotate(here.engine, found.id, "manager")
        monkeypatch.setattr(closing, "close", foreign)
        for language, said in (("fr", "rien n’est perdu"), ("en", "nothing is lost")):
            response = client.post(f"/{language}/organise/totem/{key}/close")
            assert (response.status_code, said in response.text) == (503, True)
            assert str(tmp_path) not in response.text


def test_what_somebody_ticked_is_not_kept(client: TestClient, app: Starlette) -> None:
    here: Whole = Whole(app)
    kept = here.quiz.steps._kept
    player = Player(client, "totem", "en")
    player.post(a0="2")
    player.post(a0="2", a1="3", leads="1")
    assert kept
    assert all(not seen.leads and set(seen.ticked) <= {None} for seen, _length in kept)


def test_an_address_without_its_slash_leads_on_and_never_to_another_host_or_scheme(client: TestClient) -> None:
    assert client.get("/fr", follow_redirects=False).headers["location"] == "/fr/"
    for address in ("/fr/result/token/", "/fr/figures/totem/", "/humans.txt"):
        assert client.get(address, follow_redirects=False).status_code == 404


def test_a_probe_may_ask_for_the_head_alone(client: TestClient) -> None:
    for address in ("/healthz", "/readyz", "/fr/", "/fr/quiz/totem", "/fr/figures/totem"):
        assert client.head(address).status_code == 200


def test_the_api_describes_the_api_alone(client: TestClient) -> None:
    survey = "/api/v1/barometers/{slug}"
    paths = {"/api/v1/figures/{campaign}", "/api/v1/figures/{campaign}/{release}", survey}
    paths |= {f"{survey}/{{edition}}{ending}" for ending in ("", ".csv", ".xlsx")}
    assert set(client.get("/api/v1/openapi.json").json()["paths"]) == paths
