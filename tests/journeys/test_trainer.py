"""A trainer who comes back, in a real browser: the venue's computer, my rooms, an address that stays."""

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browsers import Watch
from tests.journeys.axe import FAULTS, RULES, SMALL
from tests.journeys.test_remote import opened, second
from tests.site import LiveSite

pytestmark = pytest.mark.browser
STORED = "() => localStorage.getItem('totem rooms')"


def faults(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    return [*page.evaluate(FAULTS, RULES), *page.evaluate(SMALL)]


def code_on(remote: Page) -> str:
    return remote.locator(".room .code strong").inner_text()


def test_the_venues_computer_shows_the_room_after_one_tap_and_goes_on_after_a_restart(
    site: LiveSite, page: Page, browser: Browser, watched: Watch
) -> None:
    opened(page, site)
    page.locator("#on-the-venue summary").click()
    expect(page.locator("#on-the-venue .typed-there").first).to_have_text(f"127.0.0.1:{site.port}/ecran")
    with second(browser, locale="fr-FR") as venue:
        venue.goto(f"{site.address}/ecran")
        assert faults(venue) == []
        venue.locator("#code").fill(code_on(page))
        venue.keyboard.press("Enter")
        number = venue.locator(".paired-number").text_content()
        assert number
        assert faults(venue) == []
        expect(page.locator(".computer .paired-number")).to_have_text(number)
        assert faults(page) == []
        site.stop()
        site.start()
        page.reload()
        watched.complaints.clear()  # of a site that was away
        page.locator(".computer .main").click()
        expect(venue.locator("#stage.beat-lobby")).to_be_visible()
        expect(page.locator(".computer")).to_have_count(0)
        page.locator("#go").click()
        expect(venue.locator("#stage.beat-answering")).to_be_visible()
        venue.keyboard.press("Enter")
        expect(venue.locator("#help[open]")).to_be_visible()
        expect(page.locator("#now-title")).to_have_text("Les réponses")


def test_a_lost_remote_is_found_in_a_saved_list(
    site: LiveSite, page: Page, browser: Browser, watched: Watch, tmp_path: Path
) -> None:
    remote = opened(page, site)
    assert page.evaluate(STORED) is None, "nothing is kept before its trainer says so"
    page.locator("#keep summary").click()
    page.locator("button[data-keep-on]").click()
    second_remote = opened(page, site)
    page.goto(f"{site.address}/fr/rooms")
    expect(page.locator(".state.open")).to_have_count(2)
    assert faults(page) == []
    with page.expect_download() as download:
        page.locator("[data-save]").click()
    file = tmp_path / "list.json"
    download.value.save_as(file)
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("[data-forget-all]").click()
    expect(page.locator("[data-rooms] li")).to_have_count(0)
    assert page.evaluate(STORED) is None
    with second(browser) as other:
        other.goto(f"{site.address}/fr/rooms")
        wrong = tmp_path / "wrong.json"
        wrong.write_text('{"rooms": [{"key": "<img src=x onerror=alert(1)>"}, 4, null]}')
        other.locator("[data-load]").set_input_files(wrong)
        expect(other.locator("[data-said]")).to_contain_text("n’est pas une liste")
        other.locator("[data-load]").set_input_files(file)
        expect(other.locator(".state.open")).to_have_count(2)
        found = other.locator("[data-remote]").evaluate_all("(all) => all.map((one) => one.href)")
        assert {remote.partition("?")[0], second_remote.partition("?")[0]} == set(found)
        other.locator("[data-remote]").first.click()
        expect(other.locator("#now-title")).to_have_text("L’accueil")


def test_an_address_that_stays_is_kept_and_leads_to_the_room_that_is_opened_there(
    site: LiveSite, page: Page, browser: Browser, watched: Watch
) -> None:
    page.goto(f"{site.address}/fr/standing")
    assert faults(page) == []
    page.locator("main form button").click()
    address = page.locator(".paired-number").inner_text()
    assert faults(page) == []
    page.locator("[data-stays-keep] button").click()
    page.goto(f"{site.address}/fr/rooms")
    with second(browser) as phone:
        phone.goto(f"{site.address}/fr/j")
        phone.locator("#code").fill(address)
        phone.keyboard.press("Enter")
        expect(phone.locator("#code-mistake")).to_contain_text("Aucune salle n’est ouverte")
        page.locator("[data-open]").click()
        page.locator("form.sheet button").first.click()
        expect(page.locator("#now-title")).to_have_text("L’accueil")
        phone.locator("form .enter button").click()
        expect(phone.locator("form.hall .enter button")).to_have_text("Entrer")
