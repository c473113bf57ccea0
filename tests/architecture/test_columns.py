"""Statements name columns that mypy reads, and each table has one module that writes it."""

import ast
import re
from pathlib import Path

import pytest
from mypy import api

import app.db.tables  # noqa: F401 - all rows
from app.db.row import Row

ROOT = Path(__file__).parents[2]
STATEMENT = """
from sqlalchemy import select
from sqlmodel import col

from app.db.tables import CampaignRow

select(col(CampaignRow.closed_on))
select(col(CampaignRow.closed_onn))
"""


@pytest.mark.long
def test_a_misspelt_column_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "statement.py"
    file.write_text(STATEMENT)
    said, _, _ = api.run([str(file)])
    (error,) = [line for line in said.splitlines() if " error: " in line]
    assert ":8: " in error
    assert '"closed_onn"' in error


WRITERS = {
    "BallotRow": {"app/tallies/ballots.py"},
    # What its organiser says of it; what counting settles in it: its structure, and its end.
    "BarometerRow": {"app/barometer/store.py"},
    "BarometerReleaseRow": {"app/barometer/releases.py"},
    "CampaignRow": {"app/campaigns/store.py", "app/tallies/admission.py"},
    "CellRow": {"app/tallies/pool.py"},
    "CommitmentRow": {"app/barometer/commitment_store.py"},
    "EditionRow": {"app/barometer/store.py"},
    "GoneRow": {"app/campaigns/gone.py"},
    "InvitationRow": {"app/tallies/admission.py"},
    "MergedRow": {"app/tallies/batches.py"},
    "PairingRow": {"app/seminars/pairing.py"},
    "PlaceCodeRow": {"app/barometer/place_codes.py"},
    "PlaceReleaseRow": {"app/publication/store.py", "app/campaigns/store.py"},
    "PoolRow": {"app/tallies/pool.py"},
    "ProgressRow": {"app/barometer/commitment_store.py"},
    "ReceiptRow": {"app/tallies/admission.py"},
    # A campaign's releases go with it, in its transaction; whoever makes them stands beside it, and cannot be asked.
    "ReleaseRow": {"app/publication/store.py", "app/campaigns/store.py"},
    "SeminarRow": {"app/seminars/store.py"},
    "SchemaRow": {"app/db/schema.py"},
    "SiteRow": {"app/tallies/identity.py"},
    "StandingRow": {"app/seminars/standing.py"},
    "any": {"app/transfer/tables.py"},  # into a database that holds nothing
}
"""The module that writes each table; a second one with its reason."""
ROWS = {row.__name__ for row in Row.__subclasses__()}
READING = {"select", "select_from", "inspect", "join", "join_from", "outerjoin", "exists"}
RAW = re.compile(r"(INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b")
VERBS = {"insert", "update", "delete"}


def written(source: str) -> set[str]:
    """The rows that a module writes by a statement, "any" for one that it does not name."""
    tree = ast.parse(source)
    verbs = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name in VERBS
    }
    found = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            first = node.args[0].id if isinstance(node.args[0], ast.Name) else ""
            if isinstance(node.func, ast.Name) and node.func.id in verbs and first not in ROWS:
                found.add("any")
            if first in ROWS and _verb(node.func) not in READING:
                found.add(first)
        if isinstance(node, ast.Attribute) and node.attr in ("__table__", "tables"):
            found.add("any")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and RAW.match(node.value):
            found.add("any")
    return found


def _verb(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_each_table_has_one_module_that_writes_it() -> None:
    writers: dict[str, set[str]] = {}
    for file in (ROOT / "app").rglob("*.py"):
        for row in written(file.read_text()):
            writers.setdefault(row, set()).add(str(file.relative_to(ROOT)))
    assert writers == WRITERS
    assert WRITERS.keys() - {"any"} == ROWS


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("delete(CellRow)", "CellRow"),
        ("sql.update(CellRow)", "CellRow"),
        ("sqlite.insert(CellRow)", "CellRow"),
        ("into(CellRow)", "CellRow"),
        ("delete(kind)", "any"),
        ("CellRow.__table__", "any"),
        ("connection.exec_driver_sql('DELETE FROM cell')", "any"),
    ],
)
def test_a_second_module_that_writes_is_found(line: str, row: str) -> None:
    before = "from sqlalchemy import delete\n"
    assert written(before + "select(CellRow)") == set()
    assert written(before + line) == {row}


def test_a_mirror_survey_names_no_table_of_totals() -> None:
    """It is made of releases: `app.db.tables` holds its own tables beside those of what is counted."""
    files = [*(ROOT / "app" / "barometer").glob("*.py")]
    assert len(files) > 20
    assert [file.name for file in files if re.search(r"\b(?:CellRow|PoolRow|ReceiptRow)\b", file.read_text())] == []
