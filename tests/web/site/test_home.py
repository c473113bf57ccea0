"""The first page: one door, one code, animals, a figure where one is published, as the banks are."""

import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import yaml
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from app.banks.reading_time import minutes_of
from app.banks.schema import Language
from app.cli.demo import invent
from app.main import create_app
from app.publication.documents import ReleaseDocument
from app.publication.values import Phrase, Reason, Share
from app.resources import resource
from tests.web.barometer.served import BASE, served
from tests.web.conftest import settings_in
from tests.web.site.test_whole_site import INVENTORY, french_inventory, in_french
from tests.whole import Whole

LANGUAGES: tuple[Language, ...] = ("fr", "en")
DOOR = re.compile(r'<a class="button" href="([^"]+)"[^>]*>([^<]+)</a> <small>([^<]+)</small>')


def main_of(client: TestClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.text.split("<main")[1].split("</main>")[0]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("crowded")
    shutil.copytree(resource("questions"), folder / "banks")
    settings = settings_in(folder, questions=folder / "banks")
    invent(settings, 120)
    with TestClient(create_app(settings), base_url="http://totem.example") as client:
        yield client


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_one_door_with_the_minutes_of_the_readers_language(client: TestClient, language: Language) -> None:
    here = Whole(client.app)
    page = main_of(client, f"/{language}/")
    assert page.count('class="button"') == 1
    ((address, _, said),) = DOOR.findall(page)
    assert address == f"/{language}/quiz/express"
    minutes = minutes_of(here.questionnaires["express"], language)
    assert said.strip().startswith(
        {"fr": f"{minutes}\u00a0minutes environ", "en": f"about {minutes} minutes"}[language]
    )
    assert f'href="/{language}/quiz/totem"' in page
    assert re.sub("<[^>]+>", "", page.split("<h1")[1].split("</h1>")[0]).endswith(
        {"fr": "Quel animal êtes-vous au travail\u202f?", "en": "Which animal are you at work?"}[language]
    )


def test_the_minutes_are_counted_in_each_language(client: TestClient) -> None:
    """English is longer: where it makes a minute, the page says so."""
    here = Whole(client.app)
    for id_, one in here.questionnaires.items():
        assert here.site.minutes[id_] == {language: minutes_of(one, language) for language in LANGUAGES}
    with here.given(minutes={id_: {"fr": 4, "en": 5} for id_ in here.questionnaires}):
        assert "4\u00a0minutes environ" in main_of(client, "/fr/")
        assert "about 5 minutes" in main_of(client, "/en/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_leads_to_mirror_surveys_where_there_are_any_that_everyone_may_read(
    tmp_path: Path, language: Language
) -> None:
    site = served(tmp_path)
    lists = [f'href="/{language}/{path}"' for path in ("barometer/un", "barometer/deux", "barometer")]

    def led() -> list[bool]:
        """As a page says that is not some seconds old."""
        site.whole.app.state.site_parts.surveys._remembered.found.clear()
        home = main_of(site.client, f"/{language}/")
        return [link in home for link in lists]

    first = site.edition("un", {"customers": 40, "staff": 30}, places=())
    assert led() == [False, False, False]
    site.publish(first)
    assert led() == [True, False, False]
    listed = site.client.get("/sitemap.xml").text
    assert f"{BASE}/{language}/barometer/un<" in listed
    second = site.publish(site.edition("deux", {"customers": 40, "staff": 30}, places=()))
    assert led() == [False, False, True]
    page = site.client.get(f"/{language}/barometer").text
    assert [page.count(f'href="/{language}/barometer/{slug}"') for slug in ("un", "deux")] == [1, 1]
    site.surveyed.barometers.withdraw(second, {"fr": "Une erreur."})
    assert led() == [True, False, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_field_takes_a_code_and_says_what_is_not_found(client: TestClient, language: str) -> None:
    page = main_of(client, f"/{language}/")
    assert page.count("<form") == page.count("<input") == 1
    (action,) = re.findall(r'<form[^>]* action="([^"]+)"', page)
    assert (
        client.get(action, params={"code": "totem"}, follow_redirects=False).headers["location"].endswith("/quiz/totem")
    )
    wrong = client.get(action, params={"code": "nulle-part"})
    assert wrong.status_code == 422
    assert 'value="nulle-part"' in wrong.text
    assert 'class="mistake"' in wrong.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_crowd_is_mostly_is_told_with_how_many_answered(crowded: TestClient, language: Language) -> None:
    released = newest(crowded)
    leading = replace(
        released,
        winner="wolf",
        totems=tuple(
            replace(one, share=Share(Phrase.PERCENT, percent=28)) if one.id == "wolf" else one
            for one in released.totems
        ),
    )
    page = with_figures(crowded, leading, language)
    n = leading.n
    said = {"fr": f"28\u00a0% de loups parmi {n} répondants", "en": f"Of {n} respondents, 28% are wolves"}[language]
    assert f'<p class="so-far"><a href="/{language}/figures/totem">{said}</a></p>' in unescape(page)
    third = Share(Phrase.ABOUT_A_THIRD, reason=Reason.FEWER_THAN_30)
    small = replace(
        leading, totems=tuple(replace(one, share=third) if one.id == "wolf" else one for one in leading.totems)
    )
    told = {
        "fr": f"Environ un tiers de loups parmi {n} répondants",
        "en": f"Of {n} respondents, about a third are wolves",
    }
    assert told[language] in unescape(with_figures(crowded, small, language))
    assert 'class="so-far"' not in with_figures(crowded, replace(leading, winner=None), language)


def test_a_figure_that_was_withdrawn_is_not_told(crowded: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    leading = replace(newest(crowded), winner="wolf")
    assert 'class="so-far"' in with_figures(crowded, leading, "fr")
    directory = Whole(crowded.app).site.campaigns
    find = directory.find

    def withdrawn(slug: str) -> object:
        found = find(slug)
        return found and replace(found, withdrawn_on=found.opened_on)

    directory._found.clear()
    monkeypatch.setattr(directory, "known", lambda slug: None)
    monkeypatch.setattr(directory, "find", withdrawn)
    assert 'class="so-far"' not in with_figures(crowded, leading, "fr")


def newest(client: TestClient) -> ReleaseDocument:
    here = Whole(client.app)
    campaign = here.site.campaigns.find("totem")
    assert campaign
    released = here.site.releases.latest(campaign.id)
    assert released
    return released


def with_figures(client: TestClient, released: ReleaseDocument | None, language: str) -> str:
    """The first page, if this were the newest release of the first questionnaire."""
    here = Whole(client.app)
    campaign = here.site.campaigns.find("totem")
    assert campaign

    async def aside(campaign_id: int) -> ReleaseDocument | None:
        return released if campaign_id == campaign.id else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(here.site.releases, "aside", aside)
        return main_of(client, f"/{language}/")


def test_there_is_no_figure_where_none_is_published(client: TestClient, crowded: TestClient) -> None:
    assert 'class="so-far"' not in main_of(client, "/fr/")
    assert 'class="so-far"' not in with_figures(crowded, None, "fr")


def test_the_page_waits_for_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(create_app(settings_in(tmp_path))) as client:
        directory, released = Whole(client.app).site.campaigns, threading.Event()

        def broken(slug: str) -> None:
            raise OperationalError("", {}, Exception())

        def hanging(slug: str) -> None:
            released.wait(30)

        for find in (broken, hanging):
            monkeypatch.setattr(directory, "find", find)
            directory._found.clear()
            assert "/fr/quiz/express" in main_of(client, "/fr/")
            released.set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_others_stands_what_this_site_allows(client: TestClient, language: str) -> None:
    here = Whole(client.app)
    for seminars, organise in ((True, True), (True, False), (False, True), (False, False)):
        with here.given("site", seminars=seminars, organise=organise):
            page = main_of(client, f"/{language}/")
        assert (f'href="/{language}/seminar"' in page) is seminars
        assert (f'href="/{language}/organise"' in page) is organise
        assert ({"fr": "Avec d’autres", "en": "With others"}[language] in page) is (seminars or organise)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mask_has_its_two_sides_and_every_dimension_its_link(client: TestClient, language: str) -> None:
    here, page = Whole(client.app), main_of(client, f"/{language}/")
    (glass,) = re.findall(r'<figure class="glass">(.*?)</figure>', page, re.DOTALL)
    sides = {"fr": ["côté clients", "côté collègues"], "en": ["with customers", "with colleagues"]}
    assert re.findall(r"<span>([^<]+)</span>", glass) == sides[language]
    ids = [one.id for one in here.questionnaires["totem"].file.dimensions]
    assert re.findall(rf'href="/{language}/dimensions/(\w+)"', page) == ids


def test_a_site_of_a_bank_without_animals_speaks_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "banks").mkdir()
    shutil.copy(INVENTORY, tmp_path / "banks")
    with TestClient(create_app(settings_in(tmp_path, questions=tmp_path / "banks"))) as client:
        page = main_of(client, "/en/")
    assert "Five traits in twenty-five sentences" in re.sub("<[^>]+>", "", page)
    assert DOOR.findall(page)[0][:2] == ("/en/quiz/five-traits", "Start the quiz")
    assert "mask" not in page
    assert "anima" not in page
    assert "troupe" not in page
    assert page.count('href="/en/dimensions/') == 5


def test_a_bank_in_french_alone_is_met_in_english_without_a_page_that_is_not_there(tmp_path: Path) -> None:
    with TestClient(create_app(settings_in(tmp_path, questions=french_inventory(tmp_path / "banks")))) as client:
        page = main_of(client, "/en/")
    assert DOOR.findall(page)[0][0] == "/fr/quiz/five-traits"
    assert 'lang="fr"' in page
    assert "dimensions/" not in page


def test_a_bank_with_animals_in_french_alone_is_announced_in_the_readers_words(tmp_path: Path) -> None:
    (tmp_path / "banks").mkdir()
    bank = in_french(yaml.safe_load((resource("questions") / "totem.yaml").read_text("utf-8")))
    text = yaml.safe_dump(bank, allow_unicode=True, sort_keys=False)
    (tmp_path / "banks" / "totem.yaml").write_text(text, "utf-8")
    with TestClient(create_app(settings_in(tmp_path, questions=tmp_path / "banks"))) as client:
        page = main_of(client, "/en/")
    assert "Which animal are you at work?" in page
    assert DOOR.findall(page)[0][0] == "/fr/quiz/totem"
    assert "/en/animals" not in page
