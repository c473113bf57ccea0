"""What a trainer lays over the screen, from the remote or by a key of the screen: seen on both; it moves no beat."""

import json
import re
from html import unescape

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.seminars.rooms import Rooms, version_of
from app.seminars.stage import Stage, stage_from, to_document
from app.seminars.store import changed
from tests.web.figures.releases import site_of
from tests.web.seminar.rooms import Trainer, finish, trainer
from tests.whole import Whole

FIELDS = {"beat", "question", "paused", "code_hidden", "rehearsal", "prompt", "guesses", "vote", "voted"}


@pytest.fixture(scope="module")
def here(app: Starlette, client: TestClient) -> Whole:
    return site_of(app)


@pytest.fixture
def room(client: TestClient, here: Whole) -> Trainer:
    return trainer(client, here)


def press(room: Trainer, action: str, **fields: str) -> Response:
    return room.client.post(f"/fr/remote/{room.opened.remote}", data={"action": action, **fields})


def beat_of(room: Trainer) -> str:
    found = re.search(r'class="projection beat-(\w+)', screen(room))
    assert found
    return found[1]


def screen(room: Trainer) -> str:
    return unescape(room.client.get(f"/fr/screen/{room.opened.screen}").text)


def remote(room: Trainer) -> str:
    return unescape(room.client.get(f"/fr/remote/{room.opened.remote}").text)


def at(room: Trainer, beat: str) -> None:
    while room.room.stage.beat != beat:
        room.act("next")


def test_a_black_screen_shows_nothing_and_next_lights_it_again(room: Trainer) -> None:
    press(room, "cue", cue="dark")
    page = screen(room).partition('<main id="stage"')[2].partition("</main>")[0]
    assert "Écran noir" in page
    assert room.room.code[:3] not in page
    assert "Rallumer l’écran" in remote(room)
    press(room, "next")
    assert (beat_of(room), room.room.stage) == ("lobby", Stage())


def test_a_timer_is_seen_on_screen_and_remote_until_next(room: Trainer) -> None:
    at(room, "own")
    press(room, "cue", cue="timer", minutes="3")
    timer = room.room.cues.timer
    assert timer
    until = f'data-until="{timer[1] + 180}"'
    assert until in screen(room)
    assert until in remote(room)
    assert "Arrêter le minuteur" in remote(room)
    press(room, "next")
    assert (beat_of(room), room.room.stage.beat) == ("own", "own")
    assert until not in screen(room) + remote(room)


def test_a_second_tap_on_the_button_that_stops_a_timer_skips_no_beat(room: Trainer) -> None:
    at(room, "own")
    press(room, "cue", cue="timer", minutes="2")
    seen = version_of(room.room)
    for _ in range(3):
        press(room, "next", seen=seen)
    assert room.room.stage.beat == "own"


def test_the_corners_of_a_room_speak_in_an_order_that_is_drawn(room: Trainer) -> None:
    at(room, "own")
    orders = set()
    for _ in range(40):
        press(room, "cue", cue="voices")
        orders.add(room.room.cues.voices)
    assert len(orders) > 4
    page = screen(room)
    found = re.findall(r'class="at-([a-z-]+)"><b>(\d)</b>', page)
    assert [number for _, number in found] == ["1", "2", "3", "4"]
    assert len({corner for corner, _ in found}) == 4


def test_a_frozen_screen_stays_as_it_is_while_the_remote_moves_on(room: Trainer) -> None:
    at(room, "own")
    for seed in range(6):
        finish(room.client, room.room, seed=seed)
    at(room, "animals")
    before = screen(room)
    press(room, "cue", cue="freeze")
    for seed in range(6, 12):
        finish(room.client, room.room, seed=seed)
    room.act("reveal")
    at(room, "prompt")
    room.put_to_vote("hotel")
    assert plain(screen(room)) == plain(before)
    assert "L’écran est figé" in remote(room)
    press(room, "cue", cue="thaw")
    assert beat_of(room) == "vote"


