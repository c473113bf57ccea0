"""Two results in one picture, over HTTP: both languages, every mistake, nothing stored, nothing told to anyone."""

import logging
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from random import Random
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from httpx2 import Response
from sqlalchemy import select
from sqlmodel import SQLModel
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.banks.exhibits import exhibit
from app.banks.schema import Language
from app.campaigns.store import create
from app.db.engine import read
from app.main import create_app
from app.totem.model import Answers, blank
from app.web.tokens import Tokens, new_sheet
from app.web.wording import Wording
from tests.crowd import TODAY, a_bank
from tests.sheets import sheet_with
from tests.web.conftest import settings_in
from tests.web.quiz.test_inventory import INVENTORY
from tests.whole import Whole

WORDS = {
    "fr": {
        "none": "Les deux liens n’en font qu’un", "equal": "Tous les niveaux sont les mêmes",
        "empty": "pas encore de lien", "quiz": "questionnaire en cours", "animal": "carte d’un animal",
        "duo": "déjà deux résultats", "other": "aucun lien vers un résultat", "damaged": "incomplet",
        "outdated": "ancien questionnaire", "gone": "plus sur ce site", "apart": "viennent de deux questionnaires",
    },
    "en": {
        "none": "Both links are one and the same", "equal": "All levels are the same",
        "empty": "No link here yet", "quiz": "a quiz under way", "animal": "the card of an animal",
        "duo": "two results already", "other": "no link to a result", "damaged": "incomplete",
        "outdated": "an older questionnaire", "gone": "no longer on this site", "apart": "come from two questionnaires",
    },
}  # fmt: skip
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@pytest.fixture
def here(app: Starlette) -> Whole:
    site: Whole = Whole(app)
    return site


def answers_of(here: Whole, person: int, bank: str = "totem") -> Answers:
    drawn, structure = Random(person), here.questionnaires[bank].bank
    replies = tuple(drawn.randint(1, structure.points) for _ in structure.items)
    return sheet_with(structure, replies, tuple(drawn.randrange(3) for _ in structure.scenes))


def sealed(here: Whole, answers: Answers, slug: str = "totem", bank: str = "totem") -> str:
    return here.tokens.seal_result(slug, here.questionnaires[bank].bank, answers)


def a_result(here: Whole, person: int, slug: str = "totem", bank: str = "totem") -> str:
    return sealed(here, answers_of(here, person, bank), slug, bank)


def an_exhibit(here: Whole, totem: str) -> Answers:
    """A sheet with this animal."""
    bank = here.questionnaires["totem"].bank
    sheet = next(exhibit(bank, one) for one in bank.totems if one.id == totem)
    assert sheet
    return sheet


def link_of(token: str) -> str:
    return f"http://totem.example/fr/result/{token}"


def paste(client: TestClient, one: str, two: str, language: str = "fr") -> Response:
    return client.post(f"/{language}/duo", data={"one": one, "two": two}, follow_redirects=False)


def picture(client: TestClient, one: str, two: str, language: str = "fr") -> str:
    response = client.get(f"/{language}/duo/{one}/{two}", follow_redirects=False)
    assert response.status_code == 200, response.text
    return response.text


def figures(page: str) -> list[ElementTree.Element]:
    """The bars and the triangle."""
    found = re.findall(r'<svg class="figure .*?</svg>', page, re.DOTALL)
    assert len(found) == 2
    return [ElementTree.fromstring(svg) for svg in found]


def figures_of(page: str) -> list[str]:
    return re.findall(r'<svg class="figure .*?</svg>', page, re.DOTALL)


def across(svg: ElementTree.Element, of: str) -> list[tuple[str, ...]]:
    """How far each bar of the first (filled) or of the second (outlined) reaches, whatever its height."""
    bars = [e for e in svg.iter("path") if re.fullmatch(rf"{of} s-force-\d", e.get("class", ""))]
    return [tuple(re.findall(r"[MHL](-?[\d.]+)", bar.get("d", ""))) for bar in bars]


def spots(svg: ElementTree.Element) -> tuple[set[tuple[str | None, ...]], set[tuple[str | None, ...]]]:
    """Where the first's disc and the second's ring are."""
    found: dict[bool, set[tuple[str | None, ...]]] = {True: set(), False: set()}
    for circle in list(svg.iter("circle"))[-3:]:
        found["f-ink" in circle.get("class", "")].add((circle.get("cx"), circle.get("cy")))
    return found[True], found[False]


