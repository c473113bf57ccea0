"""The remote over HTTP, without JavaScript and with htmx: every action, stale pages, two remotes, and wrong keys."""

import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.actions import Receipt, entry_of
from app.banks.response_model import CENTRAL, populations
from app.campaigns import keys
from app.campaigns.store import create, find
from app.cli.demo import MIDDLING
from app.pool_keys.key_file import KeyFile
from app.seminars.seminar import Seminar
from app.seminars.store import Opened, by_id, by_remote, finish, screen_of
from app.tallies.ledger import Ledger, Outcome, today_in_utc
from app.web.rate_limit import CodeLimiter
from app.web.seminar.parts import Openings
from tests.whole import Whole

HTMX = {"hx-request": "true"}


@pytest.fixture(autouse=True)
def here(app: Starlette) -> Iterator[Whole]:
    """Each test is somebody else's."""
    here = Whole(app)
    with here.given(wrong_keys=CodeLimiter(60)), here.given("seminar", openings=Openings("open")):
        yield here


@pytest.fixture
def room(client: TestClient, here: Whole) -> Opened:
    return here.rooms.open("express", "fr", "free", "")


@pytest.fixture
def together(client: TestClient, here: Whole) -> Opened:
    return here.rooms.open("express", "fr", "together", "Groupe du matin")


def path(opened: Opened, language: str = "fr") -> str:
    return f"/{language}/remote/{opened.remote}"


def do(client: TestClient, opened: Opened, action: str, **typed: str) -> Response:
    return client.post(path(opened), data={"action": action} | typed, follow_redirects=False)


def now(here: Whole, opened: Opened) -> Seminar:
    found = by_id(here.engine, opened.seminar.id)
    assert found
    return found


def button(page: str) -> str:
    """What the one big button says."""
    found = re.search(r'class="(?:button )?main"[^>]*>([^<]*)<', page)
    assert found, page
    return unescape(found[1]).strip()


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found, page
    return found[1]


def answer(folder: Path, here: Whole, opened: Opened, people: int) -> None:
    campaign = find(here.engine, now(here, opened).slug)
    assert campaign
    bank = here.questionnaires[campaign.bank].bank
    ledger = Ledger(here.engine, KeyFile(folder / "secrets" / "pool-keys"), on_finished=finish)
    ledger.start()
    tomorrow = today_in_utc() + timedelta(days=1)
    for _, population in populations(bank, CENTRAL, MIDDLING, people, secrets.token_hex(4)):
        entry = entry_of(
            campaign.id, bank, population.sheet(population.person()), Receipt(secrets.token_bytes(16), tomorrow)
        )
        assert ledger.record_now(entry) is Outcome.COUNTED
    ledger.stop()


def test_the_first_thing_to_do_is_to_project_the_screen(client: TestClient, room: Opened) -> None:
    page = client.get(path(room)).text
    assert button(page) == "Projeter l’écran"
    link = re.search(r'<a class="button main" id="project" href="([^"]+)" target="_blank" rel="opener"', page)
    assert link
    assert link[1] == f"/fr/screen/{room.screen}"
    assert room.seminar.code[:3] in page


def test_the_screens_key_follows_from_the_remotes_and_opens_no_remote(client: TestClient, room: Opened) -> None:
    assert screen_of(room.remote) == room.screen
    assert client.get(f"/fr/remote/{room.screen}").status_code == 404


def test_the_button_says_what_comes_next_from_the_lobby_to_the_end(
    client: TestClient, folder: Path, here: Whole, room: Opened
) -> None:
    answer(folder, here, room, 12)
    said = []
    for _ in range(10):
        said.append(button(client.get(path(room)).text))
        assert do(client, room, "next").status_code == 303
    assert said == [
        "Montrer combien ont fini", "À chacun son animal", "Révéler", "Montrer la phrase", "Montrer le triangle",
        "Montrer les dimensions", "Montrer les deux côtés", "Poser la question", "Dire merci", "Fermer la salle",
    ]  # fmt: skip


