"""Someone who takes the quiz in a browser, by touch, mouse or keyboard."""

import re

from playwright.sync_api import Page, expect

EXPRESS_STEPS, FULL_STEPS = 13, 24


def at_step(page: Page, number: int) -> None:
    """Wait until this step is on the screen."""
    expect(page.locator("#step input[name=q]")).to_have_value(str(number))


def answer(page: Page, value: int = 4) -> None:
    """Answer the step on the screen with a tap: every side alike, or one of three first moves."""
    number = int(page.locator("#step input[name=q]").get_attribute("value") or 0)
    moves = page.locator(".moves button")
    if moves.count():
        moves.nth((value + number) % 3).click()
    else:
        sides = page.locator(".side")
        for place in range(sides.count()):
            sides.nth(place).locator(f"label:has(input[value='{1 + (value + place + number) % 5}'])").click()
        page.locator(".go button").click()
    at_step(page, number + 1)


def answer_all(page: Page, steps: int, *, start: int = 1) -> None:
    for number in range(start, steps):
        at_step(page, number)
        answer(page)
    at_step(page, steps)


def finish(page: Page, choice: str = "count") -> None:
    page.locator(f"button[name=finish][value={choice}]").click()
    expect(page).to_have_url(re.compile(r"/result/"))


def ticked(page: Page) -> list[str]:
    """The values ticked on the screen, side by side."""
    values: list[str] = page.locator(".side input:checked").evaluate_all("inputs => inputs.map(input => input.value)")
    return values
