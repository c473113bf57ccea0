"""The public page of each animal: all that its bank says of it, at one address, for the banks that are there."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.banks.exhibits import exhibit
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from app.resources import resource
from app.tallies.closing import close
from app.tallies.ledger import today_in_utc
from app.web.wording import Wording
from tests.web.conftest import settings_in
from tests.web.site.test_whole_site import french_inventory
from tests.whole import Whole

LANGUAGES: tuple[Language, ...] = ("fr", "en")
SMALL = Path(__file__).parents[2] / "banks" / "small.yaml"


@pytest.fixture(scope="module")
def here(app: Starlette) -> Whole:
    site: Whole = Whole(app)
    return site


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A site with the shipped banks, and one of other animals."""
    folder = tmp_path_factory.mktemp("mixed")
    shutil.copytree(resource("questions"), folder / "banks")
    shutil.copy(SMALL, folder / "banks")
    settings = settings_in(folder, questions=folder / "banks", base_url="https://totem.example.org")
    with TestClient(create_app(settings), base_url="https://totem.example.org") as client:
        yield client


def words_of(client: TestClient, address: str) -> str:
    """What a reader sees of <main>."""
    response = client.get(address)
    assert response.status_code == 200, address
    main = response.text.split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub("<[^>]+>", " ", main)).replace("\u00a0", " ").split())


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_animal_has_a_page_with_all_that_its_bank_says_of_it(
    client: TestClient, here: Whole, language: Language
) -> None:
    file, say = here.questionnaires["totem"].file, Wording(language, USUAL_PEOPLE)
    for totem in file.totems:
        page = words_of(client, f"/{language}/animals/{totem.id}")
        texts = [totem.line, totem.portrait, totem.working_with, *totem.actions.values()]
        texts += [text for one in totem.strengths for text in (one.strength, one.cost)]
        texts += [force.meaning for force in file.forces if force.id in totem.forces or not totem.forces]
        for text in texts:
            assert plain(say(text)) in page
        elsewhere = [force.meaning for force in file.forces if totem.forces and force.id not in totem.forces]
        assert not [text for text in elsewhere if plain(say(text)) in page]
        assert "{" not in page


def test_what_says_you_is_told_as_what_somebody_else_reads(client: TestClient) -> None:
    page = words_of(client, "/fr/animals/bee")
    assert page.index("Ce que nous disons à l’abeille :") < page.index("« Vous" if "« Vous" in page else "Vous trouvez")
    assert page.index("Le portrait, tel que le lit une abeille") < page.index("L’abeille a mauvaise réputation")
    assert page.index("À essayer, quand on est une abeille") < page.index("Une fois par jour")
    assert "The portrait, as an elephant reads it" in words_of(client, "/en/animals/elephant")


def test_neighbours_are_those_of_the_triangle(client: TestClient) -> None:
    page = client.get("/fr/animals/elephant").text
    (listed,) = re.findall(r'<ul class="neighbours">(.*?)</ul>', page, re.DOTALL)
    assert set(re.findall(r'href="/fr/animals/(\w+)"', listed)) == {"beaver", "wolf", "chameleon"}
    (triangle,) = re.findall(r'<svg class="figure triangle".*?</svg>', page, re.DOTALL)
    assert 'role="group"' in triangle
    assert set(re.findall(r'<a href="/fr/animals/(\w+)">', triangle)) == {
        "elephant", "fox", "dolphin", "beaver", "bee", "wolf", "chameleon",
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_troupe_leads_to_every_animal(client: TestClient, here: Whole, language: Language) -> None:
    page = client.get(f"/{language}/animals").text.split("<main")[1]
    totems = here.questionnaires["totem"].file.totems
    assert re.findall(rf'href="/{language}/animals/(\w+)"', page) == [totem.id for totem in totems]
    assert all(plain(totem.line[language]) in words_of(client, f"/{language}/animals") for totem in totems)


def test_banks_of_the_same_animals_share_one_address(client: TestClient) -> None:
    for bank in ("totem", "express"):
        answer = client.get(f"/fr/animals/{bank}/fox", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (307, "/fr/animals/fox")
    for nowhere in ("nobody", "totem/nobody", "nobank/fox", "totem"):
        assert client.get(f"/fr/animals/{nowhere}").status_code == 404


def test_another_banks_animals_are_told_of_at_its_own_address(mixed: TestClient) -> None:
    assert mixed.get("/fr/animals/owl").status_code == 404
    page = mixed.get("/fr/animals/small/owl").text
    assert "Le hibou" in page
    assert "/fr/animals/small/" in page
    troupe = mixed.get("/en/animals").text
    assert troupe.index("/en/animals/fox") < troupe.index("/en/animals/small/owl")


def test_pages_of_animals_are_to_be_found(mixed: TestClient) -> None:
    sitemap = mixed.get("/sitemap.xml").text
    for path in ("animals", "animals/fox", "animals/small/owl"):
        page = mixed.get(f"/en/{path}").text
        assert 'name="robots"' not in page
        assert f'<link rel="canonical" href="https://totem.example.org/en/{path}">' in page
        assert f'hreflang="fr" href="https://totem.example.org/fr/{path}"' in page
        assert f"<loc>https://totem.example.org/fr/{path}</loc>" in sitemap
        description = re.search(r'<meta name="description" content="([^"]+)">', page)
        assert description
        assert len(description[1]) > 40
    assert "animals/express" not in sitemap


def test_a_site_without_animals_has_no_such_page_and_a_bank_in_one_language_is_read_in_it(tmp_path: Path) -> None:
    banks = french_inventory(tmp_path / "banks")
    with TestClient(create_app(settings_in(tmp_path, questions=banks))) as client:
        for path in ("animals", "animals/fox", "animals/five-traits/fox"):
            assert client.get(f"/fr/{path}").status_code == 404
            answer = client.get(f"/en/{path}", follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (307, f"/fr/{path}")
        assert "/animals" not in client.get("/sitemap.xml").text


def test_the_door_is_there_while_the_banks_own_campaign_is_open(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with TestClient(create_app(settings)) as client:
        here = Whole(client.app)
        assert 'href="/fr/quiz/totem"' in client.get("/fr/animals/fox").text
        own = here.site.campaigns.find("totem")
        assert own
        close(here.engine, KeyFile(settings.pool_key_file), own.id, today_in_utc())
        here.site.campaigns._found.clear()
        page = client.get("/fr/animals/fox").text.split("<main")[1]
        assert "/quiz/" not in page
        assert "Et vous" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_that_show_an_animal_lead_to_it(client: TestClient, here: Whole, language: Language) -> None:
    bank = here.questionnaires["express"].bank
    sheet = next(exhibit(bank, totem) for totem in bank.totems if totem.id == "wolf")
    assert sheet
    result = client.get(f"/{language}/result/{here.tokens.seal_result('express', bank, sheet)}").text
    (triangle,) = re.findall(r'<svg class="figure triangle".*?</svg>', result, re.DOTALL)
    seven = {totem.id for totem in bank.totems}
    link = re.compile(rf'href="/{language}/animals/(\w+)"')
    assert set(link.findall(triangle)) == seven
    assert 'role="group"' in triangle
    (second,) = re.findall(r'<p class="air">(.*?)</p>', result, re.DOTALL)
    assert len(link.findall(second)) == 1
    assert set(link.findall(client.get(f"/{language}/").text)) == seven
    assert set(link.findall(client.get(f"/{language}/animal/totem/fox/wolf").text)) == {"fox", "wolf"}
