"""A trainer with a remote, over HTTP, in a running site."""

from httpx2 import Client

from app.db.engine import make_engine
from app.seminars.seminar import Seminar
from app.seminars.store import by_remote, screen_of
from tests.site import LiveSite


class Trainer:
    def __init__(self, site: LiveSite, pace: str = "together", name: str = "Les mots justes") -> None:
        self._client = Client(base_url=site.address)
        self._engine = make_engine(f"sqlite:///{site.folder / 'data' / 'totem.db'}")
        typed = {"bank": "express", "language": "fr", "pace": pace, "name": name}
        opened = self._client.post("/fr/seminar", data=typed)
        assert opened.status_code == 303, opened.text
        self.remote = opened.headers["location"].partition("?")[0]

    @property
    def room(self) -> Seminar:
        found = by_remote(self._engine, self.remote.rpartition("/")[2])
        assert found
        return found

    @property
    def scan(self) -> str:
        """What the QR code leads to."""
        return f"{self._client.base_url}/j/{self.room.code}".replace("//j", "/j")

    @property
    def screen(self) -> str:
        """What is projected."""
        return f"{self._client.base_url}/fr/screen/{screen_of(self.remote.rpartition('/')[2])}".replace("//fr", "/fr")

    def act(self, action: str, **fields: str) -> None:
        response = self._client.post(self.remote, data={"action": action, **fields})
        assert response.status_code == 303, response.text

    def until(self, beat: str) -> None:
        while self.room.stage.beat != beat:
            self.act("next")

    def leave(self) -> None:
        self._client.close()
        self._engine.dispose()
