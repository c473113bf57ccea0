"""The quiz over HTTP: what is kept, what is refused, what counts."""

import re
import time
from pathlib import Path
from random import Random

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.campaigns.store import archive, create, withdraw
from app.db.engine import PATIENCE_SECONDS
from app.pool_keys.key_file import KeyFile
from app.resources import resource
from app.tallies.closing import close
from app.web.tokens import LIFETIME_MINUTES, new_sheet
from tests.crowd import TODAY
from tests.web.player import Player, Screen, at_random
from tests.whole import Whole


@pytest.fixture
def here(app: Starlette) -> Whole:
    found: Whole = Whole(app)
    return found


def test_a_missing_answer_is_said_and_the_other_one_kept(client: TestClient) -> None:
    player = Player(client, "totem")
    response = player.post(a0="2")
    assert response.status_code == 422
    assert "Il manque encore une réponse" in response.text
    assert 'value="2" checked' in response.text
    assert Screen(response.text).number == 1


def test_a_scene_without_a_choice_is_asked_again(client: TestClient) -> None:
    player = Player(client)
    while not player.screen.is_scene:
        player.step(at_random(Random(1)))
    response = player.post()
    assert response.status_code == 422
    assert "Choisissez un des gestes" in response.text
    player.send(c=player.screen.offered["c"][1])
    response = player.post()
    assert response.status_code == 422
    assert "Choisissez un des gestes" in response.text
    assert Screen(response.text).asks_last


@pytest.mark.parametrize(
    "values",
    [
        {"a0": "6"},
        {"a0": "-1"},
        {"a0": "²"},
        {"a0": "1e3"},
        {"a0": "9" * 50},
        {"q": "99"},
        {"q": "0"},
        {"q": "x"},
        {"q": ""},
    ],
)
def test_an_answer_that_no_form_of_ours_could_send_is_refused(client: TestClient, values: dict[str, str]) -> None:
    response = Player(client, "totem").post(**{"a0": "1", "a1": "1", **values})
    assert response.status_code == 400
    assert "ne va pas avec la question" in response.text


@pytest.mark.parametrize("token", ["", "A" * 90, "x y z", "é"])
def test_a_damaged_sheet_gets_a_page_that_offers_to_start_again(client: TestClient, token: str) -> None:
    for response in (
        client.get("/fr/quiz/totem", params={"s": token or "?"}),
        client.post("/fr/quiz/totem", data={"s": token, "q": "1"}),
    ):
        assert response.status_code == 400
        assert "incomplet" in response.text
        assert 'href="/fr/quiz/totem"' in response.text


def test_a_sheet_of_another_campaign_is_refused(client: TestClient) -> None:
    foreign = Player(client, "express").screen.hidden["s"]
    assert client.get("/en/quiz/totem", params={"s": foreign}).status_code == 400


def test_a_sheet_of_yesterday_says_that_it_expired(client: TestClient, here: Whole) -> None:
    bank = here.questionnaires["totem"].bank
    yesterday = time.time() - LIFETIME_MINUTES * 60 - 120
    token = here.tokens.seal_sheet("totem", bank, new_sheet(bank, yesterday))
    form = {"s": token, "q": "1", "a0": "2", "finish": "count"}
    for response in (client.get("/fr/quiz/totem", params={"s": token}), client.post("/fr/quiz/totem", data=form)):
        assert response.status_code == 410
        assert "plus d’un jour" in response.text
        assert "Cette page ne compte plus rien" in response.text
        assert "si vos réponses étaient déjà comptées, elles le restent" in response.text
        assert 'href="/fr/quiz/totem"' in response.text


def test_an_unknown_campaign_or_language_is_a_plain_404(client: TestClient) -> None:
    for path in ("/fr/quiz/nowhere", "/de/quiz/totem", "/fr/quiz/TOTEM", "/fr/quiz/" + "a" * 300):
        response = client.get(path)
        assert response.status_code == 404
        assert "<h1>" in response.text


def test_nobody_skips_ahead_of_what_is_answered(client: TestClient) -> None:
    player = Player(client)
    player.step(at_random(Random(2)))
    token = player.screen.hidden["s"]
    assert player.open(f"/fr/quiz/express?s={token}&q=16").number == 2
    response = player.client.post(
        "/fr/quiz/express", data={"s": token, "q": "16", "finish": "count"}, follow_redirects=False
    )
    assert response.status_code == 303
    assert response.headers["location"].endswith("q=2")


