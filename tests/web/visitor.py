"""Someone who answers a survey that ends on thanks, button by button, as a browser without JavaScript does."""

import re

from starlette.testclient import TestClient

from tests.web.player import Screen


class Visitor:
    """Taps through a survey. pages: all that was shown; taps: how often something was pressed."""

    def __init__(self, client: TestClient, slug: str, language: str = "fr") -> None:
        self.client, self.path, self.pages, self.taps = client, f"/{language}/quiz/{slug}", list[str](), 0
        self.see(client.get(self.path).text)

    @classmethod
    def at(cls, client: TestClient, path: str) -> "Visitor":
        """Someone before the counter of a place, who presses Start. path: with a language."""
        visitor = cls.__new__(cls)
        visitor.client, visitor.path, visitor.pages, visitor.taps = client, path, [], 0
        visitor.see(client.get(path).text)
        visitor.send()
        visitor.path = path.partition("?")[0]
        return visitor

    def see(self, html: str) -> None:
        self.pages.append(html)
        self.screen = Screen(html)

    def send(self, **values: str) -> str:
        """Returns where it leads."""
        sent = self.client.post(self.path, data={**self.screen.hidden, **values}, follow_redirects=False)
        self.taps += max(1, len(values))
        if sent.status_code != 303:
            self.see(sent.text)
            return str(sent.status_code)
        address: str = sent.headers["location"]
        self.see(self.client.get(address).text)
        return address

    @property
    def picks(self) -> list[str]:
        return [name for name in self.screen.offered if name.startswith("d")]

    @property
    def statement(self) -> str:
        """The name of what is asked; empty where it is no statement."""
        return next((name for name in self.screen.offered if re.fullmatch(r"a\d+", name)), "")

    @property
    def promise(self) -> str:
        """The name of a promise that is asked about; empty where none is."""
        return next((name for name in self.screen.offered if re.fullmatch(r"p\d", name)), "")

    def answer(self, value: str = "3") -> str:
        return self.send(**{self.statement: value})

    def to_the_end(self, value: int = 4) -> str:
        """Every statement answered alike, the first two subjects picked wherever that is asked, or one where two
        are too many; every promise noticed."""
        address = ""
        while "q" in self.screen.hidden and address != "429":
            if self.promise:
                address = self.send(**{self.promise: "1"})
                continue
            if not self.picks:
                assert self.statement, self.pages[-1]
                address = self.answer(str(value))
                continue
            address = self.send(**dict.fromkeys(self.picks[:2], "1"))
            self.taps += 1
            if address == "422":
                address = self.send(**{self.picks[0]: "1"})
        return address
