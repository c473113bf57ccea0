"""Which tables a database has, and whether this program can serve them.

A migration that only adds leaves the programs of before at work: the table `schema` names the first revision whose
programs may still serve, so that these stay ready while a newer one has migrated. CONTRIBUTING.md has the rule.
"""

from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, inspect, select
from sqlmodel import col

from app.db.tables import SchemaRow
from app.resources import resource

HEAD = "20261201f"
"""The newest revision of alembic/versions; a test compares them."""


class Schema(NamedTuple):
    """oldest: the first revision whose programs may serve these tables; empty in those from before this was noted."""

    revision: str
    oldest: str

    @property
    def is_known(self) -> bool:
        return self.revision in _known()

    @property
    def can_be_served(self) -> bool:
        """By this program: its own tables, or newer ones that leave it at work."""
        return self.revision == HEAD or (not self.is_known and self.oldest in _known())


@cache
def _known() -> frozenset[str]:
    """The revisions up to this program's own. A file is named for its own: Alembic itself would cost a tenth of the
    memory."""
    return frozenset(file.name.partition("_")[0] for file in (resource("alembic") / "versions").glob("*_*.py"))


def schema_of(connection: Connection) -> Schema | None:
    """None in an empty database."""
    tables = inspect(connection)
    if not tables.has_table("alembic_version"):
        return None
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    noted = tables.has_table("schema") and connection.scalar(select(col(SchemaRow.oldest)))
    return Schema(revision, noted or "") if revision else None


def note_oldest(connection: Connection, revision: str) -> None:
    """In place of what was noted before; for migrations."""
    connection.execute(delete(SchemaRow))
    connection.execute(insert(SchemaRow), {"oldest": revision})


def downgrade() -> None:
    """Of every migration."""
    raise SystemExit(
        "Totem's tables go one way. To return to a former version, restore a backup that it made into an empty "
        "database: totem restore FILE. What was answered since is not in it."
    )