def test_htmx_gets_the_step_alone_with_its_address(client: TestClient) -> None:
    player = Player(client, "totem")
    answers = {**player.screen.hidden, "a0": "3", "a1": "4"}
    response = client.post("/fr/quiz/totem", data=answers, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "<html" not in response.text
    assert response.headers["HX-Push-Url"].startswith("/fr/quiz/totem?s=")
    assert response.headers["Cache-Control"] == "no-store"
    restored = client.get(
        response.headers["HX-Push-Url"], headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert "<html" in restored.text


def test_an_error_fills_the_page_for_htmx_too(client: TestClient) -> None:
    response = client.post("/fr/quiz/totem", data={"s": "x", "q": "1"}, headers={"HX-Request": "true"})
    assert response.headers["HX-Retarget"] == "#main"


def test_the_last_page_counts_only_who_asks_for_it(client: TestClient) -> None:
    player = Player(client)
    player.to_the_end(at_random(Random(3)))
    # In another tab, a count may be on its way: what is said of “just for me” is true all the same.
    private = client.get(player.finish("private")).text
    assert "«\u00a0Juste pour moi\u00a0» n’envoie rien aux totaux" in private
    assert "Rien n’a été envoyé" not in private
    assert "Vos réponses sont comptées" in client.get(player.finish("count")).text
    assert player.finish("private").endswith("again=private&finish=counted")
    assert player.finish("count").endswith("finish=counted")
    assert player.post(finish="twice").status_code == 400
    assert player.post().status_code == 400


def test_a_closed_campaign_shows_the_result_and_counts_nothing(client: TestClient, here: Whole, folder: Path) -> None:
    campaign = create(here.engine, "short-lived", "express", TODAY)
    player = Player(client, "short-lived")
    player.to_the_end(at_random(Random(4)))
    close(here.engine, KeyFile(folder / "secrets" / "pool-keys"), campaign.id, TODAY)
    address = player.finish()
    assert address.endswith("finish=closed")
    assert "n’a pas été compté" in client.get(address).text


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("how", "said", "choices"),
    [
        ("close", "Cette campagne est fermée\u00a0: plus rien n’est compté", ["private"]),
        ("archive", "Cette campagne est fermée\u00a0: plus rien n’est compté", ["private"]),
        ("withdraw", "n’en montrent plus les chiffres", ["count", "private"]),
    ],
)
def test_what_happens_to_a_campaign_meanwhile_is_said_at_the_next_step(
    client: TestClient, here: Whole, folder: Path, how: str, said: str, choices: list[str], *, htmx: bool
) -> None:
    slug = f"meanwhile-{how}-{htmx}".lower()
    campaign, headers = create(here.engine, slug, "express", TODAY), {"HX-Request": "true"} if htmx else {}
    player, ticks = Player(client, slug), at_random(Random(4))
    player.step(ticks)
    assert said not in player.screen.text
    if how == "withdraw":
        withdraw(here.engine, campaign, {"fr": "Une erreur."}, TODAY)
    else:
        close(here.engine, KeyFile(folder / "secrets" / "pool-keys"), campaign.id, TODAY)
    if how == "archive":
        archive(here.engine, campaign, TODAY)
    here.campaigns._found.clear()
    while not player.screen.is_last:
        offered = {name: ticks(player.screen, name, values) for name, values in player.screen.offered.items()}
        player.screen = Screen(client.post(player.path, data=player.screen.hidden | offered, headers=headers).text)
        assert player.screen.text.count(said) == 1
    assert player.screen.offered["finish"] == choices
    assert "/fr/result/" in player.finish("private")


def test_an_even_sheet_is_offered_three_more_scenes_then_gets_no_animal(client: TestClient) -> None:
    player = Player(client, "express")

    def evenly(screen: Screen, name: str, values: list[str]) -> str:
        return values[0] if screen.is_scene or name == "more" else "3"

    steps = 0
    while not player.screen.is_last:
        player.step(evenly)
        steps += 1
    assert steps == 10 + 5 + 1 + 3
    page = client.get(player.finish()).text
    assert "Pas d’animal aujourd’hui" in page


def test_an_even_sheet_whose_spare_scenes_differ_gets_an_animal(client: TestClient) -> None:
    player = Player(client, "express")

    def evenly_until_the_spares(screen: Screen, name: str, values: list[str]) -> str:
        if name == "more":
            return "1"
        if not screen.is_scene:
            return "3"
        return values[0] if screen.number <= 15 else values[1]

    player.to_the_end(evenly_until_the_spares)
    assert "Votre animal totem" in client.get(player.finish()).text


def test_the_leading_question_chooses_the_advice(client: TestClient) -> None:
    advice = []
    for leads in ({}, {"leads": "1"}):
        player = Player(client, "express")
        player.to_the_end(lambda screen, name, values: min(values) if screen.is_scene else "4")
        page = client.get(player.finish("private", **leads)).text
        advice.append(page.split("À essayer cette semaine")[1].split("</section>")[0])
    assert advice[0] != advice[1]


def test_the_words_follow_the_people_served(client: TestClient, here: Whole) -> None:
    create(here.engine, "prefecture", "totem", TODAY, people="users")
    player = Player(client, "prefecture")
    assert "Côté usagers" in player.screen.text
    player.to_the_end(at_random(Random(5)))
    page = client.get(player.finish("private")).text
    assert "usagers" in page
    assert "client" not in page.split("<main")[1].split("</main>")[0].lower()


def test_a_page_has_more_patience_than_the_site_needs_to_refuse() -> None:
    """A finish may wait for the database twice: to find its campaign, then to be counted. The page that asked again
    before it was told would ask for ever."""
    script = resource("static").joinpath("app.js").read_text()
    (patience,) = re.findall(r"^const PATIENCE = (\d+);$", script, re.MULTILINE)
    assert int(patience) / 1000 >= 2 * PATIENCE_SECONDS + 5
