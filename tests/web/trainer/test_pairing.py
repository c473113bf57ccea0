"""The venue's computer over HTTP, without JavaScript: /ecran, the code, the number, one tap, the screen."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.seminars.pairing import MOST_WAITING
from app.seminars.store import Opened
from app.web.rate_limit import CodeLimiter, RateLimit
from tests.whole import Whole

NUMBER = re.compile(r'<p class="paired-number">(\d\d)<span> </span>(\d\d)</p>')
ID = re.compile(r'name="id" value="([0-9a-f]{64})"')


@pytest.fixture(autouse=True)
def here(app: Starlette) -> Iterator[Whole]:
    here = Whole(app)
    with here.given("seminar", codes=CodeLimiter(5, 50)), here.given("trainer", asked=RateLimit(20, 600)):
        yield here


@pytest.fixture
def room(client: TestClient, here: Whole) -> Opened:
    return here.rooms.open("express", "fr", "free", "")


def asks(client: TestClient, room: Opened) -> str:
    """As the venue's computer; gives the address where it waits."""
    response = client.post("/fr/pairing", data={"code": room.seminar.code.lower()}, follow_redirects=False)
    assert response.status_code == 303, response.text
    return response.headers["location"]


def number_in(text: str) -> list[str]:
    return ["".join(pair) for pair in NUMBER.findall(text)]


def answers(client: TestClient, room: Opened, action: str) -> int:
    page = client.get(f"/fr/remote/{room.remote}").text
    found = ID.search(page)
    assert found, page
    data = {"action": action, "id": found[1]}
    return client.post(f"/fr/pairing/answer/{room.remote}", data=data, follow_redirects=False).status_code


@pytest.mark.parametrize("typed", ["ecran", "Ecran", "écran", "ÉCRAN", "screen"])
def test_what_is_typed_by_hand_leads_to_the_form(client: TestClient, typed: str) -> None:
    response = client.get(f"/{quote(typed)}", headers={"accept-language": "fr"}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (307, "/fr/pairing")
    assert client.get("/fr/pairing").status_code == 200


def test_the_address_that_screens_show_leads_to_the_code(client: TestClient) -> None:
    response = client.get("/j", headers={"accept-language": "en"}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (307, "/en/j")


def test_both_show_one_number_and_one_tap_leads_to_the_screen(client: TestClient, room: Opened) -> None:
    place = asks(client, room)
    waits = client.get(place)
    assert waits.status_code == 200
    assert number_in(waits.text) == number_in(client.get(f"/fr/remote/{room.remote}").text)
    assert 'http-equiv="refresh"' in waits.text, "without JavaScript it goes on by itself"
    assert answers(client, room, "show") == 303
    response = client.get(place, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, f"/fr/screen/{room.screen}")
    assert number_in(client.get(f"/fr/remote/{room.remote}").text) == []
    assert room.remote not in client.get(response.headers["location"]).text


def test_a_refused_computer_is_told_so(client: TestClient, room: Opened) -> None:
    place = asks(client, room)
    assert answers(client, room, "refuse") == 303
    assert client.get(place).status_code == 410


def test_the_remote_hears_of_it_at_once(client: TestClient, room: Opened) -> None:
    state = f"/fr/remote/{room.remote}/state"
    assert number_in(client.get(state).text) == []
    place = asks(client, room)
    assert number_in(client.get(place).text) == number_in(client.get(f"/fr/remote/{room.remote}").text) != []


def test_a_closed_room_is_shown_on_no_new_computer(client: TestClient, room: Opened, here: Whole) -> None:
    place = asks(client, room)
    page = client.get(f"/fr/remote/{room.remote}").text
    here.rooms.act(room.seminar.id, "close")
    found = ID.search(page)
    assert found
    client.post(f"/fr/pairing/answer/{room.remote}", data={"action": "show", "id": found[1]})
    assert client.get(place).status_code == 410
    assert client.post("/fr/pairing", data={"code": room.seminar.code}).status_code == 410


def test_wrong_codes_are_limited_as_those_of_phones_are(client: TestClient, room: Opened, here: Whole) -> None:
    with here.given("seminar", codes=CodeLimiter(3, 4)):
        statuses = [client.post("/fr/pairing", data={"code": "2222222"}).status_code for _ in range(6)]
        assert statuses == [422, 422, 422, 429, 429, 429]
        assert client.post("/fr/pairing", data={"code": room.seminar.code}).status_code == 429
        assert client.post("/fr/j", data={"code": room.seminar.code}).status_code == 429, "it is one limit"
    assert client.post("/fr/pairing", data={"code": "no"}).status_code == 422


def test_requests_are_limited_by_room_and_by_network(client: TestClient, room: Opened, here: Whole) -> None:
    for _ in range(MOST_WAITING):
        asks(client, room)
    assert client.post("/fr/pairing", data={"code": room.seminar.code}).status_code == 429
    other = here.rooms.open("express", "fr", "free", "")
    with here.given("trainer", asked=RateLimit(1, 600)):
        asks(client, other)
        assert client.post("/fr/pairing", data={"code": other.seminar.code}).status_code == 429


def test_nobody_answers_without_the_remote(client: TestClient, room: Opened) -> None:
    asks(client, room)
    page = client.get(f"/fr/remote/{room.remote}").text
    found = ID.search(page)
    assert found
    for key in (room.screen, "x" * 32):
        response = client.post(f"/fr/pairing/answer/{key}", data={"action": "show", "id": found[1]})
        assert response.status_code == 404
    assert client.post(f"/fr/pairing/answer/{room.remote}", data={"action": "x", "id": found[1]}).status_code == 400


def test_no_computer_is_asked_for_by_an_address(client: TestClient, room: Opened) -> None:
    page = client.get(f"/fr/pairing?code={room.seminar.code}").text
    assert f'value="{room.seminar.code}"' in page
    assert number_in(client.get(f"/fr/remote/{room.remote}").text) == []


def test_a_link_for_the_chat_of_a_video_call_leads_straight_into_the_room(client: TestClient, room: Opened) -> None:
    page = client.get(f"/fr/remote/{room.remote}").text
    found = re.search(r'id="chat"[^>]* value="Rejoignez la salle\W+https?://[^/]+(/j/\w+)', page)
    assert found
    assert f'action="/fr/j/{room.seminar.code}"' in client.get(found[1], headers={"accept-language": "fr"}).text
