"""The projected screen in real Chromium: readable from ten metres at every size, still if asked, led by its keys."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
import uvicorn
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, ViewportSize, expect
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route

from app.banks.schema import Language
from app.seminars.cues import NO_CUES, Cues
from app.seminars.stage import Stage
from app.web import errors
from app.web.language import as_language
from app.web.security import Shield
from app.web.seminar.screen_view import ScreenRoom
from tests.browsers import Watch
from tests.journeys.axe import FAULTS, RULES
from tests.journeys.kinds import each_kind_once
from tests.journeys.projector import SHOW
from tests.journeys.trainer import Trainer
from tests.patience import PATIENCE_SECONDS, eventually
from tests.site import LiveSite, free_port
from tests.soak import IS_SOAK, many, shared
from tests.web.screens import ASSETS, SCENE, STATEMENT, beats_for, html_of, released_to, room_at, with_totems

pytestmark = pytest.mark.browser
BETS = (3, 2, 5, 0, 1, 2, 9)
SIZES: list[ViewportSize] = [
    {"width": 1920, "height": 1080},
    {"width": 1280, "height": 720},
    {"width": 1024, "height": 768},
]
# Texts that are too small (28 pixels at 1920 × 1080), that leave the picture, and parts that lie on one another.
UNREADABLE = """() => {
  const found = [], [width, height] = [innerWidth, innerHeight], least = 28 * Math.min(width / 1920, height / 1080);
  const texts = document.createTreeWalker(document.getElementById("stage"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, holder = text.parentElement;
    if (!text.data.trim() || holder.closest(".hidden, title, desc")) continue;
    const drawn = holder.ownerSVGElement;
    const size = drawn ? holder.getAttribute("font-size") * holder.getScreenCTM().d : parseFloat(getComputedStyle(holder).fontSize);
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    const name = text.data.trim().slice(0, 30);
    if (size < least - 0.01) found.push(`${name}: ${size.toFixed(1)} pixels`);
    if (box.left < 0 || box.top < 0 || box.right > width || box.bottom > height) found.push(`${name} leaves the picture`);
  }
  const root = document.documentElement;
  if (root.scrollWidth > width || root.scrollHeight > height) found.push("scrolls");
  const parts = [...document.getElementById("stage").children].filter((one) => !one.matches(".hidden, .peeking, .forces-figure"));
  for (const one of parts) for (const other of parts) {
    if (one === other) continue;
    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    if (across > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) found.push(`${one.className} on ${other.className}`);
  }
  return found;
}"""  # noqa: E501
STILLS = {
    **{
        f"{beat} {people}": (Stage(beat=beat, guesses=BETS), people)
        for people in (3, 14, 480)
        for beat in beats_for(people)
    },
    "animals 7": (Stage(beat="animals"), 7),
    "gap 60": (Stage(beat="gap"), 60),
    "paused": (Stage(beat="answering", paused=True), 22),
    "late": (Stage(beat="prompt", prompt=2), 14),
    "timer": (Stage(beat="prompt"), 14),
    "voices": (Stage(beat="prompt"), 14),
    "dark": (Stage(beat="prompt"), 14),
    "rehearsal": (Stage(beat="animals", rehearsal=True), 28),
    "rehearsed lobby": (Stage(rehearsal=True), 28),
    "together": (Stage(beat="answering", question=1), 24),
    "together scene": (Stage(beat="answering", question=7), 24),
    "together paused": (Stage(beat="answering", question=7, paused=True), 24),
    "vote": (Stage(beat="prompt", vote=SCENE), 14),
    "voted": (Stage(beat="prompt", vote=replace(SCENE, is_open=False, rounds=((3, 7, 4),))), 14),
    "moved": (Stage(beat="prompt", vote=replace(SCENE, is_open=False, rounds=((3, 7, 4), (3, 3, 8)))), 14),
    "few votes": (Stage(beat="prompt", vote=replace(SCENE, is_open=False, rounds=(None,))), 14),
    "statement": (
        Stage(beat="prompt", vote=replace(STATEMENT, is_open=False, rounds=((1, 2, 6, 4, 1), (0, 2, 3, 7, 2)))),
        14,
    ),
    "tie": (Stage(beat="sentence", guesses=BETS), 14),
    "alone": (Stage(beat="animals"), 14),
}
COVERS = {"timer": Cues(timer=(3, 0)), "voices": Cues(voices=(2, 0, 3, 1)), "dark": Cues(dark=True)}
ANIMALS = {"tie": {"fox": 4, "bee": 4, "wolf": 4}, "alone": {"chameleon": 12}}


def still(name: str, language: Language) -> ScreenRoom:
    stage, people = STILLS[name]
    released = released_to(people)
    room = room_at(
        stage,
        people,
        language,
        pace="together" if name.startswith("together") else "free",
        released=with_totems(released, **ANIMALS[name]) if released and name in ANIMALS else None,
        late=2 if name == "late" else 0,
        arrived=people + 9 if stage.beat in ("lobby", "answering") else None,
    )
    return replace(room, seminar=replace(room.seminar, cues=COVERS.get(name, NO_CUES)))


async def answer(request: Request) -> HTMLResponse:
    language = as_language(request.path_params["language"])
    assert language
    page = html_of(still(request.path_params["name"], language))
    return HTMLResponse(page.replace("data-live=", "data-still="))


@pytest.fixture(scope="module")
def stills() -> Iterator[str]:
    """The address of a site of screens that do not move on, under the site's own headers."""
    routes = [Mount(ASSETS.prefix, ASSETS), Route("/{language}/{name}", answer)]
    shield = Middleware(Shield, base_url=None, refuse=errors.refuse_cross_origin, broken=errors.answer_broken)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes, middleware=[shield]), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    eventually(lambda: server.started)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(PATIENCE_SECONDS)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_beat_is_read_from_ten_metres_and_nothing_leaves_the_picture(projector: Page, language: Language) -> None:
    found: dict[str, list[str]] = {}
    for at, name in enumerate(shared(STILLS, language)):
        projector.evaluate(SHOW, html_of(still(name, language), "stage"))
        for size in many((SIZES[0], SIZES[1 + at % 2]), SIZES):
            projector.set_viewport_size(size)
            if faults := projector.evaluate(UNREADABLE):
                found[f"{name} at {size['width']}x{size['height']}"] = faults
    assert found == {}


