"""A trainer who opens rooms in the site under test, and phones that come in."""

import re
import time
from dataclasses import dataclass
from random import Random

from httpx2 import Response
from starlette.testclient import TestClient

from app.seminars.seminar import Seminar
from app.seminars.stage import Action, Pace
from app.seminars.store import Opened, by_id
from tests.web.player import Choose, Player, at_random
from tests.whole import Whole

SHEET = re.compile(r'name="s" value="([^"]+)"')


@dataclass
class Trainer:
    """Acts in one room, and waits until phones hear of it."""

    client: TestClient
    here: Whole
    opened: Opened

    @property
    def room(self) -> Seminar:
        found = by_id(self.here.engine, self.opened.seminar.id)
        assert found
        return found

    def act(self, action: Action) -> None:
        self.here.rooms.act(self.room.id, action)
        self._announce()

    def open_everything(self) -> None:
        """To the beat at which every step is open, and each phone's own animal on it."""
        while self.room.stage.beat in ("lobby", "answering"):
            self.act("next")

    def put_to_vote(self, item: str, side: str = "") -> None:
        self.here.rooms.put_to_vote(self.room.id, item, side)
        self._announce()

    def _announce(self) -> None:
        self.here.live.announce(self.room.slug)
        while self.client.get(f"/fr/room/{self.room.slug}/state").text != self.room.turn:
            time.sleep(0.01)


def trainer(
    client: TestClient, here: Whole, pace: Pace = "free", name: str = "", language: str = "fr", bank: str = "express"
) -> Trainer:
    return Trainer(client, here, here.rooms.open(bank, language, pace, name))


def sheet_in(page: Response) -> str:
    found = SHEET.search(page.text)
    assert found, page.text
    return found[1]


def come_in(client: TestClient, room: Seminar, language: str = "fr") -> str:
    """As a phone that scanned the code; gives the address of its quiz."""
    path = f"/{language}/j/{room.code}"
    page = client.get(path)
    assert page.status_code == 200, page.text
    response = client.post(path, data={"s": sheet_in(page)}, follow_redirects=False)
    assert response.status_code == 303, response.text
    return response.headers["location"]


def finish(
    client: TestClient,
    room: Seminar,
    choice: str = "count",
    seed: int = 1,
    language: str = "fr",
    choose: Choose | None = None,
) -> str:
    """A phone that comes in and answers everything, by its seed if nothing says how; gives the address of its page in
    the room."""
    player = Player.__new__(Player)
    player.client, player.path = client, f"/{language}/quiz/{room.slug}"
    player.open(come_in(client, room, language))
    player.to_the_end(choose or at_random(Random(seed)))
    return player.finish(choice)
