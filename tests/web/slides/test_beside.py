"""A room beside another one, from a signed file: what it shows, and what it refuses."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.web.slides.beside import opened_figures, sealed_figures
from app.web.tokens import Tokens
from tests.rooms import rows_of
from tests.web.seminar.rooms import Trainer, finish, trainer
from tests.whole import Whole


def revealed(client: TestClient, here: Whole, people: range, name: str, bank: str = "express") -> Trainer:
    room = trainer(client, here, name=name, bank=bank)
    for seed in people:
        finish(client, room.room, seed=seed)
    room.act("reveal")
    return room


@pytest.fixture(scope="module")
def rooms(client: TestClient, app: Starlette) -> tuple[Trainer, Trainer]:
    here = Whole(app)
    return revealed(client, here, range(12), "Mars"), revealed(client, here, range(20, 33), "Juin")


def kept(client: TestClient, room: Trainer) -> str:
    return client.get(f"/fr/slides/{room.opened.screen}/beside.txt").text


def test_both_rooms_are_shown_and_nothing_is_stored(client: TestClient, rooms: tuple[Trainer, Trainer]) -> None:
    before, now = rooms
    file = kept(client, before)
    assert len(quote(file)) < 9_900, "it fits into a form"
    stored = rows_of(now.here.engine)
    response = client.post(f"/fr/slides/{now.opened.screen}/beside", data={"file": file})
    assert response.status_code == 200
    assert "À côté de « Mars" in response.text.replace("\u00a0", " ")
    assert "Dans l’autre salle" in response.text
    assert "12 personnes ont répondu" in response.text
    assert "/fr/figures/room-" not in response.text
    assert response.headers["cache-control"] == "no-store"
    assert rows_of(now.here.engine) == stored


def test_a_forged_or_foreign_file_is_refused_in_words(client: TestClient, rooms: tuple[Trainer, Trainer]) -> None:
    before, now = rooms
    file = kept(client, before)
    released = now.here.rooms.shown(now.room).released
    assert released
    foreign = sealed_figures(Tokens([b"x" * 32]), "Mars", released)
    altered = [
        file[:40] + ("A" if file[40] != "A" else "B") + file[41:],
        file[:-4] + "AAA\n",
        file.replace("1", "2", 1),
    ]
    for text in (*altered, foreign, "", "totem-room.1..", "é" * 50, file + file):
        response = client.post(f"/fr/slides/{now.opened.screen}/beside", data={"file": text})
        assert response.status_code == 422
        assert "rien n’a été comparé" in response.text
        assert "Dans l’autre salle" not in response.text


def test_another_questionnaire_is_not_laid_beside(
    client: TestClient, app: Starlette, rooms: tuple[Trainer, Trainer]
) -> None:
    other = revealed(client, Whole(app), range(5), "Autre", "totem")
    response = client.post(f"/fr/slides/{rooms[1].opened.screen}/beside", data={"file": kept(client, other)})
    assert response.status_code == 422
    assert "posait d’autres questions" in response.text


def test_what_was_sealed_is_read_as_it_was(rooms: tuple[Trainer, Trainer]) -> None:
    room = rooms[0]
    released = room.here.rooms.shown(room.room).released
    assert released
    tokens = room.here.tokens
    assert opened_figures(tokens, sealed_figures(tokens, "Mars", released)) == ("Mars", released)
    other = replace(released, number=released.number + 1)
    assert opened_figures(tokens, sealed_figures(tokens, "Mars", other)) != ("Mars", released)


def test_nothing_is_kept_before_the_reveal(client: TestClient, app: Starlette) -> None:
    room = trainer(client, Whole(app))
    assert client.get(f"/fr/slides/{room.opened.screen}/beside.txt").status_code == 404
    assert client.post(f"/fr/slides/{room.opened.screen}/beside", data={"file": "x"}).status_code == 404
