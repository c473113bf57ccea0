"""The API of mirror surveys: the composed document itself, and files that say the same, as public pages do."""

import json
from hashlib import sha256
from typing import Any

import pytest

from app.barometer.releases import canonical_text
from app.web.barometer.api_surveys import SurveyEditions, SurveyFigures
from tests.barometer.recompute import differing
from tests.exports.tables import from_xlsx
from tests.surveys import PUBLIC
from tests.web.barometer.served import BASE, Served, a_commitment, served
from tests.web.barometer.test_page import headline

ADDRESS = "/api/v1/barometers/accueil"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """With an edition in public, of three voices, and a promise."""
    site = served(tmp_path_factory.mktemp("api"))
    site.publish(site.edition("accueil", {"customers": 240, "staff": 70, "leaders": 7}), a_commitment())
    return site


@pytest.fixture
def told(here: Served) -> Any:
    return here.client.get(f"{ADDRESS}/2027").json()


def test_an_edition_is_its_document_with_its_number_its_day_and_its_digest(told: Any) -> None:
    own = {"number": 2, "made_on": str(PUBLIC), "digest": told["digest"]}
    assert {name: told[name] for name in own} == own
    document = {name: value for name, value in told.items() if name not in own}
    assert sha256(canonical_text(document).encode()).hexdigest() == told["digest"]
    assert told["edition"] == "2027"


def test_each_contrast_has_its_whole_its_dimensions_and_their_readings(told: Any) -> None:
    kinds = {one["id"]: one["kind"] for one in told["contrasts"]}
    assert kinds == {
        "reality": "prediction",
        "symmetry": "pattern",
        "leaders_customers": "prediction",
        "leaders_staff": "prediction",
    }
    for contrast in told["contrasts"]:
        if contrast["kind"] == "prediction":
            assert {*contrast["whole"]} == {"gap", "half_width", "reading"}
        else:
            assert contrast["whole"] is None
        for row in contrast["dimensions"]:
            assert {"id", "first", "second", "gap", "half_width", "reading"} <= {*row}
            if contrast["kind"] == "pattern":
                assert (row["gap"], row["half_width"]) == (None, None)
                assert all({*row["deviations"][side]} == {"gap", "half_width"} for side in ("first", "second"))
    (made,) = told["commitments"]
    assert {"number", "words", "due_on", "state", "noticed"} <= {*made}
    assert [{"voice", "n", "digest"} <= {*one} for one in told["sources"]] == [True] * 3


def test_anybody_can_work_an_edition_out_again_from_the_releases_that_it_names(here: Served, told: Any) -> None:
    releases = {}
    with here.surveyed.engine.connect() as connection:
        for source in told["sources"]:
            digest = here.client.get(f"/api/v1/figures/{source['slug']}").json()["digest"]
            assert digest == source["digest"]
            text = connection.exec_driver_sql("SELECT document FROM release WHERE digest = ?", (digest,)).scalar_one()
            releases[source["voice"]] = text
    assert differing(told, releases) == []


def test_what_is_answered_has_the_shape_that_is_described(here: Served, told: Any) -> None:
    SurveyFigures.model_validate(told)
    SurveyEditions.model_validate(here.client.get(ADDRESS).json())
    described = here.client.get("/api/v1/openapi.json").json()
    assert described["paths"]["/api/v1/barometers/{slug}/{edition}"]["get"]["summary"] == "What one edition says"
    fields = described["components"]["schemas"]["SurveyFigures"]["properties"]
    assert {*told} == {*fields}


def test_the_list_names_the_public_editions_and_where_each_is(here: Served) -> None:
    listed = here.client.get(ADDRESS).json()
    assert listed["editions"] == [
        {"edition": "2027", "public_on": str(PUBLIC), "withdrawn_on": None, "address": f"{ADDRESS}/2027"}
    ]
    assert (listed["title"], listed["people"]) == ("Accueil Dupont", "customers")


def test_a_composition_has_its_own_number_for_ever(here: Served) -> None:
    first = here.client.get(f"{ADDRESS}/2027?release=1").json()
    assert (first["number"], first["commitments"]) == (1, [])
    assert here.client.get(f"{ADDRESS}/2027?release=9").status_code == 404


def test_a_copy_that_is_fresh_is_not_sent_again(here: Served) -> None:
    for ending in ("", ".csv", ".xlsx"):
        response = here.client.get(f"{ADDRESS}/2027{ending}")
        again = here.client.get(f"{ADDRESS}/2027{ending}", headers={"If-None-Match": response.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_files_say_the_same_in_either_language(here: Served) -> None:
    french, english = (here.client.get(f"{ADDRESS}/2027.csv?language={one}").text for one in ("fr", "en"))
    assert french.count("\n") == english.count("\n")
    assert "Simplicité" in french
    assert "Ease" in english
    book = from_xlsx(here.client.get(f"{ADDRESS}/2027.xlsx?language=en").content)
    assert book[0][:4] == ["Survey", "Edition", "Composition", "Figure"]
    page = here.client.get("/en/barometer/accueil/2027/2/data.csv")
    assert page.text == english
    assert page.headers["content-disposition"] == 'attachment; filename="accueil-2027-2.csv"'


def test_nothing_of_places_is_there(here: Served) -> None:
    text = json.dumps(here.client.get(f"{ADDRESS}/2027").json())
    for word in ("Lille", "lille", "Douai", "segment"):
        assert word not in text


def test_a_frame_shows_the_sentence_and_the_wings_on_other_people_s_pages(here: Served) -> None:
    response = here.client.get("/embed/fr/barometer/accueil", headers={"Accept-Encoding": "br"})
    assert "frame-ancestors *" in response.headers["content-security-policy"]
    assert response.headers["x-robots-tag"] == "noindex"
    title = headline(here.client.get("/fr/barometer/accueil").text)
    assert title in " ".join(response.text.replace("\u00a0", " ").split())
    assert "<script" not in response.text
    assert f'href="{BASE}/fr/barometer/accueil"' in response.text
    assert int(response.headers["content-length"]) <= 6_000
    mark = response.headers["etag"]
    assert here.client.get("/embed/fr/barometer/accueil", headers={"If-None-Match": mark}).status_code == 304


def test_the_card_is_a_picture_of_the_size_that_others_show(here: Served) -> None:
    card = here.client.get("/fr/barometer/accueil/2027/2/card.png").content
    assert card[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(card[16:20]), int.from_bytes(card[20:24])) == (1200, 630)
    html = here.client.get("/fr/barometer/accueil").text
    assert f'<meta property="og:image" content="{BASE}/fr/barometer/accueil/2027/2/card.png">' in html


@pytest.mark.parametrize(("paper", "points"), [("a4", (595, 842)), ("a3", (842, 1191))])
def test_the_one_page_has_the_size_of_its_paper(here: Served, paper: str, points: tuple[int, int]) -> None:
    response = here.client.get(f"/fr/barometer/accueil/2027/2/one-page-{paper}.pdf")
    assert response.headers["content-type"] == "application/pdf"
    box = response.content.split(b"/MediaBox")[1].split(b"]")[0].strip(b" [").split()
    assert [round(float(one)) for one in box[2:]] == list(points)
