"""Every page: axe finds nothing in either theme and language, nothing is wide, a text browser reads the text."""

import subprocess

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.axe import ALONE, BROKEN, Walk, faults_of
from tests.patience import PATIENCE_SECONDS
from tests.programs import program

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.long)])
def test_every_page_suits_axe_a_thumb_and_a_phone(every: Walk, browser: Browser, language: str) -> None:
    assert faults_of(every, browser, language) == []


def test_a_dot_alone_and_a_broken_word_are_found(page: Page) -> None:
    """The control: what lies on one line is no fault, and what does not is."""
    for style, faults in (("", 0), ("a { display: block } h1 { inline-size: 1em; overflow-wrap: anywhere }", 1)):
        page.set_content(f"<style>{style}</style><main><h1>Confiance</h1><p><a>un</a> · <a>deux</a></p></main>")
        assert [len(page.evaluate(measure)) for measure in (ALONE, BROKEN)] == [faults, faults]


def test_a_text_browser_reads_every_page(every: Walk) -> None:
    lynx = program("lynx", package="lynx")
    addresses = {state.name: every.live.address + state.address("fr") for state in every.states}
    said = {
        "home": "Rencontrer mon animal",
        "quiz-first": "presque toujours",
        "quiz-scene": "Votre premier geste",
        "quiz-last": "Juste pour moi",
        "result-counted": "À essayer cette semaine",
        "figures": "d’entre vous",
        "barometer-second": "Ce qui était attendu, ce qui a été répondu",
        "text-method": "Méthode",
        "text-privacy": "Vie privée",
    }
    texts = {}
    for name, words in said.items():
        command = [lynx, "-dump", "-display_charset=utf-8", "-assume_charset=utf-8", addresses[name]]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS)
        texts[name] = " ".join(answer.stdout.split())
        assert words in texts[name], texts[name]
    assert texts["result-counted"].count("Coopération") >= 2, "the figure's table is there too"
