"""Files of a table: CSV, XLSX and JSON say the same, and no text in them is ever a formula."""

import json
import zipfile
from dataclasses import replace
from io import BytesIO
from random import Random

import pytest

from app.exports.columns import COLUMNS
from app.exports.dictionary import dictionary
from app.exports.files import BOM, FORMULA_STARTS, harmless, to_csv, to_json, to_xlsx
from app.exports.rows import HEAD
from app.exports.table import Table
from tests.exports.tables import formulas, from_csv, from_xlsx, questionnaires, quoted, released, rows, table
from tests.soak import many

HERE = "https://totem.example/fr/figures/printemps"
ATTACKS = (
    '=HYPERLINK("https://evil.example","here")',
    "+33 1 23",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
)


def attacked(text: str) -> Table:
    """Whatever an organiser or an author may write is this text."""
    made = table(questionnaires()[0], replace(released(questionnaires()[0], 60, 1), edition=text, series=text))
    return replace(
        made, title=text, rows=tuple(replace(row, name=text, segment_name=text, words=text) for row in made.rows)
    )


def test_every_file_holds_the_same_rows() -> None:
    random = Random(5)
    for seed in range(many(10, 30)):
        questionnaire = random.choice(questionnaires())
        made = table(questionnaire, released(questionnaire, random.randint(5, 250), seed), random.choice(["fr", "en"]))
        expected = rows(made)
        assert from_csv(to_csv(made, "."), ",", ".") == expected
        assert from_csv(to_csv(made, ","), ";", ",") == expected
        assert json.loads(to_json(made, HERE))["rows"] == expected
        head, *lines = from_xlsx(to_xlsx(made, HERE))
        assert head == [COLUMNS[code].name[made.language] for code in HEAD]
        padded = [[*line, *[None] * (len(HEAD) - len(line))] for line in lines]
        assert padded == [list(row.values()) for row in expected]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_is_a_formula(text: str) -> None:
    made = attacked(text)
    for decimal, delimiter in ((".", ","), (",", ";")):
        for row in from_csv(to_csv(made, decimal), delimiter, decimal):  # type: ignore[arg-type]
            assert row["name"] == row["edition"] == f"'{text}"
    book = to_xlsx(made, HERE)
    assert formulas(book) == 0
    cells = [cell for sheet in (1, 2, 3) for line in from_xlsx(book, sheet) for cell in line if isinstance(cell, str)]
    risky = {cell for cell in cells if cell.lstrip(" ").startswith(FORMULA_STARTS)}
    assert text in risky
    assert f"'{text}" not in cells
    assert quoted(book) == risky


def test_harmless_texts_stay_as_they_are() -> None:
    for text in ("Le Nord", "63 %", "≈ ¼", "a=b", "", "2026", "’"):
        assert harmless(text) == text


def test_negative_numbers_stay_numbers() -> None:
    made = table(questionnaires()[0], released(questionnaires()[0], 60, 1))
    lowered = replace(made, rows=tuple(replace(row, value=-7) for row in made.rows))
    assert {row["value"] for row in from_csv(to_csv(lowered, ","), ";", ",")} == {-7}
    assert {line[HEAD.index("value")] for line in from_xlsx(to_xlsx(lowered, HERE))[1:]} == {-7}


def test_excel_is_told_the_encoding_and_french_decimals_have_commas() -> None:
    made = table(questionnaires()[0], released(questionnaires()[0], 60, 1))
    made = replace(made, rows=tuple(replace(row, value=0.25) for row in made.rows))
    english, french = to_csv(made, ".").decode(), to_csv(made, ",").decode()
    assert english.startswith(BOM + "campaign,edition,")
    assert french.startswith(BOM + "campaign;edition;")
    assert ",0.25," in english
    assert ";0,25;" in french


def test_the_workbook_explains_itself() -> None:
    made = table(questionnaires()[0], released(questionnaires()[0], 60, 1), "en")
    book = to_xlsx(made, HERE)
    facts = dict([*line, None][:2] for line in from_xlsx(book, 2))
    assert facts["Who answered"] == "self-selected respondents"
    assert facts["Address"] == HERE
    meanings = from_xlsx(book, 3)
    assert [line[1] for line in meanings] == [term.code for term in dictionary("en", of_thanks=False)]
    of_thanks = table(questionnaires()[3], released(questionnaires()[3], 60, 1), "en")
    meanings = from_xlsx(to_xlsx(of_thanks, HERE), 3)
    assert [line[1] for line in meanings] == [term.code for term in dictionary("en")]


def test_the_same_table_gives_the_same_bytes() -> None:
    made = table(questionnaires()[0], released(questionnaires()[0], 60, 1))
    first = to_xlsx(made, HERE)
    with zipfile.ZipFile(BytesIO(first)) as book:
        assert f"{made.released.made_on}T00:00:00Z" in book.read("docProps/core.xml").decode()
    assert first == to_xlsx(made, HERE)
    assert to_json(made, HERE) == to_json(made, HERE)