def test_all_together_each_question_is_opened_by_its_number(client: TestClient, here: Whole, together: Opened) -> None:
    assert "Ouvrir la question 1" in client.get(path(together)).text
    do(client, together, "next")
    page = client.get(path(together)).text
    assert button(page) == "Ouvrir la question 2"
    assert "Question 1 sur 15" in page
    questionnaire = here.questionnaires["express"]
    assert questionnaire.file.questions[0].text["fr"] in unescape(page)
    do(client, together, "next")
    do(client, together, "back")
    assert now(here, together).stage.question == 0


def test_fewer_than_five_are_told_of_a_round_of_the_table(
    client: TestClient, folder: Path, here: Whole, room: Opened
) -> None:
    answer(folder, here, room, 4)
    for _ in range(2):
        do(client, room, "next")
    assert "Moins de 5 personnes ont fini" in client.get(path(room)).text
    do(client, room, "next")
    page = client.get(path(room)).text
    assert "Un tour de table" in page
    assert "dans les chiffres</dt><dd>0<" in page


def test_a_pause_is_said_and_undone(client: TestClient, here: Whole, room: Opened) -> None:
    do(client, room, "next")
    do(client, room, "pause")
    assert now(here, room).stage.paused
    page = client.get(path(room)).text
    assert "en pause" in page
    assert ">Continuer<" in page
    do(client, room, "pause")
    assert not now(here, room).stage.paused


def test_the_code_is_hidden_and_shown(client: TestClient, here: Whole, room: Opened) -> None:
    do(client, room, "hide", hidden="yes")
    assert now(here, room).stage.code_hidden
    assert "Montrer le code" in client.get(path(room)).text
    do(client, room, "hide", hidden="no")
    assert not now(here, room).stage.code_hidden


def test_one_of_three_prompts_is_chosen(client: TestClient, folder: Path, here: Whole, room: Opened) -> None:
    answer(folder, here, room, 12)
    do(client, room, "reveal")
    assert client.get(path(room)).text.count(">Prendre celle-ci<") in (1, 2)
    do(client, room, "prompt", at="1")
    assert now(here, room).stage.prompt == 1


@pytest.mark.parametrize(("item", "side"), [("statement", "customers"), ("scene", "")])
def test_a_vote_is_put_counted_left_and_put_again_with_its_result(
    client: TestClient, here: Whole, room: Opened, item: str, side: str
) -> None:
    bank = here.questionnaires["express"].bank
    id_ = bank.questions[0].id if item == "statement" else bank.scenes[0].id
    do(client, room, "rehearse", on="yes")
    do(client, room, "reveal")
    do(client, room, "vote", item=id_, side=side)
    page = client.get(path(room)).text
    assert "Un vote" in page
    assert button(page) == "Fermer et voir le résultat"
    do(client, room, "next")
    page = client.get(path(room)).text
    assert "Le résultat du vote" in page
    assert button(page) == "Revoter"
    do(client, room, "vote", item=id_, side=side)
    vote = now(here, room).stage.vote
    assert vote
    assert (vote.item, vote.side, len(vote.rounds), vote.is_open) == (id_, side, 1, True)
    do(client, room, "next")
    assert "Retirer le résultat" in client.get(path(room)).text
    do(client, room, "next")
    page = client.get(path(room)).text
    assert "Résultat précédent" in page
    assert "Revoter, côté" in page if side else "Faire revoter" in page


def test_a_rehearsal_is_plainly_marked_and_leaves_nothing(client: TestClient, here: Whole, room: Opened) -> None:
    assert "Essayer avec une salle inventée" in client.get(path(room)).text
    do(client, room, "rehearse", on="yes")
    do(client, room, "reveal")
    page = client.get(path(room)).text
    assert "Répétition" in page
    assert "ask=close" not in page
    do(client, room, "rehearse", on="no")
    page = client.get(path(room)).text
    assert "Répétition" not in page
    assert now(here, room).stage.beat == "lobby"


