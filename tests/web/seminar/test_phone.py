"""A phone in a room, without JavaScript: its pace, its page when it is done, its taps, what it is told of itself."""

import re
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.seminars.stage import Action
from app.totem.course import steps
from app.totem.model import blank
from tests.web.player import FIELD, Player, Screen, at_random
from tests.web.seminar.rooms import Trainer, come_in, finish, trainer
from tests.whole import Whole

PRIVACY = "À partir de cinq réponses, la salle voit combien ont choisi chacune, jamais qui."
AT_RANDOM = at_random(Random(3))


@pytest.fixture(scope="module")
def here(app: Starlette) -> Whole:
    found: Whole = Whole(app)
    return found


def playing(client: TestClient, room: Trainer, address: str | None = None) -> Player:
    player = Player.__new__(Player)
    player.client, player.path = client, f"/fr/quiz/{room.room.slug}"
    player.open(address or come_in(client, room.room))
    return player


def waits(screen: Screen) -> bool:
    return 'data-live-event="turn"' in screen.text and "q" not in screen.hidden


def at_the_end(client: TestClient, here: Whole, choice: str = "count", seed: int = 5) -> tuple[Trainer, str]:
    room = trainer(client, here)
    return room, finish(client, room.room, choice, seed)


def tap(client: TestClient, address: str, **values: str) -> Response:
    """Presses a button of the page; fields that go with it are the page's own."""
    page = client.get(address).text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post(urlsplit(address).path, data=fields | values)


def main_of(page: Response) -> str:
    return page.text.partition("<main")[2].partition("</main>")[0]


def buttons(page: Response, name: str) -> list[str]:
    return [value for key, value in FIELD.findall(main_of(page)) if key == name]


def test_at_their_own_pace_people_start_before_the_trainer_does(client: TestClient, here: Whole) -> None:
    room = trainer(client, here, "free")
    player = playing(client, room)
    assert room.room.stage.beat == "lobby"
    assert player.screen.number == 1
    player.to_the_end(AT_RANDOM)


def test_together_nobody_sees_a_step_before_it_is_opened(client: TestClient, here: Whole) -> None:
    room = trainer(client, here, "together")
    bank = here.questionnaires["express"].bank
    address = come_in(client, room.room)
    player = playing(client, room, address)
    assert waits(player.screen)
    assert "Vous y êtes." in player.screen.text
    many = len(steps(bank, blank(bank), b"")) - 1
    for number in range(1, many + 1):
        room.act("next")
        player.open(address)
        assert player.screen.number == number
        offered = {name: values[0] for name, values in player.screen.offered.items()}
        response = player.post(**offered)
        address = response.headers["location"]
        player.open(address)
        assert waits(player.screen) is (number < many)
        if number < many:
            assert "C’est noté." in player.screen.text
            ahead = client.get(re.sub(r"q=\d+", f"q={number + 2}", address))
            assert "data-live-event" in ahead.text, "nor by its number"


def test_whoever_is_behind_catches_up_alone_and_may_go_back(client: TestClient, here: Whole) -> None:
    room = trainer(client, here, "together")
    for _ in range(4):
        room.act("next")
    player = playing(client, room)
    for number in (1, 2, 3):
        assert player.screen.number == number
        player.step(AT_RANDOM)
    player.step(AT_RANDOM)
    assert waits(player.screen)
    back = re.search(r'<a href="([^"]+)"[^>]*>Retour', player.screen.text)
    assert back
    player.open(back[1].replace("&amp;", "&"))
    assert player.screen.number == 4
    assert "checked" in player.screen.text


def test_a_pause_is_said_and_keeps_what_was_answered(client: TestClient, here: Whole) -> None:
    room = trainer(client, here, "together")
    room.act("next")
    player = playing(client, room)
    room.act("pause")
    response = player.post(**{name: values[0] for name, values in player.screen.offered.items()})
    player.open(response.headers["location"])
    assert "Petite pause" in player.screen.text
    room.act("pause")
    room.act("next")
    player.open(response.headers["location"])
    assert player.screen.number == 2, "the answer given meanwhile is in"


