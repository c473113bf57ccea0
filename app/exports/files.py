"""A table written down: CSV for a spreadsheet or a program, XLSX, JSON. One table gives the same bytes each time.

No text is ever a formula, in whatever opens the file; nothing is rounded, sorted or left out on the way.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.exports.about import about
from app.exports.columns import COLUMNS
from app.exports.dictionary import dictionary
from app.exports.rows import HEAD, TableCell
from app.exports.table import Table

JSON_SCHEMA = 2
"""Of the JSON: 2 says of each row when it was made, where it is from and under which licence."""
BOM = "\ufeff"
Decimal = Literal[".", ","]
DELIMITERS: dict[Decimal, str] = {".": ",", ",": ";"}
"""Where a comma marks decimals, spreadsheets want semicolons between cells."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SHEETS = {"fr": ("Chiffres", "À propos", "Dictionnaire"), "en": ("Figures", "About", "Dictionary")}
WIDTHS = {"segment_name": 24, "name": 22, "figure": 14, "words": 26, "why": 44}
WIDE = 60


def is_risky(text: str) -> bool:
    """Whether a spreadsheet could take it for a formula."""
    return text.lstrip(" \u00a0").startswith(FORMULA_STARTS)


def harmless(text: str) -> str:
    """The text, behind an apostrophe if it is risky: CSV has no other way to say that a cell is text."""
    return f"'{text}" if is_risky(text) else text


def to_csv(table: Table, decimal: Decimal) -> bytes:
    return csv_of(HEAD, map(astuple, table.rows), decimal)


def csv_of(head: Sequence[str], rows: Iterable[Sequence[TableCell]], decimal: Decimal) -> bytes:
    """The first line holds the columns' codes. With a byte order mark: without it, Excel misreads accents."""
    written = StringIO(newline="")
    writer = csv.writer(written, delimiter=DELIMITERS[decimal], lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([_plain(cell, decimal) for cell in row])
    return (BOM + written.getvalue()).encode()


def _plain(cell: TableCell, decimal: Decimal) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    return "" if cell is None else str(cell).replace(".", decimal)


def to_json(table: Table, address: str) -> bytes:
    content = {
        "schema": JSON_SCHEMA,
        "language": table.language,
        "about": {fact.code: fact.value for fact in about(table, address)},
        "rows": [
            dict(zip(HEAD, (cell if cell != "" else None for cell in astuple(row)), strict=True)) for row in table.rows
        ],
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1).encode()


def to_xlsx(table: Table, address: str) -> bytes:
    """Three sheets: figures, what stands behind them, what columns and codes mean."""
    file = BytesIO()
    # In memory: some hundreds of rows at most, and a server's disk may be read-only.
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"title": table.title, "created": datetime.fromisoformat(table.released.made_on).replace(tzinfo=UTC)}
    )
    figures, behind, meanings = SHEETS[table.language]
    columns = [COLUMNS[code].name[table.language] for code in HEAD]
    add_sheet(
        book,
        figures,
        columns,
        [astuple(row) for row in table.rows],
        [WIDTHS.get(code, 12) for code in HEAD],
        filters=True,
    )
    add_sheet(book, behind, None, [(fact.name, fact.value) for fact in about(table, address)], [30, WIDE])
    terms = dictionary(table.language, of_thanks=table.released.of_thanks)
    add_sheet(book, meanings, None, terms, [12, 16, 22, 2 * WIDE])
    book.close()
    return file.getvalue()


def add_sheet(
    book: Workbook,
    name: str,
    head: Sequence[str] | None,
    rows: Iterable[Sequence[TableCell]],
    widths: Sequence[int],
    *,
    filters: bool = False,
) -> None:
    sheet: Worksheet = book.add_worksheet(name)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    bold = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"quote_prefix": True})  # an apostrophe that nobody sees: it stays text when it is edited
    lines = [*([head] if head else []), *rows]
    for at, line in enumerate(lines):
        for column, cell in enumerate(line):
            risky = text if isinstance(cell, str) and is_risky(cell) else None
            _write(sheet, at, column, cell, bold if head and at == 0 else risky)
    if head:
        sheet.freeze_panes(1, 0)
    if filters:
        sheet.autofilter(0, 0, len(lines) - 1, len(widths) - 1)


def _write(sheet: Worksheet, row: int, column: int, cell: TableCell, look: Format | None) -> None:
    if isinstance(cell, str) and cell:
        sheet.write_string(row, column, cell, look)
    elif cell is not None and cell != "":
        sheet.write_number(row, column, cell)
