"""A mirror survey as people meet it: a real server whose clock a test moves, and whoever answers, over HTTP.

Promises the same people each time. Refuses to reach the tables: all that anyone says comes in by an address.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import httpx2
import uvicorn

from app.cli.connections import Limits, Trusted, Watch
from app.cli.invented_voices import InventedVoice
from app.main import create_app
from app.totem.model import Answers
from tests.patience import PATIENCE_SECONDS, eventually
from tests.site import free_port, is_ready
from tests.surveys import catalogue
from tests.web.conftest import settings_in
from tests.web.visitor import Visitor
from tests.whole import Whole


class MovedSite:
    """day: what the clock of every part says; port: where it listens."""

    def __init__(self, folder: Path, first: date) -> None:
        self.day, self.port = first, free_port()
        app = create_app(settings_in(folder, base_url=self.address, create="open"), today=lambda: self.day)
        self.whole = Whole(app)
        watch = Watch(Limits(), Trusted("127.0.0.1"), end_streams=self.whole.live.stop)
        http = watch.protocol()
        config = uvicorn.Config(app, port=self.port, access_log=False, log_config=None, lifespan="on", http=http)
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def served(self) -> Iterator["MovedSite"]:
        self._thread.start()
        try:
            eventually(lambda: is_ready(self.port), lambda: "The server did not start.")
            yield self
        finally:
            self._server.should_exit = True
            self._thread.join(PATIENCE_SECONDS)

    def on(self, day: date) -> None:
        """That day has come, and with it the pass of its first hour; what pages remember for seconds is forgotten."""
        self.day = day
        apart(self.whole.assembly.close_and_reveal)
        for remembered in (self.whole.campaigns._remembered, self.whole.places._remembered):
            remembered.found.clear()
        self.whole.app.state.site_parts.surveys._remembered.found.clear()


def apart(do: Callable[[], Any]) -> Any:
    """The browsers' driver keeps an event loop running in this thread: what it does is done in another."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do).result()


class Respondent(Visitor):
    """Answers a step at a time as a browser with a script does: each answer brings the next step."""

    def send(self, **values: str) -> str:
        form = {**self.screen.hidden, **values}
        sent = self.client.post(self.path, data=form, headers={"HX-Request": "true"})
        if sent.status_code == 200:
            self.see(sent.text)
            return "200"
        assert sent.status_code == 204, (sent.status_code, sent.text)
        ended: str = sent.headers["hx-redirect"]
        self.screen.hidden.pop("q", None)
        return ended

    def say(self, answers: Answers) -> str:
        """All of it. Returns where it ends."""
        importance, ended = iter(answers.importance), ""
        while "q" in self.screen.hidden:
            if self.promise:
                ended = self.send(**{self.promise: str(answers.promises[int(self.promise[1:])])})
            elif self.picks:
                ended = self.send(**{f"d{at}": "1" for at in next(importance) or ()})
            else:
                ended = self.send(**{self.statement: str(answers.replies[int(self.statement[1:])])})
        return ended


class Crowd:
    """Invented people, by the levels of their voice, at the addresses that they were given."""

    def __init__(self, site: MovedSite, language: str, voices: Mapping[str, InventedVoice]) -> None:
        self.language, self.voices, self.random = language, voices, Random(language)
        self.client = httpx2.Client(
            base_url=site.address, timeout=PATIENCE_SECONDS, headers={"Accept-Encoding": "identity"}
        )

    def at_the_counter(self, code: str, people: int) -> None:
        for _ in range(people):
            visitor = self._before(f"/{self.language}/at/{code}")
            self._begin(visitor, visitor.path)
            self._answers(visitor, "customers")

    def at_work(self, link: str, code: str, segment: str, people: int) -> None:
        """By the address of the staff and their code, from one of the groups of places."""
        slug = link.rpartition("/")[2]
        for _ in range(people):
            visitor = self._before(f"/{self.language}/quiz/{slug}")
            self._begin(visitor, f"/{self.language}/entry/{slug}", code=code, segment=segment)
            self._answers(visitor, "staff")

    def in_charge(self, links: list[str]) -> None:
        """By a link each."""
        for link in links:
            slug = link.split("/")[-2]
            visitor = self._before(f"/{self.language}/quiz/{slug}")
            self._begin(visitor, f"/{self.language}/invitation/{slug}/{link.rpartition('/')[2]}", voice="own")
            self._answers(visitor, "leaders")

    def close(self) -> None:
        self.client.close()

    def _before(self, path: str) -> Respondent:
        visitor = Respondent.__new__(Respondent)
        visitor.client, visitor.path, visitor.pages, visitor.taps = self.client, path, [], 0  # type: ignore[assignment]
        return visitor

    def _begin(self, visitor: Respondent, door: str, **typed: str) -> None:
        sent = self.client.post(door, data=typed)
        assert sent.status_code == 303, sent.text
        visitor.see(self.client.get(sent.headers["location"]).text)

    def _answers(self, visitor: Respondent, voice: str) -> None:
        ended = visitor.say(self.voices[voice].sheet(catalogue()[voice].bank, self.random))
        assert "finish=counted" in ended, ended


def links_in(file: Path, language: str) -> list[str]:
    """The links for one language in the file that an organiser is given."""
    rows = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";")
    return [row[f"{'lien' if language == 'fr' else 'link'}_{language}"] for row in rows]


def plain(text: str) -> str:
    """Without what only typesetting knows of."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ")).strip()
