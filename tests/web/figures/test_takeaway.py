"""What people take away from a release: the same figures in every file, picture and frame, at addresses that last."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html import unescape
from pathlib import Path
from random import Random
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.banks.loader import Questionnaire
from app.campaigns.store import create
from app.campaigns.words import Words
from app.child_process import ChildFailed
from app.exports.pdf import PdfRenderer
from app.main import create_app
from app.publication.documents import ReleaseDocument
from app.publication.values import Figure
from app.resources import resource
from app.web.figures.embed import snippet
from tests import soak
from tests.exports.tables import INVENTORY, formulas, from_csv, from_xlsx, questionnaires, released
from tests.programs import program
from tests.web import png
from tests.web.conftest import settings_in
from tests.web.figures import surveys
from tests.web.figures.releases import change, publish, site_of
from tests.whole import Whole

BASE = "http://totem.example"
SLUG = "printemps"
DATA = ("data.csv", "data-semicolon.csv", "data.xlsx", "data.json", "release.json")
FILES = (*DATA, "troupe.svg", "triangle.svg", "butterfly.svg")
PICTURES = ("balance.svg", "card.png", "poster.pdf")
RELEASES = soak.many(10, 200)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    folder = tmp_path_factory.mktemp("takeaway")
    questions = folder / "questions"
    shutil.copytree(resource("questions"), questions)
    shutil.copy(INVENTORY, questions)
    return create_app(settings_in(folder, questions=questions))


@pytest.fixture(scope="module")
def here(app: Starlette, client: TestClient) -> Whole:
    """With a campaign of each questionnaire that has two releases, and others in states of their own."""
    site = site_of(app)
    for bank, slug in (("totem", SLUG), ("totem", "back"), ("totem", "soon"), ("five-traits", "traits")):
        campaign = create(site.engine, slug, bank, date(2026, 11, 2), people="patients", k=5)
        questionnaire = site.questionnaires[bank]
        for number in (1, 2) if slug != "soon" else ():
            publish(site, campaign.id, with_a_gap(made(questionnaire, slug, 40 * number, number)))
        if slug == "back":
            words = Words(notice={"fr": "Une erreur de saisie."})
            change(site, campaign.id, words, withdrawn_on=date(2026, 11, 22))
    return site


def made(questionnaire: Questionnaire, slug: str, many: int, number: int, seed: int = 0) -> ReleaseDocument:
    return replace(released(questionnaire, many, seed, number), slug=slug)


def with_a_gap(release: ReleaseDocument) -> ReleaseDocument:
    """Random people skip so much that their gap is not shown."""
    return replace(release, mirrors=tuple(replace(one, half_width=Figure(value=6)) for one in release.mirrors))


def cells(row: str) -> list[str]:
    return [
        unescape(re.sub(r"<[^>]+>", "", cell)).strip()
        for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
    ]


def tables(page: str) -> list[list[list[str]]]:
    """The bodies of a page's tables, cell by cell."""
    bodies = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    return [[cells(row) for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)] for body in bodies]


def headline(page: str) -> str:
    return unescape(re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[0])


def level(row: dict[str, Any]) -> str:
    """As a cell of the page's table."""
    if row["value"] is None:
        return "trop peu de réponses"
    return f"{row['value']}\u00a0±\u00a0{row['half_width']}" if row["half_width"] is not None else str(row["value"])


