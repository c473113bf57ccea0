"""Streams of a room on a real server: the state at once, then the newest, in the same bytes; and how they end."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from app.db.engine import make_engine
from app.seminars.store import changed, seminars
from tests.live import Follow, LiveProcess, LiveRoom
from tests.patience import PATIENCE_SECONDS, eventually

LOBBY = "<p>lobby 0\narrived 0, answered 0</p>"
Opened = Callable[..., LiveRoom]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    rooms = []

    def open_room(**limits: float) -> LiveRoom:
        rooms.append(LiveRoom(tmp_path, **limits))
        rooms[-1].start()
        return rooms[-1]

    yield open_room
    for room in rooms:
        room.end()


def asked(room: LiveRoom, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", room.port, timeout=PATIENCE_SECONDS)
    connection.request("GET", path, headers=headers or {})
    with closing(connection):
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def test_the_state_comes_at_once_and_then_whenever_it_changes(opened: Opened) -> None:
    room = opened()
    one = room.follow()
    assert one.event() == ("", LOBBY)
    room.do("next")
    assert one.event() == ("", "<p>answering 0\narrived 0, answered 0</p>")
    late = room.follow()
    assert late.event() == ("", "<p>answering 0\narrived 0, answered 0</p>")


def test_all_who_follow_get_the_same_bytes_from_one_rendering(opened: Opened) -> None:
    room = opened()
    many = [room.follow() for _ in range(30)]
    assert {one.state() for one in many} == {LOBBY}
    before = room.figures()["renders"]
    room.do("next")
    for one in many:
        one.state()
    assert room.figures()["renders"] == before + 1
    assert len({one.raw for one in many}) == 1


def test_who_is_busy_gets_the_newest_state_alone(opened: Opened) -> None:
    room = opened()
    one = room.follow()
    assert one.state() == LOBBY
    for _ in range(40):
        room.do("arrive")
    states = list[str]()
    while not states or "arrived 40" not in states[-1]:
        states.append(one.state())
    assert len(states) < 40
    room.do("next")
    assert one.state() == "<p>answering 0\narrived 40, answered 0</p>"


def test_counts_wait_and_a_stage_does_not(opened: Opened) -> None:
    room = opened(counts=60)
    one = room.follow()
    assert one.state() == LOBBY
    room.do("arrive")
    time.sleep(0.3)
    room.do("next")
    assert one.event() == ("", "<p>answering 0\narrived 1, answered 0</p>")


def test_who_reads_slowly_holds_up_nobody_and_gets_the_newest(opened: Opened) -> None:
    room = opened(counts=0.01, heartbeat=0.1)
    slow, other = room.follow("/large"), room.follow()
    for number in range(1, 11):
        room.do("arrive")
        while f"arrived {number}," not in other.state():
            pass
    states = [slow.state()[:11].strip()]
    while states[-1] != "arrived 10":
        states.append(slow.state()[:11].strip())
    assert len(states) < 6
    room.do("arrive")
    assert slow.state().startswith("arrived 11 ")


def test_who_reads_slowly_can_leave(opened: Opened) -> None:
    room = opened(counts=0.01)
    slow, other = room.follow("/large"), room.follow()
    for number in range(1, 4):
        room.do("arrive")
        while f"arrived {number}," not in other.state():
            pass
    slow.close()
    eventually(lambda: room.figures()["streams"] == 1)


def test_a_stage_that_has_not_changed_is_not_told_again(opened: Opened) -> None:
    room = opened()
    phone, screen = room.follow("/turn/stream"), room.follow()
    assert phone.event() == ("turn", "lobby.0.0.0.")
    for count in range(3):
        room.do("arrive")
        while f"arrived {count + 1}," not in screen.state():
            pass
    room.do("next")
    assert phone.event() == ("turn", "answering.0.0.0.")


def test_whoever_asks_first_all_follow_alike(opened: Opened) -> None:
    """After a restart, phones that poll come before their streams are back."""
    room = opened()
    assert asked(room, "/turn/state")[::2] == (200, b"lobby.0.0.0.")
    phone = room.follow("/turn/stream")
    assert phone.event() == ("turn", "lobby.0.0.0.")
    room.do("next")
    assert phone.event() == ("turn", "answering.0.0.0.")


def test_a_stream_is_not_compressed_nor_kept_nor_held_back_by_a_proxy(opened: Opened) -> None:
    one = opened().follow(headers={"Accept-Encoding": "br, gzip"})
    headers = {name.lower(): value for name, value in one.response.getheaders()}
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["cache-control"] == "no-store"
    assert headers["x-accel-buffering"] == "no"
    assert "content-encoding" not in headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert one.state() == LOBBY


def test_a_quiet_stream_shows_that_it_is_alive(opened: Opened) -> None:
    one = opened(heartbeat=0.1).follow()
    assert [one.event() for _ in range(3)] == [("", LOBBY), ("alive", ""), ("alive", "")]


def test_what_nobody_announced_is_seen_at_the_next_heartbeat(opened: Opened) -> None:
    room = opened(heartbeat=0.2)
    one = room.follow()
    assert one.state() == LOBBY
    engine = make_engine(f"sqlite:///{room.folder / 'totem.db'}")
    changed(engine, seminars(engine)[0].id, lambda _connection, _seminar: {"arrived": 7})
    engine.dispose()
    assert one.state() == "<p>lobby 0\narrived 7, answered 0</p>"


def test_a_stream_ends_after_its_life_and_connects_again_to_the_same_state(opened: Opened) -> None:
    room = opened(heartbeat=0.1, life=0.5)
    one = room.follow()
    events = []
    while event := one.event():
        events.append(event)
    assert {name for name, _ in events} == {"", "alive"}
    assert {text for name, text in events if not name} == {LOBBY}
    assert room.follow().event() == ("", LOBBY)


def test_streams_beyond_the_limits_are_refused_and_may_poll(opened: Opened) -> None:
    room = opened(streams_of_room=2)
    kept = [room.follow(), room.follow()]
    assert {one.state() for one in kept} == {LOBBY}
    status, headers, body = asked(room, "/stream")
    assert (status, headers["retry-after"], body) == (503, "30", b"")
    assert headers["cache-control"] == "no-store"
    assert asked(room, "/state")[::2] == (200, LOBBY.encode())
    kept[0].close()
    eventually(lambda: room.figures()["streams"] == 1)
    assert room.follow().state() == LOBBY


def test_the_process_has_a_limit_too(opened: Opened) -> None:
    room = opened(streams=1)
    one = room.follow()
    assert one.state() == LOBBY
    assert asked(room, "/turn/stream")[0] == 503


def test_who_left_is_noticed_and_an_unused_room_forgotten(opened: Opened) -> None:
    room = opened(heartbeat=0.1, idle=0.3)
    many = [room.follow() for _ in range(20)]
    assert {one.state() for one in many} == {LOBBY}
    assert room.figures()["streams"] == 20
    for one in many:
        one.close()
    eventually(lambda: room.figures()["streams"] == 0)
    eventually(lambda: room.figures()["rooms"] == 0)
    assert room.follow().state() == LOBBY


def test_a_purged_room_ends_its_streams_and_answers_gone(opened: Opened) -> None:
    room = opened()
    one, phone = room.follow(), room.follow("/turn/stream")
    one.state()
    phone.state()
    room.do("purge")
    assert [one.event(), one.event()] == [("over", ""), None]
    assert [phone.event(), phone.event()] == [("over", ""), None]
    assert asked(room, "/state")[0] == 410
    late = room.follow()
    assert [late.event(), late.event()] == [("over", ""), None]


def test_a_closed_room_says_how_it_ended_and_ends_its_streams(opened: Opened) -> None:
    room = opened()
    one, phone = room.follow(), room.follow("/turn/stream")
    assert (one.state(), phone.state()) == (LOBBY, "lobby.0.0.0.")
    room.do("arrive")
    room.do("close")
    last = ("", "<p>lobby 0\narrived 1, answered 0</p>")
    events = [*iter(one.event, None)]
    assert events[-2:] == [last, ("over", "")]
    assert [phone.event(), phone.event()] == [("over", ""), None]
    late = room.follow()
    assert [late.event(), late.event(), late.event()] == [last, ("over", ""), None]
    assert asked(room, "/state")[::2] == (410, last[1].encode())
    eventually(lambda: room.figures()["streams"] == 0)


def test_a_stream_of_which_only_the_head_is_wanted_does_not_stay_open(opened: Opened) -> None:
    room = opened()
    connection = HTTPConnection("127.0.0.1", room.port, timeout=PATIENCE_SECONDS)
    with closing(connection):
        connection.request("HEAD", "/stream")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"")
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        connection.request("GET", "/figures")  # on the same connection, which the head has left free
        assert json.loads(connection.getresponse().read())["streams"] == 0


def test_the_server_stops_in_time_with_open_streams(opened: Opened) -> None:
    room = opened()
    many = [room.follow() for _ in range(50)]
    assert {one.state() for one in many} == {LOBBY}
    room.stop()
    assert [one.event() for one in many] == [None] * 50


def test_polling_gives_the_same_and_nothing_while_nothing_changes(opened: Opened) -> None:
    room = opened()
    status, headers, body = asked(room, "/state")
    assert (status, body, headers["cache-control"]) == (200, LOBBY.encode(), "no-store")
    again = {"If-None-Match": headers["etag"]}
    assert asked(room, "/state", again)[::2] == (304, b"")
    room.do("next")
    eventually(lambda: asked(room, "/state", again)[0] == 200)
    assert asked(room, "/state", again)[2] == b"<p>answering 0\narrived 0, answered 0</p>"


@pytest.fixture
def process(tmp_path: Path) -> Iterator[LiveProcess]:
    room = LiveProcess(tmp_path)
    room.start()
    yield room
    room.end()


@pytest.mark.slow
def test_phones_that_answered_are_counted_once_and_again_after_a_restart(process: LiveProcess) -> None:
    def phones() -> list[Follow]:
        return [
            process.follow(f"/turn/stream?m={mark}&at={at}") for mark, at in (("a", 1), ("b", 2), ("b", 2), ("c", 0))
        ]

    kept = phones()
    eventually(lambda: b"answered 2<" in process.get("/state"))
    process.kill()
    process.start()
    assert b"answered 0<" in process.get("/state")
    kept += phones()
    eventually(lambda: b"answered 2<" in process.get("/state"))
