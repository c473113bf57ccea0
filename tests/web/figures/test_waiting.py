"""The public address before there are figures: what it says is true for every number of answers and order of events."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.actions import Publisher
from app.campaigns.store import archive, change, create, find, withdraw
from app.cli.demo import _count, _sheets
from app.db.engine import make_engine
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from app.settings import Settings, load_secrets
from app.tallies.closing import close
from app.tallies.ledger import Ledger, today_in_utc
from tests.web.conftest import settings_in
from tests.whole import Whole

K = 10
PREPARED, COMING, NONE, PUT_AWAY = "se préparent", "dans l’heure", "Moins de 10 personnes", "n’ont pas été publiés"
TODAY = today_in_utc()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Whole, TestClient]]:
    settings = settings_in(tmp_path_factory.mktemp("waiting"))
    app = create_app(settings)
    with TestClient(app, base_url="http://totem.example") as client:
        yield settings, Whole(app), client


def campaign(site: tuple[Settings, Whole, TestClient], slug: str, people: int, *, itself: bool = False) -> int:
    """A campaign that so many people answered, open."""
    settings, here, _ = site
    made = create(here.engine, slug, "express", TODAY, publishes_itself=itself)
    engine = make_engine(settings.database_url)
    ledger = Ledger(engine, KeyFile(settings.pool_key_file))
    ledger.start()
    asyncio.run(_count(ledger, [*_sheets(made.id, here.questionnaires["express"], people)]))
    ledger.stop()
    engine.dispose()
    return made.id


def ended(site: tuple[Settings, Whole, TestClient], id_: int) -> None:
    settings, here, _ = site
    close(here.engine, KeyFile(settings.pool_key_file), id_, TODAY)
    here.campaigns._found.clear()


def said(site: tuple[Settings, Whole, TestClient], slug: str, place: str = "fr/figures") -> str:
    response = site[2].get(f"/{place}/{slug}")
    return " ".join(response.text.split("<main")[1].split("</main>")[0].split())


@pytest.mark.parametrize("people", [0, 1, K - 1, K, 2 * K - 1, 2 * K, 37])
def test_after_the_close_it_says_whether_figures_can_come(
    site: tuple[Settings, Whole, TestClient], people: int
) -> None:
    slug = f"closed-{people}"
    id_ = campaign(site, slug, people)
    assert "se préparent" not in said(site, slug)
    ended(site, id_)
    page, frame = said(site, slug), said(site, slug, "embed/fr")
    assert (PREPARED in page, NONE in page) == (people >= K, people < K)
    assert ("Pas de chiffres" in page) == ("Pas de chiffres" in frame) == (people < K)


def test_a_campaign_that_publishes_itself_says_when(site: tuple[Settings, Whole, TestClient]) -> None:
    settings, here, _ = site
    ended(site, campaign(site, "itself", K, itself=True))
    assert COMING in said(site, "itself")
    Publisher(here.engine, here.questionnaires, load_secrets(settings.secret_file)[0]).publish()
    assert '<h1 class="sentence">' in said(site, "itself")
    ended(site, campaign(site, "itself-few", K - 1, itself=True))
    assert NONE in said(site, "itself-few")


def test_between_the_last_day_and_the_sealing_it_promises_nothing(site: tuple[Settings, Whole, TestClient]) -> None:
    here = site[1]
    id_ = campaign(site, "past", 0)
    found = find(here.engine, "past")
    assert found
    yesterday = TODAY - timedelta(days=1)
    made = replace(found, opened_on=yesterday)
    change(here.engine, made, yesterday, opened_on=yesterday, closes_on=yesterday)
    here.campaigns._found.clear()
    page = said(site, "past")
    assert "en cours d’addition" in page
    assert "Pas de chiffres" not in page
    ended(site, id_)
    assert NONE in said(site, "past")


def test_what_is_put_away_or_taken_back_unpublished_is_not_being_prepared(
    site: tuple[Settings, Whole, TestClient],
) -> None:
    here = site[1]
    for slug in ("away", "back"):
        ended(site, campaign(site, slug, K))
        found = find(here.engine, slug)
        assert found
        if slug == "away":
            archive(here.engine, found, TODAY)
        else:
            withdraw(here.engine, found, {"fr": "Une erreur."}, TODAY)
        here.campaigns._found.clear()
        page = said(site, slug)
        assert PREPARED not in page
        assert (PUT_AWAY in page) == (slug == "away")


def test_answers_to_another_questionnaire_are_not_said_to_be_too_few(
    site: tuple[Settings, Whole, TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(site, campaign(site, "changed", 2 * K))
    monkeypatch.setattr("app.campaigns.campaign.Campaign.holds", lambda campaign, fingerprint: False)
    page = said(site, "changed")
    assert NONE not in page
    assert PUT_AWAY in page
