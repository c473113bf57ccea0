"""The public page of each dimension: all that its bank says of it, with the usual word for the people served."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.banks.exhibits import exhibit
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.main import create_app
from app.resources import resource
from app.web.wording import Wording
from tests.web.conftest import settings_in
from tests.web.site.test_animals import plain, words_of
from tests.web.site.test_whole_site import INVENTORY, french_inventory
from tests.whole import Whole

LANGUAGES: tuple[Language, ...] = ("fr", "en")


@pytest.fixture(scope="module")
def here(app: Starlette) -> Whole:
    site: Whole = Whole(app)
    return site


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A site with the shipped banks, and one with one side and no forces."""
    folder = tmp_path_factory.mktemp("mixed")
    shutil.copytree(resource("questions"), folder / "banks")
    shutil.copy(INVENTORY, folder / "banks")
    settings = settings_in(folder, questions=folder / "banks", base_url="https://totem.example.org")
    with TestClient(create_app(settings), base_url="https://totem.example.org") as client:
        yield client


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_dimension_has_a_page_with_all_that_its_bank_says_of_it(
    client: TestClient, here: Whole, language: Language
) -> None:
    file, say = here.questionnaires["totem"].file, Wording(language, USUAL_PEOPLE)
    for dimension in file.dimensions:
        page = words_of(client, f"/{language}/dimensions/{dimension.id}")
        (force,) = (force for force in file.forces if force.id == dimension.force)
        texts = [dimension.meaning, dimension.prompt, force.meaning]
        texts += [*dimension.high.values(), *dimension.low.values(), *dimension.actions.values()]
        for text in texts:
            assert plain(say(text)) in page
        assert "{" not in page


def test_each_leads_to_the_next_and_back_and_to_those_of_its_force(client: TestClient, here: Whole) -> None:
    ids = [dimension.id for dimension in here.questionnaires["totem"].file.dimensions]
    for at, id_ in enumerate(ids):
        page = client.get(f"/fr/dimensions/{id_}").text
        found = {way: re.findall(rf'rel="{way}"[^>]* href="/fr/dimensions/(\w+)"', page) for way in ("prev", "next")}
        assert found == {"prev": ids[at - 1 : at] if at else [], "next": ids[at + 1 : at + 2]}
    page = client.get("/fr/dimensions/trust").text
    (advice,) = re.findall(r'<section class="advice">(.*?)</section>', page, re.DOTALL)
    assert re.findall(r'href="/fr/dimensions/(\w+)"', advice) == ["meaning", "example"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_them_stand_on_one_page_by_force(client: TestClient, here: Whole, language: Language) -> None:
    page = client.get(f"/{language}/dimensions").text.split("<main")[1]
    ids = [dimension.id for dimension in here.questionnaires["totem"].file.dimensions]
    assert re.findall(rf'href="/{language}/dimensions/(\w+)"', page) == ids
    assert page.count("<h2") == 3
    assert {"fr": "des deux côtés d’un même miroir", "en": "both sides of one mirror"}[language] in page


def test_another_banks_dimensions_are_told_of_at_its_own_address(mixed: TestClient) -> None:
    assert mixed.get("/fr/dimensions/calm").status_code == 404
    page = mixed.get("/fr/dimensions/five-traits/calm").text.split("<main")[1]
    assert "Sa force" not in page
    assert "animal" not in page
    assert 'href="/fr/quiz/five-traits"' in page
    both = mixed.get("/en/dimensions").text
    assert both.index("/en/dimensions/trust") < both.index("/en/dimensions/five-traits/calm")
    assert "mirror" not in both.split("<main")[1]
    answer = mixed.get("/fr/dimensions/express/trust", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/fr/dimensions/trust")


def test_pages_of_dimensions_are_to_be_found(mixed: TestClient) -> None:
    sitemap = mixed.get("/sitemap.xml").text
    for path in ("dimensions", "dimensions/care", "dimensions/five-traits/calm"):
        page = mixed.get(f"/en/{path}").text
        assert 'name="robots"' not in page
        assert f'<link rel="canonical" href="https://totem.example.org/en/{path}">' in page
        assert f'hreflang="fr" href="https://totem.example.org/fr/{path}"' in page
        assert f"<loc>https://totem.example.org/fr/{path}</loc>" in sitemap


def test_a_bank_in_one_language_is_read_in_it(tmp_path: Path) -> None:
    banks = french_inventory(tmp_path / "banks")
    with TestClient(create_app(settings_in(tmp_path, questions=banks, base_url="https://totem.example"))) as client:
        for path in ("dimensions", "dimensions/calm"):
            answer = client.get(f"https://totem.example/en/{path}", follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (307, f"/fr/{path}")
            page = client.get(f"https://totem.example/fr/{path}").text
            assert "<h1" in page
            assert 'hreflang="en"' not in page


def test_a_result_leads_to_its_dimensions_from_the_legend_and_from_the_mirror(client: TestClient, here: Whole) -> None:
    bank = here.questionnaires["express"].bank
    sheet = exhibit(bank, bank.totems[0])
    assert sheet
    page = client.get(f"/fr/result/{here.tokens.seal_result('express', bank, sheet)}").text
    link, ids = re.compile(r'href="/fr/dimensions/(\w+)"'), [dimension.id for dimension in bank.dimensions]
    (legend,) = re.findall(r'<dl class="forces">(.*?)</dl>', page, re.DOTALL)
    (levels,) = re.findall(r'<section class="beside levels">(.*?)</section>', page, re.DOTALL)
    assert link.findall(legend) == ids
    assert link.findall(levels) == ids * 2
