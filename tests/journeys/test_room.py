"""Phones in a seminar, in a real browser at 360 px: together, without JavaScript, and with a room’s bad luck."""

import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count, cycle

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from app.web.seminar.live import FRESH_SECONDS
from tests.browsers import Watch
from tests.journeys.axe import asked
from tests.journeys.person import EXPRESS_STEPS, answer_all, at_step, skip_to, skip_to_the_end, step_number, tick
from tests.journeys.test_weight import KILOBYTE, Wire
from tests.journeys.trainer import Trainer
from tests.patience import PATIENCE_SECONDS
from tests.site import LiveSite
from tests.soak import many

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "locale": "fr-FR"}


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.fixture
def trainer(site: LiveSite) -> Iterator[Callable[..., Trainer]]:
    opened = list[Trainer]()

    def opens(pace: str = "together") -> Trainer:
        opened.append(Trainer(site, pace))
        return opened[-1]

    yield opens
    for one in opened:
        one.leave()


def come_in(page: Page, room: Trainer) -> None:
    page.goto(room.scan)
    page.get_by_role("button", name="Entrer").click()
    expect(page).to_have_url(re.compile("/quiz/room-"))


def waits(page: Page, words: str) -> None:
    expect(page.locator(".rest h1")).to_have_text(words)
    expect(page.locator("#step [data-live]")).to_have_count(1)


def to_the_end(page: Page, room: Trainer) -> None:
    """With everything open."""
    room.until("own")
    at_step(page, step_number(page))
    skip_to_the_end(page)


def finish(page: Page, choice: str = "count") -> None:
    page.locator(f"button[name=finish][value={choice}]").click()
    expect(page).to_have_url(re.compile("/room/room-"))


def test_together_a_phone_follows_the_trainer_from_the_lobby_to_the_farewell(
    trainer: Callable[..., Trainer], phone: Page
) -> None:
    watch, room = Watch(phone), trainer()
    come_in(phone, room)
    waits(phone, "Vous y êtes.")
    for number in range(1, many(5, EXPRESS_STEPS)):
        room.act("next")
        at_step(phone, number)
        tick(phone)
        if number == 3:
            waits(phone, "C’est noté.")
            room.act("pause")
            waits(phone, "Petite pause")
        if number < EXPRESS_STEPS - 1:
            waits(phone, "Petite pause" if number == 3 else "C’est noté.")
    to_the_end(phone, room)
    at_step(phone, EXPRESS_STEPS)
    finish(phone)
    expect(phone.locator("#step h1")).to_have_text(re.compile("^(Le |La |L’)"))
    phone.get_by_role("button", name="Caméléon").click()
    expect(phone.locator(".noted")).to_contain_text("caméléon")
    room.act("reveal")
    expect(phone.locator("#step h1")).to_have_text("Les yeux sur l’écran")
    room.act("vote", item="trust", side="colleagues")
    phone.get_by_role("button", name="souvent").click()
    expect(phone.locator(".noted")).to_be_visible()
    room.act("close")
    expect(phone.locator("#step h1")).to_have_text("Merci d’avoir été là")
    phone.get_by_role("link", name="Garder mon résultat").click()
    expect(phone).to_have_url(re.compile("/result/"))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert watch.complaints == []


@pytest.mark.long
def test_all_of_it_works_without_javascript(trainer: Callable[..., Trainer], browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, **PHONE)  # type: ignore[arg-type]
    page, room = context.new_page(), trainer()
    come_in(page, room)
    expect(page.locator("#step h1")).to_have_text("Vous y êtes.")
    room.act("next")
    # Nobody touches the page: it looks again by itself.
    expect(page.locator("#step input[name=q]")).to_have_value("1")
    tick(page)
    expect(page.locator("#step h1")).to_have_text("C’est noté.")
    room.until("own")
    page.reload()
    skip_to_the_end(page)
    finish(page, "private")
    expect(page.locator(".outcome")).to_contain_text("n’envoie rien aux totaux de la salle")
    page.get_by_role("button", name="Loup").click()
    expect(page.locator(".noted")).to_contain_text("loup")
    page.reload()
    expect(page.locator(".noted")).to_contain_text("loup")
    room.act("close")
    expect(page.locator("#step h1")).to_have_text("Merci d’avoir été là")
    assert (room.room.arrived, room.room.finished) == (1, 0)
    context.close()


@pytest.mark.long
def test_a_site_that_restarts_in_mid_seminar_loses_nobody(
    site: LiveSite, trainer: Callable[..., Trainer], browser: Browser
) -> None:
    room = trainer()
    contexts = [browser.new_context(**PHONE) for _ in range(3)]  # type: ignore[arg-type]
    waiting, answering, done = (context.new_page() for context in contexts)
    for page in (waiting, answering, done):
        come_in(page, room)
    room.act("next")
    at_step(waiting, 1)
    tick(waiting)
    waits(waiting, "C’est noté.")
    at_step(answering, 1)
    to_the_end(done, room)
    finish(done)
    room.act("back")
    site.restart()
    room.act("reveal")
    at_step(waiting, 2)
    expect(done.locator("#step h1")).to_have_text("Les yeux sur l’écran")
    tick(answering)
    at_step(answering, 2)
    assert (room.room.arrived, room.room.finished) == (3, 1)
    for context in contexts:
        context.close()


