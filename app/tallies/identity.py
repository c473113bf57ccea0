"""Which site a database is of, whether it is still there, and whether keys are the same one's.

No other database uses, keeps or deletes its keys.
"""

from datetime import date

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import col

from app.db.tables import SiteRow
from app.tallies.keys import PoolKeys, PoolKeysDamaged, PoolKeysForeign, use_for


class SiteMoved(PoolKeysDamaged):
    """The site goes on in another database: nothing is counted in this one any more."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"The site of this database was moved to another one on {day}, and goes on there: point TOTEM_DATABASE_URL "
            "to it. This one never starts again. If the move was cut off and the other one is empty: totem move again."
        )


def identity(connection: Connection) -> str | None:
    """The site that this database is of; None until it is given a key file. Raises SiteMoved."""
    row = connection.execute(select(col(SiteRow.id), col(SiteRow.moved_on))).first()
    if row and row.moved_on:
        raise SiteMoved(row.moved_on)
    return row.id if row else None


def set_identity(connection: Connection, site: str) -> None:
    """In place of any that it had."""
    connection.execute(delete(SiteRow))
    connection.execute(insert(SiteRow), {"id": site})


def is_moved(connection: Connection) -> bool:
    return connection.scalar(select(col(SiteRow.moved_on))) is not None


def note_move(connection: Connection, day: date | None) -> None:
    connection.execute(update(SiteRow).values(moved_on=day))


def looked_on(connection: Connection) -> date | None:
    """The last look at receipts that are past their day."""
    return connection.scalar(select(col(SiteRow.looked_on)))


def note_look(connection: Connection, day: date | None) -> None:
    connection.execute(update(SiteRow).values(looked_on=day))


def check(connection: Connection, keys: PoolKeys) -> None:
    """In each write transaction that draws or forgets keys. Raises PoolKeysForeign, PoolKeysDamaged, SiteMoved."""
    site = identity(connection)
    if keys.site is None:
        use_for(keys, site)
    if site != keys.site:
        raise PoolKeysForeign(keys.home)
