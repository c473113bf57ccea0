"""The organiser's page of commitments: three cards at most, words that nothing loses, and no way round the rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.barometer.edition import Edition
from app.main import create_app
from app.revealing import reveal_due
from tests.surveys import OPENED, PUBLIC, REVEAL, Surveyed, a_draft
from tests.web.conftest import settings_in
from tests.whole import Whole

YEAR = timedelta(days=365)
TYPED: dict[str, Any] = {
    "words_fr": "Un seul numéro à rappeler", "words_en": "One number to call back", "whom_fr": "les familles",
    "signed_fr": "la direction de l’accueil", "due_on": "2027-09-01", "dimension": "ease",
}  # fmt: skip


@dataclass
class Organising:
    """The page of one survey, with its organiser's key, on days that a test chooses."""

    client: TestClient
    site: Surveyed
    edition: Edition
    key: str

    def page(self, language: str = "fr", key: str = "", **query: Any) -> str:
        response = self.client.get(self.path(language, key), params=query)
        assert response.status_code == 200, response.text
        return response.text

    def path(self, language: str = "fr", key: str = "") -> str:
        return f"/{language}/organise/barometer/accueil/{key or self.key}/commitments"

    def post(self, act: str = "", status: int = 303, language: str = "fr", **typed: Any) -> str:
        response = self.client.post(
            self.path(language) + act, params={"edition": typed.pop("edition", "2027")}, data=typed,
            follow_redirects=False,
        )  # fmt: skip
        assert response.status_code == status, response.text
        return response.text

    def write(self, number: int, status: int = 303, **typed: Any) -> str:
        return self.post("", status, **(TYPED | {"number": number, "fresh": "yes"} | typed))

    def made(self) -> list[str]:
        return [one.words["fr"] for one in self.site.barometers.commitments(self.edition)]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Organising]:
    """Staff are reading."""
    day = [OPENED]
    app = create_app(settings_in(tmp_path), today=lambda: day[0])
    whole = Whole(app)
    site = Surveyed(whole.engine, whole.assembly.keys, day)
    edition = site.opened(places=())
    key = site.barometers.new_key(edition.barometer, "manager")
    site.answer_all(edition, {"customers": 40, "staff": 40})
    edition = site.reveal(edition)
    with TestClient(app, base_url="http://totem.example") as client:
        yield Organising(client, site, edition, key)


def goes_public(here: Organising) -> None:
    here.site.day[0] = PUBLIC
    reveal_due(here.site.engine, here.site.keys, here.site.sources, PUBLIC)


def plain(page: str) -> str:
    """What is read of it, without tags."""
    text = re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").replace("\u202f", " ").replace("&#39;", "'")
    return re.sub(r"\s+", " ", text)


def beside(page: str, field: str) -> str:
    """The message of a field, and that the field says which it is."""
    found = re.search(rf'<p class="mistake" id="{field}-mistake">([^<]+)</p>', page)
    assert found, page
    assert (
        field == "number"
        or f"{field}-mistake" in " ".join(re.findall(r'aria-describedby="([^"]+)"', page)).split()
        or re.search(rf'name="{field}[^>]*aria-invalid="true"', page)
    )
    return found[1]


def test_a_commitment_is_written_read_and_written_again_while_only_staff_have_read(here: Organising) -> None:
    page = here.page()
    assert "Pas encore d’engagement. Il peut y en avoir trois au plus." in page, "staff are reading"
    assert "le 8 mars 2027" in page
    assert 'name="number" value="1"' in page
    here.write(1)
    page = plain(here.page())
    assert "Simplicité Un seul numéro à rappeler" in page
    assert "Pour les familles · la direction de l’accueil · avant le 1er septembre 2027" in page
    assert "Promis pour le 1er septembre 2027." in page
    assert "One number to call back" in here.page("en")
    form = here.page(edition="2027", act="write", number=1)
    for text in TYPED.values():
        assert text in form
    here.post("", **(TYPED | {"number": 1, "words_fr": "Un rappel sous deux jours"}))
    assert here.made() == ["Un rappel sous deux jours"]


