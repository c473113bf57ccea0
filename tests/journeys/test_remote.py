"""A trainer in a real browser: three presses from home to a lobby on a screen, then a whole seminar on a phone."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, product
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Route, expect

from tests.browsers import Watch
from tests.journeys.axe import FAULTS, RULES, SMALL
from tests.patience import eventually
from tests.site import LiveSite
from tests.soak import many

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
THEMES: tuple[Literal["light", "dark"], ...] = ("dark", "light")
FAST_MS = 450
"""After which a second tap is one."""
WORDS = {
    "fr": {
        "open": "Une salle, ce matin", "room": "Ouvrir la salle", "project": "Projeter l’écran", "lobby": "L’accueil",
        "answering": "Les réponses", "count": "Fermer et voir le résultat",
        "beats": [
            "Les réponses", "Chacun rencontre son animal", "Les animaux", "La phrase", "Le triangle",
            "Les dimensions au miroir", "Les deux côtés, face à face", "La question à se poser",
            "Merci, et gardez votre résultat",
        ],
    },
    "en": {
        "open": "One room, this morning", "room": "Open the room", "project": "Project the screen",
        "lobby": "The lobby", "answering": "People answer", "count": "Close the vote, show the result",
        "beats": [
            "People answer", "Each meets their animal", "The animals", "The sentence", "The triangle",
            "The dimensions, in the mirror", "The two sides, face to face", "The question to talk about",
            "Thank you, and keep your result",
        ],
    },
}  # fmt: skip


class Presses:
    """Everything that a trainer does with a hand."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, name: str) -> None:
        self.count += 1
        self.page.locator("main").get_by_text(name, exact=True).first.click()


def opened(page: Page, site: LiveSite, language: str = "fr", **chosen: str) -> str:
    """The address of a new room's remote, where the page is. All beats are kept, unless another script is chosen."""
    page.goto(f"{site.address}/{language}/seminar")
    for name, value in {"script": "45", **chosen}.items():
        page.locator(f"input[name={name}][value='{value}']").check()
    page.locator("form.sheet button").first.click()
    page.wait_for_url("**/remote/*")
    return page.url


def go(page: Page, button: str = "#go") -> None:
    page.wait_for_timeout(FAST_MS)
    page.locator(button).click()


def beat(page: Page, name: str) -> None:
    expect(page.locator("#now-title")).to_have_text(name)


