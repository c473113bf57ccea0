"""My rooms: what the site says of each key, and that it keeps nothing."""

from starlette.testclient import TestClient

from app.web.trainer.rooms import MOST_ASKED
from tests.rooms import rows_of
from tests.whole import Whole


def test_each_key_is_told_how_its_room_stands(client: TestClient, app: object) -> None:
    here = Whole(app)
    opened, ended = here.rooms.open("express", "fr", "free", "Matin"), here.rooms.open("express", "fr", "free", "")
    here.rooms.act(ended.seminar.id, "close")
    before = rows_of(here.engine)
    keys = [opened.remote, "x" * 32, ended.remote, opened.screen]
    response = client.post("/fr/rooms", data={"key": keys})
    assert response.headers["cache-control"] == "no-store"
    first, unknown, closed, screen = response.json()
    assert (first["state"], first["name"], first["code"]) == ("open", "Matin", opened.seminar.code)
    assert first["recap"] == ""
    assert unknown == screen == {"state": "gone"}, "the screen's key commands nothing, here too"
    assert closed["state"] == "closed"
    assert client.get(closed["recap"]).status_code == 200
    assert rows_of(here.engine) == before


def test_it_answers_for_so_many_at_once(client: TestClient) -> None:
    assert len(client.post("/fr/rooms", data={"key": ["x" * 32] * MOST_ASKED}).json()) == MOST_ASKED
    assert client.post("/fr/rooms", data={"key": ["x" * 32] * (MOST_ASKED + 1)}).status_code == 400
    assert client.post("/fr/rooms", data={"other": "x"}).status_code == 400


def test_without_a_script_the_page_says_what_to_do(client: TestClient) -> None:
    page = client.get("/fr/rooms").text
    assert "Sans JavaScript" in page
    assert "data-scripted hidden" in page
    assert 'href="/fr/standing"' in page
