"""An address that stays, over HTTP: made, printed, scanned by people, taken over, given back."""

import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.seminars.store import by_code
from app.web.rate_limit import CodeLimiter
from app.web.seminar.parts import Openings
from tests.rooms import rows_of
from tests.whole import Whole

ADDRESS = re.compile(r'data-stays="([2-9A-Z]{8})"')


@pytest.fixture(autouse=True)
def here(app: Starlette) -> Iterator[Whole]:
    here = Whole(app)
    with here.given("seminar", codes=CodeLimiter(5, 50), openings=Openings("open")):
        yield here


@pytest.fixture
def place(client: TestClient) -> str:
    """The page of an address that was just made."""
    response = client.post("/fr/standing", follow_redirects=False)
    assert response.status_code == 303, response.text
    return response.headers["location"].partition("?")[0]


def address_of(client: TestClient, place: str) -> str:
    found = ADDRESS.search(client.get(f"{place}?done=new").text)
    assert found
    return found[1]


def opens(client: TestClient, place: str) -> str:
    """The code of a room that was opened there, by the form that the page leads to."""
    form = client.get(f"/fr/seminar?standing={place.rpartition('/')[2]}").text
    hidden = re.search(r'name="standing" value="([^"]+)"', form)
    assert hidden
    data = {"bank": "express", "language": "fr", "pace": "free", "standing": hidden[1]}
    response = client.post("/fr/seminar", data=data, follow_redirects=False)
    remote = client.get(response.headers["location"]).text
    found = re.search(r'data-code="(\w{7})"', remote)
    assert found
    return found[1]


def test_a_printed_code_leads_to_each_new_room(client: TestClient, here: Whole, place: str) -> None:
    address = address_of(client, place)
    for _ in range(2):
        code = opens(client, place)
        for typed in (address, f"{address[:4]} {address[4:].lower()}"):
            response = client.post("/fr/j", data={"code": typed}, follow_redirects=False)
            assert response.headers["location"] == f"/fr/j/{code}"
        page = client.get(f"/j/{here.tokens.scanned(address)}", headers={"accept-language": "fr"})
        assert f'action="/fr/j/{code}"' in page.text


def test_where_no_room_is_open_it_says_so(client: TestClient, here: Whole, place: str) -> None:
    address = address_of(client, place)
    for response in (client.get(f"/fr/j/{address}"), client.post("/fr/j", data={"code": address})):
        assert response.status_code == 404
        assert "Aucune salle n’est ouverte à cette adresse" in response.text
        assert f'value="{address}"' in response.text, "one press tries again"
    room = by_code(here.engine, opens(client, place))
    assert room
    here.rooms.act(room.id, "close")
    assert client.get(f"/fr/j/{address}").status_code == 404
    assert "Aucune salle n’y est ouverte" in client.get(place).text


def test_an_address_of_nobody_is_a_wrong_code(client: TestClient, place: str) -> None:
    address = address_of(client, place)
    other = ("3" if address[0] == "2" else "2") + address[1:]
    assert client.get(f"/fr/j/{other}").status_code == 422
    client.post(place, data={"action": "give-back"})
    assert client.get(f"/fr/j/{address}").status_code == 422
    assert client.get(place).status_code == 404


def test_it_is_led_to_a_room_that_is_open_already(client: TestClient, here: Whole, place: str) -> None:
    opened = here.rooms.open("express", "fr", "free", "")
    for wrong in ("", "http://x", f"/fr/screen/{opened.screen}", "y" * 32):
        assert client.post(place, data={"action": "take", "remote": wrong}).status_code == 422
    remote = f"http://testserver/fr/remote/{opened.remote}?done=again"
    assert client.post(place, data={"action": "take", "remote": remote}).status_code == 200
    assert f'action="/fr/j/{opened.seminar.code}"' in client.get(f"/fr/j/{address_of(client, place)}").text


def test_the_next_group_is_found_by_it(client: TestClient, here: Whole, place: str) -> None:
    room = by_code(here.engine, opens(client, place))
    assert room
    opened = here.rooms.open("express", "fr", "free", "")
    client.post(place, data={"action": "take", "remote": opened.remote})
    here.rooms.act(opened.seminar.id, "close")
    response = client.post(f"/fr/remote/{opened.remote}", data={"action": "again"})
    found = re.search(r'data-code="(\w{7})"', response.text)
    assert found
    assert f'action="/fr/j/{found[1]}"' in client.get(f"/fr/j/{address_of(client, place)}").text


def test_they_are_refused_as_rooms_are(client: TestClient, here: Whole) -> None:
    with here.given("seminar", openings=Openings("open", a_place=1)):
        assert client.post("/fr/standing").status_code == 200
        assert client.post("/fr/standing").status_code == 429
    with here.given("seminar", openings=Openings("closed")):
        assert client.post("/fr/standing").status_code == 404
    with here.given("seminar", openings=Openings("passphrase")):
        assert 'name="passphrase"' in client.get("/fr/standing").text
        assert client.post("/fr/standing", data={"passphrase": "no"}).status_code == 422


def test_it_is_printed_in_both_kinds(client: TestClient, place: str) -> None:
    for kind, head in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        assert client.get(f"{place}/code.{kind}").content.startswith(head)


def test_a_bookmark_fills_the_form_in_and_opens_nothing(client: TestClient, here: Whole) -> None:
    before = rows_of(here.engine)
    page = client.get("/fr/seminar?bank=totem&pace=together&name=Équipe&language=en&people=patients&script=10").text
    for told in ('value="totem" checked', 'value="together" checked', 'value="en" checked', 'value="Équipe"'):
        assert told in page.replace(" required", ""), told
    assert 'class="mistake"' not in page
    odd = client.get(f"/fr/seminar?bank=nope&pace=slow&language=de&name={'x' * 99}").text
    assert 'value="express" required checked' in odd
    assert 'value="free" required checked' in odd
    assert "xxx" not in odd
    assert rows_of(here.engine) == before