@contextmanager
def second(browser: Browser, **how: object) -> Iterator[Page]:
    """Another browser."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, **how)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", many(["fr"], ["fr", "en"]))
def test_a_lobby_is_on_a_screen_in_three_presses(site: LiveSite, page: Page, watched: Watch, language: str) -> None:
    words, trainer = WORDS[language], Presses(page)
    page.goto(f"{site.address}/{language}/")
    trainer.press(str(words["open"]))
    trainer.press(str(words["room"]))
    code = page.locator(".room .code strong").inner_text()
    with page.expect_popup() as popup:
        trainer.press(str(words["project"]))
    screen = popup.value
    expect(screen.get_by_text(code).first).to_be_visible()
    assert trainer.count <= 3
    screen.wait_for_load_state()
    # The screen obeys its own keyboard, and the remote follows.
    screen.keyboard.press("Enter")
    beat(page, str(words["answering"]))


def test_a_screen_that_was_opened_before_the_remote_was_ready_obeys_its_keyboard_too(
    site: LiveSite, page: Page, watched: Watch
) -> None:
    held: list[Route] = []
    page.route("**/seminar/remote*.js", lambda route: held.append(route))
    page.goto(f"{site.address}/fr/seminar")
    page.locator("form.sheet button").first.click(no_wait_after=True)
    with page.expect_popup() as popup:
        page.locator("#project").click()
    screen = popup.value
    screen.wait_for_load_state()
    assert held
    for route in held:
        route.continue_()
    eventually(lambda: page.evaluate("sessionStorage.getItem('totem remote')") is not None)
    screen.keyboard.press("Enter")
    beat(page, str(WORDS["fr"]["answering"]))


@pytest.mark.long
@pytest.mark.parametrize("language", many(["en"], ["fr", "en"]))
def test_a_whole_rehearsal_is_led_from_a_phone(site: LiveSite, page: Page, watched: Watch, language: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, site, language)
    page.locator("#rehearse-on").click()
    for name in WORDS[language]["beats"]:
        go(page)
        beat(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        for button in page.locator(".bar button, .bar a").all():
            box = button.bounding_box()
            assert box
            assert box["y"] + box["height"] <= PHONE["height"]
            assert min(box["height"], box["width"]) >= 44
        assert page.evaluate(SMALL) == []
    go(page)
    beat(page, str(WORDS[language]["lobby"]))


def test_a_vote_is_led_from_a_phone_and_put_again(site: LiveSite, page: Page, watched: Watch) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, site)
    page.locator("#rehearse-on").click()
    for name in ("Les réponses", "Chacun rencontre son animal", "Les animaux"):
        go(page)
        beat(page, name)
    for rounds in (1, 2):
        page.locator("#scenes > summary").click()
        page.locator("#scene1").click()
        beat(page, "Un vote")
        go(page)
        beat(page, "Le résultat du vote")
        expect(page.locator(".now .votes")).to_have_count(rounds)
        go(page)
        beat(page, "Les animaux")


def test_two_remotes_follow_one_another_and_leave_open_what_was_unfolded(
    site: LiveSite, page: Page, browser: Browser, watched: Watch
) -> None:
    address = opened(page, site, pace="together")
    page.locator("#after summary").click()
    with second(browser) as other:
        other.goto(address)
        go(other)
        beat(page, "Les réponses")
        go(page)
        expect(other.locator("#go")).to_have_text("Ouvrir la question 3")
    expect(page.locator("#after")).to_have_attribute("open", "")


def test_two_quick_taps_are_one(site: LiveSite, page: Page, watched: Watch) -> None:
    opened(page, site, pace="together")
    page.locator("#go").evaluate("(one) => { one.click(); one.click(); }")  # a busy machine is no quick finger
    expect(page.locator("#go")).to_have_text("Ouvrir la question 2")
    page.wait_for_timeout(FAST_MS)
    expect(page.locator("#go")).to_have_text("Ouvrir la question 2")


def test_the_time_on_a_beat_ticks(site: LiveSite, page: Page, watched: Watch) -> None:
    opened(page, site)
    clock = page.locator("#clock")
    text, since = clock.inner_text(), clock.get_attribute("data-since")
    assert since
    expect(clock).not_to_have_text(text)
    go(page)
    expect(clock).not_to_have_attribute("data-since", since)


def test_a_press_that_the_network_loses_is_said_and_can_be_repeated(site: LiveSite, page: Page) -> None:
    opened(page, site)
    page.context.set_offline(True)
    page.locator("#go").click()
    expect(page.locator("#lost")).to_be_visible()
    page.context.set_offline(False)
    go(page)
    beat(page, "Les réponses")
    expect(page.locator("#lost")).to_be_hidden()


def test_everything_works_without_javascript(site: LiveSite, browser: Browser) -> None:
    with second(browser, java_script_enabled=False) as page:
        address = opened(page, site)
        page.locator("#rehearse-on").click()
        for name in WORDS["fr"]["beats"]:
            page.locator("#go").click()
            beat(page, name)
            assert page.url == address
        page.locator("#back").click()
        page.locator("#statements > summary").click()
        page.locator("#statement1-1").click()
        beat(page, "Un vote")
        page.locator("#go").click()
        beat(page, "Le résultat du vote")
        page.locator("#rehearse-off").click()
        page.locator("#after > summary").click()
        page.get_by_role("link", name="Fermer la salle").click()
        page.get_by_role("button", name="Oui, fermer").click()
        expect(page.locator("#over-title")).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize(
    ("language", "schemes"), many([("fr", THEMES)], list(product(["fr", "en"], [THEMES[:1], THEMES[1:]])))
)
def test_every_state_of_the_remote_is_within_reach(
    site: LiveSite, browser: Browser, language: str, schemes: tuple[Literal["light", "dark"], ...]
) -> None:
    """In one theme and the other by turns; in `make soak` each in both."""
    turns = cycle(schemes)
    with second(browser) as page:

        def look() -> None:
            page.emulate_media(color_scheme=next(turns))
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            page.evaluate(AXE_SCRIPT)
            assert page.evaluate(FAULTS, RULES) == []

        page.goto(f"{site.address}/{language}/seminar")
        look()
        address = opened(page, site, language)
        look()
        page.locator("#rehearse-on").click()
        for name in WORDS[language]["beats"][:3]:
            go(page)
            beat(page, name)
        look()
        page.locator("#statement1-1").click()
        expect(page.locator("#go")).to_have_text(str(WORDS[language]["count"]))
        go(page)
        expect(page.locator(".now .votes")).to_be_visible()
        look()
        page.goto(f"{address}?ask=reset")
        look()
        page.goto(address)
        page.locator("#rehearse-off").click()
        page.goto(f"{address}?ask=close")
        page.locator("main form button").click()
        look()