@pytest.mark.long
@pytest.mark.parametrize("down", many((9,), (3, 9, 15)))
def test_phones_follow_again_however_long_the_site_was_down(
    site: LiveSite, trainer: Callable[..., Trainer], browser: Browser, down: int
) -> None:
    room = trainer()
    contexts = [browser.new_context(**PHONE) for _ in range(many(2, 4))]  # type: ignore[arg-type]
    phones = [context.new_page() for context in contexts]
    for page in phones:
        come_in(page, room)
        waits(page, "Vous y êtes.")
    site.stop()
    phones[0].wait_for_timeout(1000 * down)
    with ExitStack() as streams:
        for page in phones:
            streams.enter_context(page.expect_response(re.compile("/stream"), timeout=1000 * PATIENCE_SECONDS))
        site.start()
        # The first to ask polls: nobody is to follow by half what a poll was given first.
        urllib.request.urlopen(f"{site.address}/fr/room/{room.room.slug}/state").close()
    room.act("next")
    for page in phones:
        expect(page.locator("#step input[name=q]")).to_have_value("1")
    for context in contexts:
        context.close()


def test_whoever_scans_again_goes_on_where_they_were_until_the_room_is_over(
    trainer: Callable[..., Trainer], phone: Page
) -> None:
    room = trainer("free")
    come_in(phone, room)
    answer_all(phone, 4)
    phone.goto(room.scan)
    at_step(phone, 4)
    skip_to_the_end(phone)
    finish(phone)
    other = phone.context.new_page()
    other.goto(room.scan)
    expect(other).to_have_url(phone.url)
    assert room.room.arrived == 1
    other.get_by_role("link", name="Quelqu’un d’autre").click()
    other.get_by_role("button", name="Entrer").click()
    at_step(other, 1)
    assert room.room.arrived == 2
    room.act("close")
    phone.goto(phone.url)
    expect(phone.locator("#step h1")).to_have_text("Merci d’avoir été là")
    phone.goto(room.scan)
    expect(phone.locator("h1")).to_have_text("Ce séminaire est terminé")


def test_a_page_kept_from_a_room_that_was_reset_is_forgotten(trainer: Callable[..., Trainer], phone: Page) -> None:
    room = trainer("free")
    come_in(phone, room)
    room.act("reset")
    come_in(phone, room)
    at_step(phone, 1)
    assert room.room.arrived == 1


def waiting_for_the_second(trainer: Callable[..., Trainer], phone: Page) -> Trainer:
    """A room that opens one question after the other, and a phone that has answered the first."""
    room = trainer()
    come_in(phone, room)
    room.act("next")
    at_step(phone, 1)
    tick(phone)
    waits(phone, "C’est noté.")
    return room


def test_a_phone_that_slept_wakes_at_the_room_s_question(trainer: Callable[..., Trainer], phone: Page) -> None:
    room = waiting_for_the_second(trainer, phone)
    phone.context.set_offline(True)
    room.act("next")
    room.act("next")
    phone.context.set_offline(False)
    expect(phone.locator("#step input[name=q]")).to_have_value("2")
    tick(phone)
    at_step(phone, 3)


@pytest.mark.long
def test_a_turn_that_no_page_heard_is_told_again(trainer: Callable[..., Trainer], phone: Page) -> None:
    room = waiting_for_the_second(trainer, phone)
    phone.evaluate(
        "addEventListener('turn', (event) => event.stopImmediatePropagation(), { capture: true, once: true })"
    )
    room.act("next")
    at_step(phone, 2)


@pytest.mark.long
def test_a_network_that_drops_every_third_request_loses_no_answer_and_counts_once(
    trainer: Callable[..., Trainer], phone: Page
) -> None:
    room, numbers = trainer(), count(1)
    come_in(phone, room)

    def drop(route: Route) -> None:
        if next(numbers) % 3:
            route.continue_()
        else:
            route.abort()

    phone.route(re.compile("/(quiz|room)/room-"), drop)
    for number in range(1, 4):
        room.act("next")
        expect(phone.locator("#step input[name=q]")).to_have_value(f"{number}")
        tick(phone)
        expect(phone.locator(".rest h1")).to_have_text("C’est noté.")
    room.until("own")
    for number in range(4, many(8, EXPRESS_STEPS)):
        expect(phone.locator("#step input[name=q]")).to_have_value(f"{number}")
        tick(phone)
    at_step(phone, many(8, EXPRESS_STEPS))
    phone.unroute_all()
    skip_to_the_end(phone)
    expect(phone.locator("button[value=count]")).to_be_visible()
    finish(phone)
    assert (room.room.arrived, room.room.finished) == (1, 1)