def test_a_phone_tells_how_far_it_is_and_again_after_a_restart(client: TestClient, here: Whole) -> None:
    room = trainer(client, here, "together")
    room.act("next")
    room.act("next")
    player = playing(client, room)
    assert here.live.answered(room.room.slug, 0) == 0
    player.step(AT_RANDOM)
    player.step(AT_RANDOM)
    assert (here.live.answered(room.room.slug, 0), here.live.answered(room.room.slug, 1)) == (1, 1)
    state = re.search(r'data-state="([^"]+)"', player.screen.text)
    assert state
    here.live._hub.progress.forget(room.room.slug)
    assert client.get(state[1].replace("&amp;", "&")).text == room.room.stage.turn
    assert here.live.answered(room.room.slug, 1) == 1


@pytest.mark.parametrize("query", ["m=x&at=3", "m=&at=", "at=3", "m=0123456789ab&at=9", "m=0123456789ab&at=1&by=x"])
def test_an_invented_progress_counts_for_nothing(client: TestClient, here: Whole, query: str) -> None:
    room = trainer(client, here, "together").room
    assert client.get(f"/fr/room/{room.slug}/state?{query}").status_code in (200, 404)
    assert here.live.answered(room.slug, 0) == 0


def test_a_phone_s_progress_is_its_own_and_no_further_than_its_sheet(client: TestClient, here: Whole) -> None:
    """Whoever is in the room has a signed address: it says what its own sheet says, here, and nothing else."""
    rooms = [trainer(client, here, "together") for _ in range(2)]
    for room in rooms:
        room.act("next")
    player = playing(client, rooms[0])
    player.step(AT_RANDOM)
    state = re.search(r'data-state="([^"]+)"', player.screen.text)
    assert state
    own = state[1].replace("&amp;", "&")
    here.live._hub.progress.forget(rooms[0].room.slug)
    mark = re.search("m=([0-9a-f]{12})", own)
    assert mark
    for forged in (
        own.replace("at=1", "at=9"),
        own.replace(mark[1], "0" * 12),
        own.replace(rooms[0].room.slug, rooms[1].room.slug),
    ):
        assert client.get(forged).status_code == 200
    assert [here.live.answered(room.room.slug, 0) for room in rooms] == [0, 0]
    client.get(own)
    assert here.live.answered(rooms[0].room.slug, 0) == 1


def test_phones_are_on_the_screen_no_more_than_came(client: TestClient, here: Whole) -> None:
    room = trainer(client, here, "together")
    come_in(client, room.room)
    room.act("next")
    for number in range(7):
        here.live.progress(room.room.slug, f"{number:012x}", 1)
    assert here.live.answered(room.room.slug, 0) == 7
    assert '<p class="count"><strong>1</strong>' in client.get(f"/fr/screen/{room.opened.screen}").text


def test_a_finished_phone_meets_its_animal_first_and_its_link_outlives_the_room(
    client: TestClient, here: Whole
) -> None:
    room, address = at_the_end(client, here)
    assert urlsplit(address).path == f"/fr/room/{room.room.slug}"
    page = client.get(address)
    assert "Votre animal totem" in page.text
    assert main_of(page).index("Votre animal totem") < main_of(page).index("Quel animal sera le plus nombreux")
    assert PRIVACY in page.text
    result = re.search(r'href="(/fr/result/[^"]+)"', page.text)
    assert result
    assert here.tokens.open_result(urlsplit(result[1]).path.rpartition("/")[2]).slug == "express"
    name = re.search(r"<h1[^>]*>([^<]+)</h1>", main_of(page))
    assert name
    here.rooms.reset(room.room.id)
    kept = client.get(result[1])
    assert kept.status_code == 200
    assert name[1] in kept.text


def test_a_sheet_that_lacks_an_answer_goes_back_to_the_quiz(client: TestClient, here: Whole) -> None:
    room = trainer(client, here)
    sheet = parse_qs(urlsplit(come_in(client, room.room)).query)["s"][0]
    response = client.get(f"/fr/room/{room.room.slug}?s={sheet}", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, f"/fr/quiz/{room.room.slug}?s={sheet}")


