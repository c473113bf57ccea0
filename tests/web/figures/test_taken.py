"""Pictures, posters and spreadsheets of releases: the page's own sentence and levels, in whatever opens them."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from starlette.applications import Starlette
from starlette.testclient import TestClient
from xlsxwriter import Workbook

from app.banks.schema import Language
from app.campaigns.store import create
from app.campaigns.words import BLOCKS, Block, Words
from app.main import create_app
from app.resources import resource
from app.web.context import CampaignContext
from app.web.figures.poster import poster_of
from app.web.figures.release_context import ReleaseContext, taken
from app.web.figures.release_pictures import card_of
from app.web.wording import Wording
from tests.exports.tables import INVENTORY, released
from tests.patience import PATIENCE_SECONDS
from tests.programs import program
from tests.web.conftest import settings_in
from tests.web.figures.releases import publish, site_of
from tests.whole import Whole

pytestmark = pytest.mark.slow

BASE = "http://totem.example"
LANGUAGES: tuple[Language, ...] = ("fr", "en")
MORE = ("patience", "humour", "courage")
CROWDS = (6, 14, 25, 60, 130)
QUOTED = re.compile(r'font-weight="800" fill="#241f1a">([^<]*)<')


def widened(bank: Path, id_: str) -> str:
    """The bank with thirteen dimensions: the first ones again, asked as often, each drawn on by a scene."""
    file = yaml.safe_load(bank.read_text("utf-8")) | {"id": id_}
    for number in range(13 - len(file["dimensions"])):
        like = file["dimensions"][number]["id"]
        new = f"{MORE[number % 3]}-{number}"
        name = {language: new.capitalize() for language in LANGUAGES}
        file["dimensions"].append(file["dimensions"][number] | {"id": new, "name": name})
        asked = [one for one in file["questions"] if one["dimension"] == like]
        file["questions"] += [one | {"id": f"{new}-{at}", "dimension": new} for at, one in enumerate(asked)]
        drawn = [one for scene in file.get("scenes", ()) for one in scene["options"] if one["dimension"] == like]
        for option in drawn[-1:]:
            option["dimension"] = new
    return json.dumps(file, ensure_ascii=False)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    folder = tmp_path_factory.mktemp("taken")
    questions = folder / "questions"
    shutil.copytree(resource("questions"), questions)
    shutil.copy(INVENTORY, questions)
    (questions / "wide.yaml").write_text(widened(resource("questions") / "totem.yaml", "wide"), "utf-8")
    (questions / "long.yaml").write_text(widened(INVENTORY, "long"), "utf-8")
    return create_app(settings_in(folder, questions=questions))


@pytest.fixture(scope="module")
def here(app: Starlette, client: TestClient) -> Whole:
    """With a campaign of each questionnaire, and a release of each size of crowd."""
    site = site_of(app)
    for id_, questionnaire in site.questionnaires.items():
        campaign = create(site.engine, f"{id_}-2026", id_, date(2026, 11, 2), people="patients", k=5)
        for number, many in enumerate(CROWDS, 1):
            publish(site, campaign.id, released(questionnaire, many, 7 * number + len(id_), number))
    return site


def taken_of(here: Whole, bank: str, number: int, language: Language) -> ReleaseContext:
    campaign = here.campaigns.find(f"{bank}-2026")
    assert campaign
    found = taken(
        here.site,
        CampaignContext(campaign, here.questionnaires[bank], Wording(language, campaign.people)),
        BASE,
        number,
    )
    assert found
    return found


def headline(page: str) -> str:
    return unescape(re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[0])


def plain(text: str) -> str:
    """Without what a line's end, a font or a full stop takes away from a sentence."""
    return re.sub(r"[\s\u00a0\u202f\u2009\u2060]+", " ", unescape(text)).strip().rstrip(".")


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_card_poster_and_files_say_one_sentence(client: TestClient, here: Whole, language: Language) -> None:
    sentences = set()
    for bank in here.questionnaires:
        for number in range(1, len(CROWDS) + 1):
            found = taken_of(here, bank, number, language)
            page = client.get(f"/{language}/figures/{bank}-2026?release={number}").text
            drawn = QUOTED.findall(here.templates.render(card_of(found)))
            sentence = headline(page)
            assert plain(" ".join(line for line in drawn if line != "Totem")) == plain(sentence)
            assert poster_of(found)["sentence"] == sentence
            assert f"<title>{sentence} ·" in unescape(page)
            sentences.add(sentence)
        newest = client.get(f"/embed/{language}/{bank}-2026").text
        assert headline(newest) == sentence
        url = f"{BASE}/{language}/figures/{bank}-2026"
        assert sentence in client.get("/oembed", params={"url": url}).json()["title"]
    assert len(sentences) >= 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_parts_and_what_is_kept_back_are_told_on_the_page(client: TestClient, here: Whole, language: Language) -> None:
    """Figures of an earlier release, parts without figures, those who joined the others, those who are not counted."""
    words = {
        "fr": ("Le Nord : comme dans la publication n° 2", "les autres parties, ensemble", "non montré", "détruites"),
        "en": ("The North: as in release no. 2", "the other parts, together", "not shown", "destroyed"),
    }
    made = released(here.questionnaires["totem"], 60, 2, 3)
    older = replace(made, segments=tuple(replace(part, as_of=2) if part.n else part for part in made.segments))
    whole: tuple[tuple[Block, ...], list[bool]] = (BLOCKS, [True] * 4)
    for blocks, told in (whole, (("troupe",), [False, False, False, True])):
        slug = f"parts-{len(blocks)}-{language}"
        campaign = create(here.engine, slug, "totem", date(2026, 11, 2), k=5, words=Words(blocks=blocks))
        publish(here, campaign.id, replace(older, slug=slug))
        page = plain(re.sub("<[^>]+>", " ", client.get(f"/{language}/figures/{slug}").text))
        assert [said in page for said in words[language]] == told


