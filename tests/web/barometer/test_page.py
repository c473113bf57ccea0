"""The public page of an edition over HTTP: from when it is there, what it says, what it keeps back, how it is kept."""

import re
from datetime import date, timedelta
from html import unescape

import brotli
import pytest
from sqlalchemy import insert

from app.barometer.commitments import ProgressNote
from app.barometer.edition import Edition
from app.db.engine import write_transaction
from app.db.tables import GoneRow
from tests.surveys import CLOSED, OPENED, PUBLIC, REVEAL
from tests.web.barometer.served import BASE, Served, a_commitment, served

TAGS = re.compile(r"<[^>]+>")
FIRST = "/fr/barometer/accueil"
ADDRESSES = (
    FIRST,
    f"{FIRST}/2027",
    f"{FIRST}/2027?release=1",
    "/embed/fr/barometer/accueil",
    "/api/v1/barometers/accueil/2027",
    "/api/v1/barometers/accueil/2027.csv",
    "/api/v1/barometers/accueil/2027.xlsx",
    *(
        f"{FIRST}/2027/1/{file}"
        for file in ("data.csv", "data-semicolon.csv", "data.xlsx", "composition.json", "wings.svg", "card.png")
    ),
    *(f"{FIRST}/2027/1/one-page-{paper}.pdf" for paper in ("a4", "a3")),
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(tmp_path_factory.mktemp("survey"))


@pytest.fixture(scope="module")
def first(here: Served) -> Edition:
    """Public, with two promises."""
    edition = here.edition("accueil", {"customers": 240, "staff": 70, "leaders": 7})
    return here.publish(edition, a_commitment(), a_commitment("Un dossier qui suit", "cooperation"))


@pytest.fixture
def today(here: Served, first: Edition) -> Served:
    here.day[0] = PUBLIC
    return here


def page(here: Served, address: str, status: int = 200) -> str:
    response = here.client.get(address)
    assert response.status_code == status, response.text
    return response.text


def said(html: str) -> str:
    return " ".join(unescape(TAGS.sub(" ", html.split("<main")[1].split("</main>")[0])).split())


def headline(html: str) -> str:
    return " ".join(unescape(re.findall(r'<h1 class="sentence">(.*?)</h1>', html, re.DOTALL)[0]).split())


def test_nothing_of_an_edition_is_there_or_kept_before_its_day_and_all_of_it_for_everybody_from_then_on(
    here: Served,
) -> None:
    opened = here.surveyed.opened(slug="encore", places=())
    here.surveyed.answer_all(opened, {"customers": 60, "staff": 40})
    addresses = [address.replace("accueil", "encore") for address in (*ADDRESSES, "/api/v1/barometers/accueil")]
    for day in (CLOSED, REVEAL, PUBLIC - timedelta(days=1)):
        here.day[0] = day
        if day == REVEAL:
            here.surveyed.reveal(opened)
        for address in addresses:
            response = here.client.get(address)
            assert (response.status_code, response.headers["cache-control"]) == (404, "no-store"), (day, address)
    here.day[0] = PUBLIC
    assert {here.client.get(address).status_code for address in addresses} == {200}


def test_where_it_will_be_read_it_says_from_when_and_nothing_more(here: Served) -> None:
    opened = here.surveyed.opened(slug="attendu", places=())
    here.surveyed.answer_all(opened, {"customers": 60, "staff": 40})
    told = {
        OPENED - timedelta(days=1): "L’enquête ouvre le 1er février 2027.",
        CLOSED: "Les voix sont encore scellées. Les équipes liront le 1er mars 2027, tout le monde le 8 mars 2027.",
        REVEAL: "Les équipes lisent en premier, jusqu’au 8 mars 2027.",
    }
    for day, words in told.items():
        here.day[0] = day
        if day == REVEAL:
            here.surveyed.reveal(opened)
        for address in ("/fr/barometer/attendu", "/fr/barometer/attendu/2027"):
            html = page(here, address, 404)
            text = said(html).replace("\u00a0", " ")
            assert "Tout le monde lira ici le 8 mars 2027." in text
            assert words in text
            assert not re.search(r"<table|<svg|%", html.split("<main")[1].split("</main>")[0])
            assert "noindex" in html
    english = page(here, "/en/barometer/attendu", 404)
    assert "Everyone reads it here on 8 March 2027." in said(english)
    for address in ("/fr/barometer/attendu/2028", "/fr/barometer/attendu/2027?release=1", "/fr/barometer/nobody"):
        assert "8 mars" not in page(here, address, 404)


def test_a_reveal_that_is_late_promises_no_day_that_is_over(here: Served) -> None:
    here.surveyed.opened(slug="tardif", places=())
    here.day[0] = PUBLIC
    assert "8 mars" not in page(here, "/fr/barometer/tardif", 404)


@pytest.mark.parametrize(
    ("language", "title", "broken", "promised"),
    [
        (
            "fr",
            "Les équipes ont vu juste : les clients répondent",
            "Simplicité : angle mort.",
            "Promis pour le 1er sept",
        ),
        ("en", "Staff saw it right: customers answer as expected", "Ease: a blind spot.", "Promised for 1 September"),
    ],
)
def test_the_page_says_the_whole_gap_what_stands_out_and_what_is_promised(
    today: Served, language: str, title: str, broken: str, promised: str
) -> None:
    html = page(today, f"/{language}/barometer/accueil/2027")
    text = said(html)
    assert headline(html).startswith(title)
    for part in (broken, promised, "Un seul numéro à rappeler", "240", "70"):
        assert part in text
    assert "<script" not in html
    assert html.count("<svg") == 3
    assert f"{BASE}/{language}/barometer/accueil/2027?release=2" in html
    for source in today.client.get("/api/v1/barometers/accueil/2027").json()["sources"]:
        address = f"/{language}/figures/{source['slug']}/1/release.json"
        assert f'href="{address}">{source["digest"]}' in html


def test_the_sentence_that_was_asked_stands_beside_what_stands_out(today: Served) -> None:
    text = said(page(today, FIRST))
    assert "On m’a simplifié les choses." in text
    assert "Ici, d’une équipe à l’autre, l’information suit." in text


def test_subjects_come_in_one_order_in_figures_and_in_tables(today: Served) -> None:
    html = page(today, FIRST)
    names = re.findall(r'<tr><th scope="row">([^<,]+)</th>', html)
    ten = names[:10]
    assert names == ten * 3
    drawn = [re.findall(r"<text[^>]*>([^<]+)</text>", svg) for svg in html.split("<svg")[1:]]
    for figure in (drawn[0], drawn[2]):
        assert [text for text in figure if unescape(text) in ten] == ten


def test_the_first_visit_weighs_little_as_a_browser_loads_it(today: Served) -> None:
    """A page, its sheets, its letters and its icon, as they come over the wire."""
    browser = {"Accept-Encoding": "gzip, deflate, br, zstd"}
    html = page(today, FIRST)
    files = {*re.findall(r'(?:href|src)="(/static/[^"]+)"', html)}
    files |= {f"{file.rpartition('/')[0]}/vendor/atkinson-pages.woff2" for file in files if file.endswith("app.css")}
    weights = {}
    for address in (FIRST, *files):
        with today.client.stream("GET", address, headers=browser) as response:
            weights[address] = sum(len(part) for part in response.iter_raw())
    assert weights[FIRST] < len(html)
    assert len(brotli.compress(html.encode())) <= weights[FIRST] <= 14_000
    assert sum(weights.values()) <= 65_000, weights


def test_a_fresh_copy_costs_no_page_and_a_fixed_one_is_kept_for_ever(today: Served) -> None:
    for address, kept in ((FIRST, "no-cache"), (f"{FIRST}/2027?release=2", "private, max-age=31536000, immutable")):
        response = today.client.get(address)
        assert response.headers["cache-control"] == kept
        again = today.client.get(address, headers={"If-None-Match": response.headers["etag"]})
        assert (again.status_code, again.text) == (304, "")
    marks = {today.client.get(f"/{language}/barometer/accueil").headers["etag"] for language in ("fr", "en")}
    assert len(marks) == 2


def test_a_fixed_page_is_what_was_composed_and_no_other_number_is_there(today: Served) -> None:
    before, after = (page(today, f"{FIRST}/2027?release={number}") for number in (1, 2))
    assert "Un seul numéro à rappeler" not in before
    assert "Un seul numéro à rappeler" in after
    assert "noindex" in before
    for number in (3, 999999, 0, "x"):
        assert today.client.get(f"{FIRST}/2027?release={number}").status_code == 404


def test_what_becomes_of_a_promise_is_said_and_that_it_is_late(here: Served) -> None:
    edition = here.publish(here.edition("suivi", {"customers": 40, "staff": 30}, places=()), a_commitment())
    address, silent = "/fr/barometer/suivi", "Attendu le 1er septembre 2027. L’organisation n’en a encore rien dit."
    here.day[0] = date(2027, 10, 12)
    assert f"{silent} En retard de 41 jours." in said(page(here, address))
    here.surveyed.barometers.say(edition, 1, ProgressNote(here.day[0], "under_way", {}))
    assert "En cours, dit l’organisation le 12 octobre 2027. En retard de 41 jours." in said(page(here, address))
    here.surveyed.barometers.say(edition, 1, ProgressNote(here.day[0], "dropped", {"fr": "Trop cher."}))
    text = said(page(here, address))
    assert "Abandonné le 12 octobre 2027 : « Trop cher. »" in text
    assert "En retard" not in text


@pytest.mark.parametrize(
    "address", ["/fr/barometer/nobody", "/fr/barometer/accueil/1999", "/fr/barometer/x%20y", "/de/barometer/accueil"]
)
def test_what_is_not_there_is_a_plain_404(today: Served, address: str) -> None:
    assert today.client.get(address).status_code == 404


def test_an_edition_that_is_withdrawn_leaves_its_notice_everywhere(here: Served) -> None:
    edition = here.publish(here.edition("retire", {"customers": 40, "staff": 40}, places=(), signature="Le service"))
    here.surveyed.barometers.withdraw(edition, {"fr": "Une erreur de saisie."})
    for address in ADDRESSES:
        response = here.client.get(address.replace("accueil", "retire"))
        assert response.status_code == 410, address
        if not address.startswith(("/api", "/embed")):
            assert "Une erreur de saisie." in response.text
        assert "41" not in said(response.text) if response.text.startswith("<") else True
    assert here.client.get("/api/v1/barometers/retire").json()["editions"][0]["withdrawn_on"] == str(PUBLIC)


def test_a_survey_that_was_deleted_says_until_when_it_was_there(here: Served) -> None:
    gone = {"slug": "barometer/parti", "series": "", "edition": "", "deleted_on": PUBLIC}
    with write_transaction(here.surveyed.engine) as connection:
        connection.execute(insert(GoneRow), gone)
    for address in (*ADDRESSES, "/api/v1/barometers/accueil"):
        response = here.client.get(address.replace("accueil", "parti"))
        assert response.status_code == 410, address
    assert "8 mars 2027" in said(page(here, "/fr/barometer/parti", 410))
    assert f'href="{BASE}/fr/barometer/parti"' in here.client.get("/embed/fr/barometer/parti").text


def test_the_people_served_are_called_as_the_survey_calls_them(here: Served) -> None:
    here.publish(here.edition("soins", {"customers": 40, "staff": 40}, places=(), people="patients"))
    text = said(page(here, "/fr/barometer/soins"))
    assert "patients" in text
    assert "client" not in text.casefold()
