"""Every page in both themes and both languages: axe finds nothing, nothing is wide, a text browser reads the text."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.journeys.person import EXPRESS_STEPS, answer_all, finish
from tests.site import LiveSite
from tests.states import SUBMIT, State, furnished, states

pytestmark = pytest.mark.browser
BRIEF = {"resultTypes": ["violations"]}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], **BRIEF}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **BRIEF}
SMALL = """() => [...document.querySelectorAll(
  "button, .button, summary, label.point, .choice, .entry, .papers a, .back a, .editions a, .files a, .scan a, " +
  ".source a, .masthead a, .progress a, .colophon a"
)].filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
  .map((one) => `${one.textContent.trim().slice(0, 30)} is too small for a thumb`)"""
FAULTS = "rules => axe.run(rules).then(({violations}) => violations.map(one => `${one.id}: ${one.nodes[0].html}`))"
NOT_OURS = ("style", "docs", "screen-")
"""Whole pages inside one, what a third party's script draws, and what no phone shows (`test_screen.py`)."""
TEXTS = ("", "method", "privacy", "legal", "about", "quiz/totem", "nowhere", "quiz/totem?s=damaged")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """With a crowd, so that the figures have something to show."""
    live = LiveSite(tmp_path_factory.mktemp("demo"))
    live.start("demo", "--people", "60")
    yield live
    live.stop()


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveSite, list[State]]]:
    """Every page and state, on a site that has them."""
    folder = tmp_path_factory.mktemp("every")
    settings = furnished(folder, people=60)
    live = LiveSite(folder, TOTEM_QUESTIONS=str(settings.questions))
    live.start()
    yield live, [state for state in states(settings) if not state.name.startswith(NOT_OURS)]
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


@pytest.mark.parametrize("language", ["fr", "en"])
def test_axe_finds_nothing_in_either_theme_and_everything_suits_a_phone_and_a_thumb(
    every: tuple[LiveSite, list[State]], browser: Browser, language: str
) -> None:
    """Of all that axe asks, the theme changes the contrast alone."""
    live, known = every
    page = browser.new_page(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    faults = []
    for state in known:
        if state.in_languages or language == "fr":
            visit(page, live.address, state, language)
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            page.evaluate(AXE_SCRIPT)
            for theme, rules in (("light", RULES), ("dark", CONTRAST)):
                page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                faults += [f"{state.name}, {theme}: {fault[:250]}" for fault in page.evaluate(FAULTS, rules)]
            faults += [f"{state.name}: {fault}" for fault in page.evaluate(SMALL)]
            if page.evaluate("document.documentElement.scrollWidth") > 360:
                faults.append(f"{state.name}: wider than the screen")
    page.close()
    assert faults == []


def visit(page: Page, base: str, state: State, language: str) -> None:
    page.emulate_media(color_scheme="light")
    if state.form is None:
        page.goto(base + state.address(language))
        return
    page.goto(f"{base}/{language}/about")
    with page.expect_navigation():
        page.evaluate(SUBMIT, [base + state.address(language), dict(state.form)])


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
