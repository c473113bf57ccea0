"""Someone who takes the quiz in a browser, by touch, mouse or keyboard."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

import httpx2
from playwright.sync_api import Error, Page, expect

from tests.patience import PATIENCE_SECONDS
from tests.web.player import Player, Screen, at_random

EXPRESS_STEPS, FULL_STEPS = 16, 19
"""Without the offer of more scenes, which nobody is made in a room."""


WHOLE = 'document.readyState === "complete"'
"""Where a page is not there yet, half of its buttons may be, and its script answers no tap."""


def at_step(page: Page, number: int) -> None:
    """Wait until this step is on the screen: it comes by itself, and Playwright looks ever less often."""
    found(
        page,
        f"number => {WHOLE} && document.querySelector(`#step input[name=q][value='${{number}}']`) !== null",
        number,
    )


def found(page: Page, script: str, of: Any = None) -> Any:
    """What a script finds, once it finds something: a page may be on its way to the next one.

    For what is asked again and again: a locator brings Playwright's own script into each new page.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        with suppress(Error):  # the page has gone
            if something := page.evaluate(script, of):
                return something
        assert time.monotonic() < until, f"{page.url} has nothing for {script} of {of}."
        page.wait_for_timeout(50)


# What a tap comes to, without the mouse, which looks for its way at each of them.
ANSWERED = """([value, number]) => {
  const sides = [...document.querySelectorAll("#step .side")];
  sides.forEach((side, place) => {
    const label = side.querySelector(`label:has(input[value='${1 + (value + place + number) % 5}'])`);
    label.dispatchEvent(new PointerEvent("pointerdown", {bubbles: true}));
    label.click();
  });
  if (sides.length && !window.htmx) document.querySelector("#step .go button").click();
  return sides.length > 0;
}"""
FIRST = """place => {
  if (document.readyState !== "complete") return false;
  const moves = [...document.querySelectorAll(".moves button")];
  if (moves.length && !document.querySelector(".moves .first")) moves[place].click();
  return moves.length;
}"""
LAST = """place => {
  if (document.readyState !== "complete") return false;
  if (!document.querySelector(".ask")) return true;
  const left = document.querySelector(".moves .first") ? [...document.querySelectorAll(".moves button[name=l]")] : [];
  left[place % 2]?.click();
  return left.length;
}"""


def answer(page: Page, value: int = 4, *, taps: bool = False) -> None:
    number = step_number(page)
    tick(page, value, taps=taps)
    at_step(page, number + 1)


def step_number(page: Page) -> int:
    return int(found(page, f"() => {WHOLE} && document.querySelector('#step input[name=q]')?.value"))


def tick(page: Page, value: int = 4, *, taps: bool = False) -> None:
    """Answer the step on the screen, whatever comes after it: every side, or two of three moves. taps: as a person's
    finger does, and not as a script says that it did."""
    number = step_number(page)
    sides = page.locator(".side").all() if taps else []
    for place, side in enumerate(sides):
        side.locator(f"label:has(input[value='{1 + (value + place + number) % 5}'])").click()
    if sides and page.evaluate("typeof htmx") == "undefined":  # where there is a script, it goes on by itself
        page.locator(f"#step:has(input[name=q][value='{number}']) .go button").click()
    elif not sides and (taps or not page.evaluate(ANSWERED, [value, number])):
        pick(page, (value + number) % 3, taps=taps)


def pick(page: Page, place: int, *, taps: bool = False) -> None:
    """A first move, by its place on the screen, and the last one: the next of those that are left."""
    if not taps:
        found(page, FIRST, place)
        found(page, LAST, place)
        return
    asks = page.locator(".ask").count()  # before a tap that may lead to another page
    if not page.locator(".moves .first").count():
        page.locator(".moves button").nth(place).click()
    if asks:
        page.locator(".moves .first").wait_for()
        page.locator(".moves button[name=l]").nth(place % 2).click()


def answer_all(page: Page, steps: int, *, start: int = 1, taps: bool = False) -> None:
    """Up to this step. Whoever is offered more scenes there declines."""
    for number in range(start, steps):
        at_step(page, number)
        answer(page, taps=taps)
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
    _skip(page, site, lambda screen: screen.is_last)


def skip_to(page: Page, number: int) -> None:
    """The same up to this step, and no further."""
    _skip(page, "", lambda screen: screen.number >= number)


def _skip(page: Page, site: str, until: Callable[[Screen], bool]) -> None:
    origin = "/".join(page.url.split("/")[:3])
    draws = at_random(Random(0))
    with httpx2.Client(base_url=site or origin, timeout=PATIENCE_SECONDS) as client:
        player = Player.at(client, page.url.removeprefix(origin))
        while not until(player.screen):
            player.step(draws)
    page.goto(origin + player.address)


def a_result(origin: str, person: int = 0) -> str:
    """The address of the result of somebody who took the short quiz, and kept it for themselves."""
    with httpx2.Client(base_url=origin, timeout=PATIENCE_SECONDS) as client:
        player = Player.at(client, "/fr/quiz/express")
        player.to_the_end(at_random(Random(person)))
        return origin + player.finish("private").partition("?")[0]
