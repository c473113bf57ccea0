"""The single writer of finished sheets: a group of them is one transaction, and each is counted once.

Promises that an acknowledged sheet is on the disk, and that a failure counts nothing by half.
Refuses a sheet whose campaign is closed, and one that was counted already.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import NamedTuple

from sqlalchemy import Connection, Engine, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from app.db.engine import write_transaction
from app.db.tables import CampaignRow, ReceiptRow, table_of
from app.tallies.closing import forget_orphans, purge_receipts, settle_pools
from app.tallies.counts import Counts
from app.tallies.keys import PoolKeys, PoolKeysDamaged
from app.tallies.pool import Cell, Pools, grow, read_pools, seal, total, write_pools
from app.tallies.writer import Writer
from app.totem.model import Bank
from app.totem.packing import fingerprint

CAMPAIGN, RECEIPT = table_of(CampaignRow), table_of(ReceiptRow)
# These strike whoever writes at that moment; anything else may be one sheet's own fault.
TROUBLE = (OperationalError, InterfaceError, InternalError, NoConnection, sqlite3.Error, OSError, PoolKeysDamaged)

SELECT_OPEN = select(CAMPAIGN.c.id, CAMPAIGN.c.k).where(
    CAMPAIGN.c.id.in_(bindparam("campaigns", expanding=True)), CAMPAIGN.c.closed_on.is_(None)
)
KNOWN = select(RECEIPT.c.digest).where(
    RECEIPT.c.expires_on == bindparam("expires_on"), RECEIPT.c.digest == bindparam("digest")
)
# The rows that come back are new. Asking first which ones are known made PostgreSQL read the whole day.
INSERT_RECEIPTS = {
    dialect: insert(RECEIPT).on_conflict_do_nothing().returning(RECEIPT.c.expires_on, RECEIPT.c.digest)
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}

log = logging.getLogger(__name__)


class TotalsUnavailable(Exception):
    """The sheet was not counted: the database or the key file cannot be written. Trying again later is safe."""


class Outcome(Enum):
    COUNTED = "counted"
    ALREADY = "already"
    CLOSED = "closed"


class Receipt(NamedTuple):
    expires_on: date
    digest: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished sheet, as counts. receipt: 16 bytes, a hash of its nonce; expires_on: the sheet's last day, in UTC."""

    campaign_id: int
    bank: Bank
    segment: str
    counts: Counts
    receipt: bytes
    expires_on: date

    @property
    def key(self) -> Receipt:
        return Receipt(self.expires_on, self.receipt)

    @property
    def cell(self) -> Cell:
        return Cell(self.campaign_id, fingerprint(self.bank), self.segment)


@dataclass(frozen=True, slots=True)
class Group:
    """What a transaction did. sealed: campaigns whose totals grew; spent: keys to forget once it is committed."""

    outcomes: list[Outcome]
    sealed: set[int]
    spent: set[str]


def today_in_utc() -> date:
    return datetime.now(UTC).date()


def count(connection: Connection, keys: PoolKeys, entries: Sequence[Entry], today: date) -> Group:
    """Receipts, pools and totals, in the caller's write transaction. Raises PoolLost, CountsInvalid."""
    asked = {"campaigns": [*{entry.campaign_id for entry in entries}]}
    open_k = {row.id: row.k for row in connection.execute(SELECT_OPEN, asked)}
    outcomes = _outcomes(connection, entries, open_k, today)
    sheets: dict[Cell, list[Counts]] = {}
    for entry, outcome in zip(entries, outcomes, strict=True):
        if outcome is Outcome.COUNTED:
            sheets.setdefault(entry.cell, []).append(entry.counts)
    if not sheets:
        return Group(outcomes, set(), set())
    before = read_pools(connection, keys, sheets)
    grown = {cell: grow(before.get(cell, Pools()), many, open_k[cell.campaign_id]) for cell, many in sheets.items()}
    spent = write_pools(connection, keys, before, {cell: pools for cell, (pools, _) in grown.items()})
    sealed = {cell: total(many) for cell, (_, many) in grown.items() if many}
    seal(connection, sealed)
    return Group(outcomes, {cell.campaign_id for cell in sealed}, spent)


