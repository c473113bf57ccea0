"""A mirror survey's organiser at work, and whoever reads what it says, in a real browser and over HTTP.

Promises that what a page of theirs says is what was looked at. Refuses to read anything but pages.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx2
from playwright.sync_api import Browser, Page, Request, expect

from app.banks.schema import Language
from app.resources import resource
from app.web.language import Catalogues
from tests.browsers import Watch
from tests.journeys.surveying import links_in, plain
from tests.patience import PATIENCE_SECONDS

CATALOGUES = Catalogues(resource("locale"))
PHONE, DESK = 360, 1280


class Doors(NamedTuple):
    """What an organiser hands out. places: codes by name; link, code: of all staff; links: one for each leader; staff:
    where staff read first."""

    places: dict[str, str]
    link: str
    code: str
    links: list[str]
    staff: str


def looked_at(page: Page, width: int = DESK) -> str:
    """What a page says, once it is seen to fit."""
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    return plain(page.locator("main").inner_text())


def _is_form(request: Request) -> bool:
    return request.method == "POST" and request.is_navigation_request()


class Organiser:
    """Whoever has the manager's link. own: its address, once there is one; submissions: of forms, where they went."""

    def __init__(self, address: str, browser: Browser, language: Language) -> None:
        self.address, self.language, self.own = address, language, ""
        self.context = browser.new_context(accept_downloads=True)
        self.page = self.context.new_page()
        self.watch, self.submissions = Watch(self.page), list[str]()
        self.page.on("request", lambda one: self.submissions.append(one.url) if _is_form(one) else None)

    def say(self, message: str) -> str:
        """As the screen says it in this language."""
        return plain(CATALOGUES[self.language].gettext(message))

    def press(self, message: str) -> None:
        self.page.get_by_role("button", name=self.say(message), exact=True).first.click()

    def submit(self, message: str) -> str:
        """What the page says that it leads to."""
        with self.page.expect_navigation():
            self.press(message)
        return looked_at(self.page)

    def follow(self, message: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=self.say(message), exact=True).first.click()

    def open(self, path: str = "") -> str:
        """One of the survey's own pages; what it says."""
        self.page.goto(self.own + path)
        return looked_at(self.page)

    def sets_up(self, **typed: str) -> str:
        """Through the form. Returns what it says it leads to, and then what the survey's own page says."""
        self.page.goto(f"{self.address}/{self.language}/organise/barometer")
        expect(self.page.locator("#survey .asked > .field")).to_have_count(8)
        self.fill(typed)
        expect(self.page.locator("#ahead .groups")).to_be_visible()
        ahead = looked_at(self.page)
        self.page.locator("#signature").press("Enter")
        self.page.wait_for_url("**/organise/barometer/*/*?done=made")
        self.own = self.page.url.partition("?")[0]
        return f"{ahead} {looked_at(self.page)}"

    def fill(self, typed: dict[str, str]) -> None:
        for name, text in typed.items():
            field = self.page.locator(f"#{name}")
            field.select_option(text) if name in ("people", "zone", "dimension") else field.fill(text)

    def opens_next(self, **typed: str) -> str:
        self.open()
        self.follow("Open the next edition")
        self.fill(typed)
        return self.submit("Open the next edition")

    def hands_out(self, folder: Path, places: list[str], leaders: int) -> Doors:
        """Posters, the link of the staff with its code, a link for each leader, and the one with which staff read."""
        self.open("/posters")
        codes = [self.page.locator(f"#{name.lower()} .far").inner_text().replace(" ", "") for name in places]
        self.open()
        link, code = (self.page.locator(f"#staff-{one}").input_value() for one in ("link", "code"))
        self.page.locator("#many-leaders").fill(str(leaders))
        with self.page.expect_download() as download:
            self.press("Make the links")
        file = folder / download.value.suggested_filename
        download.value.save_as(file)
        self.submit("Make the link for staff")
        staff = self.page.locator("#staff-first").input_value()
        return Doors(dict(zip(places, codes, strict=True)), link, code, links_in(file, self.language), staff)

    def promises(self, words: str, **typed: str) -> str:
        """Writes one more commitment; what the page says then."""
        self.open("/commitments")
        return self.types_promise(words, **typed)

    def types_promise(self, words: str, **typed: str) -> str:
        """Into the form that is open."""
        self.fill({f"words_{self.language}": words, **typed})
        return self.submit("Promise it")

    @contextmanager
    def another_tab(self) -> Iterator["Organiser"]:
        """The same person, with another page of the survey open."""
        other = Organiser.__new__(Organiser)
        other.address, other.language, other.own, other.context = self.address, self.language, self.own, self.context
        other.page = self.context.new_page()
        yield other
        other.page.close()

    def says_kept(self) -> str:
        """Of the first commitment of the newest edition."""
        self.open("/commitments")
        self.follow("Say how it stands")
        self.page.locator("input[value=kept]").check()
        return self.submit("Say so to everyone")


class Readers:
    """Everyone else, without a script: on a phone and at a desk; and a program that asks for files."""

    def __init__(self, address: str, browser: Browser, language: Language) -> None:
        self.address, self.language = address, language
        self.context = browser.new_context(java_script_enabled=False, locale=language)
        self.page = self.context.new_page()
        self.watch = Watch(self.page)
        self.client = httpx2.Client(base_url=address, timeout=PATIENCE_SECONDS)

    def read(self, path: str, width: int = PHONE, status: int = 200) -> str:
        found = self.page.goto(path if path.startswith("http") else f"{self.address}/{self.language}/{path}")
        assert found
        assert found.status == status, (path, found.status)
        return looked_at(self.page, width)

    def answers(self, code: str) -> list[str]:
        """At a counter, with a thumb. What each page says, from the first to the thanks."""
        said = [self.read(f"at/{code}")]
        with self.page.expect_navigation():
            self.page.locator(".enter button").click()
        number = 1
        while not self.page.url.partition("finish=")[2]:
            assert self.page.locator("#step input[name=q]").get_attribute("value") == f"{number}"
            said.append(looked_at(self.page, PHONE))
            for pick in self.page.locator(".pick").all()[:2]:
                pick.click()
            with self.page.expect_navigation():
                self.page.locator(".moves button, .go button").first.click()
            number += 1
        return [*said, looked_at(self.page, PHONE)]

    def close(self) -> None:
        self.client.close()
        self.context.close()
