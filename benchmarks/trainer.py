"""A trainer over HTTP: opens a room, presses keys, and knows the addresses that the screen shows."""

import re
from http.client import HTTPConnection
from urllib.parse import urlencode

from app.seminars.store import screen_of
from app.web.seminar.routes import LANGUAGE, PACE

SEEN = re.compile(r'name="seen" value="([^"]+)"')
CODE = re.compile(r"/j/([0-9A-Z]{7})\b")


class Trainer:
    def __init__(self, port: int, bank: str = "express", pace: str = "together") -> None:
        self.port = port
        fields = {"bank": bank, PACE: pace, LANGUAGE: "fr", "name": ""}
        self.remote = self._post("/fr/seminar", fields)
        self.screen = f"/fr/screen/{screen_of(self.remote.rpartition('/')[2])}"
        found = CODE.search(self.get(self.remote).decode())
        assert found
        self.code = found[1]

    def seen(self) -> dict[str, str]:
        """What the remote's forms say they were made for."""
        found = SEEN.search(self.get(self.remote).decode())
        assert found
        return {"seen": found[1]}

    def press(self, action: str, **fields: str) -> None:
        self._post(self.remote, {"action": action, **fields})

    def get(self, path: str) -> bytes:
        return self._ask("GET", path)[1]

    def _post(self, path: str, fields: dict[str, str]) -> str:
        return self._ask("POST", path, urlencode(fields))[0]

    def _ask(self, method: str, path: str, body: str = "") -> tuple[str, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            assert answer.status in (200, 303), (answer.status, path)
            return answer.getheader("Location", ""), answer.read()
        finally:
            connection.close()
