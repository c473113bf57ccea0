"""Every page of a site, and every link on it, answers: of the ordinary site, and of one with other banks."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from app.campaigns.store import create
from app.cli.demo import invent
from app.main import create_app
from app.resources import resource
from app.tallies.ledger import today_in_utc
from app.web.site.parts import DEMO_SURVEY
from tests.patience import first_release
from tests.web.conftest import settings_in
from tests.web.player import Player
from tests.web.visitor import Visitor
from tests.web.walker import BASE, walked
from tests.whole import Whole

pytestmark = pytest.mark.slow

INVENTORY = Path(__file__).parents[2] / "banks" / "inventory.yaml"
PEOPLE = 40
ANIMALS = re.compile(r".{0,40}(?:anima(?:l|ux)|troupe).{0,20}", re.IGNORECASE)


def in_french(entry: Any) -> Any:
    """The same without its English."""
    if isinstance(entry, dict):
        return {key: in_french(value) for key, value in entry.items() if key != "en"}
    return [in_french(value) for value in entry if value != "en"] if isinstance(entry, list) else entry


def french_inventory(folder: Path) -> Path:
    folder.mkdir()
    bank = in_french(yaml.safe_load(INVENTORY.read_text("utf-8")))
    (folder / "inventory.yaml").write_text(yaml.safe_dump(bank, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def of(banks: Path, folder: Path) -> Iterator[TestClient]:
    settings = settings_in(folder, questions=banks)
    invent(settings, PEOPLE)
    with TestClient(create_app(settings), base_url=BASE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("french")
    yield from of(french_inventory(folder / "banks"), folder)


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("ordinary")
    shutil.copytree(resource("questions"), folder / "banks")
    yield from of(folder / "banks", folder)


def broken(found: dict[str, int]) -> dict[str, int]:
    return {address: status for address, status in found.items() if status >= 400}


def test_a_site_of_one_plain_bank_in_french_alone_has_no_dead_link(french: TestClient) -> None:
    found = walked(french, "/", "/fr/", "/en/", "/en/quiz/five-traits", "/embed/en/five-traits")
    assert broken(found) == {}
    assert {"/fr/quiz/five-traits", "/fr/figures/five-traits"} <= found.keys()


@pytest.mark.long
def test_the_ordinary_site_has_no_dead_link(ordinary: TestClient) -> None:
    surveys = [f"/{language}/barometer/{DEMO_SURVEY}" for language in ("fr", "en")]
    found = walked(ordinary, "/", "/fr/", "/en/", *surveys)
    assert broken(found) == {}
    assert all(found[address] == 200 for address in surveys)
    assert {f"/{language}/figures/{bank}" for language in ("fr", "en") for bank in ("totem", "express")} <= found.keys()


@pytest.fixture(scope="module")
def thankful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A site with a bank that gives a result and one that ends on thanks, which has no text of a result."""
    folder = tmp_path_factory.mktemp("thankful")
    (folder / "banks").mkdir()
    for bank in (INVENTORY, INVENTORY.with_name("voices.yaml")):
        shutil.copy(bank, folder / "banks")
    for client in of(folder / "banks", folder):
        create(Whole(client.app).engine, "our-voices", "voices", today_in_utc())
        for person in range(PEOPLE):
            Visitor(client, "our-voices").to_the_end(1 + person % 5)
        first_release(client, "our-voices")
        yield client


def test_a_bank_that_ends_on_thanks_breaks_no_page_of_the_others(thankful: TestClient) -> None:
    found = walked(thankful, "/", "/fr/", "/en/", "/fr/figures/our-voices", "/api/v1/figures/our-voices")
    assert broken(found) == {}
    assert "/fr/figures/our-voices/1/poster.pdf" in found
    assert not [address for address in found if address.endswith("/voices")], "nobody takes it for themselves"
    assert thankful.get("/fr/dimensions/voices/trust").status_code == 404
    assert "dimensions/voices" not in thankful.get("/sitemap.xml").text


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A site whose only bank has one side, no animals, and both languages; anybody may organise there."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "banks").mkdir()
    shutil.copy(INVENTORY, folder / "banks")
    with TestClient(
        create_app(settings_in(folder, questions=folder / "banks", create="open")), base_url=BASE
    ) as client:
        yield client


