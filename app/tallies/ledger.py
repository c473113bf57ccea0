"""The single writer of finished sheets: a group of them is one transaction, and each is counted once.

An acknowledged sheet is on the disk, and a failure counts nothing by half. app.tallies.admission says what is let in.
"""

import logging
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from app.days import day_in, now_in_utc
from app.db.engine import patience_is_spent, read, write_transaction
from app.tallies.admission import Entry, Outcome, Receipt, admit, fix_structure, is_known, open_campaigns
from app.tallies.closing import purge_receipts
from app.tallies.custody import forget_orphans, let_go, recover_pools
from app.tallies.identity import check, looked_on, note_look
from app.tallies.keys import PoolKeys, PoolKeysDamaged
from app.tallies.looks import Looks
from app.tallies.pool import Cell, Pools, add_to_pools, read_pools, seal, write_pools
from app.tallies.repeats import Repeats
from app.tallies.sums import Counts, total
from app.tallies.writer import Writer

__all__ = ["Entry", "Ledger", "Outcome", "Receipt", "TotalsUnavailable", "count", "today_in_utc"]

DAY_SECONDS = 24 * 3600.0
# These strike whoever writes at that moment; anything else may be one sheet's own fault.
TROUBLE = (OperationalError, InterfaceError, InternalError, NoConnection, sqlite3.Error, OSError, PoolKeysDamaged)
log = logging.getLogger(__name__)


OnFinished = Callable[[Connection, Mapping[int, int], date], None]


class TotalsUnavailable(Exception):
    """The sheet was not counted: the database or the key file cannot be written. Trying again later is safe."""


@dataclass(frozen=True, slots=True)
class Group:
    """What a transaction did. sealed: campaigns whose totals grew; obsolete_keys: to forget once it is committed."""

    outcomes: list[Outcome]
    sealed: set[int]
    obsolete_keys: set[str]


def today_in_utc() -> date:
    return now_in_utc().date()


def count(
    connection: Connection, keys: PoolKeys, entries: Sequence[Entry], today: date, on_finished: OnFinished | None = None
) -> Group:
    """Receipts, invitations, pools and totals, in the caller's write transaction. on_finished: told of rooms.

    Raises PoolLost, PoolKeysDamaged, CountsInvalid.
    """
    check(connection, keys)
    cells = [entry.cell for entry in entries]
    campaigns = open_campaigns(connection, {entry.campaign_id for entry in entries}, today)
    today = day_in("UTC", today)  # as receipts have it
    outcomes = admit(connection, entries, cells, campaigns, today)
    sheets = _counted(entries, cells, outcomes)
    if not sheets:
        return Group(outcomes, set(), set())
    first = (cell for cell in sheets if not campaigns[cell.campaign_id].structure)
    fix_structure(connection, {cell.campaign_id: cell.fingerprint for cell in first})
    before = read_pools(connection, keys, sheets)
    grown = {cell: add_to_pools(before.get(cell, Pools()), many, campaigns[cell[0]].k) for cell, many in sheets.items()}
    obsolete_keys = write_pools(connection, keys, before, {cell: pools for cell, (pools, _) in grown.items()})
    sealed = {cell: total(many) for cell, (_, many) in grown.items() if many}
    seal(connection, sealed)
    rooms = {id_ for id_, campaign in campaigns.items() if campaign.protection == "room"}
    finished = Counter(cell.campaign_id for cell, counted in sheets.items() for _ in counted)
    if on_finished and rooms & finished.keys():
        on_finished(connection, {id_: finished[id_] for id_ in rooms & finished.keys()}, today)
    return Group(outcomes, {cell.campaign_id for cell in sealed}, obsolete_keys)


def _counted(entries: Sequence[Entry], cells: Sequence[Cell], outcomes: Sequence[Outcome]) -> dict[Cell, list[Counts]]:
    """The sheets to add, by cell."""
    sheets: dict[Cell, list[Counts]] = {}
    for entry, cell, outcome in zip(entries, cells, outcomes, strict=True):
        if outcome is Outcome.COUNTED:
            sheets.setdefault(cell, []).append(entry.counts)
    return sheets


