"""The counter of a place: where its poster leads, who is counted there, and what other codes are told."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from app.banks.reading_time import clock_of
from app.barometer.draft import places_typed
from tests.surveys import a_draft
from tests.web.quiz.counters import TODAY, Counters, counters
from tests.web.visitor import Visitor

STORM = 60


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counters]:
    with counters(tmp_path_factory.mktemp("counters")) as found:
        yield found


def main_of(page: str) -> str:
    """What is read of it."""
    inner = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inner)).split())


def test_a_person_at_the_counter_reads_where_they_are_and_how_long_it_takes(there: Counters) -> None:
    page = there.client.get(there.at("lens"))
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    read = main_of(page.text)
    clock = clock_of(there.here.questionnaires["customers"], "fr")
    assert 1 < clock.minutes <= 2
    for words in ("Accueil Dupont", "Lens", "Comment ça s’est passé", "Onze phrases", "deux minutes au plus"):
        assert words in read
    assert "Commencer" in read
    assert "puis oubliées" in read
    assert not re.search("animal|résultat|juste pour moi|ordinateur partagé", read, re.IGNORECASE)
    english = main_of(there.client.get(there.at("lens", "en")).text)
    assert "Eleven sentences, two minutes at most." in english


def test_a_place_says_with_which_others_its_answers_count(there: Counters) -> None:
    read = {place: main_of(there.client.get(there.at(place)).text) for place in ("lille", "lens", "douai")}
    assert "Si Lille reçoit moins de 10 réponses" in read["lille"]
    for place, other in (("lens", "Douai"), ("douai", "Lens")):
        assert f"comptent avec celles d’autres lieux : {other}. À moins de 10 en tout" in read[place]
        assert " reçoit moins" not in read[place]


def test_whoever_comes_by_a_place_is_counted_in_its_group(there: Counters) -> None:
    before = there.counted()
    for place in ("lille", "lens", "douai"):
        visitor = Visitor.at(there.client, there.at(place))
        assert visitor.to_the_end().startswith(f"{there.at(place)}?finish=counted&by=")
        assert visitor.taps <= 15, "fourteen, and one to start"
        assert "C’est compté, puis oublié" in unescape(visitor.pages[-1])
    after = there.counted()
    assert after["lille"] - before.get("lille", 0) == 1
    assert after["with-lens"] - before.get("with-lens", 0) == 2
    assert set(after) == {"lille", "with-lens"}


@pytest.mark.parametrize(
    "write", [str.lower, lambda code: f"{code[:3]}-{code[3:]}", lambda code: f" {code[:2]} {code[2:]} "]
)
def test_a_code_leads_there_however_it_is_typed(there: Counters, write: Callable[[str], str]) -> None:
    typed, right = write(there.code()), there.at()
    for answer in (
        there.client.get(f"/fr/at/{typed}", follow_redirects=False),
        there.client.get("/fr/at", params={"code": typed}, follow_redirects=False),
        there.client.post("/fr/at", data={"code": typed}, follow_redirects=False),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, right)


def test_a_short_address_leads_into_the_readers_language_or_one_of_the_counter(there: Counters) -> None:
    for wanted, language in (
        ("en-GB,fr;q=0.5", "en"),
        ("es-MX", "es"),
        ("de", "fr"),
        ("", "fr"),
        ("de,es;q=0.2", "es"),
    ):
        answer = there.client.get(f"/at/{there.code()}", headers={"accept-language": wanted}, follow_redirects=False)
        assert answer.headers["location"] == there.at(language=language)
        assert answer.headers["vary"] == "Accept-Language"
    typing = there.client.get("/at", headers={"accept-language": "en"}, follow_redirects=False)
    assert typing.headers["location"] == "/en/at"
    assert "The code on the poster" in there.client.get("/en/at").text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_campaigns_own_address_lets_nobody_in(there: Counters, language: str) -> None:
    before, visitor = there.counted(), Visitor.at(there.client, there.at())
    sheet, own = visitor.screen.hidden["s"], f"/{language}/quiz/{there.slug}"
    pages = [there.client.get(own), there.client.get(f"{own}?s={sheet}&q=1")]
    while "finish" not in visitor.screen.offered:
        visitor.send(**({visitor.statement: "3"} if visitor.statement else {}))
    last = visitor.screen.hidden | dict.fromkeys(visitor.picks[:1], "1")
    pages += [there.client.post(own, data=last), there.client.post(own, data={**last, "finish": "count"})]
    entry = f"/{language}/entry/{there.slug}"
    pages += [there.client.get(f"{entry}?s={sheet}"), there.client.post(entry, data={"s": sheet})]
    pages += [there.client.post(entry, data={}), there.client.get(f"/{language}/invitation/{there.slug}/{'a' * 22}")]
    for page in pages:
        assert page.status_code == 200
        assert 'name="a0"' not in page.text
        assert {"fr": "code de son affiche", "en": "code on its poster"}[language] in main_of(page.text)
    assert there.counted() == before


def test_a_sheet_that_came_by_no_place_is_not_counted_at_one(there: Counters) -> None:
    """Sealed by the site itself, but for another door."""
    before, visitor = there.counted(), Visitor.at(there.client, there.at())
    bank = there.here.questionnaires["customers"].bank
    token = visitor.screen.hidden["s"]
    sheet = there.here.tokens.open_sheet(there.slug, bank, token, 0)
    without = there.here.tokens.seal_sheet(there.slug, bank, replace(sheet, has_code=False))
    page = there.client.get(f"{there.at()}?s={without}&q=1", follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, there.at())
    assert there.counted() == before


def test_one_connection_serves_a_whole_shop_and_each_place_has_its_own_limit(tmp_path: Path) -> None:
    with counters(tmp_path, settings={"open_limit": 2}) as few:
        outcomes = []
        for place in ("lille", "lille", "lille", "lens", "lens", "lens"):
            visitor = Visitor.at(few.client, few.at(place))
            outcomes.append("finish=counted" in visitor.to_the_end())
            if not outcomes[-1]:
                assert "Trop de réponses d’ici en une heure" in main_of(visitor.pages[-1])
        assert outcomes == [True, True, False, True, True, False]
        assert few.counted() == {"lille": 2, "with-lens": 2}


def test_each_code_that_leads_nowhere_is_told_why(tmp_path: Path) -> None:
    with counters(tmp_path) as found:
        known = found.code()
        for typed, status, words in (
            ("NNNNNN", 404, "Aucun lieu n’a ce code"),
            ("ABC", 404, "six lettres et chiffres"),
            ("LILLE", 404, "six lettres et chiffres"),
        ):
            page = found.client.get(f"/fr/at/{typed}")
            assert page.status_code == status
            assert words in main_of(page.text), main_of(page.text)
        fresh = found.survey.barometers.replace_code(found.edition.barometer, "lille")
        page = found.forgetful().client.get(f"/fr/at/{known}")
        assert page.status_code == 410
        assert "Ce code ne mène plus nulle part. Le bon est sur l’affiche." in main_of(page.text)
        assert found.client.get(f"/fr/at/{fresh}").status_code == 200


def test_a_place_that_takes_part_no_more_says_so(tmp_path: Path) -> None:
    with counters(tmp_path) as found:
        code = found.code("douai")
        found.on(found.edition.days.public_on)
        fewer = a_draft(
            label="next", reveal=found.survey.day[0] + timedelta(28), places=places_typed("Lille ; 33\nLens ; 33")
        )
        found.survey.barometers.open_edition(found.edition.barometer, fewer)
        page = found.forgetful().client.get(f"/fr/at/{code}")
        assert page.status_code == 410
        assert "Ce lieu ne participe plus à l’enquête" in main_of(page.text)


def test_an_edition_to_come_one_that_is_over_and_one_that_was_withdrawn_say_so(tmp_path: Path) -> None:
    with counters(tmp_path, reveal=TODAY + timedelta(days=60)) as found:
        days = found.edition.days
        assert days.opens_on > TODAY
        page = found.client.get(found.at())
        assert page.status_code == 200
        assert "L’enquête ouvre le" in main_of(page.text)
        assert "<button" not in page.text.partition("<main")[2]
        found.on(days.opens_on)
        visitor, late = (Visitor.at(found.client, found.at()) for _ in range(2))
        while "finish" not in late.screen.offered:
            late.answer()
        found.on(days.voices_close_on + timedelta(days=1))
        for page in (
            found.client.get(found.at()),
            found.client.get(f"{found.at()}?s={visitor.screen.hidden['s']}&q=1"),
        ):
            assert page.status_code == 200
            assert "l’enquête a fermé le" in main_of(page.text)
            assert "Résultats le" in main_of(page.text)
        visitor.answer()
        assert "Trop tard" in main_of(visitor.pages[-1]), "who is under way is told at the next step"
        assert "finish=closed" in late.send(), "and who sends the last one, at the end"
        assert "Trop tard" in main_of(late.pages[-1])
        read = found.on(days.public_on)
        page = found.client.get(found.at())
        assert f'href="/fr/barometer/accueil/{TODAY.year}"' in page.text
        found.survey.barometers.withdraw(
            found.survey.barometers.edition_of(found.edition.id), {"fr": "Une erreur de saisie."}
        )
        page = read.forgetful().client.get(found.at())
        assert page.status_code == 410
        assert "Une erreur de saisie." in main_of(page.text)


def test_a_survey_without_places_has_one_counter(tmp_path: Path) -> None:
    with counters(tmp_path, places=()) as found:
        page = found.client.get(found.at(""))
        assert "Accueil Dupont" in main_of(page.text)
        assert "moins de 10 réponses" not in main_of(page.text)
        Visitor.at(found.client, found.at("")).to_the_end()
        assert found.counted() == {"": 1}


def test_a_storm_of_wrong_codes_is_refused_and_the_right_one_still_opens(tmp_path: Path) -> None:
    with counters(tmp_path) as found:
        answers = [found.client.get(f"/fr/at/{'N' * 4}{at // 30 + 22}").status_code for at in range(STORM + 1)]
        assert answers == [404] * STORM + [429]
        assert "Trop de codes erronés" in main_of(found.client.get("/fr/at/NNNNNN").text)
        assert found.client.get(found.at()).status_code == 200
        visitor = Visitor.at(found.client, found.at())
        assert "finish=counted" in visitor.to_the_end()


@pytest.mark.parametrize("address", ["{at}?s=damaged", "{at}?s=&q=0", "{at}?q=none"])
def test_what_nobody_could_send_is_a_plain_error(there: Counters, address: str) -> None:
    assert there.client.get(address.format(at=there.at())).status_code in (200, 400)
    assert there.client.post(there.at(), data={"s": "damaged", "q": "1"}).status_code == 400


def test_a_language_that_nobody_speaks_there_is_not_found(there: Counters) -> None:
    for language in ("de", "xx", "e"):
        assert there.client.get(there.at(language=language)).status_code == 404


def test_a_page_of_trouble_leads_back_to_the_counter(there: Counters) -> None:
    page = there.client.post(there.at(), data={"s": "damaged", "q": "1"})
    assert page.status_code == 400
    assert f'href="{there.at()}"' in page.text
    assert "/at/" not in there.client.post("/fr/at/NNNNNN/damaged", data={"s": "damaged", "q": "1"}).text


def test_what_a_language_of_the_counter_does_not_say_is_said_in_the_one_that_the_reader_knows(there: Counters) -> None:
    known = {"accept-language": "es, en;q=0.8"}
    assert "If Lille gets fewer than 10 answers" in there.client.get(there.at(language="es"), headers=known).text
    assert "Si Lille reçoit moins de" in there.client.get(there.at(language="es")).text


def test_the_first_page_takes_the_code_of_a_poster_and_its_address(there: Counters) -> None:
    code = there.code()
    for typed in (
        code.lower(),
        f"{code[:3]} {code[3:]}",
        f"http://totem.example/fr/at/{code}",
        f"totem.example/at/{code}",
    ):
        answer = there.client.get("/fr/j", params={"code": typed}, follow_redirects=False)
        assert (answer.status_code, answer.headers.get("location")) == (303, there.at()), typed
    unknown = there.client.get("/fr/j", params={"code": "NNNNNN"})
    assert (unknown.status_code, unknown.url.path) == (404, "/fr/at/NNNNNN")
    assert there.client.get("/fr/j", params={"code": "totems"}).status_code in (404, 422)