def main_of(client: TestClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code < 400, address
    return response.text.split("<main")[1].split("</main>")[0]


def organised(client: TestClient, language: str, slug: str) -> str:
    """The path of a new campaign's own page, after the language."""
    typed = {"bank": "five-traits", "people": "customers", "edition": "2026", "protection": "open", "slug": slug}
    response = client.post(f"/{language}/organise", data=typed, follow_redirects=False)
    assert response.status_code == 303, response.text
    return response.headers["location"].partition("?")[0].removeprefix(f"/{language}/")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_of_a_bank_without_animals_speaks_of_one(bare: TestClient, language: str) -> None:
    player = Player(bare, "five-traits", language)
    player.to_the_end(lambda screen, name, values: values[0])
    own = organised(bare, language, f"own-{language}")
    pages = [
        "", "organise", own, f"{own}/example",
        *(f"{own}/kit/{name}" for name in ("notice", "register", "staff", "never")),
        "seminar", "seminar/sheet", "seminar/paper/five-traits", "figures/five-traits", "quiz/five-traits",
    ]  # fmt: skip
    texts = {path: main_of(bare, f"/{language}/{path}") for path in pages}
    texts |= {"finish": player.screen.text.split("<main")[1], "result": main_of(bare, player.finish("private"))}
    opened = bare.post(
        f"/{language}/seminar",
        data={"bank": "five-traits", "language": language, "pace": "free"},
        follow_redirects=False,
    ).headers["location"]
    remote = main_of(bare, opened)
    screen = re.search(r'href="(/\w+/screen/[^"]+)"', remote)
    code = re.search(r"/j/([A-Z0-9]+)", remote)
    assert screen
    assert code
    texts |= {"join": main_of(bare, f"/{language}/j/{code[1]}"), "remote sheet": main_of(bare, f"{opened}/sheet")}
    for beat in ("lobby", "answering", "own", "round"):
        texts |= {f"remote {beat}": main_of(bare, opened), f"screen {beat}": bare.get(screen[1]).text.split("<body")[1]}
        seen = re.search(r'name="seen" value="([^"]+)"', bare.get(opened).text)
        assert seen
        bare.post(opened, data={"action": "next", "seen": seen[1]})
    words = {name: re.sub("<[^>]*>", " ", text) for name, text in texts.items()}
    spoken = {name: ANIMALS.findall(text) for name, text in words.items()}
    assert {name: found for name, found in spoken.items() if found} == {}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_campaign_on_a_bank_in_one_language_has_every_page_in_it(french: TestClient, language: str) -> None:
    form = french.get(f"/{language}/organise")
    assert form.status_code == 200
    assert "five-traits" in form.text
    assert 'lang="fr"' in form.text[:100]


def test_what_a_bank_in_one_language_shows_is_offered_in_no_other(french: TestClient) -> None:
    for path in ("quiz/five-traits", "figures/five-traits", "seminar/paper/five-traits"):
        answer = french.get(f"/en/{path}?x=1", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (307, f"/fr/{path}?x=1")
        assert answer.headers["cache-control"] == "no-store", "a sheet may be in its address"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        page = french.get(f"/fr/{path}").text
        assert 'hreflang="en"' not in page
        assert "<h1" in page
    assert french.get("/embed/en/five-traits").url.path == "/embed/fr/five-traits"
    described = french.get("/oembed", params={"url": f"{BASE}/en/figures/five-traits"})
    assert "/embed/fr/five-traits" in described.json()["html"]
    assert "/en/figures/" not in french.get("/sitemap.xml").text
