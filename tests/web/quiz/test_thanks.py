"""A questionnaire that gives nobody a result: answers are buttons, the last press sends them, and it ends on thanks."""

import re
from datetime import timedelta
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.campaigns.store import create, find
from app.tallies.closing import close
from app.tallies.ledger import today_in_utc
from app.web.quiz.thanks import THANKS
from tests.patience import eventually
from tests.stores import people_in
from tests.web.visitor import Visitor
from tests.whole import Whole

OF_RESULTS = re.compile(
    "animal|résultat|result|lien personnel|personal link|juste pour moi|just for me|totem animal", re.IGNORECASE
)
STATEMENT = re.compile(r'<h1 id="t1" tabindex="-1">(.*?)</h1>')


@pytest.fixture(scope="module")
def here(app: Starlette, client: TestClient) -> Whole:
    whole = Whole(app)
    today = today_in_utc()
    for bank in ("customers", "staff", "leaders", "markers", "markers-leaders", "pulse"):
        create(whole.engine, f"our-{bank}", bank, today)
    create(whole.engine, "coded-customers", "customers", today, protection="code", code="GUICHET7")
    create(whole.engine, "soon-customers", "customers", today, opened_on=today + timedelta(days=9))
    return whole


def many_in(here: Whole, slug: str) -> int:
    return people_in(here.engine, here.assembly.keys, slug)


@pytest.mark.parametrize(("bank", "most"), [("customers", 14), ("staff", 50), ("pulse", 8)])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_survey_ends_on_thanks_in_few_taps_and_never_speaks_of_a_result(
    client: TestClient, here: Whole, bank: str, most: int, language: str
) -> None:
    before = many_in(here, f"our-{bank}")
    visitor = Visitor(client, f"our-{bank}", language)
    assert visitor.to_the_end().startswith(f"/{language}/thanks/our-{bank}?finish=counted&by=")
    assert visitor.taps <= most
    assert many_in(here, f"our-{bank}") == before + 1
    for page in visitor.pages:
        main = unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]))
        assert not OF_RESULTS.search(main), OF_RESULTS.search(main)
    assert "?s=" not in visitor.pages[-1]


def test_what_others_would_answer_stands_between_quotation_marks_and_word_for_word(
    client: TestClient, here: Whole
) -> None:
    said = {}
    for bank in ("customers", "staff"):
        visitor = Visitor(client, f"our-{bank}")
        visitor.to_the_end()
        asked = [STATEMENT.search(page) for page in visitor.pages if 'name="a' in page]
        said[bank] = [unescape(found[1]) for found in asked if found]
    assert len(said["customers"]) == 11
    assert [f"<q>{one}</q>" for one in said["customers"]] == said["staff"][11:]
    assert not [one for one in said["staff"][:11] if "<q>" in one]


def test_more_picks_than_asked_for_are_said_and_none_is_lost(client: TestClient, here: Whole) -> None:
    visitor = Visitor(client, "our-customers")
    while not visitor.picks:
        visitor.answer("2")
    before, picked = many_in(here, "our-customers"), visitor.picks[2:5]
    assert visitor.send(**dict.fromkeys(picked, "1")) == "422"
    assert "Gardez-en 2 au plus" in visitor.pages[-1]
    assert re.findall(r'name="(d\d+)" value="1" checked', visitor.pages[-1]) == picked
    assert many_in(here, "our-customers") == before
    assert "/thanks/our-customers?finish=counted&by=" in visitor.send(**dict.fromkeys(picked[:2], "1"))
    assert many_in(here, "our-customers") == before + 1


def test_nothing_may_matter_most(client: TestClient, here: Whole) -> None:
    visitor = Visitor(client, "our-customers")
    while not visitor.picks:
        visitor.answer("3")
    assert "finish=counted" in visitor.send()


def test_a_sheet_sent_twice_counts_once_and_one_that_is_not_to_count_does_not(client: TestClient, here: Whole) -> None:
    visitor, before = Visitor(client, "our-pulse"), many_in(here, "our-pulse")
    while "finish" not in visitor.screen.offered:
        visitor.answer()
    screen = visitor.screen
    assert "?finish=counted&by=" in visitor.answer()
    assert many_in(here, "our-pulse") == before + 1
    again = client.post(visitor.path, data={**screen.hidden, "a6": "5"}, follow_redirects=False)
    assert again.headers["location"].startswith("/fr/thanks/our-pulse?finish=already&by=")
    assert "une seule fois" in client.get(again.headers["location"]).text
    other = Visitor(client, "our-pulse")
    while "finish" not in other.screen.offered:
        other.answer()
    assert other.send(finish="private").startswith("/fr/thanks/our-pulse?finish=private&by=")
    assert "Rien n’a été compté" in other.pages[-1]
    assert many_in(here, "our-pulse") == before + 1


