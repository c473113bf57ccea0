"""docs/privacy.md names every stored column, and no other."""

import re
from collections import Counter
from pathlib import Path

from sqlmodel import SQLModel

import app.db.tables

DOC = Path(app.db.tables.__file__).parents[2] / "docs" / "privacy.md"
ROW = re.compile(r"^\| `(\w+)` \| `(\w+)` \| (.+) \| (.+) \|$", re.MULTILINE)


def documented() -> list[tuple[str, str, str, str]]:
    part = DOC.read_text("utf-8").partition("## Every stored column and why")[2].partition("\n## ")[0]
    return ROW.findall(part)


def test_every_stored_column_has_its_reason_and_every_reason_its_column() -> None:
    stored = [(table.name, column.name) for table in SQLModel.metadata.sorted_tables for column in table.columns]
    assert Counter((table, column) for table, column, *_ in documented()) == Counter(stored)


def test_columns_are_told_in_the_order_of_the_tables() -> None:
    stored = [(name, column.name) for name, table in SQLModel.metadata.tables.items() for column in table.columns]
    assert [(table, column) for table, column, *_ in documented()] == stored


def test_a_reason_says_something() -> None:
    assert all(len(why.split()) > 2 for _, _, why, _ in documented())


def test_no_column_holds_a_time() -> None:
    kinds = {column.type.__class__.__name__ for table in SQLModel.metadata.sorted_tables for column in table.columns}
    assert kinds == {"AutoString", "Boolean", "Date", "Integer", "LargeBinary"}
