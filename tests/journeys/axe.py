"""Every page and state as axe, a thumb and a narrow screen find them.

Promises what a language changes in each of them. Refuses to look at colours twice: contrast knows no language.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.site import LiveSite
from tests.states import SUBMIT, State, furnished, states

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


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveSite, list[State]]]:
    """Every page and state, on a site that has them."""
    folder = tmp_path_factory.mktemp("every")
    settings = furnished(folder, people=60)
    live = LiveSite(folder, TOTEM_QUESTIONS=str(settings.questions))
    live.start()
    yield live, [state for state in states(settings) if not state.name.startswith(NOT_OURS)]
    live.stop()


def faults_of(every: tuple[LiveSite, list[State]], browser: Browser, language: str) -> list[str]:
    """Of all that axe asks, the theme changes the contrast alone."""
    live, known = every
    page = browser.new_page(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    faults = []
    for state in known:
        if state.in_languages or language == "fr":
            visit(page, live.address, state, language)
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            page.evaluate(AXE_SCRIPT)
            faults += [f"{state.name}: {fault[:250]}" for fault in page.evaluate(FAULTS, RULES)]
            if language == "fr":
                page.emulate_media(color_scheme="dark")
                faults += [f"{state.name}, dark: {fault[:250]}" for fault in page.evaluate(FAULTS, CONTRAST)]
            faults += [f"{state.name}: {fault}" for fault in page.evaluate(SMALL)]
            if page.evaluate("document.documentElement.scrollWidth") > 360:
                faults.append(f"{state.name}: wider than the screen")
    page.close()
    return faults


def visit(page: Page, base: str, state: State, language: str) -> None:
    page.emulate_media(color_scheme="light")
    if state.form is None:
        page.goto(base + state.address(language))
        return
    page.goto(f"{base}/{language}/about")
    with page.expect_navigation():
        page.evaluate(SUBMIT, [base + state.address(language), dict(state.form)])