def test_two_tabs_of_one_phone_count_once(trainer: Callable[..., Trainer], phone: Page) -> None:
    room = trainer("free")
    come_in(phone, room)
    skip_to_the_end(phone)
    second = phone.context.new_page()
    second.goto(phone.url)
    finish(phone)
    finish(second)
    expect(second.locator(".outcome")).to_contain_text("Une feuille compte une fois")
    assert (room.room.arrived, room.room.finished) == (1, 1)


def test_back_leads_to_the_answers_given_and_never_ahead(trainer: Callable[..., Trainer], phone: Page) -> None:
    room = trainer()
    come_in(phone, room)
    for number in (1, 2):
        room.act("next")
        at_step(phone, number)
        tick(phone)
        waits(phone, "C’est noté.")
    phone.get_by_role("link", name="Retour").click()
    at_step(phone, 2)
    assert phone.locator(".side input:checked").count() > 0
    tick(phone)
    waits(phone, "C’est noté.")
    phone.go_back()
    at_step(phone, 2)
    room.act("next")
    tick(phone)
    at_step(phone, 3)


def test_a_step_in_a_room_is_one_light_request_and_so_is_the_page_that_waits(
    trainer: Callable[..., Trainer], browser: Browser
) -> None:
    context: BrowserContext = browser.new_context(**PHONE)  # type: ignore[arg-type]
    page, room = context.new_page(), trainer("free")
    wire = Wire(context.new_cdp_session(page))
    page.goto(room.scan, wait_until="networkidle")
    page.get_by_role("button", name="Entrer").click()
    at_step(page, 1)
    page.wait_for_load_state("networkidle")
    assert 5 * KILOBYTE < wire.total(fonts=False) <= 40 * KILOBYTE
    for start, end in many(((1, 4), (12, EXPRESS_STEPS - 1)), ((1, EXPRESS_STEPS - 1),)):
        skip_to(page, start)
        page.wait_for_load_state("networkidle")
        for number in range(start, end):
            requests, before = len(wire.received), wire.total(fonts=True)
            tick(page)
            at_step(page, number + 1)
            page.wait_for_load_state("networkidle")
            assert len(wire.received) == requests + 1
            assert 100 < wire.total(fonts=True) - before <= KILOBYTE
    before = wire.total(fonts=True)
    room.act("next")
    room.act("pause")
    time.sleep(FRESH_SECONDS)  # what a phone is told of its room may be as old as that
    tick(page)
    waits(page, "Petite pause")
    assert 100 < wire.total(fonts=True) - before <= KILOBYTE
    context.close()


@pytest.mark.long
@pytest.mark.parametrize("language", many(["fr"], ["fr", "en"]))
def test_axe_finds_nothing_on_any_page_of_a_phone(
    trainer: Callable[..., Trainer], site: LiveSite, browser: Browser, language: str
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page, room, faults, turns = context.new_page(), trainer(), list[str](), cycle((False, True))

    def look(name: str) -> None:
        page.emulate_media(reduced_motion="reduce")
        faults.extend(f"{name}, {fault[:250]}" for fault in asked(page, dark=next(turns)))
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            faults.append(f"{name}: wider than the screen")
        targets = page.locator("main button, main a.button, main .onward a").all()
        small = [one.inner_text() for one in targets if (one.bounding_box() or {"height": 44})["height"] < 43.5]
        faults.extend(f"{name}: too small for a thumb: {one}" for one in small)

    page.goto(f"{site.address}/{language}/j?code=ABCDEFG")
    look("unknown code")
    page.goto(f"{site.address}/{language}/j/{room.room.code}")
    look("join")
    page.locator(".enter button").click()
    expect(page.locator(".rest")).to_be_visible()
    look("lobby")
    room.act("next")
    at_step(page, 1)
    tick(page)
    expect(page.locator(".rest")).to_be_visible()
    look("noted")
    room.act("pause")
    expect(page.locator(".still")).to_be_visible()
    look("pause")
    room.until("own")
    at_step(page, 2)
    skip_to_the_end(page)
    look("choice")
    finish(page, "private")
    look("own")
    page.locator("button[name=guess]").first.click()
    expect(page.locator(".noted")).to_be_visible()
    look("guessed")
    room.act("reveal")
    expect(page.locator(".bet")).to_have_count(0)
    look("screen")
    room.act("vote", item="trust", side="colleagues")
    expect(page.locator("button[name=vote]")).to_have_count(5)
    look("vote")
    page.locator("button[name=vote]").first.click()
    expect(page.locator(".noted")).to_be_visible()
    look("voted")
    room.act("close")
    expect(page.locator("[data-over]")).to_be_visible()
    look("end")
    page.goto(f"{site.address}/{language}/j/{room.room.code}")
    expect(page.locator("[data-room]")).to_be_visible()
    look("over")
    context.close()
    assert faults == []