def test_going_back_changes_an_answer_and_sends_nothing(client: TestClient, here: Whole) -> None:
    visitor, before = Visitor(client, "our-customers"), many_in(here, "our-customers")
    for _ in range(3):
        visitor.answer("2")
    back = re.search(r'<a href="(/fr/quiz/our-customers[^"]+)"', visitor.pages[-1])
    assert back
    visitor.see(client.get(unescape(back[1])).text)
    assert re.search(r'value="2" class="chosen"', visitor.pages[-1])
    visitor.send(a2="5")
    assert visitor.screen.number == 4
    assert many_in(here, "our-customers") == before


def test_a_closed_survey_one_to_come_and_one_with_a_code_offer_no_way_around(client: TestClient, here: Whole) -> None:
    under_way = Visitor(client, "our-leaders")
    under_way.send(a0="3")
    leaders = find(here.engine, "our-leaders")
    assert leaders
    close(here.engine, here.assembly.keys, leaders.id, today_in_utc())
    way_on = f"{under_way.path}?s={under_way.screen.hidden['s']}"
    eventually(lambda: "Cette enquête est fermée" in client.get(way_on).text)
    under_way.answer()
    assert "Cette enquête est fermée" in under_way.pages[-1]
    assert "Rien n’a été compté" in client.get(thanked(here, "our-leaders", "closed")).text
    for slug, words in (
        ("our-leaders", "Cette enquête est fermée"),
        ("soon-customers", "Cette enquête ouvre le"),
        ("coded-customers", "Le code de cette campagne"),
    ):
        page = client.get(f"/fr/quiz/{slug}").text
        assert words in page
        assert 'name="alone"' not in page
    refused = client.post("/fr/entry/coded-customers", data={"alone": "1", "code": "NON"}, follow_redirects=False)
    assert refused.status_code == 422
    entered = client.post("/fr/entry/coded-customers", data={"code": "guichet7"}, follow_redirects=False)
    assert entered.headers["location"].startswith("/fr/quiz/coded-customers?s=")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_step_weighs_less_than_a_kilobyte_on_its_way(client: TestClient, here: Whole, language: str) -> None:
    headers = {"HX-Request": "true", "Accept-Encoding": "gzip, deflate, br, zstd"}
    for bank in ("customers", "staff"):
        visitor, weights = Visitor(client, f"our-{bank}", language), []
        while not visitor.picks:
            form = {**visitor.screen.hidden, visitor.statement: "3"}
            sent = client.post(visitor.path, data=form, headers=headers)
            weights.append(int(sent.headers["content-length"]))
            visitor.see(sent.text)
        assert max(weights) <= 1000, weights


def thanked(here: Whole, slug: str, outcome: str) -> str:
    """Where the site sends whoever ended so."""
    by = here.tokens.sign(THANKS, f"{slug} {outcome}")
    return f"/fr/thanks/{slug}?finish={outcome}&by={by}"


@pytest.mark.parametrize("address", ["our-customers", "our-customers?finish=maybe", "totem?finish=counted"])
def test_nobody_is_thanked_who_sent_nothing(client: TestClient, here: Whole, address: str) -> None:
    assert client.get(f"/fr/thanks/{address}").status_code == 404


@pytest.mark.parametrize("outcome", ["counted", "already", "closed", "spent", "private"])
def test_what_somebody_typed_is_not_believed(client: TestClient, here: Whole, outcome: str) -> None:
    known = thanked(here, "our-staff", outcome)
    for address in (known.partition("&")[0], known[:-1], known.replace("our-staff", "our-pulse"), known + "x"):
        assert client.get(address).status_code == 404


def test_what_is_no_longer_so_is_not_said_again(client: TestClient, here: Whole) -> None:
    """A survey that is open closed for nobody, and spends no invitation where none is asked for."""
    for outcome, status in (("counted", 200), ("already", 200), ("private", 200), ("closed", 404), ("spent", 404)):
        assert client.get(thanked(here, "our-staff", outcome)).status_code == status, outcome
    assert client.get(thanked(here, "totem", "counted")).status_code == 404


def test_an_end_is_told_in_the_other_language_too_and_at_one_address_for_all(client: TestClient, here: Whole) -> None:
    ends = []
    for _ in range(2):
        visitor = Visitor(client, "our-customers")
        ends.append(visitor.to_the_end())
    assert ends[0] == ends[1] == thanked(here, "our-customers", "counted")
    english = re.search(r'href="(/en/thanks/[^"]+)"', visitor.pages[-1])
    assert english
    assert "Thank you. Counted, and forgotten." in client.get(unescape(english[1])).text
