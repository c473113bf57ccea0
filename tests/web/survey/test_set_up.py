"""Setting a mirror survey up: its form and each mistake in both languages, what it leads to, and who may."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from app.barometer.store import barometers
from app.campaigns.store import find
from app.settings import load_passphrase
from app.web.survey.foreseen import OFTEN, often
from app.web.survey.form import NAMED
from tests.patience import PATIENCE_SECONDS
from tests.surveys import CLOSED, OPENED, PUBLIC, REVEAL
from tests.web.survey.surveys import FIELDS, SurveySite, survey_site

LANGUAGES = ("fr", "en")
MISTAKES: list[tuple[str, dict[str, str], str, str]] = [
    ("title", {"title": ""}, "manque", "missing"),
    ("title", {"title": "x" * 81}, "80", "80"),
    ("title", {"title": "Accueil\tDupont"}, "ne peut pas s’afficher", "cannot be shown"),
    ("people", {"people": "subjects"}, "un de ces mots", "one of these words"),
    ("label", {"label": "L’an prochain"}, "1 à 12", "1 to 12"),
    ("label", {"label": "staff"}, "1 à 12", "1 to 12"),
    ("reveal", {"reveal": ""}, "manque", "missing"),
    ("reveal", {"reveal": "31/03/2027"}, "ne se lit pas", "cannot be read"),
    ("reveal", {"reveal": f"{OPENED + timedelta(days=1)}"}, "deux jours", "two days"),
    ("reveal", {"reveal": "9999-12-31"}, "deux ans", "two years"),
    ("reveal", {"reveal": "0001-01-01"}, "deux jours", "two days"),
    ("customers", {"customers": ""}, "au moins 5", "5 of them at least"),
    ("customers", {"customers": "beaucoup"}, "au moins 5", "5 of them at least"),
    ("staff", {"staff": "4"}, "au moins 5", "5 of them at least"),
    ("staff", {"staff": "999999999"}, "10 000 000", "10,000,000"),
    ("leaders", {"leaders": "3"}, "moins de 5", "Fewer than 5"),
    ("places", {"places": "Lille"}, "ligne 1", "Line 1"),
    ("places", {"places": "Lille ; 12\nLILLE ; 3"}, "même nom", "same name"),
    ("places", {"places": f"{'x' * 41} ; 3"}, "40", "40"),
    ("places", {"places": "\n".join(f"Lieu {at} ; 5" for at in range(61))}, "60", "60"),
    ("signature", {"signature": ""}, "manque", "missing"),
    ("zone", {"zone": "Paris"}, "fuseau", "time zone"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SurveySite]:
    with survey_site(tmp_path_factory.mktemp("surveys")) as site:
        yield site


@pytest.fixture(autouse=True)
def _first_day(site: SurveySite) -> None:
    site.on(OPENED)


def ahead(page: str) -> str:
    """What the form leads to, as text."""
    part = page.partition('id="ahead-title"')[2].partition("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", part)).split()).replace(" .", ".")


@pytest.mark.parametrize("language", LANGUAGES)
def test_eight_fields_make_three_campaigns_and_a_page_of_ones_own(site: SurveySite, language: str) -> None:
    form = site.client.get(f"/{language}/organise/barometer")
    names = re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', form.text)
    assert names == [
        "title",
        "people",
        "label",
        "reveal",
        "customers",
        "staff",
        "leaders",
        "places",
        "signature",
        "zone",
    ]
    path = site.made(language, title=f"Bains {language}")
    edition = site.edition_of(path)
    assert edition.barometer.slug == f"bains-{language}"
    assert edition.days == (OPENED, CLOSED, REVEAL, PUBLIC)
    voices = site.crowd.barometers.voices(edition)
    assert [(one.slug, one.expected, one.protection) for one in voices.values()] == [
        (f"bains-{language}-2027-customers", 240, "place"),
        (f"bains-{language}-2027-staff", 70, "code"),
        (f"bains-{language}-2027-leaders", 7, "invitation"),
    ]
    for other in LANGUAGES:
        page = site.client.get(path.replace(f"/{language}/", f"/{other}/", 1))
        assert page.status_code == 200
        assert f"Bains {language}</h1>" in page.text


@pytest.mark.parametrize(("field", "typed", "french", "english"), MISTAKES)
def test_each_mistake_comes_back_beside_its_field_with_what_was_typed(
    site: SurveySite, field: str, typed: dict[str, str], french: str, english: str
) -> None:
    before = barometers(site.whole.engine)
    for language, words in (("fr", french), ("en", english)):
        response = site.submit(language, **typed)
        assert response.status_code == 422
        said = re.search(rf'<p class="mistake" id="{field}-mistake">(.*?)</p>', response.text)
        assert said, response.text
        assert words in unescape(said[1]).replace("\u202f", " ").replace("\u00a0", " ")
        kept = {**FIELDS, **typed}
        for name, text in kept.items():
            assert text in unescape(response.text) or (name == field and field in ("people", "zone")), name
        assert response.text.count(" autofocus") == 1
    assert barometers(site.whole.engine) == before


def test_several_mistakes_are_all_told_at_once(site: SurveySite) -> None:
    response = site.submit(title="", label="", reveal="", customers="", staff="", places="Lille", signature="")
    assert len(re.findall(r'class="mistake" id="', response.text)) == 7
    assert "7 points" in unescape(response.text)


def test_a_name_that_is_taken_has_another_address(site: SurveySite) -> None:
    slugs = [site.made(title="Mairie de Trifouillis-les-Oies").split("/")[4] for _ in range(3)]
    assert slugs == ["mairie-de-trifoui", "mairie-de-tri-2", "mairie-de-tri-3"]
    assert {site.made(title=name).split("/")[4] for name in ("Kit", "Ask", "水")} == {"kit-2", "ask-2", "survey"}


def test_the_longest_names_fit_a_campaigns_address(site: SurveySite) -> None:
    edition = site.edition_of(site.made(title="x" * 80, label="édition-2027".replace("é", "e")))
    voices = site.crowd.barometers.voices(edition)
    assert {one.slug for one in voices.values()} == {f"{'x' * 17}-edition-2027-{voice}" for voice in voices}


def test_many_surveys_of_one_name_do_not_wait_for_one_another(site: SurveySite) -> None:
    slugs = {site.made(title="Musée", leaders="", places="").split("/")[4] for _ in range(NAMED + 3)}
    assert len(slugs) == NAMED + 3
    assert all(slug.startswith("musee") for slug in slugs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preview_makes_nothing_and_tells_days_groups_and_what_can_be_seen(site: SurveySite, language: str) -> None:
    page = site.submit(language, title="Aperçu", preview="yes")
    assert page.status_code == 200
    assert site.crowd.barometers.find("apercu") is None
    told = ahead(page.text)
    if language == "fr":
        for days in ("1er février 2027", "28 février 2027", "1er mars 2027", "8 mars 2027"):
            assert days in told
        assert "Lille" in told
        assert "Lens, Douai Ensemble : moins de 10 personnes travaillent dans l’un d’eux" in told.replace("\u00a0", " ")
        assert "Avec 50 personnes des équipes et 200 clients" in told
        assert "19 points sur un sujet se verra neuf fois sur dix, un de 14 trois fois sur cinq" in told
        assert "Note à la" not in told
        assert "Ni une évaluation des personnes" in told
    else:
        assert (
            "With 50 staff and 200 customers: a gap of 19 points on one subject will be seen nine times in ten" in told
        )
        assert "Together: fewer than 10 people work in one of them" in told
    assert 'value="Aperçu"' in page.text


def test_htmx_gets_the_preview_alone(site: SurveySite) -> None:
    form = {**FIELDS, "preview": "yes"}
    response = site.client.post("/fr/organise/barometer", data=form, headers={"hx-request": "true"})
    assert response.status_code == 200
    assert "<html" not in response.text
    assert "<form" not in response.text
    assert ahead(response.text + "</section>") == ahead(site.submit(preview="yes").text)
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"places": ""}, "Sans lieux, un seul groupe : c’est souvent le meilleur choix."),
        ({"places": "Lille ; 3\nLens ; 4"}, "Moins de 10 personnes travaillent dans ces lieux réunis"),
        ({"places": "Lille ; 12\nLens"}, "ligne 2"),
        ({"customers": "60", "staff": "30", "places": "Lille ; 40\nLens ; 20\nArras ; 60"}, "Tout compte ensemble"),
        (
            {"customers": "900", "staff": "100", "places": "Lille ; 40\nLens ; 20\nArras ; 60"},
            "moins de 30 réponses sont à attendre de l’un d’eux",
        ),
        ({"customers": "49", "staff": "30"}, "Sous 50 clients et 20 personnes des équipes"),
        ({"customers": ""}, "Dites combien de réponses vous attendez"),
        ({"customers": "400", "staff": "100"}, "personnes inventées : aucune réponse réelle"),
        ({"customers": "401", "staff": "100"}, "les tailles simulées juste en dessous des vôtres"),
    ],
)
def test_what_is_typed_has_its_own_preview(site: SurveySite, typed: dict[str, str], told: str) -> None:
    assert told in ahead(site.submit(preview="yes", **typed).text).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_day_that_cannot_be_has_no_days_and_no_note(site: SurveySite) -> None:
    for reveal in ("", "soon", "9999-12-31", "0001-01-01"):
        told = ahead(site.submit(preview="yes", reveal=reveal).text)
        assert "Les équipes lisent" not in told
        assert "Ni une évaluation" not in told
        assert "Lille" in told


def test_far_too_many_places_are_refused_at_once(site: SurveySite) -> None:
    before = time.perf_counter()
    told = ahead(site.submit(preview="yes", places="\n".join(f"{at};1" for at in range(600))).text)
    assert "60" in told
    assert time.perf_counter() - before < PATIENCE_SECONDS / 10


def test_how_often_something_is_seen_is_said_within_a_twentieth() -> None:
    said = {percent: often(percent) for percent in range(101)}
    of = {message: percent for percent, message in OFTEN}
    assert all(abs(of[message] - percent) <= 5 for percent, message in said.items())
    assert [of[said[percent]] for percent in (0, 50, 93, 100)] == [5.0, 50.0, 90.0, 98.0]


@pytest.mark.parametrize("create", ["open", "closed"])
def test_the_site_says_who_may_set_one_up(tmp_path: Path, create: str) -> None:
    with survey_site(tmp_path, create) as site:
        form, posted, before = (
            site.client.get("/fr/organise/barometer"),
            site.submit(),
            site.submit(preview="yes"),
        )
        statuses = (form.status_code, posted.status_code, before.status_code)
        assert statuses == ((200, 303, 200) if create == "open" else (404, 404, 404))
        assert 'id="passphrase"' not in form.text


def test_the_passphrase_is_asked_first_and_its_wrong_tries_are_limited(tmp_path: Path) -> None:
    with survey_site(tmp_path, "passphrase") as site:
        right = load_passphrase(tmp_path / "secrets" / "passphrase")
        wrong = site.submit(passphrase="sesame", title="")
        assert wrong.status_code == 422
        assert "pas la phrase de passe" in unescape(wrong.text)
        assert 'id="title-mistake"' not in wrong.text
        assert site.submit(passphrase=right).status_code == 303
        assert site.submit(preview="yes", passphrase="").status_code == 200
        for _ in range(9):
            site.submit(passphrase="sesame")
        assert "Trop de phrases" in unescape(site.submit(passphrase="autre").text)


def test_campaigns_lead_to_surveys(site: SurveySite) -> None:
    for language, words in (("fr", "enquête miroir"), ("en", "mirror survey")):
        page = site.client.get(f"/{language}/organise").text
        found = re.search(rf'<a[^>]* href="/{language}/organise/barometer"[^>]*>(.*?)</a>', page)
        assert found
        assert words in found[1]


def test_a_campaign_named_barometer_keeps_its_pages(site: SurveySite) -> None:
    typed = {
        "bank": "express", "people": "users", "edition": "2027", "protection": "open", "slug": "barometer",
        "zone": "Europe/Paris",
    }  # fmt: skip
    made = site.client.post("/fr/organise", data=typed, follow_redirects=False).headers["location"].partition("?")[0]
    assert find(site.whole.engine, "barometer")
    for page in ("", "/preview", "/change", "/ask/close", "/kit/never", "/code.svg", "/example"):
        assert site.client.get(f"{made}{page}").status_code == 200, page
