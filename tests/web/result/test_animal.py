"""The page that shares an animal, and its card: two animals, and nothing else of anybody."""

import re
import shutil
import sys
from itertools import permutations
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.banks.schema import Language
from app.figures.mask import mask
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from app.resources import resource
from app.tallies.closing import close
from app.tallies.ledger import today_in_utc
from app.web.png import FONTS, PngRenderer
from app.web.result.animal import AnimalPair, animal_path
from app.web.result.card import AnimalCard, animal_card_of
from tests.web import png
from tests.web.conftest import settings_in
from tests.web.player import Choose, Player
from tests.whole import Whole

SEVEN = ("bee", "beaver", "chameleon", "dolphin", "elephant", "fox", "wolf")
LANGUAGES: tuple[Language, ...] = ("fr", "en")
PAGE = "/fr/animal/totem/chameleon/fox"
TAG = re.compile(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">')
PAPER = (0xFB, 0xF7, 0xEF, 255)


@pytest.fixture(scope="module")
def here(app: Starlette) -> Whole:
    site: Whole = Whole(app)
    return site


def drawing(here: Whole, one: str, of: str = "de renard", second: str = "fox") -> str:
    return here.site.templates.render(AnimalCard(language="fr", mask=mask("chameleon"), second=second, one=one, of=of))


def test_cards_are_pictures_of_the_size_that_other_sites_show(client: TestClient) -> None:
    for address in (f"{PAGE}/card.png", "/en/card.png"):
        response = client.get(address)
        assert response.headers["content-type"] == "image/png"
        assert response.headers["cache-control"] == "public, max-age=86400"
        assert png.size(response.content) == (1200, 630)
    assert len(client.get(f"{PAGE}/card.png").content) <= 100_000


@pytest.mark.slow
def test_every_pair_of_animals_has_a_card_of_its_own_in_every_language(here: Whole) -> None:
    questionnaire = here.questionnaires["totem"]
    assert {totem.id for totem in questionnaire.file.totems} == set(SEVEN)
    drawn = {
        (language, own.id, second.id): here.templates.render(
            animal_card_of(AnimalPair(language, questionnaire, own, second))
        )
        for language in LANGUAGES
        for own, second in permutations(questionnaire.file.totems, 2)
    }
    assert len(set(drawn.values())) == 84
    painted = {here.png.paint(svg, 120) for (language, _, _), svg in drawn.items() if language == "fr"}
    assert len(painted) == 42


def test_a_card_says_the_animal_with_an_air_of_the_second_whose_hue_the_ground_takes(here: Whole) -> None:
    svg = drawing(here, "Caméléon")
    words = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)).replace("\u00a0", " ").replace("\u2009", " ")
    assert words == "Totem Caméléon, avec un air de renard. Et vous ? Quel animal êtes-vous au travail ?"
    assert svg != drawing(here, "Caméléon", second="bee")


def test_the_words_are_on_the_card(here: Whole, tmp_path: Path) -> None:
    """A renderer leaves text out, silently, where it has no font."""
    shutil.copy(resource("static") / "icon.svg", tmp_path)
    svg = drawing(here, "Caméléon")
    words, none = png.read(here.png.paint(svg, 300)), png.read(PngRenderer(tmp_path).paint(svg, 300))
    for top, bottom in ((0.2, 0.4), (0.4, 0.62), (0.65, 0.85), (0.86, 0.95)):
        assert len(words.part(0.48, top, 1, bottom)) > 5
        assert none.part(0.48, top, 1, bottom) == {PAPER}


@pytest.mark.slow
@pytest.mark.parametrize("one", ["Œ" * 30, "Grand-duc d’Amérique des marais", "Mmmm Wwww Mmmm Wwww Mmmm Wwww!"])
def test_the_longest_names_leave_the_margin_alone(here: Whole, one: str) -> None:
    card = png.read(here.png.paint(drawing(here, one, f"de {one.lower()}"), 400))
    assert card.part(0.955, 0, 1, 1) == {PAPER}
    assert len(card.part(0.48, 0.15, 0.955, 0.85)) > 5


def test_what_a_name_holds_is_text_on_the_card_and_nothing_else(here: Whole) -> None:
    svg = drawing(here, '<image href="file:///etc/hostname"/>')
    assert "<image" not in svg
    assert here.png.paint(svg, 300) != here.png.paint(drawing(here, "Caméléon"), 300)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_other_sites_what_to_show(tmp_path: Path, language: str) -> None:
    path = f"/{language}/animal/totem/bee/elephant"
    app = create_app(settings_in(tmp_path, base_url="https://totem.example.org"))
    with TestClient(app, base_url="https://totem.example.org") as client:
        text = client.get(path).text
        tags = dict(TAG.findall(text))
        home = dict(TAG.findall(client.get(f"/{language}/").text))
    said = {"fr": "Abeille, avec un air d’éléphant. Et vous\u202f?", "en": "Bee, with a touch of elephant. And you?"}
    assert tags["og:title"] == tags["twitter:title"] == said[language]
    assert tags["og:url"] == f"https://totem.example.org{path}"
    assert tags["og:image"] == tags["twitter:image"] == f"https://totem.example.org{path}/card.png"
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
    assert said[language] in tags["og:image:alt"] == tags["twitter:image:alt"]
    assert tags["og:description"] == tags["twitter:description"] != ""
    assert tags["og:locale"] == {"fr": "fr_FR", "en": "en_GB"}[language]
    assert tags["twitter:card"] == "summary_large_image"
    assert home.keys() == tags.keys()
    assert home["og:image"] == f"https://totem.example.org/{language}/card.png"


