"""Opening a room over HTTP: the form and its mistakes, who may, how many; and the home page's way there."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.main import create_app
from app.seminars.seminar import Seminar
from app.seminars.store import by_remote, seminars
from app.settings import Settings, load_passphrase
from app.web.seminar.parts import Openings
from tests.web.conftest import settings_in
from tests.whole import Whole

CHOICES = {"bank": "express", "language": "fr", "pace": "free", "name": ""}
MISTAKES: list[tuple[str, dict[str, str], str, str]] = [
    ("bank", {"bank": "nothing"}, "un de ces questionnaires", "one of these questionnaires"),
    ("pace", {"pace": "fast"}, "un de ces rythmes", "one of these paces"),
    ("language", {"language": "de"}, "une de ces langues", "one of these languages"),
    ("name", {"name": "x" * 61}, "60 caractères", "60 characters"),
]


@pytest.fixture(autouse=True)
def here(app: Starlette) -> Iterator[Whole]:
    """Each test is somebody else's."""
    here = Whole(app)
    with here.given("seminar", openings=Openings("open")):
        yield here


def submit(client: TestClient, reader: str = "fr", **typed: str) -> Response:
    return client.post(f"/{reader}/seminar", data=CHOICES | typed, follow_redirects=False)


def opened(here: Whole, response: Response) -> Seminar:
    assert response.status_code == 303, response.text
    found = by_remote(here.engine, str(response.headers["location"]).rpartition("/")[2])
    assert found
    return found


def ticked(page: str, name: str) -> str:
    (found,) = re.findall(rf'name="{name}" value="(\w+)" required checked', page)
    return str(found)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_form_as_it_comes_opens_an_express_room(client: TestClient, here: Whole, language: str) -> None:
    assert f'href="/{language}/seminar"' in client.get(f"/{language}/").text
    page = client.get(f"/{language}/seminar")
    typed = {name: ticked(page.text, name) for name in ("bank", "language", "pace")}
    response = submit(client, language, **typed)
    room = opened(here, response)
    assert (room.bank, room.language, room.pace, room.name) == ("express", language, "free", "")
    assert response.headers["location"].startswith(f"/{language}/remote/")
    assert response.headers["cache-control"] == "no-store"


def test_what_is_chosen_is_what_the_room_has(client: TestClient, here: Whole) -> None:
    room = opened(here, submit(client, bank="totem", language="en", pace="together", name="  Matin   calme "))
    assert (room.bank, room.language, room.pace, room.name) == ("totem", "en", "together", "Matin calme")


@pytest.mark.parametrize(("field", "typed", "french", "english"), MISTAKES)
def test_each_mistake_comes_back_beside_its_field_with_what_was_chosen(
    client: TestClient, here: Whole, field: str, typed: dict[str, str], french: str, english: str
) -> None:
    before = len(seminars(here.engine))
    for language, words in (("fr", french), ("en", english)):
        response = submit(client, language, **{"name": "Salle bleue", "pace": "together", **typed})
        assert response.status_code == 422
        said = re.search(rf'<p class="mistake" id="{field}-mistake">(.*?)</p>', response.text)
        assert said, response.text
        assert words in unescape(said[1])
        assert ("Salle bleue" if field != "name" else "x" * 61) in response.text
        assert field == "pace" or ticked(response.text, "pace") == "together"
    assert len(seminars(here.engine)) == before


def test_many_rooms_from_one_place_have_to_wait_and_lose_nothing(
    client: TestClient, here: Whole, app: Starlette
) -> None:
    here.give("seminar", openings=Openings("open", a_place=2))
    assert [submit(client).status_code for _ in range(2)] == [303, 303]
    refused = submit(client, name="La troisième")
    assert refused.status_code == 429
    assert "La troisième" in refused.text
    assert "Attendez un peu" in refused.text


def test_many_rooms_in_all_have_to_wait_wherever_they_are_opened(
    client: TestClient, here: Whole, app: Starlette
) -> None:
    here.give("seminar", openings=Openings("open", in_all=1))
    here.seminar.openings.count("somewhere else")
    assert submit(client).status_code == 429


def test_a_closed_site_opens_no_room_and_does_not_offer_it(tmp_path: Path) -> None:
    with TestClient(create_app(settings_in(tmp_path, seminars="closed")), base_url="http://totem.example") as client:
        assert client.get("/fr/seminar").status_code == 404
        assert submit(client).status_code == 404
        assert "/fr/seminar" not in client.get("/fr/").text


def test_a_site_with_a_passphrase_wants_that_of_organisers(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, seminars="passphrase", create="closed")
    with TestClient(create_app(settings), base_url="http://totem.example") as client:
        passphrase = load_passphrase(tmp_path / "secrets" / "passphrase")
        assert 'name="passphrase"' in client.get("/fr/seminar").text
        wrong = submit(client, passphrase="sesame", name="Salle bleue")
        assert wrong.status_code == 422
        assert "Salle bleue" in wrong.text
        assert submit(client, passphrase=passphrase.upper()).status_code == 303
        for _ in range(10):
            submit(client, passphrase="sesame")
        assert submit(client, passphrase=passphrase).status_code == 303, "it was right from here before"
        elsewhere = TestClient(client.app, base_url="http://totem.example", client=("192.0.2.9", 1))
        for _ in range(10):
            submit(elsewhere, passphrase="sesame")
        assert submit(elsewhere, passphrase=passphrase).status_code == 422


def test_whoever_knows_the_passphrase_opens_any_number_of_rooms(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, seminars="passphrase", room_limit=1, room_limit_in_all=1)
    with TestClient(create_app(settings), base_url="http://totem.example") as client:
        passphrase = load_passphrase(tmp_path / "secrets" / "passphrase")
        assert [submit(client, passphrase=passphrase).status_code for _ in range(4)] == [303] * 4


def test_a_few_places_that_take_all_they_can_leave_rooms_for_the_others() -> None:
    trainers = Openings("open")

    def opened(place: str, many: int) -> int:
        for done in range(many):
            if trainers.are_many(place):
                return done
            trainers.count(place)
        return many

    taken = sum(opened(f"10.1.0.{place}", 30) for place in range(12))
    assert 150 <= taken <= 180
    assert opened("192.0.2.1", 5) == 2, "an honest trainer, and the next group"
    assert sum(opened(f"10.2.0.{place}", 30) for place in range(200)) == 300 - taken - 2
    assert opened("192.0.2.2", 1) == 0, "three hundred an hour are the most, whoever opens them"


def test_limits_of_rooms_are_settings_and_nought_is_any_number(tmp_path: Path) -> None:
    trainers = Whole(create_app(settings_in(tmp_path, room_limit=0, room_limit_in_all=0))).seminar.openings
    for _ in range(400):
        assert not trainers.are_many("here")
        trainers.count("here")
    assert Settings().room_limit_in_all == 300


def test_an_open_site_asks_for_no_passphrase(client: TestClient) -> None:
    assert 'name="passphrase"' not in client.get("/fr/seminar").text


def test_the_form_is_kept_by_nobody_and_sends_its_origin_alone(client: TestClient) -> None:
    response = client.get("/fr/seminar")
    assert response.headers["referrer-policy"] == "strict-origin"
    assert response.headers["cache-control"] == "no-store"
