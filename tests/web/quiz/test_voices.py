"""The ends of a mirror survey's voices: what was promised, when results are read, and who answers for whom."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest

from app.campaigns.invitations import make
from app.campaigns.store import create
from app.web.language import day as in_french
from tests.web.quiz.counters import TODAY, WORDS, Counters, counters, second_counters
from tests.web.quiz.test_at import main_of
from tests.web.visitor import Visitor


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counters]:
    with second_counters(tmp_path_factory.mktemp("voices")) as found:
        yield found


def long_day(day: date) -> str:
    return in_french("fr", day)


def as_staff(there: Counters) -> Visitor:
    campaign = there.survey.barometers.voices(there.edition)["staff"]
    visitor = Visitor(there.client, campaign.slug)
    address = f"/fr/entry/{campaign.slug}"
    sent = there.client.post(address, data={"code": campaign.code, "segment": "lille"}, follow_redirects=False)
    visitor.see(there.client.get(sent.headers["location"]).text)
    return visitor


def as_leader(there: Counters, **values: str) -> Visitor:
    """Comes by an invitation, and presses one of both buttons of the door."""
    campaign = there.survey.barometers.voices(there.edition)["leaders"]
    (token,) = make(there.survey.engine, campaign.id, 1)
    visitor = Visitor(there.client, campaign.slug)
    door = f"/fr/invitation/{campaign.slug}/{token}"
    visitor.see(there.client.get(door).text)
    sent = there.client.post(door, data=values, follow_redirects=False)
    visitor.see(there.client.get(sent.headers["location"]).text if sent.status_code == 303 else sent.text)
    return visitor


def test_a_customer_reads_what_was_promised_for_when_and_when_results_come(there: Counters) -> None:
    visitor = Visitor.at(there.client, there.at())
    assert "finish=counted" in visitor.to_the_end()
    read, due = main_of(visitor.pages[-1]), long_day(TODAY + timedelta(days=90))
    assert "Merci. C’est compté, puis oublié." in read
    assert "Ce qui a été promis" in read
    assert all(f"{words} avant le {due}" in read for words in WORDS)
    assert f"Résultats le {long_day(there.edition.days.public_on)}, à cette adresse." in read


def test_staff_are_told_that_they_read_first(there: Counters) -> None:
    visitor = as_staff(there)
    assert "finish=counted" in visitor.to_the_end()
    read = main_of(visitor.pages[-1])
    assert f"Vous lirez les résultats le {long_day(there.edition.days.staff_see_on)}, avant le public." in read
    assert WORDS[0] in read


def test_leaders_are_asked_at_the_door_whom_they_answer_for_and_thanked_with_a_request(there: Counters) -> None:
    campaign = there.survey.barometers.voices(there.edition)["leaders"]
    door = main_of(there.client.get(f"/fr/invitation/{campaign.slug}/{'a' * 22}").text)
    assert "Vous répondez ici pour la direction." in door
    assert "Je réponds plutôt pour les équipes" in door
    visitor = as_leader(there, voice="own")
    assert "finish=counted" in visitor.to_the_end()
    read = main_of(visitor.pages[-1])
    assert "C’est compté, pour la direction. Merci de ne pas répondre aussi pour les équipes" in read
    page = f"/fr/barometer/accueil/{there.edition.label}"
    assert f'href="{page}"' in visitor.pages[-1]


def test_who_would_rather_answer_as_staff_is_sent_there_and_counted_nowhere(there: Counters) -> None:
    visitor = as_leader(there, voice="other")
    read = main_of(visitor.pages[-1])
    assert "Rien n’a été compté ici. L’adresse des équipes est dans le message des équipes." in read
    assert "q" not in visitor.screen.hidden


@pytest.mark.parametrize("voice", ["staff", "customers"])
def test_nobody_else_is_asked_whom_they_answer_for(there: Counters, voice: str) -> None:
    slug = there.survey.barometers.voices(there.edition)[voice].slug
    assert "pour la direction" not in main_of(there.client.get(f"/fr/quiz/{slug}").text)


def test_days_that_are_put_off_are_told_as_they_are(tmp_path: Path) -> None:
    with counters(tmp_path) as found:
        days = found.edition.days
        later = found.survey.barometers.delay(
            found.edition, days.staff_see_on + timedelta(days=5), days.public_on + timedelta(days=9)
        ).days
        found.forgetful()
        customer, staff = Visitor.at(found.client, found.at()), as_staff(found)
        customer.to_the_end()
        staff.to_the_end()
        assert f"Résultats le {long_day(later.public_on)}" in main_of(customer.pages[-1])
        assert f"les résultats le {long_day(later.staff_see_on)}" in main_of(staff.pages[-1])


def test_a_plain_survey_says_nothing_of_the_kind(there: Counters) -> None:
    create(there.survey.engine, "plain", "staff", TODAY)
    visitor = Visitor(there.client, "plain")
    visitor.to_the_end()
    assert not re.search("Résultats|promis|direction", main_of(unescape(visitor.pages[-1])))
