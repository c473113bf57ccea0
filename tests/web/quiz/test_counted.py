"""A sheet that is counted is told so, whatever is sent again and whatever has changed since; and nothing else is."""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.campaigns import invitations
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Ledger, Outcome, today_in_utc
from tests.crowd import TODAY, a_campaign, an_entry
from tests.stores import is_valid, receipts
from tests.web.conftest import settings_in
from tests.web.player import Player, Screen
from tests.web.quiz.test_entry import campaign, enter, to_the_last_step
from tests.web.seminar.rooms import finish, trainer
from tests.whole import Whole

WORDS = {"fr": "Vos réponses sont comptées, et oubliées.", "en": "Your answers are counted, and forgotten."}
UNDONE = {"fr": "des totaux ne se défont pas", "en": "totals cannot be undone"}


@pytest.fixture
def few(tmp_path: Path) -> Iterator[TestClient]:
    """A site whose open campaigns count two answers an hour from one place."""
    with TestClient(create_app(settings_in(tmp_path, open_limit=2)), base_url="http://totem.example") as client:
        yield client


def site_of(client: TestClient) -> Whole:
    site: Whole = Whole(client.app)
    return site


def told(client: TestClient, address: str) -> tuple[str, str]:
    """What the result says of the counting, and what it adds for a sheet that was counted before."""
    page = client.get(address)
    assert page.status_code == 200
    first = re.search(r'<p class="outcome" role="status">(.*?)</p>', page.text)
    more = re.search(r'<p class="outcome again">(.*?)</p>', page.text)
    assert first
    return unescape(first[1]), unescape(more[1]) if more else ""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_sheet_sent_again_is_told_the_words_of_the_first_time_with_either_button(
    few: TestClient, language: str
) -> None:
    player = to_the_last_step(Player(few, "express", language))
    words, more = told(few, player.finish())
    assert (words.startswith(WORDS[language]), more) == (True, "")
    again = told(few, player.finish())
    private = told(few, player.finish("private"))
    assert again[0] == private[0] == words
    assert f'href="/{language}/quiz/express"' in again[1], "somebody else finds a sheet of their own"
    assert UNDONE[language] in private[1]
    assert len(receipts(site_of(few).engine)) == 1


def test_what_is_ticked_on_the_last_step_is_kept_while_an_open_link_is_full(few: TestClient) -> None:
    full = None
    for person in range(1, 20):
        player = to_the_last_step(Player(few, "express"), person)
        full = player.post(finish="count", leads="1")
        if full.status_code == 429:
            break
    assert full
    assert full.status_code == 429
    assert '<input type="hidden" name="leads" value="1">' in full.text
    assert 'name="leads"' not in player.post(finish="count").text


def test_at_the_limit_of_its_place_a_counted_sheet_is_counted_and_spends_nothing(few: TestClient) -> None:
    first, second, third = (to_the_last_step(Player(few), person) for person in range(3))
    for _ in range(4):
        assert first.finish().endswith("finish=counted")
    assert second.finish().endswith("finish=counted"), "what was sent again took nobody's place"
    assert third.post(finish="count").status_code == 429
    for choice in ("count", "private"):
        assert first.finish(choice).endswith("finish=counted")
    assert third.finish("private").endswith("finish=private")
    assert len(receipts(site_of(few).engine)) == 2


def test_what_was_refused_or_failed_gives_its_place_back(few: TestClient, tmp_path: Path) -> None:
    here = site_of(few)
    found = campaign(here)
    late = [to_the_last_step(Player(few, found.slug), person) for person in range(3)]
    close(here.engine, KeyFile(tmp_path / "secrets" / "pool-keys"), found.id, today_in_utc())
    for player in late:
        assert player.finish().endswith("finish=closed")
    early = to_the_last_step(Player(few), 7)
    with closing(sqlite3.connect(tmp_path / "data" / "totem.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert early.post(finish="count").status_code == 503
    for person in (8, 9):
        assert to_the_last_step(Player(few), person).finish().endswith("finish=counted")
    assert early.post(finish="count").status_code == 429


@pytest.mark.parametrize("protection", ["open", "code"])
def test_a_campaign_that_closes_between_two_sends_keeps_what_it_counted(
    few: TestClient, tmp_path: Path, protection: str
) -> None:
    here = site_of(few)
    found = campaign(here, protection=protection, code="BAIE42" if protection == "code" else "")
    player = Player(few, found.slug)
    if protection == "code":
        enter(player, code="BAIE42")
    assert to_the_last_step(player).finish().endswith("finish=counted")
    close(here.engine, KeyFile(tmp_path / "secrets" / "pool-keys"), found.id, today_in_utc())
    here.campaigns._found.clear()
    for choice in ("count", "private"):
        assert player.finish(choice).endswith("finish=counted")


def test_an_invitation_spent_by_this_very_sheet_does_not_refuse_it(few: TestClient) -> None:
    here = site_of(few)
    found = campaign(here, protection="invitation")
    (token,) = invitations.make(here.engine, found.id, 1)
    player = Player(few, "express")
    player.path = f"/fr/quiz/{found.slug}"
    player.screen = Screen(few.get(f"/fr/invitation/{found.slug}/{token}").text)
    enter(player)
    to_the_last_step(player)
    for choice in ("count", "count", "private"):
        assert player.finish(choice).endswith("finish=counted")
    assert not is_valid(here.engine, found.id, token)


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Cette fois, rien n’a été envoyé"), ("en", "This time nothing was sent")]
)
def test_where_nobody_can_tell_nothing_false_is_said(few: TestClient, tmp_path: Path, language: str, said: str) -> None:
    player = to_the_last_step(Player(few, "express", language))
    assert player.finish().endswith("finish=counted")
    assert to_the_last_step(Player(few), 2).finish().endswith("finish=counted")
    with closing(sqlite3.connect(tmp_path / "data" / "totem.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        address = player.finish("private")
        refused = player.post(finish="count")
    assert address.endswith("finish=unsure")
    assert said in told(few, address)[0]
    assert refused.status_code == 503, "at the limit, without a look, it may be counted or not"
    assert {"fr": "si elles l’étaient déjà, elles le restent", "en": "if they were already, they still are"}[
        language
    ] in refused.text


def test_a_room_tells_whoever_counted_that_it_cannot_be_taken_back(few: TestClient) -> None:
    here = site_of(few)
    room = trainer(few, here)
    address = finish(few, room.room)
    assert address.endswith("finish=counted")
    player = Player.__new__(Player)
    player.client, player.path = few, f"/fr/quiz/{room.room.slug}"
    player.open(address.replace("/room/", "/quiz/").partition("&")[0])
    assert player.screen.is_last
    assert player.finish().endswith("finish=counted")
    page = few.get(player.finish("private")).text
    assert "des totaux ne se défont pas" in page
    assert "pas dans les totaux" not in page


def test_a_look_waits_for_what_is_under_way(engine: Engine, keys: PoolKeys) -> None:
    """Pressed one after the other, without waiting: the second answer knows of the first."""
    a_campaign(engine)
    ledger = Ledger(engine, keys, today=lambda: TODAY)
    ledger.start()

    async def both() -> list[bool | Outcome]:
        entry = an_entry(1)
        before = await ledger.is_counted(entry.receipt)
        counting = asyncio.create_task(ledger.record(entry))
        await asyncio.sleep(0)
        return [before, await ledger.is_counted(entry.receipt), await counting]

    assert asyncio.run(both()) == [False, True, Outcome.COUNTED]
    assert ledger._looks._under_way == {}
    ledger.stop()