@pytest.mark.parametrize("people", [3, 6])
def test_every_link_of_a_closed_room_s_remote_opens_something(
    client: TestClient, folder: Path, here: Whole, room: Opened, people: int
) -> None:
    answer(folder, here, room, people)
    for action in ("reveal", "close"):
        do(client, room, action)
    page = client.get(path(room)).text
    links = {one for one in re.findall(r'href="(/[^"#]+)', page) if not one.startswith("/static")}
    assert f"/fr/screen/{room.screen}/recap" in links
    assert [link for link in links if client.get(link).status_code >= 400] == []
    assert ("recap.pdf" in page) is (people >= 5 and here.pdf.is_here)
    assert ("#compare" in page) is (people >= 5)


@pytest.mark.parametrize(("people", "offered"), [(4, False), (5, True)])
def test_votes_that_could_show_nothing_are_not_offered(
    client: TestClient, folder: Path, here: Whole, room: Opened, people: int, offered: bool
) -> None:
    answer(folder, here, room, people)
    do(client, room, "reveal")
    page = client.get(path(room)).text
    assert ('id="statements"' in page, 'id="scenes"' in page, "few-votes" in page) == (offered, offered, not offered)


def test_the_next_group_has_a_room_of_its_own(client: TestClient, here: Whole, together: Opened) -> None:
    response = do(client, together, "again")
    assert response.status_code == 303
    key = response.headers["location"].rpartition("/")[2].partition("?")[0]
    fresh = by_remote(here.engine, key)
    assert fresh
    assert (fresh.pace, fresh.name) == ("together", "Groupe du matin")
    assert fresh.code != together.seminar.code
    assert "Une nouvelle salle" in client.get(response.headers["location"]).text


def test_too_many_rooms_for_the_next_group_have_to_wait(
    client: TestClient, here: Whole, app: Starlette, room: Opened
) -> None:
    here.give("seminar", openings=Openings("open", a_place=1))
    do(client, room, "again")
    response = do(client, room, "again")
    assert response.headers["location"] == f"{path(room)}?done=many"
    assert "Attendez un peu" in client.get(response.headers["location"]).text


def test_a_reset_is_asked_once_and_keeps_the_code_and_the_keys(
    client: TestClient, folder: Path, here: Whole, room: Opened
) -> None:
    answer(folder, here, room, 6)
    do(client, room, "reveal")
    page = client.get(f"{path(room)}?ask=reset").text
    assert "feuilles terminées jusqu’ici : 6" in page
    assert now(here, room).finished == 6
    response = do(client, room, "reset", seen=seen_in(page))
    assert "nouveau vide" in client.get(response.headers["location"]).text
    emptied = now(here, room)
    assert (emptied.finished, emptied.stage.beat, emptied.code) == (0, "lobby", room.seminar.code)
    assert emptied.slug != room.seminar.slug


def test_a_close_is_asked_once_and_leads_to_what_remains(
    client: TestClient, folder: Path, here: Whole, room: Opened
) -> None:
    answer(folder, here, room, 6)
    page = client.get(f"{path(room)}?ask=close").text
    assert now(here, room).is_open
    do(client, room, "close", seen=seen_in(page))
    assert not now(here, room).is_open
    page = client.get(path(room)).text
    for address in ("/recap", "/recap.pdf", "/recap#compare"):
        assert f'href="/fr/screen/{room.screen}{address}"' in page
    assert f'href="{path(room)}/sheet"' in page
    assert "6 personnes sont dans les chiffres" in page


@pytest.mark.parametrize("action", ["next", "back", "reveal", "pause", "hide", "vote", "rehearse", "reset"])
def test_a_closed_room_obeys_no_more(client: TestClient, folder: Path, here: Whole, room: Opened, action: str) -> None:
    answer(folder, here, room, 6)
    do(client, room, "close")
    before = now(here, room)
    assert do(client, room, action, on="yes", hidden="yes").status_code == 303
    assert now(here, room) == before


def test_a_room_that_closed_with_too_few_says_so_and_can_join_nothing(
    client: TestClient, folder: Path, here: Whole, room: Opened
) -> None:
    answer(folder, here, room, 4)
    do(client, room, "close")
    page = client.get(path(room)).text
    assert "Trop peu de monde" in page
    assert 'name="organiser"' not in page


