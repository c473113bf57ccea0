"""Two results laid side by side on a phone, with and without JavaScript, in both themes, and on a trainer's hotspot."""

import re
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Playwright, ViewportSize, expect

from tests.browsers import Watch
from tests.journeys.axe import CONTRAST, FAULTS, RULES
from tests.journeys.person import a_result
from tests.journeys.test_quiz import referers_of
from tests.site import LiveSite

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 360, "height": 740}


def token_of(address: str) -> str:
    return address.split("/result/")[1].split("?")[0]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_two_links_pasted_with_spaces_give_one_picture(site: LiveSite, browser: Browser, javascript: bool) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=javascript)
    page = context.new_page()
    watch = Watch(page)
    first, second = (a_result(site.address, person) for person in (2, 4))
    page.goto(f"{site.address}/fr/duo")
    page.get_by_label("Premier lien personnel").fill(f"Voici le mien :\n{first[:60]} \u00a0{first[60:]}\nÀ demain !")
    page.get_by_label("Second lien personnel").fill("bonjour")
    page.get_by_role("button", name="côte à côte").click()
    expect(page.locator("#two-mistake")).to_contain_text("/result/")
    expect(page.get_by_label("Second lien personnel")).to_be_focused()
    expect(page.get_by_label("Premier lien personnel")).to_have_value(re.compile("Voici le mien"))
    page.get_by_label("Second lien personnel").fill(f"  <{second}>.")
    page.get_by_role("button", name="côte à côte").click()
    expect(page).to_have_url(f"{site.address}/fr/duo/{token_of(first)}/{token_of(second)}")
    expect(page.locator("h1")).to_have_text(re.compile(r"^(Le |La |L’|Deux )"))
    expect(page.get_by_role("img", name="Les deux résultats, dimension par dimension")).to_be_visible()
    expect(page.get_by_role("group", name="Les deux points sur le triangle des forces")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="One question to talk about")).to_be_visible()
    page.get_by_role("link", name="Swap them").click()
    expect(page).to_have_url(f"{site.address}/en/duo/{token_of(second)}/{token_of(first)}")
    page.go_back()
    page.reload()
    expect(page).to_have_url(f"{site.address}/en/duo/{token_of(first)}/{token_of(second)}")
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [complaint for complaint in watch.complaints if "422" not in complaint] == []
    context.close()
    assert token_of(first) not in (site.folder / "log").read_text()


def test_axe_finds_nothing_on_any_of_its_pages(site: LiveSite, browser: Browser) -> None:
    """Of all that axe asks, the theme changes the contrast alone."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    first, second = (token_of(a_result(site.address, person)) for person in (2, 4))
    faults = []
    for path in ("duo", f"duo/{first}/{second}", f"duo/{first}/{first}", f"duo/{first}/cut"):
        page.emulate_media(color_scheme="light")
        page.goto(f"{site.address}/fr/{path}")
        for closed in page.locator("details").all():
            closed.locator("summary").click()
        page.evaluate(AXE_SCRIPT)
        faults += [f"{path}: {fault}" for fault in page.evaluate(FAULTS, RULES)]
        page.emulate_media(color_scheme="dark")
        faults += [f"{path}, dark: {fault}" for fault in page.evaluate(FAULTS, CONTRAST)]
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        for target in page.locator("main :is(button, .button, summary, textarea, nav a)").all():
            box = target.bounding_box()
            assert box
            assert box["height"] > 43.5, target.inner_text()
    assert faults == []
    context.close()


def test_on_a_hotspot_the_form_is_known_as_ours_and_no_referer_tells_a_result(
    site: LiveSite, browser_type_launch_args: dict[str, Any], playwright: Playwright
) -> None:
    """Over plain http, the Origin alone tells: a page with the policy no-referrer would hide it."""
    arguments = [*browser_type_launch_args["args"], "--host-resolver-rules=MAP totem.test 127.0.0.1"]
    chromium = playwright.chromium.launch(**{**browser_type_launch_args, "args": arguments})
    page = chromium.new_context().new_page()
    referers = referers_of(page)
    result = a_result(site.address).replace("127.0.0.1", "totem.test")
    page.goto(f"http://totem.test:{site.port}/fr/duo")
    for _ in ("the form alone", "the form from a picture"):
        for field in page.locator("textarea").all():
            field.fill(result)
        page.get_by_role("button", name="côte à côte").click()
        expect(page.get_by_text("Les deux liens n’en font qu’un")).to_be_visible()
        page.get_by_role("link", name="En mettre deux autres").click()
    assert referers
    assert not [referer for referer in referers if token_of(result) in referer or "duo" in referer]
    chromium.close()