@pytest.mark.parametrize(
    ("choice", "counted", "said"), [("count", 1, ""), ("private", 0, "n’envoie rien aux totaux de la salle")]
)
def test_who_keeps_the_answers_to_oneself_has_the_same_page(
    client: TestClient, here: Whole, choice: str, counted: int, said: str
) -> None:
    room, address = at_the_end(client, here, choice)
    page = client.get(address)
    assert room.room.finished == counted
    assert said in page.text
    assert len(buttons(page, "guess")) == 7


def test_a_sheet_finished_twice_is_told_so(client: TestClient, here: Whole) -> None:
    room = trainer(client, here)
    player = playing(client, room)
    player.to_the_end(AT_RANDOM)
    player.finish()
    assert "Vos réponses sont comptées dans les totaux de la salle" in client.get(player.finish()).text
    assert room.room.finished == 1


def test_a_sheet_finished_too_late_is_told_so_and_keeps_its_animal(client: TestClient, here: Whole) -> None:
    room = trainer(client, here)
    player = playing(client, room)
    player.to_the_end(AT_RANDOM)
    room.act("close")
    page = client.get(player.finish())
    assert "n’ont pas été comptées" in page.text
    assert "/fr/result/" in page.text


def test_a_room_that_ends_meanwhile_is_said_at_the_next_step(client: TestClient, here: Whole) -> None:
    room = trainer(client, here)
    player = playing(client, room)
    player.step(AT_RANDOM)
    room.act("close")
    here.campaigns._found.clear()
    player.step(AT_RANDOM)
    assert "Ce séminaire est terminé\u00a0: plus rien n’est compté" in player.screen.text
    player.to_the_end(AT_RANDOM)
    assert player.screen.offered["finish"] == ["private"]


def test_a_guess_counts_once_and_is_shown_to_who_made_it(client: TestClient, here: Whole) -> None:
    room, address = at_the_end(client, here)
    first = tap(client, address, guess="6")
    assert "C’est noté\u00a0: caméléon" in first.text
    assert buttons(first, "guess") == []
    again = tap(client, address, guess="2")
    assert "C’est votre premier choix qui compte" in again.text
    assert here.rooms.shown(room.room).guessed == 1


@pytest.mark.parametrize("guess", ["7", "-1", "x", "", "1e1"])
def test_a_guess_that_names_no_animal_is_refused(client: TestClient, here: Whole, guess: str) -> None:
    room, address = at_the_end(client, here)
    assert tap(client, address, guess=guess).status_code == 400
    assert here.rooms.shown(room.room).guessed == 0


def test_a_guess_after_the_reveal_is_not_counted_and_said(client: TestClient, here: Whole) -> None:
    room, address = at_the_end(client, here)
    room.act("reveal")
    assert "Les yeux sur l’écran" in client.get(address).text
    tap(client, address, guess="1")
    assert here.rooms.shown(room.room).guessed == 0


def test_what_is_put_to_the_room_is_voted_once_a_round(client: TestClient, here: Whole) -> None:
    room, address = at_the_end(client, here)
    room.act("reveal")
    file = here.questionnaires["express"].file
    room.put_to_vote(file.scenes[0].id)
    page = client.get(address)
    assert file.scenes[0].text["fr"] in page.text.replace("&#39;", "'")
    assert PRIVACY in page.text
    assert buttons(page, "vote") == ["0", "1", "2"]
    voted = tap(client, address, vote="1")
    assert "C’est noté" in voted.text
    assert file.scenes[0].options[1].text["fr"] in voted.text.replace("&#39;", "'")
    assert "C’est votre premier choix qui compte" in tap(client, address, vote="2").text
    assert here.rooms.shown(room.room).voted == 1
    room.act("next")
    assert "Le vote est fermé" in client.get(address).text
    room.put_to_vote(file.scenes[0].id)
    assert "C’est noté" in tap(client, str(voted.url), vote="0").text, "asked again, everybody answers again"


def test_a_statement_is_voted_on_the_side_that_the_trainer_chose(client: TestClient, here: Whole) -> None:
    room, address = at_the_end(client, here)
    room.act("reveal")
    file = here.questionnaires["express"].file
    room.put_to_vote(file.questions[0].id, "colleagues")
    page = client.get(address)
    assert file.scale.occasion["fr"] in page.text
    assert "collègues" in main_of(page)
    assert buttons(page, "vote") == ["0", "1", "2", "3", "4"]