@pytest.mark.slow
def test_random_releases_say_the_same_everywhere(client: TestClient, here: Whole) -> None:
    """Page = CSV (both) = XLSX = JSON = API = frame = pictures."""
    random, differences = Random(2026), []
    voices = (("customers", "customers-26"), ("staff", "staff-26"), ("markers", "markers-26"))
    for bank, slug in (("totem", "many"), ("express", "few"), ("five-traits", "plain"), *voices):
        campaign = create(here.engine, slug, bank, date(2026, 11, 2), people="patients", k=5)
        for number in range(1, RELEASES // 2 if bank == "totem" else RELEASES // 4 + 1):
            publish(
                here,
                campaign.id,
                made(here.questionnaires[bank], slug, random.choice([6, 25, 40, 60, 130]), number, number),
            )
            differences += [f"{slug} {number}: {what}" for what in differing(client, here, slug, number)]
    assert differences == []


def differing(client: TestClient, here: Whole, slug: str, number: int) -> Iterator[str]:
    """What does not say what data.json says."""
    address = f"/fr/figures/{slug}/{number}"
    rows = client.get(f"{address}/data.json").json()["rows"]
    if from_csv(client.get(f"{address}/data.csv").content, ",", ".") != rows:
        yield "CSV"
    if from_csv(client.get(f"{address}/data-semicolon.csv").content, ";", ",") != rows:
        yield "CSV with semicolons"
    book = client.get(f"{address}/data.xlsx").content
    lines = [[*line, *[None] * (len(rows[0]) - len(line))] for line in from_xlsx(book)[1:]]
    if lines != [list(row.values()) for row in rows] or formulas(book):
        yield "XLSX"
    page = client.get(f"/fr/figures/{slug}?release={number}").text
    content = client.get(f"/api/v1/figures/{slug}/{number}").json()
    yield from of_the_api(content, rows)
    frame = client.get(f"/embed/fr/{slug}").text
    if "favourable" in {row["figure"] for row in rows}:
        yield from surveys.faults_of_the_page(page, rows)
        yield from surveys.faults_of_the_api(content, rows)
        yield from surveys.faults_of_the_frame(frame, rows)
        yield from surveys.faults_of_the_picture(client.get(f"{address}/butterfly.svg").text, rows)
        return
    yield from of_the_page(page, rows)
    shares = [f"{row['name']} ({row['words']})" for row in rows if row["figure"] == "totem" and not row["segment"]]
    described = unescape(re.findall(r"<desc[^>]*>(.*?)</desc>", frame)[0])
    if headline(frame) != headline(page) or (shares and sorted(described.split(", ")) != sorted(shares)):
        yield "frame"
    if shares and described not in unescape(client.get(f"{address}/troupe.svg").text):
        yield "picture"
    butterfly = re.findall(r">(\d+|–)</text>", client.get(f"{address}/butterfly.svg").text)
    levels = [row for row in rows if row["figure"] == "level" and not row["segment"]]
    if butterfly != [str(row["value"]) if row["value"] is not None else "–" for row in levels]:
        yield "butterfly"


def of_the_page(page: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    found = tables(page)
    whole = [row for row in rows if not row["segment"]]
    shares = {row["name"]: row["words"] for row in whole if row["figure"] == "totem"}
    shown = {line[0]: line[1] for body in found for line in body if line[0] in shares}
    if shown != shares:
        yield "page: shares"
    levels: dict[str, list[str]] = {}
    for row in whole:
        if row["figure"] == "level":
            levels.setdefault(row["name"], []).append(level(row))
    if {line[0]: line[1:] for body in found for line in body if line[0] in levels} != levels:
        yield "page: levels"
    people = {
        row["segment_name"]: str(row["n"]) for row in rows if row["segment"] == "north" and row["figure"] == "people"
    }
    if {line[0]: line[1] for body in found for line in body if line[0] in people} != people:
        yield "page: parts"


def of_the_api(content: dict[str, Any], rows: list[dict[str, Any]]) -> Iterator[str]:
    parts = {"": content} | {part["id"]: part for part in (*content["segments"], content["others"] or {"id": None})}
    for row in rows:
        part = parts[row["segment"] or ""]
        if part["n"] != row["n"]:
            yield "API: people"
        if row["figure"] == "totem":
            share = next(totem for totem in part["totems"] if totem["id"] == row["id"])
            if (share["percent"], share["above"], share["below"], share["reason"]) != (
                row["value"], row["low"], row["high"], row["reason"],
            ):  # fmt: skip
                yield "API: shares"
        if row["figure"] == "level" and row["id"]:
            dimension = next(one for one in part["dimensions"] if one["id"] == row["id"])
            if dimension[row["side"]] != row["value"]:
                yield "API: levels"
        gaps = [(gap["gap"], gap["half_width"]) for gap in part["gaps"]]
        if row["figure"] == "gap" and not row["id"] and gaps != [(row["value"], row["half_width"])]:
            yield "API: gap"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("file", [*FILES, *PICTURES])
def test_every_file_is_there_in_every_language_with_a_name_and_a_mark(
    client: TestClient, here: Whole, language: str, file: str
) -> None:
    address = f"/{language}/figures/{SLUG}/2/{file}"
    response = client.get(address)
    assert response.status_code == 200
    assert re.search(rf'filename="{SLUG}-2026-2[^"]*\.{file.rsplit(".")[-1]}"', response.headers["content-disposition"])
    again = client.get(address, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/{language}/figures/{SLUG}/1/{file}").headers["etag"] != response.headers["etag"]
    newest = client.get(f"/{language}/figures/{SLUG}/{file}", follow_redirects=False)
    assert (newest.status_code, newest.headers["location"]) == (302, address)


def test_a_file_is_the_same_for_as_long_as_it_is_there(client: TestClient, here: Whole) -> None:
    for file in (*FILES, *PICTURES):
        address = f"/fr/figures/{SLUG}/1/{file}"
        assert client.get(address).content == client.get(address).content


@pytest.mark.parametrize(
    "path",
    [
        f"fr/figures/{SLUG}/3/data.csv",
        f"fr/figures/{SLUG}/0/data.csv",
        f"fr/figures/{SLUG}/-1/data.csv",
        f"fr/figures/{SLUG}/one/data.csv",
        f"fr/figures/{SLUG}/1/data.txt",
        f"fr/figures/{SLUG}/1/../secret",
        "fr/figures/nowhere/1/data.csv",
        "fr/figures/nowhere/data.csv",
        "fr/figures/soon/poster.pdf",
        f"de/figures/{SLUG}/1/data.csv",
        "fr/figures/traits/1/troupe.svg",
        "fr/figures/traits/1/triangle.svg",
        "fr/figures/traits/1/balance.svg",
        "embed/fr/nowhere",
        f"embed/de/{SLUG}",
        f"api/v1/figures/{SLUG}/9",
        "de/dictionary",
    ],
)
def test_a_wrong_address_is_a_plain_404(client: TestClient, here: Whole, path: str) -> None:
    assert client.get(f"/{path}").status_code == 404


def test_the_release_itself_has_the_digest_that_is_cited(client: TestClient, here: Whole) -> None:
    for number in (1, 2):
        cited = client.get(f"/api/v1/figures/{SLUG}/{number}").json()["digest"]
        assert sha256(client.get(f"/fr/figures/{SLUG}/{number}/release.json").content).hexdigest() == cited


def test_withdrawn_figures_are_gone_from_every_address_and_the_notice_is_there(client: TestClient, here: Whole) -> None:
    for file in (*FILES, *PICTURES):
        for address in (f"/fr/figures/back/1/{file}", f"/fr/figures/back/{file}"):
            response = client.get(address)
            assert response.status_code == 410
            assert "Une erreur de saisie." in response.text
    assert client.get("/embed/fr/back").status_code == 410
    assert client.get("/api/v1/figures/back").status_code == client.get("/api/v1/figures/back/1").status_code == 410
    assert client.get("/oembed", params={"url": f"{BASE}/fr/figures/back"}).status_code == 404


def test_only_the_frame_may_be_framed_and_it_runs_nothing(client: TestClient, here: Whole) -> None:
    for slug, status in ((SLUG, 200), ("soon", 200), ("back", 410), ("traits", 200)):
        response = client.get(f"/embed/fr/{slug}")
        assert response.status_code == status
        policy = response.headers["content-security-policy"]
        assert "frame-ancestors *" in policy
        assert "script-src" not in policy
        assert "default-src 'none'" in policy
        assert "x-frame-options" not in response.headers
        assert response.headers["x-robots-tag"] == "noindex"
        assert "<script" not in response.text
        assert f'href="{BASE}/fr/figures/{slug}"' in response.text
        assert "set-cookie" not in response.headers
    for path in (f"fr/figures/{SLUG}", f"fr/figures/{SLUG}/1/troupe.svg", "fr/", "embed/fr/nowhere", "oembed"):
        response = client.get(f"/{path}")
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert response.headers["x-frame-options"] == "DENY"


def test_a_frame_is_light(client: TestClient, here: Whole) -> None:
    assert int(client.get(f"/embed/fr/{SLUG}", headers={"Accept-Encoding": "br"}).headers["content-length"]) <= 4096


def oembed(client: TestClient, url: str, **parameters: Any) -> Any:
    return client.get("/oembed", params={"url": url, **parameters})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_oembed_describes_the_frame(client: TestClient, here: Whole, language: str) -> None:
    response = oembed(client, f"{BASE}/{language}/figures/{SLUG}", format="json")
    content = response.json()
    assert response.headers["content-type"] == "application/json"
    assert response.headers["access-control-allow-origin"] == "*"
    assert (content["version"], content["type"], content["provider_name"]) == ("1.0", "rich", "Totem")
    assert f'src="{BASE}/embed/{language}/{SLUG}"' in content["html"]
    assert f'width="{content["width"]}" height="{content["height"]}"' in content["html"]
    assert content["thumbnail_url"] == f"{BASE}/{language}/figures/{SLUG}/2/card.png"
    assert headline(client.get(f"/{language}/figures/{SLUG}").text) in content["title"]


def test_oembed_keeps_to_the_size_that_is_asked_for(client: TestClient, here: Whole) -> None:
    content = oembed(client, f"{BASE}/fr/figures/{SLUG}", maxwidth=320, maxheight=500).json()
    assert (content["width"], content["height"]) == (320, 500)
    assert 'width="320" height="500"' in content["html"]
    assert "thumbnail_url" not in content
    assert oembed(client, f"{BASE}/fr/figures/{SLUG}", maxwidth=0).status_code == 404


def test_oembed_knows_one_format_and_the_addresses_of_this_site(client: TestClient, here: Whole) -> None:
    assert oembed(client, f"{BASE}/fr/figures/{SLUG}", format="xml").status_code == 501
    for url in (
        f"https://evil.example/fr/figures/{SLUG}",
        f"{BASE}.evil.example/fr/figures/{SLUG}",
        f"ftp://totem.example/fr/figures/{SLUG}",
        f"{BASE}/de/figures/{SLUG}",
        f"{BASE}/fr/figures/nowhere",
        f"{BASE}/fr/figures/soon",
        f"{BASE}/fr/figures/{SLUG}/1/data.csv",
        f"{BASE}/fr/",
        "http://[",
        "",
    ):
        assert oembed(client, url).status_code == 404, url


def test_a_title_stays_text_in_the_line_to_paste() -> None:
    line = snippet(BASE, "fr", SLUG, '"><script>alert(1)</script>')
    assert "<script" not in line
    assert line.count('"') % 2 == 0


def test_the_dictionary_is_a_page_in_every_language(client: TestClient, here: Whole) -> None:
    for language, word in (("fr", "Écart"), ("en", "Gap")):
        page = client.get(f"/{language}/dictionary").text
        assert word in page
        assert "<code>half_width</code>" in page


def test_the_card_says_the_sentence_of_the_page(client: TestClient, here: Whole) -> None:
    picture = client.get(f"/fr/figures/{SLUG}/2/card.png")
    assert png.size(picture.content) == (1200, 630)
    assert len(picture.content) <= 200_000


def test_the_poster_is_one_sheet_with_every_dimension_level_and_piece_of_advice(
    client: TestClient, here: Whole, tmp_path: Path
) -> None:
    (tmp_path / "poster.pdf").write_bytes(client.get(f"/fr/figures/{SLUG}/2/poster.pdf").content)
    command = [program("pdftotext", package="poppler-utils"), "-layout", str(tmp_path / "poster.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout.replace("\u00a0", " ")
    assert text.count("\f") == 1
    for row in client.get(f"/fr/figures/{SLUG}/2/data.json").json()["rows"]:
        if row["figure"] == "level" and not row["segment"]:
            assert level(row).replace("\u00a0", " ") in text
            assert row["name"] in text
    file = here.questionnaires["totem"].file
    for dimension in file.dimensions:
        for advice in dimension.actions.values():
            assert advice["fr"].split()[0] in text
    assert headline(client.get(f"/fr/figures/{SLUG}").text).split()[0] in text


def test_a_questionnaire_of_one_side_has_its_poster_too(client: TestClient, here: Whole) -> None:
    response = client.get("/en/figures/traits/2/poster.pdf")
    assert response.content.startswith(b"%PDF-")


def test_without_the_press_the_page_says_to_print(
    client: TestClient, here: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(here.pdf, "is_here", False)
    response = client.get(f"/fr/figures/{SLUG}/2/poster.pdf")
    assert response.status_code == 404
    assert "imprimez-la" in response.text


def test_a_word_on_the_poster_is_text_and_nothing_else() -> None:
    press = PdfRenderer(resource("templates"), resource("static") / "vendor")
    with pytest.raises(ChildFailed):
        press.print("figures/poster.typ", {"sentence": '#read("/etc/hostname")'})


def test_what_an_organiser_types_is_no_formula_in_any_file(client: TestClient, here: Whole) -> None:
    campaign = here.campaigns.find("soon")
    assert campaign
    questionnaire = questionnaires()[0]
    release = replace(made(questionnaire, "autumn", 30, 1), edition="=1+1")
    other = create(here.engine, "autumn", "totem", date(2026, 11, 2), people="patients", k=5, edition="=1+1")
    change(here, other.id, Words(title={"fr": "=HYPERLINK(1)"}))
    publish(here, other.id, release)
    book = client.get("/fr/figures/autumn/1/data.xlsx").content
    assert formulas(book) == 0
    assert from_xlsx(book)[1][1] == "=1+1"
    assert ["Questionnaire", "=HYPERLINK(1)"] in from_xlsx(book, 2)
    assert ";'=1+1;" in client.get("/fr/figures/autumn/1/data-semicolon.csv").content.decode()
    assert client.get("/fr/figures/autumn/1/data.xlsx").headers["content-disposition"].endswith('"autumn-1-1-1.xlsx"')