@pytest.mark.parametrize("how", ["address", "name"])
def test_a_closed_room_joins_a_campaign_once_with_its_organisers_key(
    client: TestClient, folder: Path, here: Whole, app: Starlette, room: Opened, how: str
) -> None:
    here.give(wrong_keys=CodeLimiter(1))
    slug = f"year-{secrets.token_hex(4)}"
    campaign = create(here.engine, slug, "express", today_in_utc(), k=5)
    key = keys.rotate(here.engine, campaign.id, "manager")
    answer(folder, here, room, 6)
    do(client, room, "close")
    typed = f"https://totem.example/fr/organise/{slug}/{key}?done=made" if how == "address" else f"{slug}  {key}"
    response = do(client, room, "join", organiser=typed)
    assert response.status_code == 303, response.text
    assert "a rejoint la campagne" in client.get(response.headers["location"]).text
    link = f'<a href="/fr/figures/{slug}">'
    for _ in range(3):  # more than a guesser is allowed: this is no wrong key
        again = do(client, room, "join", organiser=typed)
        assert again.status_code == 422
        assert f"Cette salle est déjà dans «\u00a0{slug}\u00a0»" in again.text
        assert "ont été ajoutés à" in again.text
    assert link in client.get(path(room)).text, "and after a reload, where it went"
    assert link in client.get(f"/fr/screen/{room.screen}/recap").text
    other = do(client, room, "again").headers["location"]
    assert link not in client.get(other).text


@pytest.mark.parametrize("typed", ["", "nothing", "/fr/organise/nowhere/" + "x" * 32])
def test_what_opens_no_campaign_is_said_beside_the_field(
    client: TestClient, folder: Path, here: Whole, room: Opened, typed: str
) -> None:
    answer(folder, here, room, 6)
    do(client, room, "close")
    response = do(client, room, "join", organiser=typed)
    assert response.status_code == 422
    assert "organiser-mistake" in response.text
    assert f'value="{typed}"' in response.text


def test_guesses_at_a_campaigns_key_are_limited(
    client: TestClient, folder: Path, here: Whole, app: Starlette, room: Opened
) -> None:
    here.give(wrong_keys=CodeLimiter(2))
    answer(folder, here, room, 6)
    do(client, room, "close")
    answers = [do(client, room, "join", organiser="/organise/totem/" + "x" * 32).status_code for _ in range(3)]
    assert answers == [422, 422, 429]


def test_whoever_finishes_after_the_reveal_can_be_revealed_from_five_on(
    client: TestClient, folder: Path, here: Whole, room: Opened
) -> None:
    answer(folder, here, room, 6)
    do(client, room, "reveal")
    answer(folder, here, room, 4)
    page = client.get(path(room)).text
    assert "À partir de 5" in page
    assert "reveal-again" not in page
    answer(folder, here, room, 1)
    assert "reveal-again" in client.get(path(room)).text
    do(client, room, "reveal")
    assert "dans les chiffres</dt><dd>11<" in client.get(path(room)).text


def test_a_double_tap_moves_once(client: TestClient, here: Whole, together: Opened) -> None:
    seen = seen_in(client.get(path(together)).text)
    for _ in range(2):
        assert do(client, together, "next", seen=seen).status_code == 303
    assert (now(here, together).stage.beat, now(here, together).stage.question) == ("answering", 0)


def test_two_remotes_at_once_skip_nothing(client: TestClient, here: Whole, together: Opened) -> None:
    one, other = (client.get(path(together, language)).text for language in ("fr", "en"))
    do(client, together, "next", seen=seen_in(one))
    fragment = client.post(path(together, "en"), data={"action": "next", "seen": seen_in(other)}, headers=HTMX)
    assert now(here, together).stage.question == 0
    assert button(fragment.text) == "Open question 2"


def test_a_stale_page_neither_resets_nor_puts_to_a_vote(client: TestClient, here: Whole, room: Opened) -> None:
    do(client, room, "rehearse", on="yes")
    seen = seen_in(client.get(path(room)).text)
    do(client, room, "reveal")
    question = here.questionnaires["express"].bank.questions[0]
    do(client, room, "vote", item=question.id, side=question.sides[0], seen=seen)
    do(client, room, "reset", seen=seen)
    assert (now(here, room).stage.beat, now(here, room).stage.vote) == ("animals", None)


