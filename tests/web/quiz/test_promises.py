"""What was promised: each commitment in its own words, and one tap on whether it was noticed."""

import re
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.campaigns.store import create
from app.campaigns.words import Words
from app.tallies.ledger import today_in_utc
from app.tallies.named_counts import named_counts
from app.tallies.sums import total
from app.totem.model import CANNOT_SAY, NOT_NOTICED, NOTICED
from tests.stores import people_in, pools
from tests.web.visitor import Visitor
from tests.whole import Whole

LONG = "Un seul numéro à rappeler, à toute heure, le dimanche aussi, et quelqu’un qui décroche avant trois sonneries."
PROMISES = ({"fr": LONG, "en": "One number to call back, at any hour."}, {"fr": "Des sièges au guichet 3"})
HTMX = {"HX-Request": "true", "Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.fixture(scope="module")
def here(app: Starlette, client: TestClient) -> Whole:
    whole = Whole(app)
    for bank in ("customers", "staff"):
        create(whole.engine, f"promised-{bank}", bank, today_in_utc(), words=Words(promises=PROMISES))
    create(whole.engine, "unpromised", "customers", today_in_utc())
    return whole


def to_the_promises(visitor: Visitor) -> Visitor:
    while not visitor.promise:
        assert "q" in visitor.screen.hidden, "it ended without asking"
        if visitor.picks:
            visitor.send()
        else:
            visitor.answer("3")
    return visitor


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_promise_is_asked_about_in_its_own_words_with_one_tap(
    client: TestClient, here: Whole, language: str
) -> None:
    before = people_in(here.engine, here.assembly.keys, "promised-customers")
    visitor = to_the_promises(Visitor(client, "promised-customers", language))
    said, asked, taps = list[str](), [visitor.promise], visitor.taps
    for value in (NOTICED, CANNOT_SAY):
        page = unescape(visitor.pages[-1])
        said.append(re.findall(r"<h1[^>]*>(.*?)</h1>", page)[0])
        assert visitor.screen.offered[visitor.promise] == ["1", "2", "3"]
        assert page.count('name="finish" value="private"') == (value == CANNOT_SAY), "at the last one alone"
        address = visitor.send(**{visitor.promise: str(value)})
        asked.append(visitor.promise)
    assert said == [f"<q>{PROMISES[0][language]}</q>", f"<q>{PROMISES[1]['fr']}</q>"]
    assert asked == ["p0", "p1", ""]
    assert visitor.taps == taps + 2
    assert "/thanks/promised-customers?" in address
    assert people_in(here.engine, here.assembly.keys, "promised-customers") == before + 1


def test_what_was_noticed_is_counted_promise_by_promise(client: TestClient, here: Whole) -> None:
    for answers in ((NOT_NOTICED, NOTICED), (NOT_NOTICED, CANNOT_SAY)):
        visitor = to_the_promises(Visitor(client, "promised-staff"))
        for slot, value in enumerate(answers):
            visitor.send(**{f"p{slot}": str(value)})
    bank = here.questionnaires["staff"].bank
    sums = total(
        pool.counts
        for cell, waiting in pools(here.engine, here.assembly.keys).items()
        if cell.fingerprint == here.questionnaires["staff"].fingerprint
        for pool in waiting
        if pool
    )
    assert tuple(map(tuple, named_counts(bank, sums).beside.promises)) == ((0, 2, 0), (1, 0, 1), (0, 0, 0))


def test_a_campaign_without_promises_asks_about_none(client: TestClient, here: Whole) -> None:
    visitor = Visitor(client, "unpromised")
    visitor.to_the_end()
    assert not [page for page in visitor.pages if 'name="p0"' in page]


@pytest.mark.parametrize("values", [{"p0": "0"}, {"p0": "4"}, {"p0": "x"}, {"p0": ""}])
def test_nothing_else_can_be_answered(client: TestClient, here: Whole, values: dict[str, str]) -> None:
    visitor = to_the_promises(Visitor(client, "promised-customers"))
    assert client.post(visitor.path, data={**visitor.screen.hidden, **values}).status_code == 400


def test_an_answer_about_another_slot_leaves_the_question_where_it_is(client: TestClient, here: Whole) -> None:
    visitor = to_the_promises(Visitor(client, "promised-customers"))
    assert visitor.send(p2="1") == "422"
    assert visitor.promise == "p0"


def test_going_back_shows_what_was_answered_and_lets_it_be_undone(client: TestClient, here: Whole) -> None:
    visitor = to_the_promises(Visitor(client, "promised-customers"))
    visitor.send(p0="2")
    back = re.search(r'<a href="(/fr/quiz/[^"]+)"', visitor.pages[-1])
    assert back
    visitor.see(client.get(unescape(back[1])).text)
    assert re.findall(r'name="p0" value="(\d)" class="chosen"', visitor.pages[-1]) == ["2"]
    visitor.send(undo="1")
    assert visitor.promise == "p0"
    assert 'class="chosen"' not in visitor.pages[-1]
    assert "alert" not in visitor.pages[-1]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_promise_weighs_less_than_a_kilobyte_on_its_way(client: TestClient, here: Whole, language: str) -> None:
    for slug in ("promised-customers", "promised-staff"):
        visitor = Visitor(client, slug, language)
        weights = list[int]()
        while visitor.promise != "p1":
            form = {name: "1" for name in (visitor.statement, visitor.promise) if name}
            sent = client.post(visitor.path, data=visitor.screen.hidden | form, headers=HTMX)
            assert sent.status_code == 200, "the next step"
            weights.append(int(sent.headers["content-length"]))
            visitor.see(sent.text)
        assert max(weights) <= 1000, weights
