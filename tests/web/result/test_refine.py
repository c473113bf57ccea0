"""From a short questionnaire's result to the longer one: the answers go along, and only what is missing is asked."""

import re
from pathlib import Path
from random import Random

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.pool_keys.key_file import KeyFile
from app.tallies.keys import PoolKeys
from app.totem.chances import chances
from app.totem.scoring import score
from tests.states import _even, sheet_of
from tests.stores import people_in
from tests.web.player import Player, Screen, at_random
from tests.whole import Whole


@pytest.fixture
def here(app: Starlette) -> Whole:
    site: Whole = Whole(app)
    return site


def _people(here: Whole, keys: PoolKeys) -> tuple[int, int]:
    """In the short questionnaire's campaign and in the longer one's."""
    return people_in(here.engine, keys, "express"), people_in(here.engine, keys, "totem")


def plainly(screen: Screen, name: str, values: list[str]) -> str:
    """The same first move in every scene, and no scene more than everybody is asked."""
    if name == "more":
        return "0"
    return min(values) if screen.is_scene else str(1 + int(name.removeprefix("a")) % 2)


def refined(client: TestClient, result: str) -> Player:
    (link,) = re.findall(r'href="(/\w\w/refine/[\w-]+)"', client.get(result).text)
    return Player.at(client, client.get(link, follow_redirects=False).headers["location"])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "part des mêmes réponses et pose 3 scènes de plus"),
        ("en", "from the same answers and asks 3 scenes more"),
    ],
)
def test_a_short_result_goes_on_where_the_longer_quiz_asks_more(
    client: TestClient, here: Whole, language: str, words: str
) -> None:
    player = Player(client, "express", language)
    player.to_the_end(plainly)
    result = player.finish("private").partition("?")[0]
    assert words in client.get(result).text
    longer = refined(client, result)
    assert longer.path == f"/{language}/quiz/totem"
    seen = []
    while not longer.screen.is_last:
        seen.append("scene" if longer.screen.is_scene else "offer" if "more" in longer.screen.offered else "mirror")
        longer.step(plainly)
    assert seen in (["scene"] * 3, [*["scene"] * 3, "offer"])
    whole = longer.finish("private").partition("?")[0]
    assert "/refine/" not in client.get(whole).text
    short, full = (here.tokens.open_result(one.rpartition("/")[2]) for one in (result, whole))
    answers = [one.answers(here.questionnaires[one.slug].bank) for one in (short, full)]
    assert answers[0].replies == answers[1].replies
    shown = [
        dict(zip((scene.id for scene in here.questionnaires[one.slug].bank.all_scenes), each.choices, strict=True))
        for one, each in zip((short, full), answers, strict=True)
    ]
    assert all(shown[1][scene] == first for scene, first in shown[0].items() if first is not None)


def test_each_of_the_two_counts_by_itself_and_opening_the_link_counts_nothing(
    client: TestClient, here: Whole, folder: Path
) -> None:
    keys = KeyFile(folder / "secrets" / "pool-keys")
    player = Player(client, "express")
    player.to_the_end(plainly)
    result = player.finish()
    before = people_in(here.engine, keys, "express"), people_in(here.engine, keys, "totem")
    longer, _ = refined(client, result), refined(client, result)
    longer.to_the_end(plainly)
    assert _people(here, keys) == before
    assert longer.finish().endswith("finish=counted")
    assert _people(here, keys) == (
        before[0],
        before[1] + 1,
    )


def test_a_result_whose_answers_leave_nothing_to_ask_does_not_offer_it(client: TestClient) -> None:
    """The longer one; and a short one with the three scenes that the longer one asks of everybody."""
    for slug, choose in (("totem", at_random(Random(4))), ("express", evenly)):
        player = Player(client, slug)
        player.to_the_end(choose)
        assert "/refine/" not in client.get(player.finish("private")).text


def evenly(screen: Screen, name: str, values: list[str]) -> str:
    return values[0] if screen.is_scene else "1" if name == "more" else "3"


def test_a_sheet_that_says_nothing_is_not_made_to_say_something(client: TestClient, here: Whole) -> None:
    """Another sheet has other places on the screen: the same moves would not look even there."""
    bank = here.questionnaires["express"].bank
    even = here.tokens.seal_result("express", bank, _even(bank))
    assert "/refine/" not in client.get(f"/fr/result/{even}").text
    assert client.get(f"/fr/refine/{even}").status_code == 404


def test_a_link_that_was_cut_or_that_is_of_a_longer_result_has_its_page(client: TestClient, here: Whole) -> None:
    bank = here.questionnaires["totem"].bank
    full = here.tokens.seal_result("totem", bank, sheet_of(bank, "bee"))
    assert client.get(f"/fr/refine/{full}").status_code == 404
    cut = client.get(f"/fr/refine/{full[:-3]}")
    assert cut.status_code == 400
    assert "lien" in cut.text


@pytest.mark.parametrize(("language", "pattern"), [("fr", r"([^:,.]+) (\d+) fois"), ("en", r"([^:,.]+) (\d+) times?")])
def test_what_ten_new_tries_would_give_is_said_of_the_sheet(
    client: TestClient, here: Whole, language: str, pattern: str
) -> None:
    bank = here.questionnaires["totem"].bank
    for totem in bank.totems:
        sheet = sheet_of(bank, totem.id)
        match = score(bank, sheet).match
        assert match
        tenths = chances(bank, match)
        page = client.get(f"/{language}/result/{here.tokens.seal_result('totem', bank, sheet)}").text
        told = page.split("selon notre modèle" if language == "fr" else "by our model:")[-1].split("</p>")[0]
        found = [int(many) for _, many in re.findall(pattern, told.replace("\u00a0", " "))]
        assert tenths
        assert found == [many for many in tenths if many]
        assert sum(found) == 10