def test_an_action_without_what_was_seen_is_obeyed(client: TestClient, here: Whole, room: Opened) -> None:
    do(client, room, "next")
    assert now(here, room).stage.beat == "answering"


def test_with_htmx_an_action_answers_with_what_moves_alone(client: TestClient, room: Opened) -> None:
    response = client.post(path(room), data={"action": "next"}, headers=HTMX)
    assert response.status_code == 200
    assert "<html" not in response.text
    assert "Les réponses" in response.text
    state = client.get(f"{path(room)}/state")
    assert state.text == response.text
    assert client.get(f"{path(room)}/state", headers={"if-none-match": state.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    "typed",
    [
        {"action": "dance"},
        {},
        *({"action": "prompt", "at": at} for at in ("one", "-1", "٣", "9" * 4000, "")),
        {"action": "vote", "item": "nothing"},
    ],
)
def test_what_no_form_of_ours_sends_is_refused(client: TestClient, room: Opened, typed: dict[str, str]) -> None:
    assert client.post(path(room), data=typed).status_code == 400


@pytest.mark.parametrize("part", ["", "/stream", "/state", "/hand.svg", "?ask=close"])
def test_a_wrong_key_is_refused_as_organisers_are(client: TestClient, part: str) -> None:
    wrong = client.get(f"/fr/remote/{'x' * 32}{part}")
    organiser = client.get(f"/fr/organise/totem/{'x' * 32}")
    assert wrong.status_code == organiser.status_code == 404
    assert re.findall("<h1>.*</h1>", wrong.text) == re.findall("<h1>.*</h1>", organiser.text)


def test_a_wrong_key_commands_nothing_and_says_no_more(client: TestClient) -> None:
    got = client.get(f"/fr/remote/{'x' * 32}")
    posted = client.post(f"/fr/remote/{'x' * 32}", data={"action": "close"})
    assert (posted.status_code, posted.text) == (404, got.text)


def test_wrong_keys_are_limited_and_a_right_one_still_opens(
    client: TestClient, here: Whole, app: Starlette, room: Opened
) -> None:
    here.give(wrong_keys=CodeLimiter(2))
    assert [client.get(f"/fr/remote/{number}").status_code for number in range(3)] == [404, 404, 429]
    assert client.post("/fr/remote/wrong", data={"action": "next"}).status_code == 429
    assert client.get(path(room)).status_code == 200


def test_another_site_cannot_press_the_buttons(client: TestClient, here: Whole, room: Opened) -> None:
    response = client.post(path(room), data={"action": "next"}, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert now(here, room).stage.beat == "lobby"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_remotes_pages_are_kept_by_nobody_and_say_nothing_in_their_title(
    client: TestClient, together: Opened, language: str
) -> None:
    for part in ("", "?ask=close", "?ask=reset"):
        response = client.get(path(together, language) + part)
        assert response.headers["cache-control"] == "no-store"
        assert "noindex" in response.headers["x-robots-tag"]
        assert response.headers["referrer-policy"] == "strict-origin"
        assert re.findall("<title>(.*)</title>", response.text) in (["Télécommande · Totem"], ["Remote · Totem"])
    page = client.get(path(together, language)).text
    assert f'value="http://totem.example/j/{together.seminar.code}"' in page
    assert f'value="http://totem.example{path(together, language)}"' in page


def test_the_remote_can_be_handed_over_as_a_code(client: TestClient, room: Opened) -> None:
    response = client.get(f"{path(room)}/hand.svg")
    assert response.headers["content-type"] == "image/svg+xml"
    assert response.headers["cache-control"] == "no-store"
    assert room.remote not in response.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_beat_has_notes_for_the_trainer(
    client: TestClient, folder: Path, here: Whole, room: Opened, language: str
) -> None:
    answer(folder, here, room, 12)
    notes = set()
    for _ in range(10):
        page = client.get(path(room, language)).text
        found = re.search(r'<section class="notes".*?</section>', page, re.DOTALL)
        assert found
        assert len(re.findall(r"<(?:p|li)>[^<]{20,}</(?:p|li)>", found[0])) >= 2
        notes.add(found[0])
        do(client, room, "next")
    assert len(notes) == 10
