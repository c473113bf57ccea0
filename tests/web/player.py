"""Someone who takes the quiz over HTTP, form by form, as a browser without JavaScript does."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

FIELD = re.compile(r'<(?:input|button)[^>]*?name="(\w+)"[^>]*?value="([^"]*)"')


@dataclass
class Screen:
    """One page of the quiz: its hidden fields, and the values that each other field offers."""

    text: str
    hidden: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in FIELD.findall(self.text):
            if name in ("s", "q"):
                self.hidden[name] = value
            else:
                self.offered.setdefault(name, []).append(value)

    @property
    def number(self) -> int:
        return int(self.hidden["q"])

    @property
    def is_last(self) -> bool:
        return "finish" in self.offered

    @property
    def is_scene(self) -> bool:
        return "c" in self.offered

    @property
    def asks_last(self) -> bool:
        """Whether the first move of this scene is picked, and the last is to be."""
        return self.offered.get("c") == ["free"]


Choose = Callable[[Screen, str, list[str]], str]


def at_random(random: Random) -> Choose:
    return lambda screen, name, values: random.choice(values)


class Player:
    def __init__(self, client: TestClient, slug: str = "express", language: str = "fr") -> None:
        self.client, self.path = client, f"/{language}/quiz/{slug}"
        self.screen = self.open(self.path)

    @classmethod
    def at(cls, client: Any, address: str) -> "Player":
        """Somebody whose sheet is at this address already."""
        player = cls.__new__(cls)
        player.client, player.path = client, address.partition("?")[0]
        player.open(address)
        return player

    def open(self, address: str) -> Screen:
        response = self.client.get(address)
        assert response.status_code == 200, response.text
        self.address, self.screen = address, Screen(response.text)
        return self.screen

    def post(self, **values: str) -> Response:
        return self.client.post(self.path, data={**self.screen.hidden, **values}, follow_redirects=False)

    def step(self, choose: Choose) -> None:
        """Answer the screen. Whoever chooses none of the moves that are left gives the first of them as the last one;
        whoever says neither yes nor no is offered more scenes in vain."""
        screen, offered = self.screen, self.screen.offered
        assert offered, "this page asks nothing: a room that has not come so far?"
        if screen.is_scene:
            self.send(c=choose(screen, "c", offered["c"]))
            if self.screen.asks_last:
                left = self.screen.offered["l"]
                last = choose(self.screen, "l", left)
                self.send(l=last if last in left else left[0])
        elif "more" in offered:
            chosen = choose(screen, "more", offered["more"])
            self.send(more=chosen if chosen in offered["more"] else "0")
        else:
            self.send(**{name: choose(screen, name, values) for name, values in offered.items()})

    def send(self, **values: str) -> None:
        response = self.post(**values)
        assert response.status_code == 303, response.text
        self.open(response.headers["location"])

    def to_the_end(self, choose: Choose) -> None:
        while not self.screen.is_last:
            self.step(choose)

    def finish(self, choice: str = "count", **more: str) -> str:
        """The address of the result."""
        response = self.post(finish=choice, **more)
        assert response.status_code == 303, response.text
        return response.headers["location"]
