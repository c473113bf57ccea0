"""Whole tables from one database into another: the one loop of backups, their way back, and moves.

Promises that rows arrive as they were, and that the next number of a table comes after all of them. Refuses to write
where anything is already.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Integer, func, insert, inspect, select
from sqlmodel import SQLModel

from app.db.engine import migrate, read, write_transaction
from app.db.schema import HEAD, schema_of
from app.db.tables import (
    BallotRow,
    BarometerReleaseRow,
    BarometerRow,
    CampaignRow,
    CellRow,
    CommitmentRow,
    EditionRow,
    GoneRow,
    InvitationRow,
    MergedRow,
    PlaceCodeRow,
    PlaceReleaseRow,
    PoolRow,
    ProgressRow,
    ReceiptRow,
    ReleaseRow,
    SchemaRow,
    SeminarRow,
    SiteRow,
)
from app.db.trainer_tables import PairingRow, StandingRow

KEPT = (
    *(BarometerRow, EditionRow, CampaignRow, CellRow, GoneRow, InvitationRow, MergedRow, ReleaseRow, PlaceReleaseRow),
    *(BarometerReleaseRow, CommitmentRow, ProgressRow, PlaceCodeRow, SeminarRow, StandingRow),
)
"""In a backup. Whatever refers to another after it."""
SITES_OWN = (PoolRow, ReceiptRow, BallotRow, PairingRow, SiteRow)
"""In no backup: they go with their site alone."""
MIGRATIONS_OWN = (SchemaRow,)
ROWS_AT_ONCE = 1000


class TransferRefused(Exception):
    """No copy was made, or none that could be trusted; what was there is as it was."""


def copy_rows(kinds: Iterable[type[SQLModel]], old: Connection, new: Connection) -> None:
    """In the callers' transactions."""
    for kind in kinds:
        ordered = select(kind).order_by(*inspect(kind).primary_key)
        for rows in old.execute(ordered).mappings().partitions(ROWS_AT_ONCE):
            new.execute(insert(kind), [dict(row) for row in rows])
        _continue_numbers(kind, new)


def _continue_numbers(kind: type[SQLModel], new: Connection) -> None:
    """PostgreSQL counts what it numbered itself; SQLite looks at what is there."""
    (first, *_) = inspect(kind).primary_key
    if new.dialect.name == "postgresql" and first.name == "id" and isinstance(first.type, Integer):
        sequence = func.pg_get_serial_sequence(kind.__tablename__, "id")
        new.execute(select(func.setval(sequence, func.max(first))))


@contextmanager
def into_empty(engine: Engine) -> Iterator[Connection]:
    """A write transaction on a database that holds nothing, with its tables. Raises TransferRefused."""
    with read(engine) as connection:
        found = schema_of(connection)
        if (found.revision != HEAD) if found else inspect(connection).get_table_names():
            raise TransferRefused("The database is not empty. Nothing was changed: give one that nobody has used.")
    migrate(engine)
    with write_transaction(engine, hurried=False) as connection:
        if any(connection.execute(select(kind).limit(1)).first() for kind in (*KEPT, *SITES_OWN)):
            raise TransferRefused("A site is in this database. Nothing was changed: give one that nobody has used.")
        yield connection