@pytest.mark.parametrize(("bank", "sides"), [("wide", 2), ("long", 1)])
def test_a_poster_of_many_dimensions_takes_as_many_sheets_as_it_needs_and_leaves_none_out(
    client: TestClient, here: Whole, tmp_path: Path, bank: str, sides: int
) -> None:
    data = poster_of(taken_of(here, bank, 4, "fr"))
    many = len(here.questionnaires[bank].bank.dimensions)
    assert many > 10
    assert [len(sheet["rows"]) for sheet in data["sheets"]] == [-(-many // 2), many // 2]
    (tmp_path / "poster.pdf").write_bytes(client.get(f"/fr/figures/{bank}-2026/4/poster.pdf").content)
    command = [program("pdftotext", package="poppler-utils"), "-layout", str(tmp_path / "poster.pdf"), "-"]
    text = plain(subprocess.run(command, capture_output=True, text=True, check=True).stdout.replace("\f", " SHEET "))
    assert text.count("SHEET") == 2
    assert "2026 · 1/2" in text.partition("SHEET")[0]
    assert "2026 · 2/2" in text.partition("SHEET")[2]
    for row in [row for sheet in data["sheets"] for row in sheet["rows"]]:
        assert row["name"] in text
        assert len(row["levels"]) == len(row["advice"]) == sides
        assert all(plain(level) in text for level in row["levels"])


def spreadsheet(folder: Path, content: bytes) -> str:
    """What LibreOffice makes of a workbook, as flat XML."""
    office = program("soffice", "libreoffice", package="libreoffice-calc-nogui")
    (folder / "book.xlsx").write_bytes(content)
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "fods", "--outdir", str(folder), str(folder / "book.xlsx")]
    subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE_SECONDS)
    return (folder / "book.fods").read_text("utf-8")


def test_libreoffice_finds_no_formula_in_a_workbook(client: TestClient, here: Whole, tmp_path: Path) -> None:
    control = BytesIO()
    with Workbook(control, {"in_memory": True}) as book:
        book.add_worksheet().write_formula("A1", "=1+1")
    assert spreadsheet(tmp_path, control.getvalue()).count("table:formula=") == 1
    opened = spreadsheet(tmp_path, client.get("/fr/figures/totem-2026/5/data.xlsx").content)
    assert opened.count("table:formula=") == 0
    assert opened.count("<table:table table:name=") == 3
    assert "Confiance" in opened
