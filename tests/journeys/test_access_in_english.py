"""Every page in English, as in French; in a file of its own, so that both are walked at once."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.axe import faults_of
from tests.site import LiveSite
from tests.states import State

pytestmark = pytest.mark.browser


def test_every_page_suits_axe_a_thumb_and_a_phone_in_english(
    every: tuple[LiveSite, list[State]], browser: Browser
) -> None:
    assert faults_of(every, browser, "en") == []
