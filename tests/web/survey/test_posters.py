"""The papers of a survey's places, for whoever holds its manager's key: posters, tents, a screen, one-use cards."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from app.campaigns.invitations import counts
from app.campaigns.store import update_within
from app.db.engine import write_transaction
from app.exports.pdf import PdfRenderer
from tests.web.quiz.counters import WORDS, Counters, counters, second_counters
from tests.web.quiz.test_at import main_of

FILES = ("a4.pdf", "a5.pdf", "tent.pdf", "screen.pdf")


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counters]:
    with second_counters(tmp_path_factory.mktemp("posters")) as found:
        yield found


def posters(there: Counters, language: str = "fr") -> str:
    return f"/{language}/organise/barometer/accueil/{there.key}/posters"


def printed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the press is given from now on."""
    given: list[dict[str, Any]] = []

    def note(self: PdfRenderer, sheet: str, data: dict[str, Any]) -> bytes:
        given.append(json.loads(json.dumps(data)))
        return b"%PDF"

    monkeypatch.setattr(PdfRenderer, "print", note)
    return given


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_the_page_holds_every_place_with_its_code_and_its_files(there: Counters) -> None:
    page = there.client.get(posters(there))
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    for place, name in (("lille", "Lille"), ("lens", "Lens"), ("douai", "Douai")):
        code = there.code(place)
        assert f"{name}" in main_of(page.text)
        assert f"{code[:3]} {code[3:]}" in main_of(page.text)
        for file in FILES:
            assert f'href="{posters(there)}/{place}/{file}"' in page.text
        scan = there.client.get(f"{posters(there)}/{place}/scan.svg")
        assert scan.headers["content-type"] == "image/svg+xml"
    assert "Totem · " not in page.text


@pytest.mark.parametrize("key", ["wrong", "reader"])
@pytest.mark.parametrize("path", ["", "/lille/a4.pdf", "/a4.pdf", "/lille/scan.svg"])
def test_nobody_else_is_given_any(there: Counters, key: str, path: str) -> None:
    if key == "reader":
        key = there.survey.barometers.new_key(there.edition.barometer, "reader")
    address = f"/fr/organise/barometer/accueil/{key}/posters"
    assert there.client.get(address + path).status_code == 404
    assert there.client.post(f"{address}/lille/replace", data={}).status_code == 404
    assert there.client.post(f"{address}/lille/cards", data={"sheets": "1"}).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("file", "pages"), [("a4.pdf", 2), ("a5.pdf", 2), ("tent.pdf", 2), ("screen.pdf", 1)])
def test_each_paper_is_set_for_one_place_or_for_all(there: Counters, language: str, file: str, pages: int) -> None:
    for path, places in (("/lille", 1), ("", 3)):
        answer = there.client.get(f"{posters(there, language)}{path}/{file}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["cache-control"] == "no-store"
        assert pages_of(answer.content) == pages * places


def test_a_poster_says_all_that_it_has_to(there: Counters, monkeypatch: pytest.MonkeyPatch) -> None:
    given = printed(monkeypatch)
    there.client.get(f"{posters(there)}/douai/a4.pdf")
    (data,) = given
    (place,) = data["places"]
    assert (place["place"], place["address"]) == ("Douai", "totem.example/at")
    assert place["code"].replace(" ", "") == there.code("douai")
    assert data["title"].startswith("Comment ça s’est passé")
    assert data["length"] == "Onze phrases, deux minutes au plus."
    assert "puis oubliées" in data["kept"]
    assert data["results"].startswith("Résultats le ")
    assert data["tongues"] == ["English", "Español"]
    assert data["promised_title"] == "Vous l’avez dit, nous l’avons promis."
    assert [one["words"] for one in data["promised"]] == [*WORDS]
    assert all(one["state"].startswith("Promis pour le ") for one in data["promised"])
    assert "même plusieurs fois" in data["door"]
    assert len(data["rules"]) == 6
    assert "\u202f" not in json.dumps(data, ensure_ascii=False), "the font has no narrow no-break space"


def test_a_first_edition_promises_nothing_and_a_survey_without_places_has_one_poster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = printed(monkeypatch)
    with counters(tmp_path, places=()) as found:
        assert found.client.get(posters(found)).text.count("/-/a4.pdf") == 1
        assert found.client.get(f"{posters(found)}/-/a4.pdf").status_code == 200
        assert found.client.get(f"{posters(found)}/lille/a4.pdf").status_code == 404
    assert given[0]["promised"] == []
    assert given[0]["promised_title"] == ""
    assert given[0]["length"] == "Onze phrases, deux minutes au plus."


def test_another_code_is_made_and_the_one_before_leads_nowhere(tmp_path: Path) -> None:
    with counters(tmp_path) as found:
        before, at = found.code("lens"), found.at("lens")
        assert found.client.get(at).status_code == 200
        sent = found.client.post(f"{posters(found)}/lens/replace", data={}, follow_redirects=False)
        assert (sent.status_code, sent.headers["location"]) == (303, f"{posters(found)}?done=replaced#lens")
        page = main_of(found.client.get(f"{posters(found)}?done=replaced").text)
        assert "L’ancien code ne mène plus nulle part" in page
        assert found.code("lens") != before
        assert found.client.get(at).status_code == 410, "at once, in this process"
        assert found.client.get(found.at("lens")).status_code == 200
        assert found.client.post(f"{posters(found)}/nowhere/replace", data={}).status_code == 404


@pytest.fixture(scope="module")
def invited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counters]:
    with counters(tmp_path_factory.mktemp("cards")) as found:
        campaign = found.survey.barometers.voices(found.edition)["customers"]
        with write_transaction(found.survey.engine) as connection:
            update_within(connection, campaign, protection="invitation")
        yield found.forgetful()