class Ledger:
    def __init__(
        self,
        engine: Engine,
        keys: PoolKeys,
        on_sealed: Callable[[set[int]], None] | None = None,
        on_finished: OnFinished | None = None,
        *,
        today: Callable[[], date] = now_in_utc,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """on_sealed: called in the writer's thread with the campaigns whose totals grew; it should return soon.

        on_finished: called in the transaction that counts, with how many are counted in each room's campaign.
        """
        self._engine, self._keys, self._on_sealed, self._on_finished = engine, keys, on_sealed, on_finished
        self._today, self._clock = today, clock
        self._writer = Writer(self._count, self._between, TotalsUnavailable)
        self._looks = Looks(self._look)
        self._grown: set[int] = set()
        self._looked: tuple[date, float] | None = None
        self._orphans = self._went_well = self._is_failing = False
        self._down = Repeats(log, "The totals could not be written.", clock)
        self._odd = Repeats(log, "A sheet could not be counted.", clock)
        self._after = Repeats(log, "What follows the counting failed; the counts are safe.", clock)

    def start(self) -> None:
        """Settle what an earlier run left, then write. Raises what the database raises when it is out of reach."""
        # What a killed run left behind goes once something is counted, not before: a database that was set back by
        # mistake may still be brought forward again.
        self._orphans = recover_pools(self._engine, self._keys)
        self._keys.start()
        self._purge()
        self._looks.start()
        self._writer.start()

    def stop(self) -> None:
        """Count what was handed in, then end."""
        self._writer.stop()
        self._looks.stop()
        self._keys.stop()

    @property
    def is_failing(self) -> bool:
        """Whether what was handed in last could not be written."""
        return self._is_failing

    def probe(self) -> None:
        """Write what is there already, as counting would. Raises TROUBLE; counts nobody."""
        with write_transaction(self._engine) as connection:
            check(connection, self._keys)
            for day in (None, looked_on(connection)):  # SQLite writes nothing where nothing differs
                note_look(connection, day)
            self._keys.probe()
        self._is_failing = False

    async def record(self, entry: Entry) -> Outcome:
        """Returns once it is on the disk. Raises TotalsUnavailable."""
        with self._looks.under_way(entry.receipt):
            return await self._writer.ask(entry)

    async def is_counted(self, receipt: Receipt) -> bool:
        """Whether its sheet is in the totals, once what is under way of it here is over. Raises TotalsUnavailable where
        that cannot be told soon."""
        try:
            return await self._looks.is_counted(receipt)
        except (*TROUBLE, TimeoutError) as error:
            raise TotalsUnavailable from error

    def _look(self, receipt: Receipt) -> bool:
        with read(self._engine) as connection:
            return is_known(connection, receipt)

    def record_now(self, entry: Entry) -> Outcome:
        """The same for callers without an event loop: blocks."""
        return self._writer.ask_now(entry)

    def _count(self, entries: Sequence[Entry]) -> Sequence[Outcome | Exception]:
        planned: list[Outcome] = []
        self._went_well = False
        try:
            return self._commit(entries, planned)
        except TROUBLE as error:
            self._is_failing = True
            self._down.tell(error)
            if patience_is_spent(error):  # nothing was committed, and people have waited long enough
                raise
        except Exception as error:
            self._odd.tell(error, trace=True)
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
            self._odd.tell(error, trace=True)
            return TotalsUnavailable(str(error))

    def _commit(self, entries: Sequence[Entry], planned: list[Outcome]) -> list[Outcome]:
        """planned: filled with what the commit is about to make true."""
        orphans, self._orphans = self._orphans, True
        with write_transaction(self._engine, campaigns={entry.campaign_id for entry in entries}) as connection:
            group = count(connection, self._keys, entries, self._today(), self._on_finished)
            planned += group.outcomes
        self._grown |= group.sealed
        self._went_well, self._is_failing = True, False
        self._down.over()
        # Where others wait already, the keys of their commit and these are one write: see app.pool_keys.key_file.
        if let_go(self._keys, group.obsolete_keys, soon=self._writer.is_busy):
            self._orphans = orphans
        return group.outcomes

    def _between(self) -> None:
        try:
            if (self._orphans or self._keys.is_unclean) and self._went_well:
                forget_orphans(self._engine, self._keys)
                self._orphans = False
            self._purge()
            grown, self._grown = self._grown, set()
            if grown and self._on_sealed:
                self._on_sealed(grown)
            self._after.over()
        except Exception as error:
            self._after.tell(error, trace=not isinstance(error, TROUBLE))

    def _purge(self) -> None:
        """At the start, and a whole day later; at once after a clock that was ahead."""
        today, now = day_in("UTC", self._today()), self._clock()
        if self._looked:
            day, at = self._looked
            if today == day or (today > day and now - at < DAY_SECONDS):
                return
        purge_receipts(self._engine, today)
        self._looked = today, now
