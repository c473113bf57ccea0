"""The counter of a place in a real browser: on a phone, and on a tablet that people share."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect

from app.db.engine import make_engine, migrate
from app.pool_keys.key_file import KeyFile
from app.tallies.ledger import today_in_utc
from tests.browsers import Watch
from tests.journeys.axe import RULES
from tests.journeys.person import at_step
from tests.site import LiveSite
from tests.surveys import Surveyed
from tests.web.quiz.counters import with_arabic_script

pytestmark = pytest.mark.browser
PICKS, LAST = 12, 14
"""The steps that ask what matters most, and about the last of two promises."""


class Counter(NamedTuple):
    live: LiveSite
    code: str

    def at(self, language: str = "fr", query: str = "") -> str:
        return f"{self.live.address}/{language}/at/{self.code}{query}"


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """Of a second edition, whose bank has a language that is written from right to left."""
    folder = tmp_path_factory.mktemp("counter")
    live = LiveSite(folder, TOTEM_QUESTIONS=str(with_arabic_script(folder)))
    (folder / "data").mkdir()
    engine = make_engine(f"sqlite:///{folder / 'data' / 'totem.db'}")
    migrate(engine)
    survey = Surveyed(engine, KeyFile(folder / "secrets" / "pool-keys"), [today_in_utc()])
    with ThreadPoolExecutor(1) as thread:  # the browsers' driver keeps an event loop running in this one
        edition, _ = thread.submit(survey.asked_again, today_in_utc()).result()
    code = survey.barometers.place_codes(edition.barometer)["lille"]
    engine.dispose()
    live.start()
    yield Counter(live, code)
    live.stop()


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def shared(
    request: pytest.FixtureRequest, playwright: Playwright, browser_type_launch_args: dict[str, Any]
) -> Iterator[BrowserContext]:
    """A tablet whose browser keeps pages that one goes back to, as people’s browsers do and those of tests do not."""
    own = playwright.chromium.launch(**browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"])
    yield own.new_context(
        viewport={"width": 820, "height": 1100}, has_touch=True, java_script_enabled=request.param, locale="fr-FR"
    )
    own.close()


def begin(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".enter button").tap()
    at_step(page, 1)


def answer_up_to(page: Page, step: int) -> None:
    """From the first one."""
    for number in range(1, min(step, PICKS)):
        at_step(page, number)
        page.locator(".rungs button").nth(number % 5).tap()
    if step > PICKS:
        at_step(page, PICKS)
        page.locator(".pick").nth(2).tap()
        page.locator(".go button").tap()
    for number in range(PICKS + 1, step):
        at_step(page, number)
        page.locator(".moves button").first.tap()
    at_step(page, step)


def finish(page: Page) -> None:
    page.locator(".moves button").last.tap()
    page.wait_for_url(re.compile("finish=counted"))


def nobodys(page: Page) -> None:
    """Nothing on the screen and nothing in the address is of somebody."""
    assert "s=" not in page.url
    assert page.locator(".chosen, :checked, input[name=s]").count() == 0


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("scripted", [True, False], ids=["javascript", "no-javascript"])
def test_a_person_answers_on_a_phone(counter: Counter, browser: Browser, language: str, scripted: bool) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True, java_script_enabled=scripted
    )
    page = context.new_page()
    watch = Watch(page)
    begin(page, counter.at(language))
    answer_up_to(page, 4)
    page.locator(".nearing a").tap()
    at_step(page, 3)
    expect(page.locator(".chosen")).to_have_count(1)
    page.locator(".rungs button").nth(4).tap()
    at_step(page, 4)
    for number in range(4, PICKS):
        at_step(page, number)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.locator(".rungs button").nth(number % 5).tap()
    at_step(page, PICKS)
    page.locator(".pick").nth(2).tap()
    page.locator(".go button").tap()
    at_step(page, LAST - 1)
    page.locator(".moves button").first.tap()
    at_step(page, LAST)
    finish(page)
    expect(page.locator("h1")).to_contain_text("compté" if language == "fr" else "")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert watch.complaints == []
    context.close()


@pytest.mark.long
def test_a_tablet_comes_back_by_itself_and_going_back_finds_nobody(counter: Counter, shared: BrowserContext) -> None:
    page = shared.new_page()
    begin(page, counter.at(query="?tablet=fr"))
    answer_up_to(page, LAST)
    finish(page)
    expect(page.locator("h1")).to_contain_text("compté")
    page.wait_for_url(re.compile(r"tablet=fr$"))
    expect(page.locator(".enter button")).to_have_text("Commencer")
    for _ in range(LAST + 3):
        with suppress(Error):  # a browser without a script will not send a form of before again
            page.go_back()
        nobodys(page)
    assert [one for one in page.context.cookies() if one] == []


def test_a_tablet_that_was_left_in_the_middle_asks_and_begins_anew(counter: Counter, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 820, "height": 1100}, has_touch=True, locale="fr-FR")
    page = context.new_page()
    page.clock.install()
    begin(page, counter.at("es", "?tablet=fr"))
    answer_up_to(page, PICKS)
    page.locator(".pick").first.tap()
    page.clock.run_for(61_000)
    expect(page.locator("#still")).to_be_visible()
    page.locator("#still button").tap()
    expect(page.locator("#still")).to_be_hidden()
    at_step(page, PICKS)
    page.clock.run_for(85_000)
    page.wait_for_url(counter.at("fr", "?tablet=fr"))
    nobodys(page)
    for turn in (page.go_back, page.go_forward):
        turn()
        nobodys(page)
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    context.close()


def test_a_person_who_goes_back_in_the_middle_leaves_nothing_on_a_tablet(
    counter: Counter, shared: BrowserContext
) -> None:
    page = shared.new_page()
    begin(page, counter.at(query="?tablet=fr"))
    answer_up_to(page, 5)
    for turn in (page.go_back, page.go_back, page.go_forward, page.go_forward):
        with suppress(Error):
            turn()
        nobodys(page)


@pytest.mark.long
@pytest.mark.parametrize(("language", "query"), [("fr", ""), ("ar", ""), ("es", "?tablet=fr")])
def test_axe_finds_nothing(counter: Counter, browser: Browser, language: str, query: str) -> None:
    context = browser.new_context(viewport={"width": 430, "height": 900}, has_touch=True, color_scheme="dark")
    page, faults = context.new_page(), list[str]()

    def look(where: str) -> None:
        found = Axe().run(page, options=RULES).response["violations"]
        faults.extend(f"{where}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found)
        small = [box for one in page.locator("main button, main a, .pick").all() if (box := one.bounding_box())]
        faults.extend(f"{where}: {box}" for box in small if box["height"] < 43.5)

    page.goto(counter.at(language, query))
    look("start")
    begin(page, counter.at(language, query))
    look("statement")
    answer_up_to(page, PICKS)
    look("picks")
    page.locator(".go button").tap()
    at_step(page, PICKS + 1)
    look("promise")
    page.locator(".moves button").first.tap()
    at_step(page, LAST)
    finish(page)
    look("thanks")
    page.goto(f"{counter.live.address}/fr/at/NNNNNN")
    look("wrong code")
    context.close()
    assert faults == []
