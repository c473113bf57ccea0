"""A site that grows goes on in another database: from SQLite to PostgreSQL, with nobody lost.

Promises that all of it arrives, what waits under its keys too, or that nothing has changed. The key file and the secret
stay what they were. Refuses to leave two databases that both count: the one before never starts again.
"""

from datetime import date

from sqlalchemy import Engine

from app.db.engine import is_migrated, read, write_transaction
from app.tallies.custody import recover_pools
from app.tallies.identity import is_moved, note_move
from app.tallies.keys import PoolKeys
from app.transfer.backup import refuse_damaged
from app.transfer.tables import KEPT, SITES_OWN, TransferRefused, copy_rows, into_empty


def move(source: Engine, keys: PoolKeys, target: Engine, today: date) -> None:
    """Raises TransferRefused, DatabaseUnsuitable, what a database raises, and what would stop the site's start.

    The source is stamped before the target is committed: a move that is cut off in between leaves an empty target and
    a source that nobody answers in, and is made again.
    """
    if not is_migrated(source):
        raise TransferRefused("The database is of another version of Totem: totem migrate brings it to this one.")
    refuse_damaged(source, f"{source.url.database}")
    with read(source) as connection:
        is_cut_off = is_moved(connection)
    if not is_cut_off:
        recover_pools(source, keys)
    with into_empty(target) as new, write_transaction(source, hurried=False) as old:
        copy_rows((*KEPT, *SITES_OWN), old, new)
        note_move(new, None)
        note_move(old, today)