def looked_at() -> list[str]:
    """Stills that show every kind of element; in `make soak`, all of them."""
    return list(STILLS) if IS_SOAK else each_kind_once({name: html_of(still(name, "fr")) for name in STILLS})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_axe_finds_nothing_on_any_beat(stills: str, browser: Browser, language: str) -> None:
    context = browser.new_context(viewport=SIZES[1], reduced_motion="reduce")
    page = context.new_page()
    watch = Watch(page)
    found: dict[str, list[str]] = {}
    for name in shared(looked_at(), language):
        page.goto(f"{stills}/{language}/{name}")
        page.evaluate(AXE_SCRIPT)
        found |= {name: faults} if (faults := page.evaluate(FAULTS, RULES)) else {}
    page.keyboard.press("?")
    found |= {"help": faults} if (faults := page.evaluate(FAULTS, RULES)) else {}
    context.close()
    assert found == {}
    assert watch.complaints == []


COMING = """() => [...document.querySelectorAll(".entrance")].map((one) => [
  Number([...one.classList].at(-1).split("-")[1]), one.getAnimations()[0]?.effect.getTiming().delay ?? null,
])"""


def test_animals_come_in_one_kind_after_the_other_and_again_after_a_reload(stills: str, page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.goto(f"{stills}/fr/animals 480")
    for _ in range(2):
        delays = [delay for _, delay in sorted(page.evaluate(COMING))]
        assert len(delays) == 7
        assert all(later - sooner >= 1000 for sooner, later in pairwise(delays))
        page.reload()
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    assert set(page.evaluate(OPACITIES)) == {"1"}


COUNTS = """() => [...document.querySelectorAll(".entrance")].map((one) => one.querySelector("text").textContent)"""


def test_the_largest_is_waited_for_and_each_number_rises_to_what_it_is(stills: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{stills}/fr/animals 480")
    told = page.evaluate(COUNTS)
    page.emulate_media(reduced_motion="no-preference")
    page.goto(f"{stills}/fr/animals 480")
    delays = [delay for _, delay in sorted(page.evaluate(COMING))]
    assert delays[-1] - delays[-2] > max(later - sooner for sooner, later in pairwise(delays[:-1]))
    assert page.evaluate(COUNTS) == ["0"] * len(told)
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    eventually(lambda: page.evaluate(COUNTS) == told)


OPACITIES = """() => [...document.querySelectorAll(".entrance")].map((one) => getComputedStyle(one).opacity)"""


def test_who_asked_for_less_motion_sees_all_animals_at_once(stills: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    for name in ("animals 480", "sentence 14", "gap 14", "prompt 14"):
        page.goto(f"{stills}/fr/{name}")
        assert page.evaluate("document.getAnimations().length") == 0
    page.goto(f"{stills}/fr/animals 480")
    assert set(page.evaluate(OPACITIES)) == {"1"}


def test_without_javascript_nothing_moves_and_the_page_asks_again(stills: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, reduced_motion="no-preference")
    page = context.new_page()
    page.goto(f"{stills}/fr/animals 14")
    released = released_to(14)
    assert released
    there = [totem for totem in released.totems if totem.share.count]
    assert len(there) > 3
    expect(page.locator(".entrance")).to_have_count(len(there))
    assert page.locator(".entrance").first.evaluate("(one) => getComputedStyle(one).animationName") == "none"
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(1)
    expect(page.locator("button.help")).to_be_hidden()
    context.close()


@pytest.fixture
def opened(site: LiveSite) -> Iterator[Trainer]:
    trainer = Trainer(site, pace="free")
    yield trainer
    trainer.leave()


def test_the_screen_that_the_remote_opened_obeys_its_keyboard(
    page: Page, watched: Watch, site: LiveSite, opened: Trainer
) -> None:
    del watched
    page.goto(f"{site.address}{opened.remote}")
    with page.expect_popup() as popup:
        page.locator("a[href*='/screen/']").first.click()
    screen = popup.value
    title = screen.locator("h1")
    expect(screen.locator("button.help")).to_be_visible()
    expect(title).to_contain_text("Quel animal")
    for key, text in (
        ("Enter", "Chacun à son rythme"),
        ("ArrowRight", "Rencontrez votre animal"),
        ("Backspace", "Chacun à son rythme"),
    ):
        screen.keyboard.press(key)
        expect(title).to_contain_text(text)
    screen.keyboard.press("Space")
    expect(screen.locator(".paused")).to_be_visible()
    screen.keyboard.press("Space")
    expect(screen.locator(".paused")).to_have_count(0)
    screen.keyboard.press("h")
    expect(screen.locator(".corner")).to_have_count(0)
    screen.keyboard.press("h")
    expect(screen.locator(".corner")).to_be_visible()
    screen.keyboard.press("ArrowRight")
    expect(title).to_contain_text("Rencontrez votre animal")
    screen.keyboard.press("Enter")
    expect(title).to_contain_text("Un tour de table")
    assert opened.room.stage.beat == "round"


def test_keys_lay_a_cover_over_the_screen_and_freeze_it(
    page: Page, watched: Watch, site: LiveSite, opened: Trainer
) -> None:
    del watched
    page.goto(f"{site.address}{opened.remote}")
    with page.expect_popup() as popup:
        page.locator("a[href*='/screen/']").first.click()
    screen = popup.value
    expect(screen.locator("button.help")).to_be_visible()
    for key, beat in (
        ("b", "dark"),
        ("b", "lobby"),
        (".", "dark"),
        ("Enter", "lobby"),
        ("v", "voices"),
        ("2", "timer"),
    ):
        screen.keyboard.press(key)
        expect(screen.locator(f"main.beat-{beat}")).to_be_attached()
    expect(screen.locator(".digits")).to_have_text(re.compile("1:[0-5][0-9]"))
    expect(page.locator("#countdown")).to_have_text(re.compile("1:[0-5][0-9]"))
    screen.evaluate("document.querySelector('.counting').dataset.until = 0")
    expect(screen.locator(".time-up")).to_be_visible()
    screen.keyboard.press("Enter")
    expect(screen.locator("main.beat-lobby")).to_be_visible()
    screen.keyboard.press("s")
    expect(screen.locator("main[data-frozen]")).to_be_visible()
    expect(page.locator(".frozen")).to_be_visible()
    screen.keyboard.press("Enter")
    expect(page.locator("#slot .in-time")).to_be_visible()
    expect(page.locator("[data-rest]")).to_have_text(re.compile("(20|21):[0-5][0-9]"))
    assert opened.room.stage.beat == "answering"
    expect(screen.locator("main.beat-lobby")).to_be_visible()
    screen.keyboard.press("s")
    expect(screen.locator("main.beat-answering")).to_be_visible()


def test_the_code_and_the_place_to_join_stay_while_the_room_moves(site: LiveSite, opened: Trainer, page: Page) -> None:
    """What all screens are sent holds neither: each page has its own."""
    page.goto(opened.screen)
    place = f"127.0.0.1:{site.port}/j"
    for beat in ("lobby", "answering", "own"):
        expect(page.locator(f"main.beat-{beat}")).to_be_visible()
        expect(page.locator("main")).to_contain_text(place)
        expect(page.get_by_role("img", name=place)).to_be_visible()
        assert page.evaluate("document.querySelector('.qr use').getBoundingClientRect().width") > 50
        opened.act("next")


def test_a_screen_by_itself_explains_its_keys_and_moves_nothing(
    page: Page, watched: Watch, site: LiveSite, opened: Trainer
) -> None:
    del watched
    page.goto(f"{site.address}{opened.remote}")
    address = page.locator("a[href*='/screen/']").first.get_attribute("href")
    alone = page.context.new_page()
    alone.goto(f"{site.address}{address}")
    expect(alone.locator("button.help")).to_be_visible()
    alone.keyboard.press("Enter")
    expect(alone.get_by_role("dialog")).to_be_visible()
    expect(alone.locator("[data-keyless]")).to_be_visible()
    alone.keyboard.press("Escape")
    alone.keyboard.press("?")
    expect(alone.get_by_role("dialog")).to_be_visible()
    expect(alone.locator("#help-title")).to_be_focused()
    expect(alone.locator("[data-keyless]")).to_be_visible()
    alone.keyboard.press("Escape")
    expect(alone.get_by_role("dialog")).to_be_hidden()
    alone.keyboard.press("Tab")
    expect(alone.locator("button.help")).to_be_focused()
    alone.keyboard.press("Enter")
    expect(alone.get_by_role("dialog")).to_be_visible()
    assert opened.room.stage.beat == "lobby"
    # The dialog tells that it is closed a moment later: whoever is faster keeps the place that they went to.
    alone.evaluate("() => { document.getElementById('help').close(); document.querySelector('[data-help]').focus() }")
    alone.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    expect(alone.locator("button.help")).to_be_focused()
