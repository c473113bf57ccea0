"""Every page in French: axe finds nothing in either theme, nothing is wide, a text browser reads the text."""

import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.axe import faults_of
from tests.journeys.person import EXPRESS_STEPS, answer_all, finish
from tests.patience import PATIENCE_SECONDS
from tests.programs import program
from tests.site import LiveSite
from tests.states import State

pytestmark = pytest.mark.browser
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


def test_every_page_suits_axe_a_thumb_and_a_phone_in_french(
    every: tuple[LiveSite, list[State]], browser: Browser
) -> None:
    assert faults_of(every, browser, "fr") == []


def test_a_text_browser_reads_every_page(demo: LiveSite, pages: dict[str, str]) -> None:
    lynx = program("lynx", package="lynx")
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
        text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS).stdout
        assert words in " ".join(text.split()), text
    levels = subprocess.run(
        [lynx, "-dump", "-display_charset=utf-8", f"{demo.address}/fr/{pages['result']}"],
        capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS,
    ).stdout  # fmt: skip
    assert levels.count("Coopération") >= 2, "the figure's table is there too"
