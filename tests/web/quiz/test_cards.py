"""One-use cards and links to the counter of a place: each lets one sheet be counted, in the group of its place."""

import re
from collections.abc import Iterator

import pytest

from app.campaigns.invitations import make, replace
from app.campaigns.store import update_within
from app.db.engine import write_transaction
from tests.web.quiz.counters import Counters, counters
from tests.web.quiz.test_at import main_of
from tests.web.visitor import Visitor


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counters]:
    with counters(tmp_path_factory.mktemp("cards")) as found:
        campaign = found.survey.barometers.voices(found.edition)["customers"]
        with write_transaction(found.survey.engine) as connection:
            update_within(connection, campaign, protection="invitation")
        yield found.forgetful()


def a_card(there: Counters, place: str = "lille", language: str = "fr") -> str:
    campaign = there.survey.barometers.voices(there.edition)["customers"]
    (token,) = make(there.survey.engine, campaign.id, 1)
    return f"{there.at(place, language)}/{token}"


def test_a_card_is_counted_once_in_the_group_of_its_place_and_opening_it_spends_nothing(there: Counters) -> None:
    card, before = a_card(there, "douai"), there.counted()
    for _ in range(3):
        assert "La carte ne sait pas qui vous êtes" in main_of(there.client.get(card).text)
    visitor = Visitor.at(there.client, card)
    visitor.path = there.at("douai")
    assert "finish=counted" in visitor.to_the_end()
    assert card.rpartition("/")[2] not in "".join(visitor.pages[1:]), "the card is on no page after the first"
    assert there.counted().get("with-lens", 0) == before.get("with-lens", 0) + 1
    again = Visitor.at(there.client, card)
    again.path = there.at("douai")
    assert "finish=spent" in again.to_the_end()
    assert "Cette invitation a déjà servi" in main_of(again.pages[-1])
    assert there.counted().get("with-lens", 0) == before.get("with-lens", 0) + 1


def test_a_used_card_looks_like_a_new_one(there: Counters) -> None:
    used, fresh = a_card(there), a_card(there)
    visitor = Visitor.at(there.client, used)
    visitor.path = there.at()
    visitor.to_the_end()
    pages = [there.client.get(card).text.replace(card.rpartition("/")[2], "") for card in (used, fresh)]
    assert pages[0] == pages[1]


def test_the_poster_alone_lets_nobody_in_where_cards_are_asked_for(there: Counters) -> None:
    page = there.client.get(there.at())
    assert "chaque réponse a sa carte" in main_of(page.text)
    assert "<button" not in page.text.partition("<main")[2]
    sent = there.client.post(there.at(), data={}, follow_redirects=False)
    assert (sent.status_code, "location" in sent.headers) == (200, False)


@pytest.mark.parametrize("token", ["a" * 22, "A_-" * 7 + "x"])
def test_a_card_that_nobody_made_is_told_at_the_end_and_counts_nothing(there: Counters, token: str) -> None:
    before, visitor = there.counted(), Visitor.at(there.client, f"{there.at()}/{token}")
    visitor.path = there.at()
    assert "finish=spent" in visitor.to_the_end()
    assert there.counted() == before


@pytest.mark.parametrize("token", ["a" * 21, "a" * 23, "tablet", "%20" * 22])
def test_what_cannot_be_a_card_is_a_link_that_was_cut(there: Counters, token: str) -> None:
    assert there.client.get(f"{there.at()}/{token}").status_code == 400
    assert there.client.post(f"{there.at()}/{token}", data={}).status_code == 400


def test_a_lost_card_that_was_replaced_counts_no_more(there: Counters) -> None:
    card, campaign = a_card(there), there.survey.barometers.voices(there.edition)["customers"]
    fresh = replace(there.survey.engine, campaign.id, card.rpartition("/")[2])
    for address, outcome in ((card, "spent"), (f"{there.at()}/{fresh}", "counted")):
        visitor = Visitor.at(there.client, address)
        visitor.path = there.at()
        assert f"finish={outcome}" in visitor.to_the_end()


def test_a_card_in_another_language_and_a_code_that_was_replaced_since(there: Counters) -> None:
    card = a_card(there, "lens", "es")
    there.survey.barometers.replace_code(there.edition.barometer, "lens")
    visitor = Visitor.at(there.forgetful().client, card)
    visitor.path = card.rpartition("/")[0]
    assert "finish=counted" in visitor.to_the_end()


def test_a_short_card_leads_into_the_readers_language(there: Counters) -> None:
    card = a_card(there)
    short = card.removeprefix("/fr")
    answer = there.client.get(short, headers={"accept-language": "es"}, follow_redirects=False)
    assert answer.headers["location"] == card.replace("/fr/", "/es/", 1)


def test_where_no_card_is_asked_for_a_link_leads_to_the_counter(tmp_path_factory: pytest.TempPathFactory) -> None:
    with counters(tmp_path_factory.mktemp("open")) as found:
        answer = found.client.get(f"{found.at()}/{'a' * 22}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, found.at())
        assert re.search("Commencer", found.client.get(found.at()).text)
