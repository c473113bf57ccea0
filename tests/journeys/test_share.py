"""From one person's result to another person's quiz, by the page that shares an animal."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsers import Watch
from tests.journeys.axe import RULES
from tests.journeys.person import a_result, at_step
from tests.site import LiveSite
from tests.soak import many

pytestmark = pytest.mark.browser
ANIMAL = re.compile(r"/animal/totem/[a-z]+/[a-z]+$")
SHARES = "navigator.share = async (what) => { window.shared = what; };"
REFUSES = "navigator.share = async () => { throw new DOMException('', 'NotAllowedError'); };"
NOWHERE = "delete Navigator.prototype.share; delete Navigator.prototype.canShare;"


@pytest.fixture(scope="module")
def result(site: LiveSite) -> str:
    """The address of somebody's result."""
    return a_result(site.address)


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    yield context
    context.close()


def test_without_javascript_a_result_leads_to_a_page_to_share_and_on_to_the_quiz(
    result: str, plain: BrowserContext
) -> None:
    page = plain.new_page()
    page.goto(result)
    name = page.locator("h1").inner_text().split()[-1]
    page.locator("#share").click()
    expect(page).to_have_url(ANIMAL)
    assert name.split("’")[-1].lower() in page.locator("h1").inner_text().lower()
    expect(page.get_by_label("L’adresse de cette page")).to_have_value(page.url)
    expect(page.locator(".ways button:visible")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger la carte").click()
    assert re.fullmatch(r"totem-[a-z]+-[a-z]+\.png", download.value.suggested_filename)
    page.get_by_role("link", name="Rencontrer mon animal").click()
    at_step(page, 1)


def test_on_a_telephone_whoever_keeps_a_result_sends_the_link_to_themselves(
    result: str, page: Page, watched: Watch
) -> None:
    page.add_init_script(SHARES)
    page.goto(result)
    page.get_by_role("button", name="Me l’envoyer").click()
    page.wait_for_function("window.shared")
    assert page.evaluate("window.shared.url") == result


def test_where_the_browser_shares_a_result_s_button_hands_the_page_over(
    result: str, page: Page, watched: Watch
) -> None:
    page.add_init_script(SHARES)
    page.goto(result)
    page.locator("#share").click()
    page.wait_for_function("window.shared")
    shared = page.evaluate("window.shared")
    assert shared.keys() == {"title", "text", "url"}
    assert ANIMAL.search(shared["url"])
    assert page.url == result
    page.goto(shared["url"])
    expect(page.locator(".shared h1")).to_be_visible()


def test_where_the_browser_shares_the_page_has_a_button_for_it(site: LiveSite, page: Page, watched: Watch) -> None:
    page.add_init_script(SHARES)
    page.goto(f"{site.address}/en/animal/totem/bee/wolf")
    page.get_by_role("button", name="Share").click()
    page.wait_for_function("window.shared")
    assert page.evaluate("window.shared") == {
        "title": "Bee, with a touch of wolf.",
        "text": "Bee, with a touch of wolf. And you?",
        "url": page.url,
    }


def test_where_the_browser_does_not_share_the_link_is_a_link(result: str, page: Page, watched: Watch) -> None:
    page.add_init_script(NOWHERE)
    page.goto(result)
    page.locator("#share").click()
    expect(page).to_have_url(ANIMAL)
    expect(page.get_by_role("button", name="Partager")).to_have_count(0)


def test_a_share_that_the_browser_refuses_leads_to_the_page(result: str, page: Page) -> None:
    page.add_init_script(REFUSES)
    page.goto(result)
    page.locator("#share").click()
    expect(page).to_have_url(ANIMAL)


def test_the_address_is_copied_and_says_so(site: LiveSite, browser: Browser) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site.address}/fr/animal/totem/fox/bee")
    page.get_by_role("button", name="Copier l’adresse").click()
    expect(page.get_by_role("status").filter(has_text="copiée")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    context.close()


@pytest.mark.parametrize(("language", "theme"), many([("fr", "light")], [("fr", "light"), ("en", "dark")]))
def test_the_page_is_for_everyone_on_a_phone_and_on_a_desk(
    site: LiveSite, browser: Browser, language: str, theme: str
) -> None:
    for width in (360, 1280):
        context = browser.new_context(
            viewport={"width": width, "height": 740}, color_scheme="dark" if theme == "dark" else "light"
        )
        page = context.new_page()
        watch = Watch(page)
        page.add_init_script(SHARES)
        page.goto(f"{site.address}/{language}/animal/totem/elephant/chameleon")
        expect(page.locator(".ways button:visible")).to_have_count(2)
        assert Axe().run(page, options=RULES).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert all(
            (box := target.bounding_box()) and box["height"] >= 43.5
            for target in page.locator(".shared .button, .shared button").all()
        )
        assert watch.complaints == []
        context.close()
