"""A page that follows a room, in a real browser: whatever happens to its stream, it stays up to date."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.live import LiveProcess, LiveRoom
from tests.patience import eventually

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def room(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[LiveRoom]:
    """With the limits that a test is marked with."""
    live = LiveRoom(tmp_path, **getattr(request, "param", {}))
    live.start()
    yield live
    live.end()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[LiveProcess]:
    live = LiveProcess(tmp_path)
    live.start()
    yield live
    live.end()


def shows(page: Page, text: str) -> None:
    expect(page.locator("p")).to_contain_text(text)


def streams(room: LiveRoom, many: int) -> None:
    eventually(lambda: room.figures()["streams"] == many)


def test_the_screen_follows_and_is_not_swapped_for_what_it_shows_already(page: Page, room: LiveRoom) -> None:
    page.goto(room.address)
    shows(page, "lobby 0 arrived 0")
    room.do("next")
    shows(page, "answering 0 arrived 0")
    assert room.figures()["streams"] == 1


def test_a_phone_fetches_its_page_when_the_turn_changes_and_not_before(page: Page, room: LiveRoom) -> None:
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/now") else None)
    page.goto(f"{room.address}/phone")
    page.wait_for_timeout(1000)
    shows(page, "at first")
    assert asked == []
    room.do("next")
    shows(page, "answering.0")
    room.do("next")
    shows(page, "answering.1")
    assert len(asked) == 2


def test_the_stream_comes_back_after_the_server_was_killed(page: Page, process: LiveProcess) -> None:
    page.goto(process.address)
    shows(page, "lobby 0")
    process.kill()
    expect(page.locator("#live")).to_have_attribute("data-live-lost", "")
    process.start()
    shows(page, "lobby 0")
    expect(page.locator("#live")).not_to_have_attribute("data-live-lost", "")
    streams(process, 1)
    process.do("next")
    shows(page, "answering 0")


def test_a_first_connection_that_fails_is_tried_again(page: Page, room: LiveRoom) -> None:
    tries = []

    def first_fails(route: Route) -> None:
        tries.append(route)
        if len(tries) == 1:
            route.fulfill(status=502, body="<p>Somebody else's error page</p>", content_type="text/html")
        else:
            route.continue_()

    page.route("**/stream", first_fails)
    page.goto(room.address)
    shows(page, "lobby 0")
    streams(room, 1)
    assert len(tries) == 2


@pytest.mark.parametrize("room", [{"streams": 0}], ids=["no-streams"], indirect=True)
def test_who_is_refused_a_stream_polls(page: Page, room: LiveRoom) -> None:
    page.goto(room.address)
    shows(page, "lobby 0")
    room.do("next")
    shows(page, "answering 0")
    page.goto(f"{room.address}/phone")
    room.do("next")
    shows(page, "answering.1")


def test_a_stream_that_is_held_back_gives_way_to_polling(page: Page, room: LiveRoom) -> None:
    page.clock.install()
    page.goto(f"{room.address}/?stream=/held")
    page.clock.run_for(12_000)
    shows(page, "lobby 0")
    room.do("next")
    page.clock.run_for(6_000)
    shows(page, "answering 0")


def test_a_stream_that_falls_silent_gives_way_to_polling(page: Page, room: LiveRoom) -> None:
    page.clock.install()
    with page.expect_response("**/mute"):
        page.goto(f"{room.address}/?stream=/mute")
    shows(page, "at first")
    page.clock.run_for(27_000)
    shows(page, "lobby 0")
    room.do("next")
    page.clock.run_for(6_000)
    shows(page, "answering 0")


@pytest.mark.parametrize("path", ["/", "/phone"])
def test_a_page_of_somebody_else_on_the_way_is_never_shown(page: Page, room: LiveRoom, path: str) -> None:
    """A wireless network that wants a password answers everything itself, and with success."""
    page.goto(room.address + path)
    streams(room, 1)
    if path == "/":
        shows(page, "lobby 0")  # a stream begins with what there is to show
    page.route("**/stream", lambda route: route.abort())
    page.route("**/state", lambda route: route.fulfill(status=200, body="<p>Welcome to the WiFi</p>"))
    before = page.locator("p").inner_text()
    room.server.should_exit = True
    room.thread.join()
    expect(page.locator("#live")).to_have_attribute("data-live-lost", "")
    assert page.locator("p").inner_text() == before
    page.route("**/state", lambda route: route.fulfill(status=404, body="<p>Not here</p>"))
    page.wait_for_timeout(6000)
    assert page.locator("#live").get_attribute("data-live") is not None, "somebody else's 404 ends nothing"
    page.unroute_all()
    room.start()
    room.do("next")
    shows(page, "answering")


def test_a_room_that_was_closed_shows_its_end_and_is_followed_no_more(page: Page, room: LiveRoom) -> None:
    page.goto(room.address)
    shows(page, "lobby 0 arrived 0")
    streams(room, 1)
    room.do("close")
    expect(page.locator("#live")).not_to_have_attribute("data-live", re.compile(""))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(7000)
    assert asked == []
    streams(room, 0)


def test_a_phone_that_slept_catches_up_when_it_wakes(page: Page, room: LiveRoom) -> None:
    page.goto(f"{room.address}/phone")
    streams(room, 1)
    page.evaluate(
        "Object.defineProperty(document, 'hidden', { get: () => window.sleeps ?? true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    streams(room, 0)
    room.do("next")
    shows(page, "at first")
    page.evaluate("window.sleeps = false; document.dispatchEvent(new Event('visibilitychange'))")
    shows(page, "answering.0")
    streams(room, 1)
    room.do("next")
    shows(page, "answering.1")


def test_a_room_that_is_over_is_followed_no_more(page: Page, room: LiveRoom) -> None:
    page.goto(f"{room.address}/phone")
    streams(room, 1)
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition(":")[2][5:]))
    room.do("purge")
    shows(page, "over")
    page.wait_for_timeout(7000)
    assert asked == ["/now"]
