"""A copy of what may leave the machine: campaigns, mirror surveys, rooms, sealed totals, releases; and its way back.

Promises a whole and checked SQLite file, from whatever database, that is put back into whatever database. Never reads
pools, ballots and receipts, and is of no site: restored, it is given an identity and a key file of its own.
Of an invitation it keeps whether it was used: a site restored without that would count people twice, or nobody.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from app.db.engine import is_migrated, make_engine, migrate, read, write_transaction
from app.db.files import sync_folder
from app.db.schema import schema_of
from app.tallies.verify import file_faults
from app.transfer.tables import KEPT, TransferRefused, copy_rows, into_empty


def backup(engine: Engine, path: Path) -> None:
    """Write the copy to `path`, readable by this user alone, where no file is yet. Raises TransferRefused."""
    if not is_migrated(engine):
        raise TransferRefused("The database is of another version of Totem: let that one copy it, or totem migrate.")
    if not path.parent.is_dir():
        raise TransferRefused(f"There is no folder {path.parent}.")
    folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=".totem-backup-"))
    try:
        copy = folder / "totem.db"
        _fill(engine, copy)
        # Taking the name first refuses one that is taken; a rename alone would write over it.
        path.touch(mode=0o600, exist_ok=False)
        copy.replace(path)
        sync_folder(path.parent)
    except FileExistsError:
        raise TransferRefused(f"{path} exists already, and is left as it is.") from None
    finally:
        shutil.rmtree(folder)


def _fill(source: Engine, file: Path) -> None:
    # A new file, filled table by table: what was never written to it cannot be dug out of it.
    target = make_engine(f"sqlite:///{file}")
    try:
        migrate(target)
        with read(source, hurried=False) as old, write_transaction(target) as new:
            copy_rows(KEPT, old, new)
        refuse_damaged(target, "The copy")
    finally:
        target.dispose()


def restore_backup(engine: Engine, path: Path) -> None:
    """Put a backup, of this version or of a former one, into this empty database. Raises TransferRefused,
    DatabaseUnsuitable.

    The site that starts there is another one: it draws an identity with a key file that is nobody's.
    """
    with _opened(path) as copy, into_empty(engine) as new, read(copy) as old:
        copy_rows(KEPT, old, new)


@contextmanager
def _opened(path: Path) -> Iterator[Engine]:
    """The backup, brought to this version in a copy of its own: the file stays as it is."""
    if not path.is_file():
        raise TransferRefused(f"There is no file {path}.")
    with tempfile.TemporaryDirectory(prefix="totem-restore-") as folder:
        copy = make_engine(f"sqlite:///{shutil.copyfile(path, Path(folder) / 'totem.db')}")
        try:
            with read(copy) as connection:
                if schema_of(connection) is None:
                    raise TransferRefused(f"{path} is no backup of Totem.")
            refuse_damaged(copy, f"{path}")
            migrate(copy)
            yield copy
        except DatabaseError as error:
            if error.connection_invalidated or "not a database" not in str(error.orig):
                raise
            raise TransferRefused(f"{path} is no backup of Totem.") from None
        finally:
            copy.dispose()


def refuse_damaged(engine: Engine, name: str) -> None:
    """Raises TransferRefused for a file in which SQLite finds something wrong."""
    with read(engine, hurried=False) as connection:
        faults = list(file_faults(connection))
    if faults:
        raise TransferRefused(f"{name} is damaged: {faults[0].what or faults[0].where}.")
