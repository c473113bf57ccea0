"""Releases of shipped questionnaires with parts of every kind, their tables, and files read back into rows."""

import csv
import zipfile
from dataclasses import fields, replace
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

from app.banks.loader import Questionnaire, load_bank
from app.banks.schema import Language
from app.exports.rows import TableRow
from app.exports.table import Table, table_of
from app.publication.documents import ReleaseDocument, SegmentFigures
from app.publication.summary import summarise
from app.publication.values import Reason, Share
from app.resources import resource
from tests.publication.campaigns import TODAY, Spring
from tests.publication.crowds import crowd, tally

Content = dict[str, Any]
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
IS_NUMBER = {field.name: field.type is not str for field in fields(TableRow)}
INVENTORY = Path(__file__).parents[1] / "banks" / "inventory.yaml"


@cache
def questionnaires() -> tuple[Questionnaire, ...]:
    """With totems and two sides, with neither, and two that end on thanks: of one side, and of two."""
    totem, express, customers, staff = (
        load_bank(resource("questions") / f"{id_}.yaml") for id_ in ("totem", "express", "customers", "staff")
    )
    return totem, express, load_bank(INVENTORY), customers, staff


def released(questionnaire: Questionnaire, many: int, seed: int, number: int = 1) -> ReleaseDocument:
    """Of so many people; from twenty, with a part that is shown, a part that is not, and others."""
    bank, sheets = questionnaire.bank, crowd(questionnaire.bank, many, seed)
    campaign = Spring(people="patients", edition="2026")

    def of(part: int) -> ReleaseDocument:
        people = tally(bank, sheets[:part])
        return summarise(bank, people, campaign, Random(seed).randrange, number=number, k=5, today=TODAY)

    whole = of(many)
    if many < 20:
        return whole
    segments = (
        _part(of(many // 2), "north", {"fr": "Le Nord", "en": "The North"}),
        SegmentFigures("south", (("fr", "Le Sud"),), hidden=Reason.FEWER_THAN_K),
    )
    return replace(whole, segments=segments, others=_part(of(many // 3), "others", {}), not_counted=seed % 2 == 0)


def _part(made: ReleaseDocument, id_: str, name: dict[str, str]) -> SegmentFigures:
    return SegmentFigures(
        id=id_,
        name=tuple(name.items()),
        n=made.n,
        totems=made.totems,
        none=made.none,
        winner=made.winner,
        dimensions=made.dimensions,
        mirrors=made.mirrors,
        as_of=made.number,
        sides=made.sides if made.of_thanks else (),
    )


class Said:
    """Says each share by its phrase."""

    def share(self, share: Share) -> str:
        return f"~{share.phrase.value}"

    def shares(self, crowd: ReleaseDocument | SegmentFigures) -> dict[str, str]:
        shares = {totem.id: totem.share for totem in crowd.totems} | ({"": crowd.none} if crowd.none else {})
        return {id_: self.share(share) for id_, share in shares.items()}


def table(questionnaire: Questionnaire, release: ReleaseDocument, language: Language = "fr") -> Table:
    return table_of(release, questionnaire.file, language, "Le quiz", Said())


def rows(made: Table) -> list[Content]:
    """None for an empty cell."""
    return [{name: getattr(row, name) or _nothing(getattr(row, name)) for name in IS_NUMBER} for row in made.rows]


def _nothing(cell: Any) -> Any:
    return None if cell == "" else cell


def from_csv(content: bytes, delimiter: str, decimal: str) -> list[Content]:
    text = content.decode("utf-8-sig")
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    head, *body = list(lines)
    return [{name: _typed(name, cell, decimal) for name, cell in zip(head, line, strict=True)} for line in body]


def _typed(name: str, cell: str, decimal: str) -> Any:
    """As a spreadsheet of a country with this decimal mark reads it: another mark makes no number."""
    if cell == "" or not IS_NUMBER[name]:
        return cell or None
    whole, mark, part = cell.partition(decimal)
    return float(f"{whole}.{part}") if mark else int(whole)


def from_xlsx(content: bytes, sheet: int = 1) -> list[list[Any]]:
    """The cells of a sheet, line by line."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        texts = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        strings = [_read("".join(part.itertext())) for part in texts.iter(f"{SPREADSHEET}si")]
        found = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    lines = []
    for row in found.iter(f"{SPREADSHEET}row"):
        line: dict[int, Any] = {}
        for cell in row.iter(f"{SPREADSHEET}c"):
            value = cell.findtext(f"{SPREADSHEET}v") or ""
            number = float(value) if "." in value else int(value)
            line[_column(cell.attrib["r"])] = strings[int(value)] if cell.get("t") == "s" else number
        lines.append([line.get(at) for at in range(max(line) + 1)])
    return lines


def _read(text: str) -> str:
    """As a spreadsheet does: XML alone would make a line's end of it."""
    return text.replace("_x000D_", "\r")


def _column(place: str) -> int:
    at = 0
    for letter in place.rstrip("0123456789"):
        at = at * 26 + ord(letter) - 64
    return at - 1


def formulas(content: bytes) -> int:
    """How many cells of the whole file hold a formula, or a link."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    return sum(sheet.count("<f") + sheet.count("<hyperlink") for sheet in sheets)


def quoted(content: bytes) -> set[str]:
    """The texts of cells that stay text when they are edited, as if an apostrophe stood before them."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        texts = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        strings = [_read("".join(part.itertext())) for part in texts.iter(f"{SPREADSHEET}si")]
        formats = ElementTree.fromstring(book.read("xl/styles.xml")).find(f"{SPREADSHEET}cellXfs")
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        cells = [cell for name in sheets for cell in ElementTree.fromstring(book.read(name)).iter(f"{SPREADSHEET}c")]
    assert formats is not None
    keeps = [one.get("quotePrefix") == "1" for one in formats]
    return {strings[int(cell.findtext(f"{SPREADSHEET}v") or "")] for cell in cells if keeps[int(cell.get("s", "0"))]}
