"""Languages of the counter: every step in one, whichever file is there, from left to right or from right to left."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from app.banks.counter import Counter
from app.resources import resource
from tests.stores import pools
from tests.web.quiz.counters import WORDS, Counters, counters, second_counters, with_arabic_script
from tests.web.visitor import Visitor

HTMX = {"HX-Request": "true", "Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file more, and no code."""
    return with_arabic_script(tmp_path_factory.mktemp("banks"))


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory, questions: Path) -> Iterator[Counters]:
    with second_counters(tmp_path_factory.mktemp("tongues"), questions=questions) as found:
        yield found


def texts_of(there: Counters, language: str) -> Counter:
    return there.here.questionnaires["customers"].counters[language]


def read_in(page: str) -> list[str]:
    """What somebody reads of the form, but for what is in the language of the site and says so."""
    form = re.search(r"<form.*?</form>", page, re.DOTALL)
    assert form
    own = re.sub(r'<(p|h1|div)[^>]* lang="fr" dir="ltr"[^>]*>.*?</\1>', "", form[0], flags=re.DOTALL)
    own = re.sub(r"<nav.*?</nav>", "", own, flags=re.DOTALL)
    return [unescape(part).strip() for part in re.sub(r"<[^>]+>", "\n", own).split("\n") if part.strip()]


@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_every_step_is_in_that_language_alone(there: Counters, language: str, htmx: bool) -> None:
    own = texts_of(there, language)
    said = {*own.statements.values(), *own.points, *own.importance.values(), *own.dimensions.values()}
    said |= {own.title, own.privacy, own.no_occasion or "", *(own.promise or ()), *own.buttons.model_dump().values()}
    start = there.client.get(there.at(language=language)).text
    assert f'<html lang="{language}" dir="{own.direction}">' in start
    assert set(read_in(start)) - {"Accueil Dupont · Lille"} <= said
    visitor = Visitor.at(there.client, there.at(language=language))
    seen, kinds = set[str](), list[str]()
    while "q" in visitor.screen.hidden:
        page = visitor.pages[-1]
        seen |= set(read_in(page))
        kinds.append("promise" if visitor.promise else "picks" if visitor.picks else "statement")
        form = {**visitor.screen.hidden, **{name: "1" for name in (visitor.statement, visitor.promise) if name}}
        sent = there.client.post(visitor.path, data=form, headers=HTMX if htmx else {})
        if "HX-Redirect" in sent.headers or "finish" in str(sent.url.query):
            break
        if htmx:
            assert int(sent.headers["content-length"]) <= 1000
        visitor.see(sent.text)
    assert kinds == ["statement"] * 11 + ["picks"] + ["promise"] * 2
    assert {one for one in seen if not re.fullmatch(r"\d+ / 14", one)} <= said
    assert set(own.statements.values()) | {*own.points} | {*(own.promise or ())} <= seen


def test_what_was_promised_stands_in_the_words_of_the_organiser(there: Counters) -> None:
    visitor = Visitor.at(there.client, there.at(language="ar"))
    while not visitor.promise:
        visitor.send(**({visitor.statement: "2"} if visitor.statement else {}))
    assert f'lang="fr" dir="ltr"><q>{WORDS[0]}</q>' in unescape(visitor.pages[-1])


@pytest.mark.parametrize("language", ["es", "ar"])
def test_thanks_are_in_that_language_and_the_rest_says_which_it_is_in(there: Counters, language: str) -> None:
    visitor, own = Visitor.at(there.client, there.at(language=language)), texts_of(there, language)
    assert visitor.to_the_end().startswith(f"{there.at(language=language)}?finish=counted&by=")
    page = unescape(visitor.pages[-1])
    assert f'<html lang="{language}" dir="{own.direction}">' in page
    assert f'<h1 tabindex="-1">{own.thanks}</h1>' in page
    told = re.search(r'<div class="told" lang="fr" dir="ltr">(.*?)</div>', page, re.DOTALL)
    assert told
    assert all(words in told[1] for words in WORDS)
    assert "Résultats le" in told[1]


def test_a_person_changes_the_language_on_the_way_and_loses_nothing(there: Counters) -> None:
    visitor = Visitor.at(there.client, there.at())
    for _ in range(3):
        visitor.answer("2")
    other = re.search(r'<a lang="es" hreflang="es" href="([^"]+)">Español</a>', visitor.pages[-1])
    assert other
    visitor.path = there.at(language="es")
    visitor.see(there.client.get(unescape(other[1])).text)
    assert texts_of(there, "es").statements["human_digital"] in unescape(visitor.pages[-1])
    assert "finish=counted" in visitor.to_the_end()


@pytest.mark.parametrize("path", ["", "quiz/{slug}", "thanks/{slug}", "entry/{slug}", "at", "privacy", "j"])
def test_no_other_page_speaks_it(there: Counters, path: str) -> None:
    assert there.client.get(f"/es/{path.format(slug=there.slug)}").status_code == 404


def test_too_many_picks_are_told_by_the_question_itself(there: Counters) -> None:
    visitor = Visitor.at(there.client, there.at(language="es"))
    while not visitor.picks:
        visitor.answer("2")
    assert visitor.send(**dict.fromkeys(visitor.picks[:3], "1")) == "422"
    assert re.search(r'<h1[^>]*role="alert">[^<]*Dos como máximo', visitor.pages[-1])
    assert "finish" not in visitor.send(skip="1", **dict.fromkeys(visitor.picks[:3], "1")), "promises come next"


def test_answers_in_four_languages_add_up_and_no_language_is_kept(tmp_path: Path, questions: Path) -> None:
    sums = []
    for number, languages in enumerate((("fr",) * 4, ("fr", "en", "es", "ar"))):
        (folder := tmp_path / str(number)).mkdir()
        with counters(folder, settings={"questions": questions}) as found:
            for at, language in enumerate(languages):
                visitor = Visitor.at(found.client, found.at(language=language))
                visitor.to_the_end(1 + at)
            waiting = pools(found.survey.engine, found.survey.keys)
            ((cell, (first, _)),) = waiting.items()
            assert first
            sums.append((cell.fingerprint, cell.segment, first.counts))
    assert sums[0] == sums[1]
    assert sums[0][2].n == 4


def test_a_bank_without_other_languages_is_answered_in_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "questions"
    shutil.copytree(resource("questions"), folder)
    (folder / "customers.counter.es.yaml").unlink()
    with counters(tmp_path / "site", settings={"questions": folder}) as found:
        assert found.client.get(found.at(language="es")).status_code == 404
        page = found.client.get(found.at()).text
        assert re.findall(r'<a lang="(\w+)"', page) == ["en"]
