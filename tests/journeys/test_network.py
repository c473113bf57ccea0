"""The network goes away in mid-quiz: the page says so, keeps the answer, sends it again, and nothing counts twice."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.person import answer, at_step, skip_to, skip_to_the_end, tick, ticked
from tests.site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.long]


def tick_all(page: Page, value: int) -> None:
    for side in page.locator(".side").all():
        side.locator(f"label:has(input[value='{value}'])").click()


def test_an_answer_given_without_a_network_waits_on_the_page_and_leaves_when_it_is_back(
    site: LiveSite, page: Page
) -> None:
    page.goto(f"{site.address}/fr/quiz/express")
    answer(page)
    page.context.set_offline(True)
    tick_all(page, 2)
    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator("#lost")).to_contain_text("Votre réponse reste sur cette page")
    assert set(ticked(page)) == {"2"}
    tick_all(page, 5)
    page.context.set_offline(False)
    at_step(page, 3)
    expect(page.locator("#lost")).to_be_hidden()
    page.get_by_role("link", name="Retour").click()
    at_step(page, 2)
    assert set(ticked(page)) == {"5"}, "what is sent is what the form says when it leaves"


def test_whoever_picks_again_while_the_network_is_away_sends_what_was_picked_last(site: LiveSite, page: Page) -> None:
    page.goto(f"{site.address}/fr/quiz/express")
    skip_to(page, 11)
    moves = page.locator(".moves button")
    wanted = moves.nth(2).inner_text()
    page.context.set_offline(True)
    moves.nth(0).click()
    page.locator(".moves button[name=l]").first.click()
    expect(page.locator("#lost")).to_be_visible()
    page.locator(".moves .first").click()
    moves.nth(2).click()
    page.context.set_offline(False)
    expect(page.locator(".moves .first")).to_contain_text(wanted)
    page.locator(".moves button[name=l]").first.click()
    at_step(page, 12)
    page.get_by_role("link", name="Retour").click()
    at_step(page, 11)
    expect(page.locator(".moves .first")).to_contain_text(wanted)


@pytest.mark.parametrize("asked", [False, True])
def test_a_site_that_restarts_in_between_gets_the_answer_too(site: LiveSite, page: Page, asked: bool) -> None:
    """By itself after a while, or at once where the person asks: for this one the page's clock stands still."""
    page.clock.install()
    page.goto(f"{site.address}/fr/quiz/express")
    skip_to(page, 12)
    site.stop()
    tick(page)
    expect(page.locator("#lost")).to_be_visible()
    if asked:
        page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=1))
    site.start()
    if asked:
        page.locator("#lost button").click()
        expect(page.locator("#lost")).to_be_hidden()
        page.clock.resume()
    at_step(page, 13)
    expect(page.locator("#lost")).to_be_hidden()


def test_a_proxy_that_finds_nobody_behind_it_is_asked_again(site: LiveSite, page: Page) -> None:
    refusals = iter((502, 503))

    def refuse(route: Route) -> None:
        status = next(refusals, None) if route.request.method == "POST" else None
        if status:
            route.fulfill(status=status, body="nobody")
        else:
            route.continue_()

    page.route("**/quiz/**", refuse)
    page.goto(f"{site.address}/fr/quiz/express")
    tick_all(page, 3)
    expect(page.locator("#lost")).to_be_visible()
    at_step(page, 2)
    assert next(refusals, None) is None


def test_a_finish_whose_answer_was_lost_counts_once(site: LiveSite, page: Page) -> None:
    posts = 0

    def lose(route: Route) -> None:
        nonlocal posts
        if route.request.method == "POST":
            posts += 1
            if posts == 1:
                route.fetch()
                route.abort()
                return
        route.continue_()

    page.goto(f"{site.address}/fr/quiz/express")
    skip_to_the_end(page)
    page.route("**/quiz/**", lose)
    page.locator("button[value=count]").click()
    expect(page.locator("#lost")).to_be_visible()
    page.locator("button[value=private]").click()
    expect(page.locator(".outcome[role=status]")).to_contain_text("Vos réponses sont comptées")
    assert posts == 2, "the other choice is not taken while the first may have been counted"


def test_a_refusal_to_count_leaves_the_choice(site: LiveSite, page: Page) -> None:
    """As when the totals cannot be written: the page says so, and Back leads to both buttons."""
    page.goto(f"{site.address}/fr/quiz/express")
    skip_to_the_end(page)
    with closing(sqlite3.connect(site.folder / "data" / "totem.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        page.locator("button[value=count]").click()
        expect(page.locator("h1")).to_contain_text("Les totaux ne répondent pas")
    page.go_back()
    page.locator("button[value=private]").click()
    expect(page.locator(".outcome")).to_contain_text("n’envoie rien aux totaux")
