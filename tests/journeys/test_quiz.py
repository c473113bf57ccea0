"""The quiz from the first page to an animal, as people do it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browsers import Watch
from tests.journeys.person import (
    EXPRESS_STEPS,
    answer,
    answer_all,
    at_step,
    decline,
    finish,
    skip_to,
    skip_to_the_end,
    step_number,
    ticked,
)
from tests.site import LiveSite
from tests.soak import many

pytestmark = pytest.mark.browser
LAST_STATEMENT = 10
"""After which scenes come."""


def test_a_person_meets_an_animal_on_a_phone_in_french_by_touch(site: LiveSite, browser: Browser) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="fr-FR"
    )
    page = context.new_page()
    watch = Watch(page)
    page.goto(site.address)
    expect(page).to_have_url(re.compile("/fr/$"))
    page.locator("a.button").first.tap()
    answer_all(page, EXPRESS_STEPS, taps=True)
    finish(page)
    expect(page.locator("h1")).to_have_text(re.compile(r"^(Le |La |L’)"))
    expect(page.locator(".outcome")).to_contain_text("comptées")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert watch.complaints == []
    context.close()


def test_the_quiz_can_be_done_with_the_keyboard_alone(site: LiveSite, page: Page, watched: Watch) -> None:
    page.goto(f"{site.address}/en/quiz/express")
    for number in range(1, EXPRESS_STEPS):
        at_step(page, number)
        if number > 1:
            expect(page.locator("#step h1").first).to_be_focused()
        if page.locator(".side").count():
            page.keyboard.press("2")
            page.keyboard.press("4")  # and the next one comes by itself
        else:
            page.keyboard.press("2")
            expect(page.locator(".ask")).to_be_focused()
            page.keyboard.press("1")
    at_step(page, EXPRESS_STEPS)
    if page.locator("button[name=more]").count():
        page.keyboard.press("2")
        at_step(page, EXPRESS_STEPS + 1)
    expect(page.locator("#step h1").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("I lead a team")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("button[value=count]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile("^The "))


def test_the_quiz_works_without_javascript(site: LiveSite, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/fr/quiz/express")
    answer_all(page, 3, taps=True)
    skip_to(page, many(LAST_STATEMENT, 3))
    answer_all(page, EXPRESS_STEPS, start=step_number(page), taps=True)
    page.reload()
    page.locator("button[name=finish]").first.wait_for()
    page.goto(re.sub(r"q=\d+", f"q={EXPRESS_STEPS - 1}", page.url))
    expect(page.locator(".moves .first")).to_have_count(1)
    answer(page)
    decline(page)
    finish(page, "private")
    expect(page.locator(".outcome")).to_contain_text("n’envoie rien aux totaux")
    context.close()


def test_nothing_is_lost_on_reload_on_restart_or_in_another_language(
    site: LiveSite, page: Page, watched: Watch
) -> None:
    page.goto(f"{site.address}/fr/quiz/express")
    answer_all(page, 3)
    page.reload()
    at_step(page, 3)
    site.restart()
    answer(page)
    at_step(page, 4)
    page.get_by_role("link", name="English").click()
    at_step(page, 4)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    skip_to_the_end(page)
    finish(page)


def test_back_shows_what_was_answered_and_loses_nothing(site: LiveSite, page: Page, watched: Watch) -> None:
    page.goto(f"{site.address}/fr/quiz/express")
    answer_all(page, 5)
    before = page.url
    for number in (4, 3):
        page.go_back()
        at_step(page, number)
        expect(page.locator(".side input:checked")).to_have_count(2)
    page.get_by_role("link", name="Retour").click()
    at_step(page, 2)
    was = ticked(page)
    answer(page, value=1)
    at_step(page, 3)
    expect(page.locator(".side input:checked")).to_have_count(2)
    page.go_back()
    at_step(page, 2)
    assert ticked(page) != was
    page.goto(before)
    at_step(page, 5)


def test_the_result_says_once_how_long_the_quiz_took_and_no_one_else_is_told(site: LiveSite, page: Page) -> None:
    """From the first answer of this sheet to its last; of one that was taken up in the middle, nothing is known."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.clock.install()
    page.goto(f"{site.address}/fr/quiz/express")
    page.clock.fast_forward("02:00")
    answer(page)
    page.clock.fast_forward("03:10")
    answer(page)
    middle = page.url
    skip_to_the_end(page)
    page.clock.fast_forward("08:00")
    finish(page)
    expect(page.locator("[data-took]")).to_contain_text("Vous avez mis 3\u00a0min\u00a0")
    assert "minutes=3" in " ".join(sent)
    page.reload()
    expect(page.locator("[data-took]")).to_be_hidden()
    page.goto(f"{site.address}/fr/quiz/express")
    sent.clear()
    answer(page)
    page.clock.fast_forward("01:00")
    answer(page)
    skip_to_the_end(page)
    finish(page, "private")
    expect(page.locator("[data-took]")).to_contain_text("Vous avez mis 1\u00a0min\u00a0")
    assert "minutes" not in " ".join(sent)
    sent.clear()
    page.goto(middle)
    answer(page)
    skip_to_the_end(page)
    finish(page)
    expect(page.locator("[data-took]")).to_be_hidden()
    assert "finish=count" in " ".join(sent)
    assert "minutes" not in " ".join(sent)


def test_a_second_click_shows_the_same_result(site: LiveSite, page: Page, watched: Watch) -> None:
    page.goto(f"{site.address}/fr/quiz/express")
    skip_to_the_end(page)
    last = page.url
    finish(page)
    result = page.url.split("?")[0]
    page.goto(last)
    finish(page)
    assert page.url.split("?")[0] == result
    expect(page.locator(".outcome[role=status]")).to_contain_text("Vos réponses sont comptées")
    expect(page.locator(".outcome.again")).to_contain_text("Une feuille compte une fois")


def test_the_quiz_works_over_plain_http_in_a_local_network(
    site: LiveSite, browser_type_launch_args: dict[str, Any], playwright: Playwright
) -> None:
    """There, browsers send no Sec-Fetch-Site: the Origin alone tells that the form is ours."""
    arguments = [*browser_type_launch_args["args"], "--host-resolver-rules=MAP totem.test 127.0.0.1"]
    chromium = playwright.chromium.launch(**{**browser_type_launch_args, "args": arguments})
    for javascript in (True, False):
        context = chromium.new_context(java_script_enabled=javascript)
        page = context.new_page()
        referers = referers_of(page)
        page.goto(f"http://totem.test:{site.port}/fr/quiz/express")
        answer_all(page, 3)
        skip_to_the_end(page, site.address)
        finish(page)
        assert len(referers) > 4
        assert not [referer for referer in referers if "s=" in referer]
        context.close()
    chromium.close()


def referers_of(page: Page) -> list[str]:
    """Filled with the Referer of every request to come."""
    heard: list[str] = []
    page.on("request", lambda request: heard.append(request.header_value("referer") or ""))
    return heard
