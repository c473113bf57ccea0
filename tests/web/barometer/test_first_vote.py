"""Staff say what should come first, on the page that they read before the public; the organiser reads it, once."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from app.barometer.edition import Edition
from tests.surveys import PUBLIC
from tests.web.barometer.served import Served, a_commitment, served
from tests.web.barometer.test_page import said

CROWD = {"customers": 240, "staff": 70}


class Voting:
    """An edition that staff read, with their key and its organiser's."""

    def __init__(self, here: Served, slug: str, **crowd: int) -> None:
        self.here, self.slug = here, slug
        self.edition: Edition = here.edition(slug, CROWD | crowd, places=())
        self.staff = here.surveyed.barometers.new_staff_key(self.edition)
        self.keys = {
            kind: here.surveyed.barometers.new_key(self.edition.barometer, kind) for kind in ("manager", "reader")
        }

    def page(self, query: str = "", language: str = "fr") -> str:
        response = self.here.client.get(f"/{language}/barometer/{self.slug}/2027/staff/{self.staff}{query}")
        assert response.status_code == 200, response.text
        return response.text

    def form(self) -> dict[str, str]:
        found = re.search(r'name="receipt" value="([^"]+)"', self.page())
        assert found
        return {"receipt": found[1], "first": self.options()[0]}

    def options(self) -> list[str]:
        return re.findall(r'name="first" value="(\w+)"', self.page())

    def send(self, form: dict[str, str]) -> str:
        response = self.here.client.post(f"/fr/barometer/{self.slug}/2027/staff/{self.staff}", data=form)
        assert response.status_code == 303, response.text
        return response.headers["location"].partition("?voted=")[2].removesuffix("#first")

    def vote(self, many: int) -> None:
        for _ in range(many):
            assert self.send(self.form()) == "counted"

    def organiser(self, kind: str = "manager", language: str = "fr") -> str:
        address = f"/{language}/organise/barometer/{self.slug}/{self.keys[kind]}/commitments"
        return self.here.client.get(address).text

    def read(self, kind: str = "manager", status: int = 303) -> str:
        address = f"/fr/organise/barometer/{self.slug}/{self.keys[kind]}/commitments/first"
        response = self.here.client.post(address)
        assert response.status_code == status
        return response.text


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(tmp_path_factory.mktemp("first"))


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").replace("\u202f", " "))


def test_staff_are_asked_below_what_matters_most_and_told_who_reads_it(here: Served) -> None:
    it = Voting(here, "demande")
    page = it.page()
    assert page.index(">Ce qui compte le plus<") < page.index(">Par quoi commencer") < page.index(">Ce qui est promis<")
    assert 2 <= len(it.options()) <= 5
    assert "ease" in it.options()
    assert "Quiconque a ce lien peut répondre, et rien ne dit qui l’a fait." in plain(page)
    assert "ni jamais à moins de 10 votes" in plain(page)
    english = plain(it.page(language="en"))
    assert "What should come first?" in english
    assert "Whoever has this link can answer, and nothing says who did." in english
    response = here.client.get(f"/fr/barometer/demande/2027/staff/{it.staff}")
    assert response.headers["referrer-policy"] == "strict-origin", "or a browser hides where its form comes from"


def test_a_form_counts_once_and_thanks_on_the_page_itself(here: Served) -> None:
    it = Voting(here, "merci")
    form = it.form()
    assert [it.send(form) for _ in range(2)] == ["counted"] * 2
    thanked = it.page("?voted=counted")
    assert "Merci : c’est compté, et rien ne dit que c’était vous." in plain(thanked)
    assert "Ce qui compte le plus" in thanked
    assert 'name="receipt"' not in thanked
    it.vote(8)
    assert "moins de 10 votes pour l’instant" in plain(it.organiser())
    it.vote(1)
    assert "au moins 10 votes" in plain(it.organiser("reader"))


def test_what_is_no_vote_counts_nothing_and_says_so(here: Served) -> None:
    it = Voting(here, "refus")
    form = it.form()
    assert it.send({"receipt": form["receipt"]}) == "choose"
    assert it.send({"first": form["first"]}) == "late"
    assert it.send(form | {"receipt": form["receipt"][:-2] + "AA"}) == "late"
    assert it.send(form | {"first": "nonsense"}) == "closed"
    here.day[0] += timedelta(days=2)
    assert it.send(form) == "late"
    assert "Ce formulaire était trop ancien pour compter." in plain(it.page("?voted=late"))
    assert 'name="receipt"' in it.page("?voted=late")
    assert "Choisissez d’abord un de ces sujets." in plain(it.page("?voted=choose"))


def test_a_form_of_another_survey_counts_nothing(here: Served) -> None:
    it, other = Voting(here, "celle-ci"), Voting(here, "celle-la")
    assert it.send(other.form()) == "late"


def test_the_organiser_reads_it_once_from_k_votes_on(here: Served) -> None:
    it = Voting(here, "lecture")
    it.vote(9)
    assert "Moins de 10 votes : rien n’est lu, et le vote continue." in plain(it.read(status=422))
    it.read("reader", status=404)
    assert "commitments/first" not in it.organiser("reader")
    it.vote(12)
    form = it.form()
    it.read()
    for kind in ("manager", "reader"):
        told = plain(it.organiser(kind))
        assert "D’abord : " in told
        assert "presque personne" in told, "of those that nobody chose"
        assert "Au moins 20 votes, par le lien qu’ont toutes les équipes." in told
        assert not re.search(r"\b21\b", told)
    assert "First: " in plain(it.organiser(language="en"))
    assert it.send(form) == "closed"
    staff = plain(it.page("?voted=closed"))
    assert "Ce choix n’a pas été compté : le vote était terminé." in staff
    assert "D’abord : " in staff
    assert 'name="receipt"' not in it.page()
    it.read(status=422)


def test_nobody_votes_from_the_public_day_on_and_everyone_reads_no_vote(here: Served) -> None:
    it = Voting(here, "publique")
    it.vote(11)
    form = it.form()
    it.read()
    edition = here.publish(it.edition, a_commitment())
    assert here.day[0] == PUBLIC
    assert it.send(form) == "closed"
    public = here.client.get(f"/fr/barometer/publique/{edition.label}").text
    assert "Par quoi commencer" not in said(public)
    assert "D’abord : " in plain(it.organiser())


def test_where_nothing_stands_out_nothing_is_asked_and_nothing_said_of_it(here: Served) -> None:
    it = Voting(here, "rien", customers=16, staff=12)
    assert "Par quoi commencer" not in it.page()
    assert "Par quoi" not in it.organiser()
    assert "vote" not in plain(it.organiser())


def test_until_ten_have_voted_no_page_tells_one_vote_from_none(tmp_path: Path) -> None:
    """What staff and the organiser see is the same whether somebody voted or nobody did, and for whom."""
    here = served(tmp_path)
    it = Voting(here, "oeil")
    before = it.organiser(), re.sub(r'name="receipt" value="[^"]+"', "", it.page())
    it.vote(9)
    assert (it.organiser(), re.sub(r'name="receipt" value="[^"]+"', "", it.page())) == before
