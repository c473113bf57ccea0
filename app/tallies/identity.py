"""Which site a database is of, and whether a key file is the same one's.

No other database uses, keeps or deletes its keys.
"""

from datetime import date

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import col

from app.db.tables import SiteRow
from app.tallies.keys import PoolKeys, PoolKeysForeign


def identity(connection: Connection) -> str | None:
    """The site that this database is of; None until it is given a key file."""
    return connection.scalar(select(col(SiteRow.id)))


def set_identity(connection: Connection, site: str) -> None:
    """In place of any that it had."""
    connection.execute(delete(SiteRow))
    connection.execute(insert(SiteRow), {"id": site})


def looked_on(connection: Connection) -> date | None:
    """The last look at receipts that are past their day."""
    return connection.scalar(select(col(SiteRow.looked_on)))


def note_look(connection: Connection, day: date | None) -> None:
    connection.execute(update(SiteRow).values(looked_on=day))


def check(connection: Connection, keys: PoolKeys) -> None:
    """In each write transaction that draws or forgets keys. Raises PoolKeysForeign, PoolKeysDamaged."""
    site = identity(connection)
    if keys.site is None:
        keys.use_for(site)
    if site != keys.site:
        raise PoolKeysForeign(keys.path)
