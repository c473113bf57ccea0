"""Someone who takes the quiz in a browser, by touch, mouse or keyboard."""

import re
import time
from random import Random

import httpx2
from playwright.sync_api import Page, expect

from tests.patience import PATIENCE_SECONDS
from tests.web.player import Player, at_random

EXPRESS_STEPS, FULL_STEPS = 16, 19
"""Without the offer of more scenes, which nobody is made in a room."""


def at_step(page: Page, number: int) -> None:
    """Wait until this step is on the screen: it comes by itself, and Playwright looks ever less often."""
    step = page.locator(f"#step input[name=q][value='{number}']")
    until = time.monotonic() + PATIENCE_SECONDS
    while not step.count():
        assert time.monotonic() < until, f"{page.url} is not at step {number}."
        page.wait_for_timeout(50)


def answer(page: Page, value: int = 4) -> None:
    number = step_number(page)
    tick(page, value)
    at_step(page, number + 1)


def step_number(page: Page) -> int:
    return int(page.locator("#step input[name=q]").get_attribute("value") or 0)


def tick(page: Page, value: int = 4) -> None:
    """Answer the step on the screen with taps, whatever comes after it: every side, or two of three moves."""
    number = step_number(page)
    if page.locator(".moves button").count():
        pick(page, (value + number) % 3)
    else:
        for place, side in enumerate(page.locator(".side").all()):
            side.locator(f"label:has(input[value='{1 + (value + place + number) % 5}'])").click()
        go_on(page, number)


def go_on(page: Page, number: int) -> None:
    """Where there is a script, it does so by itself."""
    if page.evaluate("typeof htmx") == "undefined":
        page.locator(f"#step:has(input[name=q][value='{number}']) .go button").click()


def pick(page: Page, place: int) -> None:
    """A first move, by its place on the screen, and the last one: the next of those that are left."""
    if not page.locator(".moves .first").count():
        page.locator(".moves button").nth(place).click()
    if page.locator(".ask").count():
        page.locator(".moves .first").wait_for()
        page.locator(".moves button[name=l]").nth(place % 2).click()


def answer_all(page: Page, steps: int, *, start: int = 1) -> None:
    """Up to this step. Whoever is offered more scenes there declines."""
    for number in range(start, steps):
        at_step(page, number)
        answer(page)
    at_step(page, steps)
    decline(page)


def decline(page: Page) -> None:
    """More scenes, if they are what stands on the screen."""
    offer = page.locator("button[name=more][value='0']")
    if offer.count():
        offer.click()
        page.locator("button[name=finish]").first.wait_for()


def finish(page: Page, choice: str = "count") -> None:
    page.locator(f"button[name=finish][value={choice}]").click()
    expect(page).to_have_url(re.compile(r"/result/"))


def ticked(page: Page) -> list[str]:
    """The values ticked on the screen, side by side."""
    values: list[str] = page.locator(".side input:checked").evaluate_all("inputs => inputs.map(input => input.value)")
    return values


def skip_to_the_end(page: Page, site: str = "") -> None:
    """Answer whatever is left as a browser without a script does, over HTTP, and open the last page in this one.

    For journeys that begin where the quiz ends: a tap on each of its steps is a promise of test_quiz.py.
    site: where it is for those who cannot resolve the name by which the page knows it.
    """
    origin = "/".join(page.url.split("/")[:3])
    with httpx2.Client(base_url=site or origin, timeout=PATIENCE_SECONDS) as client:
        player = Player.at(client, page.url.removeprefix(origin))
        player.to_the_end(at_random(Random(0)))
    page.goto(origin + player.address)


def a_result(origin: str, person: int = 0) -> str:
    """The address of the result of somebody who took the short quiz, and kept it for themselves."""
    with httpx2.Client(base_url=origin, timeout=PATIENCE_SECONDS) as client:
        player = Player.at(client, "/fr/quiz/express")
        player.to_the_end(at_random(Random(person)))
        return origin + player.finish("private").partition("?")[0]
