"""What an organiser leaves off the page is in no file, picture, frame or API: each choice of blocks, on each kind of
questionnaire; the number and the digest stay those of the whole."""

import shutil
from collections.abc import Iterator
from datetime import date
from itertools import combinations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.campaigns.store import create
from app.campaigns.words import BLOCKS, Block, Words
from app.main import create_app
from app.publication.left_out import FIGURE_BLOCKS, ReleaseExtract, without_left_out
from app.resources import resource
from tests.exports.tables import INVENTORY, questionnaires, released
from tests.web.conftest import settings_in
from tests.web.figures.releases import change, publish, site_of
from tests.whole import Whole

CHOICES = [choice for many in range(len(FIGURE_BLOCKS) + 1) for choice in combinations(FIGURE_BLOCKS, many)]
BANKS = ("totem", "inventory", "customers", "staff")
FIGURES = {
    "troupe": {"totem", "no_totem"},
    "dimensions": {
        "level",
        "spread",
        "favourable",
        "importance",
        "no_importance",
        "noticed",
        "not_noticed",
        "cannot_say",
    },
    "gap": {"gap", "correlation"},
}
PICTURES = {"troupe.svg": "troupe", "triangle.svg": "triangle", "butterfly.svg": "dimensions", "balance.svg": "gap"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    folder = tmp_path_factory.mktemp("left")
    shutil.copytree(resource("questions"), folder / "questions")
    shutil.copy(INVENTORY, folder / "questions")
    return create_app(settings_in(folder, questions=folder / "questions"))


@pytest.fixture(scope="module")
def here(app: Starlette, client: TestClient) -> Whole:
    site = site_of(app)
    for bank in BANKS:
        if bank in site.questionnaires:
            made = create(site.engine, f"of-{bank}", bank, date(2026, 11, 2), people="patients", k=5)
            publish(site, made.id, released(site.questionnaires[bank], 130, 7))
    return site


def shown(here: Whole, bank: str, blocks: tuple[Block, ...]) -> str:
    """The slug of its campaign, which shows these blocks alone."""
    here.site.campaigns.forget(f"of-{bank}")
    campaign = here.campaigns.find(f"of-{bank}")
    assert campaign
    change(here, campaign.id, words=Words(blocks=blocks))
    here.site.campaigns.forget(f"of-{bank}")
    return f"of-{bank}"


def kinds(client: TestClient, slug: str) -> tuple[set[str], set[str]]:
    """The kinds of figures in its table, and the parts of the crowd there."""
    rows = client.get(f"/fr/figures/{slug}/1/data.json").json()["rows"]
    lines = client.get(f"/fr/figures/{slug}/1/data.csv").text.strip().splitlines()
    assert len(lines) == len(rows) + 1
    return {row["figure"] for row in rows}, {row["segment"] or "" for row in rows}


def banks_of(here: Whole) -> Iterator[str]:
    yield from (bank for bank in BANKS if bank in here.questionnaires)


@pytest.mark.slow
@pytest.mark.parametrize("left", CHOICES, ids="+".join)
def test_what_is_left_out_leaves_in_nothing(client: TestClient, here: Whole, left: tuple[str, ...]) -> None:
    for bank in banks_of(here):
        whole, parts = kinds(client, shown(here, bank, BLOCKS))
        digest = client.get(f"/api/v1/figures/of-{bank}").json()["digest"]
        slug = shown(here, bank, tuple(block for block in BLOCKS if block not in left))
        kept, kept_parts = kinds(client, slug)
        gone = {figure for block, figures in FIGURES.items() if block in left for figure in figures}
        gone = gone - FIGURES["troupe"] if "triangle" not in left else gone
        assert not kept & gone
        assert whole - gone - {"alpha", "chosen"} <= kept
        assert kept_parts == ({""} if "segments" in left else parts)
        content = client.get(f"/api/v1/figures/{slug}").json()
        assert content["digest"] == digest
        assert bool(content.get("dimensions")) is ("dimensions" not in left)
        assert bool(content.get("gaps")) is (bool(here.questionnaires[bank].bank.pairs) and "gap" not in left)
        assert bool(content.get("segments")) is ("segments" not in left)
        for file, block in PICTURES.items():
            if block in left:
                assert client.get(f"/fr/figures/{slug}/1/{file}").status_code == 404
        assert client.get(f"/fr/figures/{slug}/1/release.json").status_code == (404 if left else 200)
        for path in (f"/fr/figures/{slug}", f"/en/figures/{slug}?release=1", f"/embed/fr/{slug}"):
            page = client.get(path)
            assert page.status_code == 200, path
            assert ("<svg" in page.text) or "dimensions" in left
        assert client.get(f"/fr/figures/{slug}/1/data.json").json()["about"]["digest"] == digest


def test_an_extract_is_no_document_and_says_whose_it_is() -> None:
    whole = released(questionnaires()[0], 130, 7)
    part = without_left_out(whole, ["gap"])
    assert isinstance(part, ReleaseExtract)
    assert part.digest == whole.digest
    with pytest.raises(TypeError):
        part.to_document()
    assert without_left_out(whole, []) is whole


def test_the_sentence_card_and_edition_beside_name_no_animal_once_animals_are_left_out(
    client: TestClient, here: Whole
) -> None:
    slug = shown(here, "totem", ("dimensions", "gap"))
    page = client.get(f"/fr/figures/{slug}").text
    assert "famille" not in page.partition("</h1>")[0].partition("<h1")[2]
    assert client.get(f"/fr/figures/{slug}/1/card.png").status_code == 200
    slug = shown(here, "totem", BLOCKS)
    assert "famille" in client.get(f"/fr/figures/{slug}").text.partition("</h1>")[0].partition("<h1")[2]
