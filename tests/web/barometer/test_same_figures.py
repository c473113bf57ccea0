"""The same figures everywhere: of random surveys, the page, CSV, XLSX, JSON, pictures, the frame and the one page say
what the document says."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from io import StringIO
from random import Random
from typing import Any

import pytest

from app.barometer.composed import composed
from app.barometer.edition import Barometer, Edition, days_before
from app.barometer.published import JsonMap
from app.barometer.releases import BarometerRelease, canonical_text
from app.exports.survey_files import survey_csv, survey_xlsx
from app.exports.survey_table import SURVEY_HEAD
from app.publication.documents import digest_of
from app.web.barometer.api_surveys import SurveyFigures
from app.web.barometer.downloads import table_here
from app.web.barometer.edition_context import EditionContext
from app.web.barometer.frames import survey_frame
from app.web.barometer.one_page import one_page_of
from app.web.barometer.survey_pictures import SurveyCard, survey_picture, wings_file
from app.web.barometer.views import edition_page
from tests import soak
from tests.barometer.releases import SPEC, TEN, drawn
from tests.exports.tables import formulas, from_xlsx
from tests.surveys import PUBLIC, REVEAL
from tests.web.barometer.served import BASE, Served, served
from tests.web.barometer.test_page import headline, said

EDITIONS = soak.many(20, 300)
WORDS = "Une promesse ; avec « =1+1 » et un point-virgule"
MADE: JsonMap = {
    "made_in": "2026", "number": 1, "dimension": "d3", "words": {"fr": WORDS}, "whom": {"fr": "tout le monde"},
    "signed": {"fr": "la direction"}, "due_on": "2027-09-01", "made_on": "2027-03-08",
    "state": "announced", "progress": [],
}  # fmt: skip
MINUS = "−"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Served:
    site = served(tmp_path_factory.mktemp("same"))
    site.whole.site.barometers.specs = {"symmetry": SPEC}
    return site


def contexts(here: Served, seed: str, many: int) -> Iterator[EditionContext]:
    random = Random(seed)
    of = Barometer(1, "same", "symmetry", "Partout pareil", "La direction", "customers", "Europe/Paris", b"")
    days = days_before(REVEAL, PUBLIC)
    edition = Edition(1, of, "2026", days, (), None, {}, None, None, revealed=True, seen_on=PUBLIC)
    about = {"slug": of.slug, "title": of.title, "signature": of.signature, "people": of.people}
    about |= {name: day.isoformat() for name, day in days._asdict().items()}
    for at in range(many):
        content = composed(SPEC, "2026", drawn(random, new=at % 10 != 0), made=[MADE]) | about
        said_so = BarometerRelease(1, PUBLIC, digest_of(canonical_text(content)), content)
        yield EditionContext(here.whole.site, edition, said_so, "fr", BASE)


@pytest.mark.slow
def test_every_figure_is_the_same_wherever_it_is_shown(here: Served) -> None:
    for context in contexts(here, "same", EDITIONS):
        rows = [{name: getattr(row, name) for name in SURVEY_HEAD} for row in table_here(context).rows]
        of_the_document(context.content, rows)
        of_the_files(context, rows)
        of_the_page(context, rows)
        of_the_pictures(context)
        SurveyFigures.model_validate(context.content | {"number": 1, "made_on": str(PUBLIC), "digest": "0" * 64})


def of_the_document(content: JsonMap, rows: list[dict[str, Any]]) -> None:
    """Each of its numbers is in one row."""
    keys = [tuple(row[name] for name in ("figure", "voice", "side", "other_voice", "id")) for row in rows]
    assert len(keys) == len(set(keys))
    at = dict(zip(keys, rows, strict=True))
    levels = 0
    for side in content["levels"]:
        for level in side["dimensions"]:
            row = at["level", side["voice"], side["side"], "", level["id"]]
            assert (row["value"], row["half_width"]) == (level["mean"], level["half_width"])
            levels += 1
    assert sum(key[0] == "level" and bool(key[4]) for key in keys) == levels
    for contrast in content["contrasts"]:
        first, second = (contrast[side].split(".") for side in ("first", "second"))
        for found in contrast["dimensions"]:
            if found["deviations"] is None:
                row = at["gap", *first, second[0], found["id"]]
                assert (row["value"], row["half_width"]) == (found["gap"], found["half_width"])
            else:
                row = at["deviation", *second, "", found["id"]]
                assert row["value"] == found["deviations"]["second"]["gap"]
            assert row["reading"] == found["reading"]


def of_the_files(context: EditionContext, rows: list[dict[str, Any]]) -> None:
    table = table_here(context)
    for decimal, delimiter in ((".", ","), (",", ";")):
        lines = csv_lines(survey_csv(table, decimal), delimiter)  # type: ignore[arg-type]
        assert lines[0] == list(SURVEY_HEAD)
        wanted = [["" if cell is None else written(cell, decimal) for cell in row.values()] for row in rows]
        assert lines[1:] == wanted
    book = survey_xlsx(table, context.page)
    read = [[*line, *[None] * (len(SURVEY_HEAD) - len(line))] for line in from_xlsx(book)[1:]]
    assert read == [[None if cell in (None, "") else cell for cell in row.values()] for row in rows]
    assert not formulas(book)


def csv_lines(data: bytes, delimiter: str) -> list[list[str]]:
    return [*csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter)]


def written(cell: object, decimal: str) -> str:
    return cell if isinstance(cell, str) else str(cell).replace(".", decimal)


def of_the_page(context: EditionContext, rows: list[dict[str, Any]]) -> None:
    html = context.site.templates.render(edition_page(context, context.path))
    table = html.split("<tbody>")[1].split("</tbody>")[0]
    shown = [
        [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line)]
        for line in re.findall(r"<tr>(.*?)</tr>", table)
    ]
    at = {(row["figure"], row["voice"], row["side"], row["id"]): row for row in rows}
    wanted = []
    for id_ in TEN:
        lived, believed, received = (
            at.get(("level", *part, id_))
            for part in (("customers", "lived"), ("staff", "expected"), ("staff", "received"))
        )
        gap = at.get(("gap", "staff", "expected", id_))
        wanted.append([id_, level(lived), level(believed), level(gap, sign=True), level(received)])
    assert [[*line[:4], line[5]] for line in shown] == wanted
    numbers = drawn_numbers(html.split("<svg")[1])
    assert numbers == levels_drawn(context.content)


def level(row: dict[str, Any] | None, *, sign: bool = False) -> str:
    if row is None or row["value"] is None:
        return "–"
    value = row["value"]
    head = (MINUS if value < 0 else "+" if value > 0 else "") if sign else ""
    half = "" if row["half_width"] is None else f"\u00a0±\u00a0{row['half_width']:g}".replace(".", ",")
    return f"{head}{abs(value) if sign else value}{half}"


def drawn_numbers(svg: str) -> list[str]:
    return sorted(re.findall(r'font-size="13.5"[^>]*>(\d+|–)<', svg))


def levels_drawn(content: JsonMap) -> list[str]:
    """What the wings write: both sides, and what was believed where it is told or cannot be."""
    sides = {(one["voice"], one["side"]): one["dimensions"] for one in content["levels"]}
    told: list[JsonMap] = next((one for one in content["contrasts"] if one["id"] == "reality"), {"dimensions": []})[
        "dimensions"
    ]
    shown = [
        "–" if row["mean"] is None else str(row["mean"])
        for part in (("customers", "lived"), ("staff", "received"))
        for row in sides.get(part, [])
    ]
    beside = ("blind_spot", "pleasant_surprise", "too_few")
    found = [row for row in told if row["reading"] in beside and None not in (row["first"], row["second"])]
    return sorted(shown + [str(row["first"]) for row in found])


def of_the_pictures(context: EditionContext) -> None:
    wanted = levels_drawn(context.content)
    title = headline(context.site.templates.render(edition_page(context, context.path)))
    card = context.site.templates.render(survey_picture(SurveyCard, context))
    frame = context.site.templates.render(survey_frame(context))
    one_page = one_page_of(context, "a3")
    for svg in (wings_file(context).decode(), card, frame, one_page["wings"]):
        assert drawn_numbers(svg) == wanted
    assert " ".join(unescape(re.findall(r"<h1>(.*?)</h1>", frame, re.DOTALL)[0]).split()) == title
    assert plain(one_page["sentence"]) == plain(title)
    text = plain(said(context.site.templates.render(edition_page(context, context.path))))
    assert all(plain(sentence) in text for sentence in one_page["breaks"])
    assert [promise["what"] for promise in one_page["promises"]] == [WORDS]


def plain(text: str) -> str:
    return " ".join(re.sub(r"[\u00a0\u2009\u202f]", " ", text).split())


def test_a_share_is_said_in_files_as_the_page_says_it(here: Served) -> None:
    context = next(contexts(here, "shares", 1))
    found = [row for row in table_here(context).rows if row.figure == "favourable"]
    assert {row.words for row in found} == {"41\u00a0%"}
    assert {(row.value, row.unit) for row in found} == {(41, "percent")}
    assert date.fromisoformat(context.content["public_on"]) == context.edition.days.public_on