def test_cards_are_made_where_each_answer_needs_one(there: Counters, invited: Counters) -> None:
    assert "/lille/cards" not in there.client.get(posters(there)).text
    refused = there.client.post(f"{posters(there)}/lille/cards", data={"sheets": "1"})
    assert refused.status_code == 422
    assert "/lille/cards" in invited.client.get(posters(invited)).text


def test_a_sheet_has_twenty_four_cards_that_count_once_each_and_is_kept_by_nobody(
    invited: Counters, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, given = invited.survey.barometers.voices(invited.edition)["customers"], printed(monkeypatch)
    before = counts(invited.survey.engine, campaign.id).made
    answer = invited.client.post(f"{posters(invited)}/lens/cards", data={"sheets": "2"})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert counts(invited.survey.engine, campaign.id).made == before + 48
    (data,) = given
    assert len(set(data["cards"])) == 48
    assert data["card"] == "Une carte, une réponse. La carte ne sait pas qui vous êtes."
    assert not [kept for kept in invited.here.workshop._kept.values() if kept == b"%PDF"]


def test_real_cards_are_set_in_time(invited: Counters) -> None:
    answer = invited.client.post(f"{posters(invited, 'en')}/lille/cards", data={"sheets": "3"})
    assert answer.status_code == 200
    assert pages_of(answer.content) == 3


@pytest.mark.parametrize("sheets", ["", "0", "11", "-1", "two", "1e3"])
def test_a_number_of_sheets_that_cannot_be_is_told(invited: Counters, sheets: str) -> None:
    campaign = invited.survey.barometers.voices(invited.edition)["customers"]
    before = counts(invited.survey.engine, campaign.id).made
    answer = invited.client.post(f"{posters(invited)}/lens/cards", data={"sheets": sheets})
    assert answer.status_code == 422
    assert "de 1 à 10" in main_of(answer.text)
    assert counts(invited.survey.engine, campaign.id).made == before


def test_without_a_press_the_page_prints_itself(there: Counters, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(there.here.site.pdf, "is_here", False)
    page = there.client.get(posters(there))
    assert "a4.pdf" not in page.text
    assert "scan.svg" in page.text
    assert "imprimez cette page" in main_of(page.text)
    assert there.client.get(f"{posters(there)}/lille/a4.pdf").status_code == 404


def test_an_address_that_a_visitor_made_up_is_printed_nowhere(there: Counters, monkeypatch: pytest.MonkeyPatch) -> None:
    given, forged = printed(monkeypatch), {"host": "elsewhere.example"}
    page = there.client.get(posters(there), headers=forged)
    assert "elsewhere.example" not in unescape(page.text).replace("http://elsewhere.example/fr", "")
    assert there.client.get(f"{posters(there)}/lille/a4.pdf", headers=forged).status_code == 404
    assert given == []
