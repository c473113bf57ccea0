"""Staff read first: with a key, from their day on, addressed to them, kept by nobody."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.barometer.edition import Edition
from app.campaigns.keys import new_key
from tests.surveys import CLOSED, OPENED, PUBLIC, REVEAL
from tests.web.barometer.served import Served, a_commitment, served
from tests.web.barometer.test_page import headline, said


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(tmp_path_factory.mktemp("staff"))


@pytest.fixture(scope="module")
def read(here: Served) -> tuple[Edition, str]:
    """With the key of its staff."""
    edition = here.edition("interne", {"customers": 240, "staff": 70})
    here.surveyed.barometers.promise(edition, a_commitment())
    return edition, here.surveyed.barometers.new_staff_key(edition)


def address(key: str, language: str = "fr", slug: str = "interne") -> str:
    return f"/{language}/barometer/{slug}/2027/staff/{key}"


@pytest.mark.parametrize("day", [REVEAL, PUBLIC - timedelta(days=1)])
@pytest.mark.parametrize(
    ("language", "title", "first"),
    [
        ("fr", "Vous avez vu juste : les clients", "Vous lisez en premier. Le public lira la même page le 8 mars"),
        ("en", "You saw it right: customers", "You read first. The public reads the same page on 8 March 2027"),
    ],
)  # fmt: skip
def test_from_their_day_staff_read_the_page_as_it_is_said_to_them(
    here: Served, read: tuple[Edition, str], day: object, language: str, title: str, first: str
) -> None:
    here.day[0] = day  # type: ignore[call-overload]
    response = here.client.get(address(read[1], language))
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert "noindex" in response.headers["x-robots-tag"]
    assert response.headers["referrer-policy"] == "strict-origin"
    assert headline(response.text).startswith(title)
    text = said(response.text)
    assert first in text
    assert "Un seul numéro à rappeler" not in text, "promises come with the public page"


def test_what_is_not_public_yet_is_not_linked(here: Served, read: tuple[Edition, str]) -> None:
    here.day[0] = REVEAL
    html = here.client.get(address(read[1])).text.split("<main")[1].split("</main>")[0]
    for link in re.findall(r'href="([^"]+)"', html):
        assert here.client.get(link).status_code in (200, 307), link
    assert "/api/" not in html


@pytest.mark.parametrize("day", [OPENED, CLOSED])
def test_before_their_day_it_says_from_when_and_nothing_more(here: Served, day: object) -> None:
    opened = here.surveyed.opened(slug=f"avant{getattr(day, 'month', 0)}-{getattr(day, 'day', 0)}")
    here.surveyed.answer_all(opened, {"customers": 60, "staff": 40})
    key = here.surveyed.barometers.new_staff_key(opened)
    here.day[0] = day  # type: ignore[call-overload]
    response = here.client.get(address(key, slug=opened.barometer.slug))
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    assert "Les équipes lisent avant le public, à partir du 1er mars 2027." in said(response.text)
    assert "<table" not in response.text
    assert 'class="figure' not in response.text


def test_once_public_it_leads_to_the_page_that_everybody_reads(here: Served, read: tuple[Edition, str]) -> None:
    here.day[0] = PUBLIC
    response = here.client.get(address(read[1], "en"))
    assert (response.status_code, response.headers["location"]) == (303, "/en/barometer/interne/2027")


def test_a_wrong_key_opens_nothing_and_a_new_one_closes_the_former(here: Served) -> None:
    edition = here.edition("serrure", {"customers": 40, "staff": 30}, places=())
    manager = here.surveyed.barometers.new_key(edition.barometer, "manager")
    for wrong in (new_key(), manager):
        response = here.client.get(address(wrong, slug="serrure"))
        assert (response.status_code, response.headers["cache-control"]) == (404, "no-store")
    assert here.client.get(address(new_key(), slug="nobody")).status_code == 404
    former = here.surveyed.barometers.new_staff_key(edition)
    fresh = here.surveyed.barometers.new_staff_key(edition)
    assert [here.client.get(address(key, slug="serrure")).status_code for key in (former, fresh)] == [404, 200]


def test_too_many_wrong_keys_are_told_to_wait(tmp_path: Path) -> None:
    other = served(tmp_path)
    answers = {other.client.get(address(new_key())).status_code for _ in range(80)}
    assert answers == {404, 429}


def test_withdrawn_staff_read_the_notice(here: Served) -> None:
    edition = here.edition("repris", {"customers": 60, "staff": 40}, places=())
    key = here.surveyed.barometers.new_staff_key(edition)
    here.surveyed.barometers.withdraw(edition, {"fr": "Une erreur de saisie."})
    response = here.client.get(address(key, slug="repris"))
    assert (response.status_code, response.headers["cache-control"]) == (410, "no-store")
    assert "Une erreur de saisie." in response.text
