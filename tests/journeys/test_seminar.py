"""A whole seminar, from the home page to the recap: screen, remote and phones in real browsers at once."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.whole_room import held, whole_room
from tests.site import LiveSite
from tests.soak import many

pytestmark = pytest.mark.browser
PHONES = many(2, 5)
OTHERS = 10 - PHONES
"""In browsers, and over HTTP: together ten, from which dimensions are shown; enough for a vote to be told."""


@pytest.mark.parametrize(("language", "pace"), many([("fr", "together")], [("fr", "together"), ("en", "free")]))
def test_a_room_goes_from_the_home_page_to_the_recap(
    site: LiveSite, browser: Browser, language: str, pace: str
) -> None:
    with whole_room(browser, site, language, pace) as room:
        held(room, PHONES, OTHERS)
        expect(room.remote.locator("main")).to_contain_text(re.compile(rf"\b{PHONES + OTHERS}\b"))
        for phone in room.phones:
            expect(phone.locator("a[href*='/result/']").first).to_be_visible()
        assert room.complaints == []
