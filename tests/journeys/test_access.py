"""Every page in both themes and both languages: axe finds nothing, a text browser reads everything, nothing is wide."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, expect

from tests.journeys.person import EXPRESS_STEPS, answer_all, finish
from tests.site import LiveSite

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
TEXTS = ("", "method", "privacy", "legal", "about", "quiz/totem", "nowhere", "quiz/totem?s=damaged")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """With a crowd, so that the figures have something to show."""
    live = LiveSite(tmp_path_factory.mktemp("demo"))
    live.start("demo", "--people", "60")
    yield live
    live.stop()


@pytest.fixture(scope="module")
def pages(demo: LiveSite, browser: Browser) -> dict[str, str]:
    """A path for every page and state, without the language."""
    page = browser.new_page()
    found = {text: text for text in TEXTS} | {"figures": "figures/totem"}
    page.goto(f"{demo.address}/fr/quiz/express")
    answer_all(page, EXPRESS_STEPS)
    found["finish"] = page.url.split("/fr/")[1]
    found["scene"] = found["finish"].replace(f"q={EXPRESS_STEPS}", "q=7")
    found["answered"] = found["finish"].replace(f"q={EXPRESS_STEPS}", "q=2")
    finish(page)
    found["result"] = page.url.split("/fr/")[1]
    page.close()
    return found


@pytest.fixture(params=[("fr", "light"), ("en", "dark")], ids=["fr-light", "en-dark"])
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[str, BrowserContext]]:
    language, theme = request.param
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=theme)
    yield language, context
    context.close()


def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    demo: LiveSite, pages: dict[str, str], reader: tuple[str, BrowserContext]
) -> None:
    language, context = reader
    page = context.new_page()
    faults = []
    for name, path in pages.items():
        page.goto(f"{demo.address}/{language}/{path}")
        for closed in page.locator("details").all():
            closed.locator("summary").click()
        expect(page.locator("h1").first).to_be_visible()
        found = Axe().run(page, options=RULES)
        faults += [
            f"{name}: {fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found.response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            faults.append(f"{name}: wider than the screen")
    assert faults == []


def test_what_is_touched_is_large_enough_for_a_thumb(demo: LiveSite, pages: dict[str, str], browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    small = []
    for name in ("", "answered", "scene", "finish", "result", "figures"):
        page.goto(f"{demo.address}/fr/{pages[name]}")
        targets = page.locator("button, .button, label.point, .masthead a, .progress a, summary, .colophon a")
        for target in targets.all():
            box = target.bounding_box()
            if box and box["height"] < 43.5:
                small.append(f"{name}: {target.inner_text()[:30]}: {box['height']:.0f} px")
    page.close()
    assert small == []


def test_a_text_browser_reads_every_page(demo: LiveSite, pages: dict[str, str]) -> None:
    lynx = shutil.which("lynx")
    if lynx is None:
        missing = "lynx is not installed (Debian: apt install lynx)."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    said = {
        "": "Rencontrer mon animal",
        "quiz/totem": "presque toujours",
        "scene": "Votre premier geste",
        "finish": "Juste pour moi",
        "result": "À essayer cette semaine",
        "figures": "d’entre vous",
        "method": "Méthode",
        "privacy": "Vie privée",
    }
    for name, words in said.items():
        command = [lynx, "-dump", "-display_charset=utf-8", "-assume_charset=utf-8", f"{demo.address}/fr/{pages[name]}"]
        text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
        assert words in " ".join(text.split()), text
    levels = subprocess.run(
        [lynx, "-dump", "-display_charset=utf-8", f"{demo.address}/fr/{pages['result']}"],
        capture_output=True, text=True, check=True, timeout=30,
    ).stdout  # fmt: skip
    assert levels.count("Coopération") >= 2, "the figure's table is there too"
