"""What people see when the line to a room is cut, of the display's sleep, and of many tabs in one browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.test_room import PHONE, come_in, waits
from tests.journeys.trainer import Trainer
from tests.site import LiveSite

pytestmark = pytest.mark.browser
TABS = 8
AWAKE = """
window.asked = 0;
Object.defineProperty(navigator, "wakeLock", { value: { request: async () => { window.asked += 1; } } });
Object.defineProperty(document, "hidden", { get: () => window.sleeps ?? false });
"""


@pytest.fixture
def room(site: LiveSite) -> Iterator[Trainer]:
    trainer = Trainer(site)
    yield trainer
    trainer.leave()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(**PHONE)  # type: ignore[arg-type]
    yield opened
    opened.close()


def test_a_cut_line_is_said_on_screen_remote_and_phone_and_gone_when_it_is_back(
    site: LiveSite, room: Trainer, context: BrowserContext
) -> None:
    screen, remote, phone = (context.new_page() for _ in range(3))
    screen.goto(room.screen)
    remote.goto(f"{site.address}{room.remote}")
    come_in(phone, room)
    waits(phone, "Vous y êtes.")
    pages = {screen: "Reconnexion…", remote: "La ligne est coupée", phone: "Reconnexion…"}
    for page in pages:
        expect(page.locator(".cut")).to_be_hidden()
    site.stop()
    for page, words in pages.items():
        expect(page.locator(".cut")).to_be_visible()
        expect(page.locator(".cut")).to_contain_text(words)
    site.start()
    for page in pages:
        expect(page.locator(".cut")).to_be_hidden()
    room.act("next")
    expect(screen.locator("main.beat-answering")).to_be_visible()
    expect(remote.locator(".at-answering")).to_be_visible()
    expect(phone.locator("#step input[name=q]")).to_have_value("1")


@pytest.mark.parametrize("who", ["screen", "remote"])
def test_the_display_stays_on_and_again_after_the_tab_was_hidden(
    site: LiveSite, room: Trainer, page: Page, who: str
) -> None:
    page.add_init_script(AWAKE)
    page.goto(room.screen if who == "screen" else f"{site.address}{room.remote}")
    expect(page.locator("#live")).to_be_visible()
    page.wait_for_function("window.asked === 1")
    expect(page.locator(".wakeless")).to_be_hidden()
    for sleeps in ("true", "false"):
        page.evaluate(f"window.sleeps = {sleeps}; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("window.asked === 2")


def test_a_browser_that_cannot_keep_the_display_on_says_so_in_the_lobby_alone(
    site: LiveSite, room: Trainer, context: BrowserContext
) -> None:
    context.add_init_script("delete Navigator.prototype.wakeLock")
    screen, remote = context.new_page(), context.new_page()
    screen.goto(room.screen)
    remote.goto(f"{site.address}{room.remote}")
    for page in (screen, remote):
        expect(page.locator(".wakeless")).to_contain_text("se mettre en veille")
        expect(page.locator(".wakeless")).to_be_visible()
    room.act("next")
    for page in (screen, remote):
        expect(page.locator(".wakeless")).to_be_hidden()


def test_many_screens_in_one_browser_leave_room_for_the_next_page(
    site: LiveSite, room: Trainer, context: BrowserContext
) -> None:
    """A browser keeps six connections to a site over plain HTTP: six streams would hold them all."""
    tabs = []
    for _ in range(TABS):
        tabs.append(context.new_page())
        tabs[-1].goto(room.screen)
        expect(tabs[-1].locator("main.beat-lobby")).to_be_visible()
    remote = context.new_page()
    remote.goto(f"{site.address}{room.remote}")
    remote.locator("#go").click()
    for tab in tabs:
        expect(tab.locator("main.beat-answering")).to_be_visible()


def test_an_address_that_no_phone_opens_is_said_at_once(site: LiveSite, room: Trainer, page: Page) -> None:
    for address in (f"{site.address}/fr/seminar", f"{site.address}{room.remote}", room.screen):
        page.goto(address)
        expect(page.locator(".unreachable")).to_contain_text("Les téléphones n’ouvriront pas cette adresse")
        expect(page.locator(".unreachable")).to_be_visible()
