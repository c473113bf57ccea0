"""The public page without JavaScript: a text browser reads it all, and it is light."""

import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.editions import furnish
from tests.patience import PATIENCE_SECONDS
from tests.programs import program
from tests.site import LiveSite
from tests.web.conftest import settings_in

pytestmark = pytest.mark.browser
KILOBYTE = 1000


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    live = LiveSite(tmp_path_factory.mktemp("held"))
    furnish(settings_in(live.folder))
    live.start()
    yield live
    live.stop()


def test_the_page_says_everything_without_javascript_and_without_a_picture(held: LiveSite, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{held.address}/fr/figures/printemps-2026")
    page.get_by_text("Tous les chiffres des deux éditions").click()
    expect(page.get_by_role("row", name="Écoute, côté clients")).to_be_visible()
    page.get_by_role("link", name="2025", exact=True).click()
    expect(page.get_by_text("Le questionnaire a changé depuis")).to_be_visible()
    context.close()
    lynx = program("lynx", package="lynx")
    address = f"{held.address}/fr/figures/printemps-2026"
    command = [lynx, "-dump", "-nolist", "-width=200", "-display_charset=utf-8", address]
    read = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS).stdout
    for words in ("à la famille des caméléons", "Équipe de nuit non montré", "Pour les citer", "Ana Le Goff"):
        assert words in " ".join(read.replace("\u00a0", " ").split())


def test_the_page_is_one_light_request_and_a_fresh_copy_is_none(held: LiveSite, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    received = []
    page.on("response", lambda response: received.append((response.status, response.url)))
    page.goto(f"{held.address}/fr/figures/printemps-2026", wait_until="networkidle")
    document = [status for status, url in received if "/figures/" in url]
    sizes = page.evaluate("performance.getEntriesByType('navigation').map(entry => entry.encodedBodySize)")
    assert document == [200]
    assert 5 * KILOBYTE < sizes[0] <= 20 * KILOBYTE
    assert not [url for _, url in received if url.endswith(".js")]
    received.clear()
    page.goto(f"{held.address}/fr/figures/to-come")
    page.goto(f"{held.address}/fr/figures/printemps-2026", wait_until="networkidle")
    assert page.evaluate("performance.getEntriesByType('navigation')[0].transferSize") < KILOBYTE
    context.close()
