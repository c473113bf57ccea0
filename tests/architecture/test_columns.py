"""Statements name columns that mypy reads."""

from pathlib import Path

from mypy import api

STATEMENT = """
from sqlalchemy import select
from sqlmodel import col

from app.db.tables import CampaignRow

select(col(CampaignRow.closed_on))
select(col(CampaignRow.closed_onn))
"""


def test_a_misspelt_column_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "statement.py"
    file.write_text(STATEMENT)
    said, _, _ = api.run([str(file)])
    (error,) = [line for line in said.splitlines() if " error: " in line]
    assert ":8: " in error
    assert '"closed_onn"' in error
