"""A copy of what may leave the machine: campaigns, mirror surveys, rooms, sealed totals, releases.

Promises a whole and checked SQLite file, from whatever database. Never reads pools, ballots and receipts, and is of no
site: restored, it is given an identity and a key file of its own.
Of an invitation it keeps whether it was used: a site restored without that would count people twice, or nobody.
"""

import shutil
import tempfile
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, inspect, select
from sqlmodel import SQLModel

from app.db.engine import is_migrated, make_engine, migrate, read, write_transaction
from app.db.files import sync_folder
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
    SeminarRow,
    SiteRow,
)
from app.tallies.verify import file_faults

KEPT = (
    *(BarometerRow, EditionRow, CampaignRow, CellRow, GoneRow, InvitationRow, MergedRow, ReleaseRow, PlaceReleaseRow),
    *(BarometerReleaseRow, CommitmentRow, ProgressRow, PlaceCodeRow, SeminarRow),
)
"""Whatever refers to another after it."""
LEFT_OUT = (PoolRow, ReceiptRow, BallotRow, SiteRow)


class BackupRefused(Exception):
    """No copy was made, or none that could be trusted."""


def backup(engine: Engine, path: Path) -> None:
    """Write the copy to `path`, readable by this user alone, where no file is yet. Raises BackupRefused.

    To restore it, stop Totem and put it where TOTEM_DATABASE_URL points.
    """
    if not is_migrated(engine):
        raise BackupRefused("The database is of another version of Totem: start this one once, it migrates.")
    if not path.parent.is_dir():
        raise BackupRefused(f"There is no folder {path.parent}.")
    folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=".totem-backup-"))
    try:
        copy = folder / "totem.db"
        _fill(engine, copy)
        # Taking the name first refuses one that is taken; a rename alone would write over it.
        path.touch(mode=0o600, exist_ok=False)
        copy.replace(path)
        sync_folder(path.parent)
    except FileExistsError:
        raise BackupRefused(f"{path} exists already, and is left as it is.") from None
    finally:
        shutil.rmtree(folder)


def _fill(source: Engine, file: Path) -> None:
    # A new file, filled table by table: what was never written to it cannot be dug out of it.
    target = make_engine(f"sqlite:///{file}")
    try:
        migrate(target)
        with read(source, hurried=False) as old, write_transaction(target) as new:
            for row in KEPT:
                _copy(row, old, new)
        with read(target) as connection:
            faults = list(file_faults(connection))
    finally:
        target.dispose()
    if faults:
        raise BackupRefused(f"The copy is damaged: {faults[0].what or faults[0].where}.")


def _copy(kind: type[SQLModel], old: Connection, new: Connection) -> None:
    for rows in old.execute(select(kind).order_by(*inspect(kind).primary_key)).mappings().partitions(1000):
        new.execute(insert(kind), [dict(row) for row in rows])