def test_swapping_the_two_links_swaps_the_picture(client: TestClient, here: Whole) -> None:
    one, two = a_result(here, 1), a_result(here, 2)
    (bars, triangle), (other_bars, other_triangle) = (
        figures(picture(client, *pair)) for pair in ((one, two), (two, one))
    )
    filled, outlined = across(bars, r"f-force-\d"), across(bars, "f-paper")
    assert filled != outlined
    assert len(filled) + len(outlined) > 30
    assert (across(other_bars, r"f-force-\d"), across(other_bars, "f-paper")) == (outlined, filled)
    wings = [[p.get("d") for p in svg.iter("path") if p.get("class") == "f-wing"] for svg in (bars, other_bars)]
    lines = [[p.get("d") for p in svg.iter("path") if p.get("class") == "s-edge"] for svg in (bars, other_bars)]
    assert set(wings[1]) <= set(lines[0])
    assert set(wings[0]) <= set(lines[1])
    disc, ring = spots(triangle)
    assert disc != ring
    assert spots(other_triangle) == (ring, disc)


def test_swapping_leads_to_the_swapped_picture_and_back(client: TestClient, here: Whole) -> None:
    one, two = a_result(here, 1), a_result(here, 2)
    assert f'href="/fr/duo/{two}/{one}"' in picture(client, one, two)
    assert picture(client, one, two) == picture(client, one, two)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_laid_beside_themselves_shows_no_difference(client: TestClient, here: Whole, language: str) -> None:
    one = a_result(here, 1)
    page = picture(client, one, one, language)
    assert WORDS[language]["none"] in page
    bars, triangle = figures(page)
    assert across(bars, r"f-force-\d") == across(bars, "f-paper")
    assert spots(triangle)[0] == spots(triangle)[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_is_of_the_dimension_furthest_apart_and_nothing_is_said_of_it(
    client: TestClient, here: Whole, language: str
) -> None:
    one = replace(answers_of(here, 1), replies=(3,) * 20)
    at = next(place for place, (question, side) in enumerate(here.questionnaires["totem"].bank.items)
              if (question.dimension, side) == ("voice", "colleagues"))  # fmt: skip
    two = replace(one, replies=(*one.replies[:at], 5, *one.replies[at + 1 :]))
    page = picture(client, sealed(here, one), sealed(here, two), language)
    asked = {"fr": "Quelle phrase revient chaque semaine", "en": "Which remark comes back every week"}
    assert asked[language] in page
    assert f'href="/{language}/dimensions/voice"' in page
    (talk,) = re.findall(r'<section class="talk">(.*?)</section>', page, re.DOTALL)
    words = re.sub("<svg.*?</svg>|<table.*?</table>", "", page.split("<main")[1], flags=re.DOTALL)
    assert words.count({"fr": "Écoute", "en": "Listening"}[language]) == 1, "its name, under the question"
    assert not re.search(r"\d", re.sub("<[^>]*>", "", talk))
    assert "f-own" not in figures_of(page)[0], "no bar is marked"


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_levels_with_other_choices_are_told_apart_by_the_choices(
    client: TestClient, here: Whole, language: str
) -> None:
    answers = answers_of(here, 1)
    chosen = answers_of(here, 2)
    other = replace(answers, choices=chosen.choices, lasts=chosen.lasts)
    page = picture(client, sealed(here, answers), sealed(here, other), language)
    assert WORDS[language]["equal"] in page
    assert WORDS[language]["none"] not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_on_working_together_come_before_any_picture(client: TestClient, here: Whole, language: Language) -> None:
    file, say = here.questionnaires["totem"].file, Wording(language, "customers")
    fox, wolf = (sealed(here, an_exhibit(here, totem)) for totem in ("fox", "wolf"))
    page = " ".join(unescape(picture(client, fox, wolf, language).split("<main")[1]).split())
    text = file.pair_text("fox", "wolf")
    assert text
    totems = {totem.id: totem for totem in file.totems}
    said = [text, totems["fox"].working_with, totems["wolf"].working_with]
    places = [page.index(" ".join(say(one).split())) for one in said]
    assert places == sorted(places)
    assert places[-1] < page.index('<svg class="figure')
    turned = unescape(picture(client, wolf, fox, language))
    assert " ".join(say(text).split()) in " ".join(turned.split())
    heads = {
        "fr": ("Pour travailler avec un renard", "Pour travailler avec un loup"),
        "en": ("To work with a fox", "To work with a wolf"),
    }
    assert page.index(heads[language][0]) < page.index(heads[language][1])


def test_two_of_a_kind_are_told_once_how_to_work_with_one(client: TestClient, here: Whole) -> None:
    fox, other = (sealed(here, replace(an_exhibit(here, "fox"), leads=leads)) for leads in (False, True))
    page = picture(client, fox, other)
    assert page.count("Pour travailler avec un renard") == 1
    assert "Aucun mur ne tient devant deux renards" in page


def test_a_result_without_an_animal_has_no_text_of_a_pair(client: TestClient, here: Whole) -> None:
    fox, even = sealed(here, an_exhibit(here, "fox")), sealed(here, replace(answers_of(here, 1), even=True))
    page = picture(client, fox, even)
    assert 'class="pair"' not in page
    assert page.count("Pour travailler avec") == 1
    assert "Pour travailler avec" not in picture(client, even, even)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_person_at_two_dates_reads_before_and_after(client: TestClient, here: Whole, language: Language) -> None:
    fox, wolf = (sealed(here, an_exhibit(here, totem)) for totem in ("fox", "wolf"))
    pasted = {"one": link_of(fox), "two": link_of(wolf), "mine": "1"}
    answer = client.post(f"/{language}/duo", data=pasted, follow_redirects=False)
    assert answer.headers["location"] == f"/{language}/duo/{fox}/{wolf}?mine=1"
    page = client.get(answer.headers["location"]).text.split("<body")[1]
    main = page.split("<main")[1].split("</main>")[0]
    before, after = {"fr": ("Avant", "Après"), "en": ("Before", "After")}[language]
    told = {"fr": "Un renard, puis un loup.", "en": "A fox, then a wolf."}
    assert told[language] in main
    assert main.index(f"<strong>{before}</strong>") < main.index(f"<strong>{after}</strong>")
    assert not re.search("Premier|First result|travailler avec|work with", main)
    assert f'href="/{language}/duo/{wolf}/{fox}?mine=1"' in main
    assert f'href="/{language}/duo/{fox}/{wolf}"' in main, "the way back, for two people"
    other = "en" if language == "fr" else "fr"
    assert f'href="/{other}/duo/{fox}/{wolf}?mine=1"' in page
    assert 'rel="canonical"' not in page


def test_what_was_ticked_stays_ticked_when_a_link_does_not_open(client: TestClient, here: Whole) -> None:
    fox = sealed(here, an_exhibit(here, "fox"))
    again = client.post("/fr/duo", data={"one": link_of(fox), "two": "mon lien", "mine": "1"})
    assert again.status_code == 422
    assert re.search(r'name="mine" value="1" checked', again.text)
    cut = client.get(f"/fr/duo/{fox}/cut?mine=1")
    assert re.search(r'name="mine" value="1" checked', cut.text)
    assert not re.search("checked", client.get("/fr/duo").text)
    clean = client.get(f"/fr/duo/{fox}/{fox}).?mine=1", follow_redirects=False)
    assert clean.headers["location"] == f"/fr/duo/{fox}/{fox}?mine=1"


def test_the_page_ends_with_one_quiet_link_to_the_form(client: TestClient, here: Whole) -> None:
    page = picture(client, a_result(here, 1), a_result(here, 2)).split("<main")[1].split("</main>")[0]
    assert "<form" not in page
    assert "<textarea" not in page
    assert page.count('href="/fr/duo"') == 1


def test_a_sheet_without_an_animal_has_its_levels_and_no_point(client: TestClient, here: Whole) -> None:
    even = sealed(here, replace(answers_of(here, 1), even=True))
    page = picture(client, a_result(here, 2), even)
    assert "et un résultat sans animal" in page
    assert page.count('class="nobody"') == 1
    assert [text.text for text in figures(page)[1].iter("text")][-1] == "1"
    assert "<h1>Deux résultats côte à côte</h1>" in picture(client, even, even)


def test_two_of_one_kind_are_named_together(client: TestClient, here: Whole) -> None:
    one, two = a_result(here, 1), sealed(here, replace(answers_of(here, 1), leads=True))
    assert one != two
    assert re.search(r"<h1>Deux \w+s</h1>", picture(client, one, two))
    assert re.search(r"<h1>Two \w+</h1>", picture(client, one, two, "en"))


def test_two_editions_are_named_and_one_campaign_is_not(client: TestClient, here: Whole) -> None:
    create(here.engine, "totem-2019", "totem", TODAY, edition="2019")
    create(here.engine, "ward-2020", "totem", TODAY, edition="2020", people="patients")
    before, after = a_result(here, 1, "totem-2019"), a_result(here, 2, "ward-2020")
    page = picture(client, before, after)
    assert page.index("· 2019") < page.index("· 2020")
    assert "clients, le second des patients" in page
    assert "· 20" not in picture(client, a_result(here, 1), a_result(here, 2))


@pytest.mark.parametrize("form", ["{0}", " {0}\n", "Voici : <{0}>.", "\u200b{0}?finish=counted"])
def test_two_pasted_links_lead_to_their_picture(client: TestClient, here: Whole, form: str) -> None:
    one, two = a_result(here, 1), a_result(here, 2)
    link = f"https://elsewhere.example/en/result/{two[:9]} {two[9:]}"
    response = paste(client, form.format(f"http://totem.example/fr/result/{one}"), form.format(link))
    assert response.status_code == 303
    assert response.headers["location"] == f"/fr/duo/{one}/{two}"


@pytest.fixture
def wrong(here: Whole) -> dict[str, str]:
    """What may be pasted, by the mistake it is."""
    bank = here.questionnaires["totem"].bank
    sheet = here.tokens.seal_sheet("totem", bank, new_sheet(bank, 0))
    good = a_result(here, 1)
    return {
        "empty": " \u00a0\n",
        "quiz": f"http://totem.example/fr/quiz/totem?s={sheet}&q=3",
        "animal": "http://totem.example/fr/animal/totem/fox/bee",
        "duo": f"http://totem.example/fr/duo/{good}/{good}",
        "other": "mon lien",
        "damaged": f"http://totem.example/fr/result/{good[:40]}",
        "outdated": here.tokens.seal_result("totem", a_bank(9), blank(a_bank(9))),
        "gone": here.tokens.seal_result("nowhere", bank, answers_of(here, 1)),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", ["one", "two"])
def test_each_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    client: TestClient, here: Whole, wrong: dict[str, str], language: str, field: str
) -> None:
    good = f"http://totem.example/fr/result/{a_result(here, 2)}"
    for mistake, text in wrong.items():
        response = paste(client, *((text, good) if field == "one" else (good, text)), language)
        assert response.status_code == 422
        assert response.headers["Cache-Control"] == "no-store"
        assert f'aria-invalid="true" aria-describedby="{field}-mistake" autofocus' in response.text
        assert response.text.count("aria-invalid") == response.text.count(' class="mistake"') == 1
        said = re.search(rf'<p class="mistake" id="{field}-mistake">(.*?)</p>', response.text)
        assert said
        assert WORDS[language][mistake] in said[1]
        kept = re.findall(r"<textarea[^>]*>(.*?)</textarea>", response.text, re.DOTALL)
        assert kept[field == "one"] == good
        assert kept[field == "two"].strip() == text.replace("&", "&amp;").strip()


def test_two_mistakes_are_both_said(client: TestClient, wrong: dict[str, str]) -> None:
    page = paste(client, wrong["quiz"], wrong["other"]).text
    assert WORDS["fr"]["quiz"] in page
    assert WORDS["fr"]["other"] in page
    assert page.count("autofocus") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_results_of_two_questionnaires_are_opened_one_by_one(client: TestClient, here: Whole, language: str) -> None:
    one, two = a_result(here, 1), a_result(here, 1, "express", "express")
    for response, status in (
        (paste(client, one, two, language), 422),
        (client.get(f"/{language}/duo/{one}/{two}"), 400),
    ):
        assert response.status_code == status
        assert WORDS[language]["apart"] in response.text
        for token in (one, two):
            assert f'href="/{language}/result/{token}"' in response.text
            assert client.get(f"/{language}/result/{token}").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_that_does_not_open_gives_the_form_with_what_does(
    client: TestClient, here: Whole, wrong: dict[str, str], language: str
) -> None:
    good = a_result(here, 2)
    expected = {
        f"{good}/{good[:30]}": ("damaged", 400),
        f"{good}": ("damaged", 400),
        f"{good}/": ("damaged", 400),
        f"{good[:-1]}/{good}": ("damaged", 400),
        f"%3Cscript%3E/{good}": ("damaged", 400),
        f"%F0%9F%91%8B/{good}": ("damaged", 400),
        f"{good}/{wrong['outdated']}": ("outdated", 410),
        f"{wrong['gone']}/{good}": ("gone", 410),
    }
    for tokens, (mistake, status) in expected.items():
        response = client.get(f"/{language}/duo/{tokens}")
        assert response.status_code == status, tokens
        assert WORDS[language][mistake] in response.text
        assert f"http://totem.example/{language}/result/{good}" in response.text
        assert "script>" not in response.text.split("<main")[1]
        other = "en" if language == "fr" else "fr"
        (there,) = re.findall(rf'href="(/{other}/duo/[^"]*)"', response.text)
        assert WORDS[other][mistake] in client.get(there).text


def test_an_address_with_something_at_its_end_leads_to_the_clean_one(client: TestClient, here: Whole) -> None:
    one, two = a_result(here, 1), a_result(here, 2)
    response = client.get(f"/fr/duo/{one}/{two}).", follow_redirects=False)
    assert response.headers["location"] == f"/fr/duo/{one}/{two}"
    assert client.get(f"/fr/duo/{one}/{two})%20").status_code == 200


def test_its_pages_are_kept_by_no_cache_and_send_their_origin_alone(client: TestClient, here: Whole) -> None:
    one, two = a_result(here, 1), a_result(here, 2)
    for response in (client.get("/fr/duo"), client.get(f"/fr/duo/{one}/{two}"), paste(client, "", "")):
        assert response.headers["Cache-Control"] == "no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Referrer-Policy"] == "strict-origin"


