"""The trainer's sheet and the room's code: how this room is joined, and nothing that the room answered."""

import io
import re
from html import unescape

import pytest
import segno
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.web.figures.releases import site_of
from tests.web.png import size
from tests.web.seminar.rooms import Trainer, trainer
from tests.whole import Whole


@pytest.fixture(scope="module")
def here(app: Starlette, client: TestClient) -> Whole:
    return site_of(app)


@pytest.fixture(scope="module")
def room(client: TestClient, here: Whole) -> Trainer:
    return trainer(client, here, name="Équipe <de> nuit")


def main_of(client: TestClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return unescape(response.text.split("<main")[1].split("</main>")[0])


@pytest.mark.parametrize(("language", "word"), [("fr", "Jamais"), ("en", "Never")])
def test_a_sheet_without_a_room_has_the_script_and_no_code(client: TestClient, language: str, word: str) -> None:
    page = main_of(client, f"/{language}/seminar/sheet")
    assert re.findall(r'class="when">(\d+) ', page) == ["0", "2", "6", "7", "9", "14", "19"]
    assert "<h1>20 minutes " in page
    assert ">20 minutes<" in main_of(client, f"/{language}/seminar")
    assert word in page
    assert "qr.svg" not in page
    assert f"/{language}/seminar/paper/express" in page


def test_a_room_s_sheet_says_how_it_is_joined(client: TestClient, room: Trainer) -> None:
    code = room.room.code
    page = main_of(client, f"/fr/remote/{room.opened.remote}/sheet")
    assert f"totem.example/j/{code}" in page
    assert f"{code[:3]} {code[3:]}" in page
    assert "Équipe <de> nuit" in page
    assert room.opened.screen not in page


def test_the_code_leads_to_the_room_on_a_slide_of_any_kind(client: TestClient, room: Trainer) -> None:
    address = f"/fr/remote/{room.opened.remote}/qr"
    expected = io.BytesIO()
    scanned = room.here.tokens.scanned(room.room.code)
    made = segno.make(f"http://totem.example/j/{scanned}", micro=False, error="m")
    made.save(expected, "svg", scale=4, light="#fff")
    svg, png = client.get(f"{address}.svg"), client.get(f"{address}.png")
    assert svg.content == expected.getvalue()
    assert svg.headers["content-type"] == "image/svg+xml"
    assert png.headers["content-type"] == "image/png"
    assert min(size(png.content)) >= 900
    assert svg.headers["cache-control"] == png.headers["cache-control"] == "no-store"


def test_a_wrong_key_has_no_sheet_and_no_code(client: TestClient, room: Trainer) -> None:
    for key in ("wrong", room.opened.screen, room.room.code):
        for what in ("sheet", "qr.svg", "qr.png"):
            assert client.get(f"/fr/remote/{key}/{what}").status_code in (403, 404)
    assert client.get(f"/fr/remote/{room.opened.remote}/qr.gif").status_code in (404, 422)