def _outcomes(connection: Connection, entries: Sequence[Entry], open_k: dict[int, int], today: date) -> list[Outcome]:
    # After its last day a sheet's receipt is purged, and it could be counted twice.
    welcome = {entry.key for entry in entries if entry.campaign_id in open_k and entry.expires_on >= today}
    new = _insert_receipts(connection, welcome) if welcome else set()
    found = []
    for entry in entries:
        if entry.key in new:
            new.remove(entry.key)
            found.append(Outcome.COUNTED)
        elif entry.key in welcome or connection.execute(KNOWN, entry.key._asdict()).first():
            found.append(Outcome.ALREADY)
        else:
            found.append(Outcome.CLOSED)
    return found


def _insert_receipts(connection: Connection, receipts: Iterable[Receipt]) -> set[Receipt]:
    """Returns those that were not there."""
    statement = INSERT_RECEIPTS[connection.dialect.name]
    return {Receipt(*row) for row in connection.execute(statement, [receipt._asdict() for receipt in receipts])}


class Ledger:
    def __init__(
        self,
        engine: Engine,
        keys: PoolKeys,
        on_sealed: Callable[[set[int]], None] | None = None,
        *,
        today: Callable[[], date] = today_in_utc,
    ) -> None:
        """on_sealed: called in the writer's thread with the campaigns whose totals grew; it should return soon."""
        self._engine, self._keys, self._on_sealed, self._today = engine, keys, on_sealed, today
        self._writer = Writer(self._count, self._between, TotalsUnavailable)
        self._grown: set[int] = set()
        self._purged_on: date | None = None
        self._orphans = False

    def start(self) -> None:
        """Settle what an earlier run left, then write. Raises what the database raises when it is out of reach."""
        settle_pools(self._engine, self._keys)
        self._tidy()
        self._writer.start()

    def stop(self) -> None:
        """Count what was handed in, then end."""
        self._writer.stop()

    async def record(self, entry: Entry) -> Outcome:
        """Returns once it is on the disk. Raises TotalsUnavailable."""
        return await self._writer.ask(entry)

    def record_now(self, entry: Entry) -> Outcome:
        """The same for callers without an event loop: blocks."""
        return self._writer.ask_now(entry)

    def _count(self, entries: Sequence[Entry]) -> Sequence[Outcome | Exception]:
        planned: list[Outcome] = []
        try:
            return self._commit(entries, planned)
        except TROUBLE as error:
            log.warning("The totals could not be written; trying again. %s", error)
        except Exception:
            log.exception("A group of sheets could not be counted; trying them one by one.")
            return [self._count_alone(entry) for entry in entries]
        again = self._commit(entries, [])
        # A commit whose answer was lost may have happened: then it is our own receipts that are found.
        planned += again[len(planned) :]
        return [
            was if was is Outcome.COUNTED and now is Outcome.ALREADY else now
            for was, now in zip(planned, again, strict=True)
        ]

    def _count_alone(self, entry: Entry) -> Outcome | Exception:
        try:
            return self._commit([entry], [])[0]
        except Exception as error:
            log.exception("A sheet could not be counted.")
            return TotalsUnavailable(str(error))

    def _commit(self, entries: Sequence[Entry], planned: list[Outcome]) -> list[Outcome]:
        """planned: filled with what the commit is about to make true."""
        orphans, self._orphans = self._orphans, True
        with write_transaction(self._engine) as connection:
            group = count(connection, self._keys, entries, self._today())
            planned += group.outcomes
        self._grown |= group.sealed
        try:
            self._keys.forget(group.spent)
            self._orphans = orphans
        except (OSError, PoolKeysDamaged):
            log.exception("Keys of sealed pools could not be deleted; this will be tried again.")
        return group.outcomes

    def _between(self) -> None:
        try:
            self._tidy()
            grown, self._grown = self._grown, set()
            if grown and self._on_sealed:
                self._on_sealed(grown)
        except Exception:
            log.exception("What follows the counting failed; the counts are safe.")

    def _tidy(self) -> None:
        if self._orphans:
            forget_orphans(self._engine, self._keys)
            self._orphans = False
        today = self._today()
        if today != self._purged_on:
            purge_receipts(self._engine, today)
            self._purged_on = today
