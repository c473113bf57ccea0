"""What a room talks about, over HTTP: each kind from the remote's form to phones and screen, taps that come twice or
too late, and the small thing that people take home."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.seminars.store import Opened, screen_of
from app.seminars.talking.talk import HIDDEN, SMALL
from app.web.wording import Wording
from tests.web.seminar.rooms import Trainer, finish
from tests.web.seminar.test_cues import plain
from tests.whole import Whole

PEOPLE = 12


@pytest.fixture(scope="module")
def here(app: Starlette) -> Whole:
    return Whole(app)


class Played(Trainer):
    """A room after its reveal, with the addresses of its phones."""

    phones: list[str]

    @property
    def remote(self) -> str:
        return f"/fr/remote/{self.opened.remote}"

    @property
    def screen(self) -> str:
        return f"/fr/screen/{screen_of(self.opened.remote)}"

    def on_screen(self) -> str:
        return unescape(self.client.get(self.screen).text)

    def on_remote(self) -> str:
        return unescape(self.client.get(self.remote).text)

    def on_phone(self, at: int) -> str:
        return unescape(self.client.get(self.phones[at]).text)

    def do(self, action: str, **typed: str) -> Response:
        answer = self.client.post(self.remote, data={"action": action} | typed, follow_redirects=False)
        self._announce()
        return answer

    def _announce(self) -> None:
        self.here.live.announce(self.room.slug)
        while self.client.get(f"/fr/room/{self.room.slug}/state").text != self.room.turn:
            pass

    def fields(self, at: int) -> dict[str, str]:
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.client.get(self.phones[at]).text))

    def tap(self, at: int, name: str, value: int) -> str:
        """What the phone shows after it; its address holds what came of it from then on."""
        path = self.phones[at].partition("?")[0]
        answer = self.client.post(path, data=self.fields(at) | {name: str(value)}, follow_redirects=False)
        self.phones[at] = answer.headers["location"]
        return self.on_phone(at)


@pytest.fixture
def room(client: TestClient, here: Whole) -> Iterator[Played]:
    opened: Opened = here.rooms.open("express", "fr", "free", "")
    played = Played(client, here, opened)
    played.phones = [finish(client, opened.seminar, seed=seed) for seed in range(PEOPLE)]
    played.act("reveal")
    yield played
    here.rooms.act(opened.seminar.id, "close")


def test_a_word_is_shown_once_five_people_have_chosen_it(room: Played) -> None:
    assert room.do("talk", what="ask", item="*word").status_code == 303
    assert "Quel mot vous reste" in room.on_phone(0)
    first = room.fields(0)
    for at in range(PEOPLE):
        assert "C’est noté." in room.tap(at, "talk", 0 if at < 6 else 4 if at < 11 else 1)
    again = room.client.post(room.phones[0].partition("?")[0], data=first | {"talk": "4"}, follow_redirects=True)
    assert "votre premier choix" in unescape(again.text), "from another tab"
    room.do("next")
    assert room.room.talk.vote
    assert room.room.talk.vote.rounds == ((6, *[HIDDEN] * 7),), "one alone would be known"
    shown = room.on_screen()
    assert re.search(r'class="told"><span>Curiosité</span> <strong>6</strong>', shown)
    assert shown.count('class="quiet"') == 7
    assert "Fermer le vote" not in room.on_remote()


def test_corners_show_both_rounds_on_one_picture(room: Played, here: Whole) -> None:
    question = here.questionnaires["express"].file.questions[0]
    for first in (7, 3):
        room.do("talk", what="ask", item=f"*corners {question.id}")
        assert question.text["fr"] in room.on_phone(0)
        assert "Nettement" in room.on_phone(0)
        for at in range(PEOPLE):
            room.tap(at, "talk", 0 if at < first else 3)
        room.do("next")
    assert room.room.talk.vote
    assert room.room.talk.vote.rounds == ((7, 0, 0, 5), (3, 0, 0, 9))
    shown = room.on_screen()
    assert shown.count('class="tug"') == 2
    assert [re.sub(r"\D", "", one) for one in re.findall(r'class="half">([^<]*)<', shown)] == ["58", "42", "25", "75"]
    assert "Avant d’en parler" in shown
    assert "Après avoir parlé" in shown
    room.do("next")
    assert room.room.talk.vote is None
    room.act("close")
    recap = unescape(room.client.get(f"{room.screen}/recap").text)
    assert question.text["fr"] in recap


def test_a_question_of_the_trainers_own_is_kept_asked_and_taken_away(room: Played) -> None:
    refused = room.do("own", own="Prêts ?", answer_1="Oui")
    assert refused.status_code == 422
    assert "de 2 à 4 réponses" in refused.text
    assert 'value="Prêts ?"' in unescape(refused.text)
    assert room.do("own", own="Prêts <b> ?", answer_1="Oui", answer_2="Non", answer_4="Peut-être").status_code == 303
    assert room.room.talk.own[0].answers == ("Oui", "Non", "Peut-être")
    assert "Prêts <b> ?" in room.on_remote()
    room.do("talk", what="ask", item="*own 1")
    assert "Prêts &lt;b&gt; ?" in room.client.get(room.phones[0]).text, "typed text is text"
    for at in range(5):
        room.tap(at, "talk", at % 3)
    room.do("next")
    assert room.room.talk.vote
    assert room.room.talk.vote.rounds == ((2, 2, 1),)
    assert "Peut-être" in room.on_screen()
    room.do("next")
    again = room.here.rooms.again(room.room.id).seminar
    assert [one.text for one in again.talk.own] == ["Prêts <b> ?"]
    assert not again.talk.voted
    room.do("talk", what="drop", id="1")
    assert not room.room.talk.own
    assert not room.room.talk.voted


def test_the_other_side_is_guessed_before_the_mirror_and_not_after(room: Played) -> None:
    assert "où diraient-ils que nous sommes les meilleurs" in room.on_remote()
    room.do("talk", what="ask", item="*other")
    for at in range(PEOPLE):
        room.tap(at, "talk", at % 2)
    assert "<small>" not in re.findall(r'<ol class="options other-asked">(.*?)</ol>', room.on_screen(), re.DOTALL)[0]
    room.do("next")
    shown = room.on_screen()
    assert "eux seuls le savent" in shown
    assert shown.count("<small>") > 10, "the room's own level beside each name"
    room.do("next")
    while room.room.stage.beat != "dimensions":
        room.act("next")
    assert "où diraient-ils que nous sommes les meilleurs" not in room.on_remote()


def test_fewer_than_five_votes_are_told_to_nobody(room: Played) -> None:
    room.do("talk", what="ask", item="*word")
    for at in range(4):
        room.tap(at, "talk", 0)
    room.do("next")
    assert room.room.talk.vote
    assert room.room.talk.vote.rounds == (None,)
    assert "Moins de 5 votes" in room.on_screen()
    assert 'class="told"' not in room.on_screen()


def test_a_tap_for_an_earlier_round_is_too_late(room: Played) -> None:
    room.do("talk", what="ask", item="*word")
    old = room.client.get(room.phones[0]).text
    room.do("next")
    room.do("talk", what="ask", item="*word")
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', old))
    path = room.phones[0].partition("?")[0]
    answer = room.client.post(path, data=fields | {"talk": "1"}, follow_redirects=True)
    assert room.here.rooms.shown(room.room).voted == 0
    assert 'name="talk"' in answer.text, "the present round is open to it"


@pytest.mark.parametrize("typed", [
    {"what": "ask", "item": "*own 9"}, {"what": "ask", "item": "*small"}, {"what": "ask", "item": "hotel"},
    {"what": "group", "size": "4", "minutes": "3", "item": "trust"},
    {"what": "group", "size": "2", "minutes": "3", "item": "x"},
    {"what": "group", "size": "\u0662", "minutes": "3", "item": "trust"},
    {"what": "drop", "id": "x"}, {"what": "nothing"}, {},
])  # fmt: skip
def test_what_no_form_of_ours_sends_is_refused(room: Played, typed: dict[str, str]) -> None:
    assert room.do("talk", **typed).status_code == 400
    assert not room.room.talk.is_on


def test_groups_give_each_phone_a_shape_and_one_question(room: Played, here: Whole) -> None:
    assert room.do("talk", what="group", size="2", minutes="5", item="trust").status_code == 303
    groups = room.room.talk.groups
    assert groups
    file = here.questionnaires["express"].file
    prompt = Wording("fr", "customers")(next(one.prompt for one in file.dimensions if one.id == "trust"))
    names = [re.findall(r"<h1[^>]*>(.*?)</h1>", room.on_phone(at))[0] for at in range(PEOPLE)]
    assert set(names) <= {"Rond bleu", "Triangle orange", "Carré rose"}
    assert all(prompt in room.on_phone(at) for at in range(PEOPLE))
    shown = room.on_screen()
    assert prompt in shown
    assert "5\u00a0min" in shown or "5 min" in shown
    said = "tirées au hasard" if not groups.cover else "réunit plusieurs animaux"
    assert said in shown
    assert ("tirée au hasard" if not groups.cover else "réunit plusieurs animaux") in room.on_phone(0)
    before = names
    room.do("next")
    assert not room.room.talk.is_on
    assert "Gardez cette page ouverte" in room.on_phone(0)
    assert len(before) == PEOPLE


def test_back_takes_groups_off_the_screen_and_a_vote_on_a_scene_does_too(room: Played, here: Whole) -> None:
    room.do("talk", what="group", size="3", minutes="2", item="trust")
    beat = room.room.stage.beat
    room.do("back")
    assert (room.room.talk.is_on, room.room.stage.beat) == (False, beat)
    room.do("talk", what="group", size="3", minutes="2", item="trust")
    room.do("vote", item=here.questionnaires["express"].bank.scenes[0].id, side="")
    assert not room.room.talk.is_on
    assert room.room.stage.vote
    room.do("talk", what="ask", item="*word")
    assert room.room.stage.vote is None
    assert room.room.talk.is_open


def test_a_page_of_before_moves_nothing(room: Played) -> None:
    seen = re.findall(r'name="seen" value="(\w+)"', room.on_remote())[0]
    room.do("talk", what="ask", item="*word", seen=seen)
    room.do("talk", what="group", size="3", minutes="2", item="trust", seen=seen)
    assert room.room.talk.is_open, "the second remote had not seen the first"


def test_the_small_thing_is_tapped_counted_and_reminded_of(room: Played) -> None:
    while room.room.stage.beat != "end":
        room.act("next")
    assert "Laquelle essaierez-vous" in room.on_phone(0)
    tapped = [room.tap(at, "small", 0 if at < 6 else 1 if at < 11 else 2) for at in range(PEOPLE)]
    assert "Me le rappeler dans 30 jours" in tapped[0]
    assert "Me le rappeler" not in tapped[11], "something else has no text to remind of"
    assert "12 sur 12" in room.on_screen()
    assert "6</b>" not in room.on_screen()
    room.do("talk", what="small")
    assert room.room.talk.told(SMALL).rounds == ((6, HIDDEN, HIDDEN),)  # type: ignore[union-attr]
    shown = room.on_screen()
    assert "Ce que cette salle emporte" in shown
    assert shown.count("<b>6</b>") == 1
    link = re.findall(r'href="([^"]*month\.ics\?side=0)"', tapped[0])[0]
    file = room.client.get(link)
    assert file.headers["content-type"].startswith("text/calendar")
    assert "qu’est-elle devenue" in file.text
    assert room.client.get(link.replace("side=0", "side=7")).status_code == 404
    room.act("close")
    assert "Ce que cette salle emporte" in unescape(room.client.get(f"{room.screen}/recap").text)


def test_at_the_end_of_a_room_what_was_tapped_is_counted_without_a_press(room: Played) -> None:
    while room.room.stage.beat != "end":
        room.act("next")
    for at in range(5):
        room.tap(at, "small", 0)
    room.act("close")
    assert room.room.talk.told(SMALL).rounds == ((5, HIDDEN, HIDDEN),)  # type: ignore[union-attr]
    assert 'name="small"' not in room.on_phone(7)


def test_a_room_serves_its_people_here_too(client: TestClient, here: Whole) -> None:
    opened = here.rooms.open("express", "fr", "free", "", "patients")
    played = Played(client, here, opened)
    played.phones = [finish(client, opened.seminar, seed=seed) for seed in range(10)]
    played.act("reveal")
    played.do("talk", what="ask", item="*other")
    assert "Si les patients répondaient" in played.on_screen()
    assert "Si les patients répondaient" in played.on_phone(0)


def test_a_rehearsal_invents_what_is_asked_and_keeps_nothing_of_it(client: TestClient, here: Whole) -> None:
    opened = here.rooms.open("express", "fr", "free", "")
    played = Played(client, here, opened)
    here.rooms.rehearse(opened.seminar.id, True)
    here.rooms.act(opened.seminar.id, "reveal")
    played.do("talk", what="group", size="2", minutes="3", item="trust")
    assert played.room.talk.groups
    played.do("talk", what="ask", item="*word")
    played.do("next")
    assert played.room.talk.vote
    assert played.room.talk.vote.rounds[0]
    here.rooms.rehearse(opened.seminar.id, False)
    assert not played.room.talk.is_on
    assert not played.room.talk.voted


def test_a_frozen_screen_shows_what_was_talked_about_and_nothing_that_comes_after(room: Played) -> None:
    before = room.on_screen()
    room.do("cue", cue="freeze")
    room.do("talk", what="ask", item="*word")
    assert plain(room.on_screen()) == plain(before), "what is asked meanwhile is on phones, and on no screen"
    assert "Quel mot vous reste" in room.on_phone(0)
    room.do("cue", cue="thaw")
    asked = room.on_screen()
    assert "Quel mot vous reste" in asked
    room.do("cue", cue="freeze")
    for at in range(PEOPLE):
        room.tap(at, "talk", 0)
    room.do("next")
    assert plain(room.on_screen()) == plain(asked), "the word and its count stay, though the round is closed"


def test_what_lies_over_the_screen_goes_before_an_open_round_is_counted(room: Played) -> None:
    room.do("talk", what="ask", item="*word")
    room.do("cue", cue="timer", minutes="2")
    room.do("next")
    assert room.room.talk.is_open, "the press took the timer off, and counted nothing"
    room.do("next")
    assert not room.room.talk.is_open