def test_a_screen_that_is_frozen_before_the_reveal_tells_nothing_after_it(room: Trainer) -> None:
    at(room, "own")
    for seed in range(6):
        finish(room.client, room.room, seed=seed)
    before = screen(room)
    press(room, "cue", cue="freeze")
    at(room, "sentence")
    assert plain(screen(room)) == plain(before)


def plain(page: str) -> str:
    """Without the marks that only the keys of the screen need."""
    return re.sub(r' data-(mark|now)="[\w.]+"| data-frozen', "", page)


def test_keys_of_a_frozen_screen_move_the_room(room: Trainer) -> None:
    press(room, "cue", cue="freeze")
    for beat in ("answering", "own"):
        mark = re.search(r'data-mark="(\w+)"', screen(room))
        assert mark
        press(room, "next", seen=mark[1])
        assert (room.room.stage.beat, beat_of(room)) == (beat, "lobby")


def test_the_screen_s_own_key_gives_no_cue(room: Trainer) -> None:
    for key in (room.opened.screen, room.room.code):
        response = room.client.post(f"/fr/remote/{key}", data={"action": "cue", "cue": "dark"})
        assert response.status_code in (403, 404)
    assert room.client.post(f"/fr/screen/{room.opened.screen}", data={"action": "cue"}).status_code == 405
    assert room.room.cues.cover == ""


@pytest.mark.parametrize("fields", [{}, {"cue": "music"}, {"cue": "timer"}, {"cue": "timer", "minutes": "4"}])
def test_what_no_form_of_ours_sends_is_refused(room: Trainer, fields: dict[str, str]) -> None:
    assert press(room, "cue", **fields).status_code == 400
    assert room.room.cues.seen == ""


def test_the_clock_is_the_server_s_and_outlives_a_restart_a_pause_and_the_way_back(room: Trainer) -> None:
    assert "quand vous quittez l’accueil" in remote(room)
    at(room, "answering")
    started = room.room.cues.started
    assert started
    for _ in range(2):
        room.act("pause")
    room.act("back")
    room.act("next")
    here, site = room.here, room.here.assembly.rooms
    again = Rooms(here.engine, site._keys, here.questionnaires, bytes(32), now=lambda: started + 600.0)
    again.act(room.room.id, "next")
    assert room.room.cues.started == started
    assert f'data-started="{started}" data-slot="21"' in remote(room)


def test_no_hour_is_kept_of_a_room_that_is_over(room: Trainer) -> None:
    at(room, "own")
    press(room, "cue", cue="timer", minutes="5")
    press(room, "cue", cue="freeze")
    room.here.rooms.act(room.room.id, "close")
    assert (room.room.cues, room.room.is_open) == (type(room.room.cues)(), False)


def test_a_program_of_before_reads_what_this_one_writes_of_a_stage(room: Trainer) -> None:
    """It takes the fields that it knows, and dies of any other: so what is new stands in a column of its own."""
    press(room, "cue", cue="dark")
    assert set(json.loads(to_document(room.room.stage))) == FIELDS
    assert stage_from(to_document(room.room.stage)) == room.room.stage


def test_a_room_that_was_opened_before_there_were_cues_goes_on(room: Trainer) -> None:
    changed(room.here.engine, room.room.id, lambda *_: {"cues": None})
    assert beat_of(room) == "lobby"
    at(room, "answering")
    assert room.room.cues.started


def test_a_scene_has_the_same_letters_on_screen_phone_and_remote(room: Trainer) -> None:
    at(room, "own")
    phones = [finish(room.client, room.room, seed=seed) for seed in range(6)]
    at(room, "prompt")
    room.put_to_vote("hotel")
    letters = re.compile(r'class="letter">(\w)</\w+> (?:<span class="text">)?(\S+ \S+)')
    pages = [re.sub(r'<span class="unbroken">(.*?)</span>', r"\1", page) for page in (screen(room), remote(room))]
    pages.append(unescape(room.client.get(phones[0]).text))
    found = [letters.findall(page)[:3] for page in pages]
    assert [letter for letter, _ in found[0]] == ["A", "B", "C"]
    assert found[0] == found[1] == found[2]
    room.put_to_vote("trust", "colleagues")
    assert not letters.search(unescape(room.client.get(phones[0]).text))
