"""Every page: axe finds nothing in either theme and language, nothing is wide, a text browser reads the text."""

import subprocess

import pytest
from playwright.sync_api import Browser

from tests.journeys.axe import Walk, faults_of
from tests.patience import PATIENCE_SECONDS
from tests.programs import program

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_suits_axe_a_thumb_and_a_phone(every: Walk, browser: Browser, language: str) -> None:
    assert faults_of(every, browser, language) == []


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