def test_without_a_known_address_the_page_gives_the_one_it_was_asked_at(client: TestClient) -> None:
    response = client.get(PAGE)
    tags = dict(TAG.findall(response.text))
    assert tags["og:url"] == f"http://totem.example{PAGE}"
    assert f'value="http://totem.example{PAGE}"' in response.text


def test_the_page_may_be_kept_by_anyone_and_is_not_to_be_found_by_search(client: TestClient) -> None:
    response = client.get(PAGE)
    assert response.headers["cache-control"] == "public, max-age=3600"
    assert "set-cookie" not in response.headers
    assert '<meta name="robots" content="noindex, nofollow">' in response.text


def test_the_same_animals_have_the_same_address_whatever_was_answered(client: TestClient) -> None:
    addresses, results = set(), set()
    for low in (1, 4):
        player = Player(client, "express", "en")
        player.to_the_end(leaning(low))
        results.add(result := player.finish("private"))
        found = re.search(r'id="share"[^>]* href="([^"]+)"', client.get(result).text)
        assert found
        addresses.add(found[1])
    assert len(results) == 2
    (address,) = addresses
    assert re.fullmatch(r"http://totem\.example/en/animal/totem/[a-z]+/[a-z]+", address)


def test_the_upright_picture_is_offered_on_the_result_and_holds_the_site_s_address(client: TestClient) -> None:
    player = Player(client, "express", "en")
    player.to_the_end(leaning(2))
    (offered,) = re.findall(r'href="([^"]+/card/upright\.png)" download', client.get(player.finish("private")).text)
    picture = client.get(offered.removeprefix("http://totem.example"))
    assert picture.headers["content-type"] == "image/png"
    assert png.size(picture.content) == (1080, 1920)
    assert len(picture.content) <= 300_000
    elsewhere = client.get(offered.removeprefix("http://totem.example"), headers={"Host": "animaux.exemple.fr"})
    assert elsewhere.content != picture.content


def leaning(low: int) -> Choose:
    """The first move of every scene, and on one side always one point more than on the other."""
    return lambda screen, name, values: (
        min(values) if screen.is_scene or name == "more" else str(low + int(name[1:]) % 2)
    )


def test_banks_with_the_same_animals_share_the_name_of_the_longest(here: Whole) -> None:
    paths = {animal_path(here.questionnaires, bank, "fox", "bee") for bank in ("totem", "express")}
    assert paths == {"animal/totem/fox/bee"}


def test_another_bank_s_address_says_which_one_to_share(client: TestClient) -> None:
    text = client.get("/en/animal/express/fox/bee").text
    assert dict(TAG.findall(text))["og:url"] == "http://totem.example/en/animal/totem/fox/bee"


@pytest.mark.parametrize(
    "path", ["totem/fox/fox", "totem/fox/nobody", "totem/nobody/fox", "nowhere/fox/bee", "totem/fox", "totem/fox/bee/x"]
)
def test_an_address_that_names_no_two_animals_is_a_plain_404(client: TestClient, path: str) -> None:
    for address in (f"/fr/animal/{path}", f"/fr/animal/{path}/card.png", f"/fr/animal/{path}/card/upright.png"):
        response = client.get(address)
        assert response.status_code == 404
        assert "<h1" in response.text
    assert client.get("/de/animal/totem/fox/bee").status_code == 404


def test_once_the_campaign_is_closed_the_reader_s_turn_starts_on_the_first_page(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    app = create_app(settings)
    with TestClient(app) as client:
        assert 'class="button" href="/fr/quiz/totem?from=share"' in client.get(PAGE).text
        campaign = Whole(app).campaigns.find("totem")
    close(Whole(app).engine, KeyFile(settings.pool_key_file), campaign.id, today_in_utc())
    with TestClient(create_app(settings)) as client:
        assert 'class="button" href="/fr/"' in client.get(PAGE).text


def test_a_broken_renderer_takes_no_page_down(
    app: Starlette, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert client.get("/fr/animal/totem/bee/wolf/card.png").status_code == 500
    assert client.get("/fr/animal/totem/bee/wolf").status_code == 200


def test_the_fonts_are_those_that_the_build_cut() -> None:
    for font in FONTS:
        assert (resource("static") / "vendor" / font).is_file()