def test_a_vote_for_another_round_counts_nowhere(client: TestClient, here: Whole) -> None:
    room, address = at_the_end(client, here)
    room.act("reveal")
    scenes = here.questionnaires["express"].file.scenes
    room.put_to_vote(scenes[0].id)
    stale = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', client.get(address).text))
    room.put_to_vote(scenes[1].id)
    client.post(urlsplit(address).path, data=stale | {"vote": "1"})
    assert here.rooms.shown(room.room).voted == 0


def test_a_room_s_page_holds_what_the_trainer_announces(client: TestClient, here: Whole) -> None:
    """Light and shadow when each meets their animal; two small actions at the end; a link that does not leave."""
    room, address = at_the_end(client, here)
    page = main_of(client.get(address))
    assert "Sa lumière" in page
    assert "Son ombre" in page
    assert re.search(r'<a [^>]*href="/fr/result/[^"]+" target="_blank"', page)
    assert "Deux petites choses à essayer" not in page
    while room.room.stage.beat != "end":
        room.act("next")
    page = main_of(client.get(address))
    actions = page.split('class="to-try"')[1].split("</section>")[0]
    assert "Laquelle essaierez-vous" in actions
    assert actions.count('name="small"') == 3, "one a side, or something else"
    here.rooms.act(room.room.id, "close")
    here.live.announce(room.room.slug)
    page = main_of(client.get(address))
    while "Deux petites choses à essayer" not in page:
        page = main_of(client.get(address))
    actions = page.split('class="to-try"')[1].split("</section>")[0]
    assert actions.count("<dt>") == actions.count("<dd>") == 2
    assert "other=1" not in page


def test_at_the_end_the_page_thanks_and_leads_to_the_result(client: TestClient, here: Whole) -> None:
    room, address = at_the_end(client, here)
    room.act("close")
    page = client.get(address)
    assert "Merci d’avoir été là" in page.text
    assert "Garder mon résultat" in page.text
    assert "data-over" in page.text
    assert "data-live" not in page.text


@pytest.mark.parametrize("moves", [(), ("next", "next"), ("reveal",)], ids=["lobby", "own", "screen"])
def test_a_phone_s_page_holds_nothing_of_the_others(client: TestClient, here: Whole, moves: tuple[Action, ...]) -> None:
    room, address = at_the_end(client, here)
    for action in moves:
        room.act(action)
    alone = client.get(address).content
    for seed in range(6):
        tap(client, finish(client, room.room, seed=seed), guess=f"{seed}")
    assert room.room.finished == 7
    assert client.get(address).content == alone


def test_a_result_s_address_holds_no_sheet_and_the_way_back_is_asked_for_with_one(
    client: TestClient, here: Whole
) -> None:
    room, address = at_the_end(client, here)
    slug, sheet = room.room.slug, parse_qs(urlsplit(address).query)["s"][0]
    found = re.search(r'href="(/fr/result/[^"]+)"', client.get(address).text)
    assert found
    result = client.get(found[1])
    assert result.status_code == 200
    assert result.text == client.get(f"{found[1]}?room={slug}&s={sheet}").text, "nor does anything added to it show one"
    assert slug not in found[1] + result.text
    back = client.get(f"/fr/room/{slug}/bar?s={sheet}&finish=counted")
    assert back.headers["cache-control"] == "no-store"
    assert f'href="/fr/room/{slug}?s={sheet}"' in back.text
    assert "data-vote" not in back.text
    room.act("reveal")
    room.put_to_vote("trust", "colleagues")
    assert "data-vote>" in client.get(f"/en/room/{slug}/bar?s={sheet}").text
    other, _ = at_the_end(client, here, seed=6)
    for query, elsewhere in (("", slug), (f"?s={sheet}", other.room.slug)):
        assert client.get(f"/fr/room/{elsewhere}/bar{query}").status_code == 400
    room.act("close")
    assert client.get(f"/fr/room/{slug}/bar?s={sheet}").status_code == 404