def test_a_fourth_is_impossible_by_the_page_and_by_hand(here: Organising) -> None:
    for number in (1, 2, 3):
        here.write(number)
    page = here.page()
    assert 'name="words_fr"' not in page
    assert "Trois engagements au plus. Pour en écrire un autre, il faut en retirer un" in plain(page)
    for typed in ("0", "4", "5", "999999999", "99999999999999999999", "-1", "quatre"):
        for fresh in ({"fresh": "yes"}, {}):
            answer = here.post("", 422, **(TYPED | {"number": typed, **fresh, "words_fr": "Un quatrième"}))
            assert "Trois engagements au plus" in plain(beside(answer, "number"))
            assert "Un quatrième" in answer
    assert len(here.made()) == 3
    goes_public(here)
    here.write(4, 422)
    assert len(here.made()) == 3


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("words_fr", "Mme Durand rappelle dans la journée"),
        ("words_en", "Dr Smith calls back"),
        ("words_fr", "Écrivez à accueil@example.org"),
        ("whom_fr", "les clients de M. Petit"),
        ("signed_fr", "Monsieur Petit"),
        ("signed_en", "n.petit@example.org"),
    ],
)
def test_a_person_is_refused_beside_the_field_and_nothing_is_lost(here: Organising, field: str, text: str) -> None:
    answer = here.write(1, 422, **{field: text})
    assert "Ni nom de personne" in beside(answer, field.partition("_")[0])
    for typed in (TYPED | {field: text}).values():
        assert typed in answer
    assert here.made() == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"words_fr": "", "words_en": ""}, "words"),
        ({"words_fr": "x" * 121}, "words"),
        ({"whom_fr": ""}, "whom"),
        ({"signed_fr": "x" * 81}, "signed"),
        ({"due_on": ""}, "due_on"),
        ({"due_on": "2027-03-01"}, "due_on"),
        ({"due_on": "bientôt"}, "due_on"),
        ({"dimension": "price"}, "dimension"),
    ],
)
def test_each_field_says_what_is_wrong_with_it(here: Organising, changed: dict[str, str], field: str) -> None:
    answer = here.write(1, 422, **changed)
    assert beside(answer, field)
    assert here.made() == []


def test_every_mistake_is_told_at_once(here: Organising) -> None:
    answer = here.write(1, 422, words_fr="Mme Durand", whom_fr="", due_on="")
    assert re.findall(r'class="mistake" id="(\w+)-mistake"', answer) == ["words", "whom", "due_on"]
    assert answer.count(" autofocus") == 1


def test_a_stale_page_writes_over_nothing(here: Organising) -> None:
    """Two tabs, or a button pressed twice."""
    here.write(1)
    answer = here.write(1, 422, words_fr="Autre chose")
    assert "entre-temps" in beside(answer, "number")
    assert "Autre chose" in answer
    assert 'name="number" value="2"' in answer
    assert here.made() == ["Un seul numéro à rappeler"]
    for number in (2, 3):
        here.write(number)
    answer = here.write(3, 422, words_fr="Autre chose")
    assert "Trois engagements au plus" in beside(answer, "number")
    assert "Autre chose" in answer
    assert here.made() == ["Un seul numéro à rappeler"] * 3


def test_taking_back_is_asked_once_and_the_others_move_up(here: Organising) -> None:
    here.write(1)
    here.write(2, words_fr="Un accueil à toute heure")
    asked = here.page(edition="2027", act="take", number=1)
    assert "Retirer cet engagement ?" in plain(asked)
    assert "<blockquote>Un seul numéro à rappeler</blockquote>" in asked
    here.post("/take-back", number=1)
    assert here.made() == ["Un accueil à toute heure"]
    assert "Aucun engagement ne porte ce numéro" in here.post("/take-back", 422, number=3)


