"""The recap of a room: what it shows when, the same figures on the page, on paper and in the release, and no rank."""

import asyncio
import re
import subprocess
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.actions import Receipt
from app.banks.response_model import CENTRAL, populations
from app.campaigns.store import create, find
from app.db.engine import read
from app.publication.documents import ReleaseDocument
from app.publication.store import latest
from app.seminars.stage import GUESS
from tests.crowd import a_receipt
from tests.patience import first_release
from tests.programs import program
from tests.web.figures.releases import site_of
from tests.web.seminar.rooms import Trainer, come_in, finish, trainer
from tests.whole import Whole

PEOPLE = 12


@pytest.fixture(scope="module")
def here(app: Starlette, client: TestClient) -> Whole:
    return site_of(app)


def count(here: Whole, slug: str, people: int) -> None:
    """So many sheets of invented people, as the last step counts them."""
    campaign = find(here.engine, slug)
    assert campaign
    bank = here.questionnaires[campaign.bank].bank

    async def counted() -> None:
        invented = populations(bank, CENTRAL, 3.3, people, "recap")
        await asyncio.gather(
            *(
                here.quiz.finish(
                    campaign.id, bank, each.sheet(each.person()), b"seed", a_receipt_of(campaign.id, person)
                )
                for person, (_, each) in enumerate(invented)
            )
        )

    asyncio.run(counted())


def a_receipt_of(campaign_id: int, person: int) -> Receipt:
    return Receipt(a_receipt(campaign_id * 10_000 + person), date(2199, 1, 1))


def revealed(client: TestClient, here: Whole, people: int, name: str = "", bank: str = "express") -> Trainer:
    room = trainer(client, here, name=name, bank=bank)
    room.open_everything()
    count(here, room.room.slug, people)
    room.act("reveal")
    return room


@pytest.fixture(scope="module")
def twelve(client: TestClient, here: Whole) -> Trainer:
    """A room that guessed, was revealed, and voted twice on a scene."""
    room = trainer(client, here, name="Accueil <de> Lyon & co")
    room.open_everything()
    count(here, room.room.slug, PEOPLE)
    for person in range(7):
        voted(here, room, GUESS, person, 6 if person < 5 else 1)
    room.act("reveal")
    for counts in ((6, 3, 2), (1, 3, 7)):
        room.put_to_vote("hotel")
        assert room.room.stage.vote
        ballot, many = room.room.stage.vote.ballot, 0
        for choice, people in enumerate(counts):
            for _ in range(people):
                voted(here, room, ballot, many, choice)
                many += 1
        room.act("next")
    room.act("next")
    return room


def voted(here: Whole, room: Trainer, ballot: str, person: int, choice: int) -> None:
    receipt = Receipt(a_receipt(100_000 + person), date(2199, 1, 1))
    asyncio.run(here.rooms.vote(room.room.slug, ballot, receipt, choice))


def recap(client: TestClient, room: Trainer, language: str = "fr", more: str = "") -> str:
    response = client.get(f"/{language}/screen/{room.opened.screen}/recap{more}")
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    return (
        unescape(response.text.split("<main")[1].split(">", 1)[1].split("</main>")[0])
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
    )


def released(here: Whole, room: Trainer) -> ReleaseDocument:
    with read(here.engine) as connection:
        found = latest(connection, room.room.campaign_id)
    assert found
    return found


def rows(page: str) -> dict[str, list[str]]:
    """The cells of every table's rows, by their heads."""
    found = {}
    for head, cells in re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page):
        found[head] = re.findall(r"<td[^>]*>(.*?)</td>", cells)
    return found


