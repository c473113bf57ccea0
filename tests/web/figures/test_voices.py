"""The address of a voice's figures follows the days of its survey, and says what is true of any number of answers."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from tests.privacy.voices import let_answer
from tests.surveys import CLOSED, OPENED, PUBLIC, REVEAL, Surveyed
from tests.web.conftest import settings_in
from tests.web.figures.surveys import text_in
from tests.whole import Whole

READ = {
    "fr": "Ces réponses se lisent avec celles des autres voix : les équipes le 1er mars 2027, tout le monde le "
    "8 mars 2027.",
    "en": "These answers are read together with those of the other voices: by staff on 1 March 2027, by everyone on "
    "8 March 2027.",
}


@pytest.fixture(scope="module")
def day() -> list[date]:
    return [OPENED]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, day: list[date]) -> Iterator[TestClient]:
    app = create_app(settings_in(tmp_path_factory.mktemp("voices")), today=lambda: day[0])
    with TestClient(app, base_url="http://totem.example") as client:
        yield client


def told(client: TestClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return text_in(response.text).replace("\u00a0", " ").replace("\u202f", " ")


def test_until_everyone_reads_them_it_names_the_days_whatever_was_answered(client: TestClient, day: list[date]) -> None:
    whole = Whole(client.app)
    site = Surveyed(whole.engine, whole.assembly.keys, day)
    edition = site.opened()
    let_answer(site, edition, "customers", {"lille": 40})
    let_answer(site, edition, "staff", {"lille": 3})
    for today, reveals in ((OPENED, 0), (CLOSED, 0), (REVEAL, 0), (REVEAL, 1), (PUBLIC - timedelta(1), 0)):
        if reveals:
            site.reveal(edition)
        day[0] = today
        whole.campaigns._remembered.found.clear()
        for voice in ("customers", "staff", "leaders"):
            for language, said in READ.items():
                page = told(client, f"/{language}/figures/accueil-2027-{voice}")
                assert said in page, page
            assert "Fewer" not in told(client, f"/embed/en/accueil-2027-{voice}")
    day[0] = PUBLIC
    whole.campaigns._remembered.found.clear()
    assert "40 " in told(client, "/en/figures/accueil-2027-customers")
    assert "Fewer than 10 people counted their answers" in told(client, "/en/figures/accueil-2027-staff")


def test_a_day_that_is_put_off_is_told_at_once(client: TestClient, day: list[date]) -> None:
    whole = Whole(client.app)
    site = Surveyed(whole.engine, whole.assembly.keys, day)
    edition = site.opened(slug="later")
    before = client.get("/en/figures/later-2027-staff")
    site.barometers.delay(edition, REVEAL + timedelta(1), PUBLIC + timedelta(1))
    after = client.get("/en/figures/later-2027-staff", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert "by everyone on 9 March 2027" in text_in(after.text).replace("\u00a0", " ")
