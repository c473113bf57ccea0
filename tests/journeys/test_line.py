"""What people see when the line to a room is cut, of the display's sleep, and of many tabs in one browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.journeys.person import at_step, skip_to_the_end
from tests.journeys.test_room import PHONE, come_in, finish, waits
from tests.journeys.trainer import Trainer
from tests.patience import eventually
from tests.site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.long]
TABS = 8
AWAKE = """
window.asked = 0;
Object.defineProperty(navigator, "wakeLock", { value: { request: async () => { window.asked += 1; } } });
Object.defineProperty(document, "hidden", { get: () => window.sleeps ?? false });
"""


@contextmanager
def second_browser(browser: Browser, **how: object) -> Iterator[Page]:
    context = browser.new_context(**PHONE, **how)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


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
    eventually(lambda: page.evaluate("window.asked") == 1)
    expect(page.locator(".wakeless")).to_be_hidden()
    for sleeps in ("true", "false"):
        page.evaluate(f"window.sleeps = {sleeps}; document.dispatchEvent(new Event('visibilitychange'))")
    eventually(lambda: page.evaluate("window.asked") == 2)


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


def test_a_phone_that_came_to_a_rehearsal_comes_in_by_itself_when_it_is_over(
    site: LiveSite, room: Trainer, context: BrowserContext
) -> None:
    remote, phone = context.new_page(), context.new_page()
    room.act("rehearse", on="yes")
    remote.goto(f"{site.address}{room.remote}")
    expect(remote.locator(".outside")).to_have_count(0)
    phone.goto(room.scan)
    phone.get_by_role("button", name="Entrer").click()
    waits(phone, "Ça commence dans un instant")
    expect(remote.locator(".outside")).to_contain_text("Un vrai téléphone attend")
    site.restart()
    expect(remote.locator(".outside")).to_contain_text("Un vrai téléphone attend")
    room.act("reveal")
    waits(phone, "Ça commence dans un instant")
    for _ in range(2):
        room.act("rehearse", on="no")
    waits(phone, "Vous y êtes.")
    assert room.room.arrived == 1
    room.act("next")
    expect(phone.locator("#step input[name=q]")).to_have_value("1")


def test_a_phone_whose_page_comes_when_the_rehearsal_is_over_comes_in_by_itself_too(
    room: Trainer, context: BrowserContext
) -> None:
    """A turn of the rehearsal has it ask for its page again; the answer is slower than the trainer."""
    phone, held = context.new_page(), list[Route]()
    room.act("rehearse", on="yes")
    phone.goto(room.scan)
    phone.get_by_role("button", name="Entrer").click()
    waits(phone, "Ça commence dans un instant")
    phone.route("**/j/*?s=*", lambda route: held.append(route))
    room.act("reveal")
    while not held:
        phone.wait_for_timeout(20)
    for _ in range(2):
        room.act("rehearse", on="no")
    held[0].continue_()
    waits(phone, "Vous y êtes.")
    assert room.room.arrived == 1


@pytest.fixture
def free(site: LiveSite) -> Iterator[Trainer]:
    trainer = Trainer(site, "free")
    yield trainer
    trainer.leave()


def done(page: Page, room: Trainer) -> None:
    come_in(page, room)
    skip_to_the_end(page)
    finish(page)


def keep(phone: Page) -> Page:
    """The result, in a tab of its own: the page stays in the room."""
    with phone.context.expect_page() as opened:
        phone.get_by_role("link", name="Garder mon résultat").click()
    return opened.value


def test_whoever_keeps_their_result_hears_of_a_vote_and_comes_back(free: Trainer, context: BrowserContext) -> None:
    phone = context.new_page()
    done(phone, free)
    result = keep(phone)
    bar = result.locator("#room-bar")
    expect(bar).to_contain_text("Retour à la salle")
    expect(bar.locator(".voting")).to_be_hidden()
    free.act("reveal")
    free.act("vote", item="trust", side="colleagues")
    expect(bar.locator(".voting")).to_be_visible()
    for _ in range(2):
        assert "?" not in result.url, "whoever is sent this address gets the result alone"
        result.reload()
        expect(bar.locator(".voting")).to_be_visible()
    result.locator("#other-language").click()
    expect(bar).to_contain_text("A vote is open")
    second = context.new_page()
    second.goto(result.url)
    expect(second.locator("#room-bar")).to_contain_text("Back to the room")
    result.go_back()
    bar.get_by_role("link", name="Retour à la salle").click()
    result.get_by_role("button", name="souvent").click()
    expect(result.locator(".noted")).to_be_visible()
    result.go_back()
    bar.get_by_role("link", name="Retour à la salle").click()
    expect(result.locator(".noted")).to_be_visible()
    again = keep(result)
    again.locator("#room-bar").get_by_role("link", name="Retour à la salle").click()
    expect(again.locator(".noted")).to_be_visible()
    last = keep(again)
    expect(last.locator("#room-bar")).to_contain_text("Retour à la salle")
    free.act("close")
    expect(last.locator("#room-bar")).to_be_hidden()
    for page in (last, second):
        page.reload()
        expect(page.locator("article.result")).to_be_visible()
        expect(page.locator("#room-bar")).to_have_count(0)


def test_a_result_leads_back_to_its_room_in_the_browser_that_was_there_alone(
    free: Trainer, context: BrowserContext, browser: Browser
) -> None:
    phone = context.new_page()
    done(phone, free)
    result = keep(phone)
    expect(result.locator("#room-bar")).to_be_visible()
    with second_browser(browser) as elsewhere:
        elsewhere.goto(result.url)
        expect(elsewhere.locator("article.result")).to_be_visible()
        elsewhere.wait_for_load_state("networkidle")
        expect(elsewhere.locator("#room-bar")).to_have_count(0)
    phone.get_by_role("link", name="Quelqu’un d’autre").click()
    phone.get_by_role("button", name="Entrer").click()
    skip_to_the_end(phone)
    finish(phone)
    lent = keep(phone)
    lent.locator("#room-bar").get_by_role("link", name="Retour à la salle").click()
    assert lent.url == phone.url.partition("&")[0], "and whoever was lent the phone comes back to their own page"


def test_without_a_script_a_result_opens_beside_the_room(free: Trainer, browser: Browser) -> None:
    with second_browser(browser, java_script_enabled=False) as phone:
        come_in(phone, free)
        skip_to_the_end(phone)
        finish(phone)
        result = keep(phone)
        assert "?" not in result.url
        expect(result.locator("article.result")).to_be_visible()
        free.act("reveal")
        free.act("vote", item="trust", side="colleagues")
        expect(phone.get_by_role("button", name="souvent")).to_be_visible()


def test_the_code_leads_back_to_the_result_until_it_is_forgotten(free: Trainer, context: BrowserContext) -> None:
    phone = context.new_page()
    done(phone, free)
    free.act("close")
    for _ in range(2):
        phone.reload()
        expect(phone.locator("[data-over]")).to_be_visible()
    back = phone.get_by_role("link", name="Retrouver mon résultat")
    for _ in range(3):
        phone.goto(free.scan)
        back.click()
        expect(phone).to_have_url(re.compile("/fr/result/[^?]+$"))
    phone.goto(free.scan)
    phone.get_by_role("button", name="L’oublier sur ce téléphone").click()
    expect(back).to_be_hidden()
    phone.reload()
    expect(phone.locator("#back")).to_be_hidden()
    assert phone.evaluate("localStorage.length") == 0


def test_what_a_phone_remembers_ends_after_thirty_days(site: LiveSite, free: Trainer, context: BrowserContext) -> None:
    phone = context.new_page()
    done(phone, free)
    kept = phone.evaluate("JSON.parse(localStorage.getItem('totem room'))[2] - Date.now()")
    assert 29 * 24 < kept / 3_600_000 <= 30 * 24
    free.act("close")
    expect(phone.locator("[data-over]")).to_be_visible()
    phone.goto(f"{site.address}/fr/")  # where nothing is kept anew
    phone.evaluate(
        "const kept = JSON.parse(localStorage.getItem('totem room'));"
        "localStorage.setItem('totem room', JSON.stringify([kept[0], kept[1], Date.now() - 1]))"
    )
    phone.goto(free.scan)
    eventually(lambda: phone.evaluate("localStorage.length") == 0)
    expect(phone.locator("#back")).to_be_hidden()


def test_somebody_else_on_the_same_phone_leaves_nothing_on_it(free: Trainer, context: BrowserContext) -> None:
    """Who lends a phone finds their own page again, and not the other person's."""
    phone = context.new_page()
    done(phone, free)
    own = phone.evaluate("localStorage.getItem('totem room')")
    phone.get_by_role("link", name="Quelqu’un d’autre").click()
    phone.get_by_role("button", name="Entrer").click()
    at_step(phone, 1)
    skip_to_the_end(phone)
    finish(phone)
    assert phone.evaluate("localStorage.getItem('totem room')").split(",")[:2] == own.split(",")[:2]
    again = context.new_page()
    again.goto(free.scan)
    again.wait_for_url(re.compile("/room/"))
    assert own.split('"')[3] in again.url