def pdf_text(client: TestClient, room: Trainer, folder: Path, more: str = "") -> tuple[int, str]:
    """How many pages, and the words of all of them on one line."""
    response = client.get(f"/fr/screen/{room.opened.screen}/recap.pdf{more}")
    assert response.headers["content-type"] == "application/pdf"
    (folder / "recap.pdf").write_bytes(response.content)
    command = [program("pdftotext", package="poppler-utils"), "-layout", str(folder / "recap.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return text.count("\f"), re.sub(r"\s+", " ", text)


def test_before_the_reveal_there_is_nothing_yet(client: TestClient, here: Whole) -> None:
    room = trainer(client, here)
    finish(client, room.room)
    page = recap(client, room)
    assert "Rien pour l’instant" in page
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", page))
    assert client.get(f"/fr/screen/{room.opened.screen}/recap.pdf").status_code == 404


def test_a_rehearsal_leaves_no_recap(client: TestClient, here: Whole) -> None:
    room = trainer(client, here)
    here.rooms.rehearse(room.room.id, on=True)
    here.rooms.act(room.room.id, "reveal")
    page = recap(client, room)
    assert "Une répétition ne laisse pas de traces" in page
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", page))


def test_under_five_people_the_page_is_kind_and_holds_no_figure(client: TestClient, here: Whole) -> None:
    room = revealed(client, here, 4, name="Petite table")
    page = recap(client, room)
    assert "Petite table" in page
    assert "Ce que nous allons essayer" in page
    assert page.count('class="prompt"') >= 1
    words = re.sub(r"<[^>]*>", "", page.split("</header>")[1])
    assert not re.search(r"\d", words)
    assert client.get(f"/fr/screen/{room.opened.screen}/recap.pdf").status_code == 404


def test_page_and_paper_show_what_was_released(
    client: TestClient, here: Whole, twelve: Trainer, tmp_path: Path
) -> None:
    page, figures = recap(client, twelve), released(here, twelve)
    pages, text = pdf_text(client, twelve, tmp_path)
    assert pages <= 2
    shown, file = rows(page), here.questionnaires["express"].file
    assert figures.n == PEOPLE
    for totem, texts in zip(figures.totems, file.totems, strict=True):
        name, many = texts.name.noun("fr").one, str(totem.share.count)
        assert shown[name][0] == many
        assert re.search(rf"\b{name} {many}\b", text)
    for dimension, named in zip(figures.dimensions, file.dimensions, strict=True):
        means = ["–" if level.mean.value is None else str(level.mean.value) for level in dimension.levels]
        name = named.name["fr"]
        assert shown[name] == means
        assert re.search(rf"{name} {means[0]} {means[1]}(?!\w)", text), name
    sentence = unescape(re.findall(r'<h1 class="sentence">(.*?)</h1>', page)[0])
    assert sentence in text.replace("\u202f", " ")
    assert "Accueil <de> Lyon & co" in text
    assert "Accueil <de> Lyon & co" in page


def test_the_troupe_is_of_those_who_are_there(client: TestClient, here: Whole) -> None:
    room = revealed(client, here, 6)
    there = [totem for totem in released(here, room).totems if totem.share.count]
    assert 0 < len(there) < len(released(here, room).totems)
    drawn = recap(client, room).partition('class="troupe-of-room"')[2].partition("</svg>")[0]
    assert len(re.findall(r">\d+</", drawn)) == len(there)


def test_guesses_stand_beside_the_truth(client: TestClient, here: Whole, twelve: Trainer) -> None:
    shown = rows(recap(client, twelve))
    names = [totem.name.noun("fr").one for totem in here.questionnaires["express"].file.totems]
    assert [shown[name][1] for name in names] == ["0", "2", "0", "0", "0", "0", "5"]


def test_a_vote_shows_both_of_its_rounds(client: TestClient, here: Whole, twelve: Trainer, tmp_path: Path) -> None:
    shown, scene = rows(recap(client, twelve)), here.questionnaires["express"].file.scenes[0]
    assert [shown[option.text["fr"].replace("\u00a0", " ").replace("\u202f", " ")] for option in scene.options] == [
        ["6", "1"],
        ["3", "3"],
        ["2", "7"],
    ]
    assert "Avant d’en parler" in pdf_text(client, twelve, tmp_path)[1]


def test_between_five_and_nine_people_no_level_is_shown(client: TestClient, here: Whole, tmp_path: Path) -> None:
    room = revealed(client, here, 6)
    page = recap(client, room)
    assert "à partir de dix personnes" in page
    assert "Le plus grand écart" not in page
    assert "butterfly" not in page
    assert "à partir de dix personnes" in pdf_text(client, room, tmp_path)[1]


def test_latecomers_are_told_of_while_the_room_is_open_and_once_it_is_closed(client: TestClient, here: Whole) -> None:
    room = revealed(client, here, 5)
    assert "après la révélation" not in recap(client, room)
    finish(client, room.room, seed=50)
    assert "elles compteront quand elles seront cinq" in recap(client, room)
    room.act("close")
    page = recap(client, room)
    assert "leurs totaux sont détruits" in page
    assert released(here, room).n == 5


@pytest.fixture(scope="module")
def published(client: TestClient, here: Whole) -> None:
    """Both public campaigns have figures."""
    for bank in ("express", "totem"):
        count(here, bank, 20)
        first_release(client, bank)


def test_one_click_lays_the_room_beside_the_public_edition(
    client: TestClient, here: Whole, twelve: Trainer, published: None, tmp_path: Path
) -> None:
    before = recap(client, twelve)
    assert '<input type="hidden" name="edition" value="express"><button' in before
    page = recap(client, twelve, more="?edition=express")
    assert "Dans l’édition" in page
    with read(here.engine) as connection:
        campaign = here.campaigns.find("express")
        assert campaign
        edition = latest(connection, campaign.id)
    assert edition
    shown = rows(page)
    for dimension, named in zip(edition.dimensions, here.questionnaires["express"].file.dimensions, strict=True):
        there = ["–" if level.mean.value is None else str(level.mean.value) for level in dimension.levels]
        assert [cell.split(" ")[0] for cell in shown[named.name["fr"]][1::2]] == there
    pages, text = pdf_text(client, twelve, tmp_path, "?edition=express")
    assert pages <= 2
    assert "Dans l’édition" in text
    whole = f"http://totem.example/en/figures/express?release={edition.number}"
    assert "Dans l’édition" in recap(client, twelve, more=f"?edition={whole}")


def test_a_comparison_never_ranks(client: TestClient, twelve: Trainer, published: None) -> None:
    for language, words in (
        ("fr", r"meilleure?s? que (?!l’autre)|mieux|moins bien|au-dessus|en dessous de la|pire|retard|score"),
        ("en", r"better than (?!the other)|worse|above average|below average|ahead|behind|score|beats"),
    ):
        page = recap(client, twelve, language, "?edition=express").split('class="abreast"')[1].split("</section>")[0]
        assert not re.search(words, page), re.search(words, page)


@pytest.mark.parametrize(
    ("edition", "words"),
    [
        ("totem", "posait d’autres questions"),
        ("nowhere", "Aucune édition publiée n’a cette adresse"),
        ("https://elsewhere.example/x", "Aucune édition publiée n’a cette adresse"),
        ("<script>", "Aucune édition publiée n’a cette adresse"),
    ],
)
def test_what_cannot_be_compared_says_why(
    client: TestClient, twelve: Trainer, published: None, edition: str, words: str
) -> None:
    page = recap(client, twelve, more=f"?edition={edition}")
    assert words in page
    assert "Dans l’édition" not in page


def test_a_room_is_no_edition(client: TestClient, here: Whole, twelve: Trainer) -> None:
    other = revealed(client, here, 5)
    assert "Aucune édition publiée" in recap(client, twelve, more=f"?edition={other.room.slug}")


def test_an_edition_without_figures_says_so(client: TestClient, here: Whole, twelve: Trainer) -> None:
    create(here.engine, "empty", "express", date(2026, 3, 2))
    assert "n’a encore rien publié" in recap(client, twelve, more="?edition=empty")


def test_a_wrong_key_opens_nothing(client: TestClient, twelve: Trainer) -> None:
    for key in ("wrong", twelve.opened.remote, twelve.room.code):
        for page in ("recap", "recap.pdf"):
            assert client.get(f"/fr/screen/{key}/{page}").status_code == 404


def test_the_recap_holds_no_key_of_the_remote(client: TestClient, twelve: Trainer) -> None:
    assert twelve.opened.remote not in recap(client, twelve)


def test_without_the_press_the_page_alone_is_offered(
    client: TestClient, here: Whole, twelve: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "recap.pdf" in recap(client, twelve)
    monkeypatch.setattr(here.pdf, "is_here", False)
    assert "recap.pdf" not in recap(client, twelve)
    assert client.get(f"/fr/screen/{twelve.opened.screen}/recap.pdf").status_code == 404


def test_those_who_only_look_are_not_on_it(client: TestClient, here: Whole) -> None:
    room = revealed(client, here, 5)
    come_in(client, room.room)
    assert "5 personnes dans la salle" in recap(client, room)