def test_once_public_nothing_is_rewritten_and_what_became_of_it_is_told_in_its_order(here: Organising) -> None:
    here.write(1)
    goes_public(here)
    for answer in (here.post("", 422, **TYPED, number=1), here.post("/take-back", 422, number=1)):
        assert "Un engagement publié ne se réécrit pas" in beside(answer, "number")
    page = here.page()
    assert "act=say" in page
    assert "act=write&amp;number" not in page
    here.post("/say", number=1, state="under_way", words_fr="Le numéro est choisi.")
    here.site.day[0] = date(2027, 10, 12)
    late = plain(here.page())
    assert "En cours, dit l’organisation le 8 mars 2027. « Le numéro est choisi. » En retard de 41 jours." in late
    assert "Dites pourquoi" in beside(here.post("/say", 422, number=1, state="dropped"), "words")
    wrong = here.post("/say", 422, number=1, state="", words_fr="On verra.")
    assert "Tenu, en cours ou abandonné" in beside(wrong, "state")
    assert "On verra." in wrong
    assert "Ni nom de personne" in beside(here.post("/say", 422, number=1, state="kept", words_fr="Mme Petit"), "words")
    here.post("/say", number=1, state="dropped", words_fr="Le marché n’a pas abouti.")
    page = plain(here.page())
    assert "Abandonné le 12 octobre 2027 : « Le marché n’a pas abouti. »" in page
    assert "Ce qui a été dit avant En cours, dit l’organisation le 8 mars 2027." in page
    said = here.site.barometers.said(here.site.barometers.edition_of(here.edition.id))
    assert said
    assert [one["state"] for one in said.content["commitments"][0]["progress"]] == ["under_way", "dropped"]


def test_a_colleague_with_a_reading_key_reads_and_changes_nothing(here: Organising) -> None:
    here.write(1)
    reader = here.site.barometers.new_key(here.edition.barometer, "reader")
    page = here.page(key=reader, edition="2027", act="write", number=1)
    assert "Un seul numéro à rappeler" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    for act in ("", "/say", "/take-back"):
        response = here.client.post(here.path(key=reader) + act, data=TYPED | {"number": "1", "state": "kept"})
        assert response.status_code == 404
    assert here.client.get(here.path(key="x" * 32)).status_code == 404
    assert here.made() == ["Un seul numéro à rappeler"]


def test_before_staff_have_read_there_is_nothing_to_write(here: Organising) -> None:
    draft = a_draft(slug="plus-tard", reveal=REVEAL + timedelta(days=30))
    other, key = here.site.barometers.create(draft, "symmetry")
    address = f"/fr/organise/barometer/plus-tard/{key}/commitments"
    page = here.client.get(address).text
    assert "les équipes la lisent le 31 mars 2027" in plain(page)
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    refused = here.client.post(address, data=TYPED | {"number": "1"})
    assert refused.status_code == 422
    assert "une fois que les équipes ont lu" in refused.text
    assert here.site.barometers.commitments(other) == ()


def test_the_next_edition_says_who_noticed_and_the_former_ones_are_still_told_of(here: Organising) -> None:
    here.write(1)
    goes_public(here)
    here.site.day[0] = OPENED + YEAR
    draft = a_draft(label="2028", reveal=REVEAL + YEAR, places=())
    second = here.site.barometers.open_edition(here.edition.barometer, draft)
    page = here.page()
    assert "l’édition en cours" in page
    assert "L’ont remarqué" not in page
    assert 'name="words_fr"' not in page
    assert "engagez-vous après elle" in here.write(2, 422)
    here.post("/say", number=1, state="kept", edition="2027")
    here.site.answer_all(second, {"customers": 60, "staff": 40})
    here.site.reveal(second)
    page = plain(here.page())
    assert re.search(r"L’ont remarqué, côté clients : (?:environ )?\d+ % ; côté équipes : (?:environ )?\d+ %\.", page)
    assert page.index("Édition 2028") < page.index("Édition 2027")
    here.post("", **(TYPED | {"number": 1, "fresh": "yes", "due_on": "2028-09-01"}), edition="2028")
    assert [one.words["fr"] for one in here.site.barometers.commitments(second)] == ["Un seul numéro à rappeler"]


def test_its_answers_are_kept_by_nobody(here: Organising) -> None:
    response = here.client.get(here.path())
    assert response.headers["cache-control"] == "no-store"
    assert "noindex" in response.headers["x-robots-tag"]