def test_a_form_that_is_no_form_is_answered_with_the_form(client: TestClient) -> None:
    for body in (b"", b"\xff\xfe", b"one=%FF&two", b"one=a&one=b"):
        response = client.post("/fr/duo", content=body)
        assert response.status_code == 422
        assert response.text.count("<textarea") == 2


def everything_stored(here: Whole) -> dict[str, list[tuple[object, ...]]]:
    with read(here.engine) as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=str)
            for table in SQLModel.metadata.sorted_tables
        }


def test_nothing_is_stored_and_nothing_is_logged(
    client: TestClient, here: Whole, wrong: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    one, two = a_result(here, 1), a_result(here, 2)
    before = everything_stored(here)
    assert before["campaign"]
    with caplog.at_level(logging.DEBUG):
        paste(client, one, two)
        picture(client, one, two)
        for text in wrong.values():
            paste(client, one, text)
            client.get(f"/fr/duo/{one}/{quote(text)}")
    assert everything_stored(here) == before
    # The client that asks in this test writes a log too.
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert not [line for line in ours if one in line or two in line]


@pytest.fixture
def inventory(tmp_path: Path) -> Iterator[TestClient]:
    (tmp_path / "banks").mkdir()
    shutil.copy(INVENTORY, tmp_path / "banks")
    with TestClient(create_app(settings_in(tmp_path, questions=tmp_path / "banks"))) as client:
        yield client


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_questionnaire_with_one_side_and_no_animal_is_laid_side_by_side_too(
    inventory: TestClient, language: str
) -> None:
    here: Whole = Whole(inventory.app)
    bank = here.questionnaires["five-traits"].bank
    one, two = (here.tokens.seal_result("five-traits", bank, Answers((reply,) * 25, ())) for reply in (2, 5))
    page = picture(inventory, one, two, language)
    assert page.count("<svg") == page.count('<svg class="figure duo"') + page.count('<svg class="figure wordmark"')
    assert "anima" not in page.split("<main")[1].split("<footer")[0]
    assert WORDS[language]["none"] in picture(inventory, one, one, language)


def test_results_sealed_elsewhere_do_not_open_here(client: TestClient, here: Whole) -> None:
    bank = here.questionnaires["totem"].bank
    foreign = Tokens([b"elsewhere" * 4]).seal_result("totem", bank, answers_of(here, 1))
    assert WORDS["fr"]["damaged"] in paste(client, foreign, a_result(here, 2)).text
