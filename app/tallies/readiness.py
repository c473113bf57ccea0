"""Whether this process can do its work now, and what it cannot do.

Promises an answer within WITHIN_SECONDS, whatever hangs. Says nothing about people or totals, and no path.
"""

import asyncio
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.db.engine import can_serve
from app.db.hurried import Hurried
from app.tallies.keys import PoolKeys, PoolKeysAway, PoolKeysDamaged, PoolKeysForeign
from app.tallies.ledger import TROUBLE, Ledger

WITHIN_SECONDS = 1.5
ROOM_BYTES = 2**20
"""Less than this on a disk, and the next commit may not fit."""


class Readiness:
    def __init__(self, engine: Engine, keys: PoolKeys, ledger: Ledger) -> None:
        self._engine, self._keys, self._ledger = engine, keys, ledger
        file = engine.url.database if engine.dialect.name == "sqlite" else None
        self._folders = {folder for folder in (keys.folder, Path(file).parent if file else None) if folder}
        self._remark = ""
        self._checks: tuple[tuple[Callable[[], str], str], ...] = (
            (self._database, "the database does not answer"),
            (self._key_home, f"the {keys.home.kind} does not answer"),
            (self._disk, "the disk does not answer"),
            (self._counting, "answers cannot be counted: nothing answers in time"),
        )
        self._hurried = Hurried(len(self._checks))

    async def faults(self) -> list[str]:
        """What is degraded, in a few words each; empty when all is well."""
        said = await asyncio.gather(*(self._checked(check, late) for check, late in self._checks))
        return [fault for fault in said if fault]

    async def health(self) -> tuple[list[str], str]:
        """Its faults, and what is amiss while answers are counted all the same, or nothing."""
        return await self.faults(), self._remark

    async def _checked(self, check: Callable[[], str], late: str) -> str:
        try:
            return await self._hurried(late, check, WITHIN_SECONDS)
        except TimeoutError:
            return late

    def _database(self) -> str:
        try:
            return "" if can_serve(self._engine) else "the database is of another version"
        except SQLAlchemyError:
            return "the database is out of reach"

    def _key_home(self) -> str:
        kind, self._remark = self._keys.home.kind, ""
        try:
            self._remark = self._keys.remark()
        except PoolKeysForeign:
            return f"the {kind} is of another site"
        except PoolKeysAway:
            return f"the {kind} is away"
        except PoolKeysDamaged:
            return f"the {kind} is missing or damaged"
        except OSError:
            return f"the {kind} cannot be read"
        return ""

    def _disk(self) -> str:
        return "the disk is full" if _least_free(self._folders) < ROOM_BYTES else ""

    def _counting(self) -> str:
        """Nothing is written to see whether it can be, while answers are counted."""
        if not self._ledger.is_failing:
            return ""
        try:
            self._ledger.probe()
        except TROUBLE:
            return "answers cannot be counted"
        return ""


def _least_free(folders: Collection[Path]) -> int:
    """Bytes; a folder that is away is another check's concern."""
    return min((shutil.disk_usage(folder).free for folder in folders if folder.is_dir()), default=ROOM_BYTES)
