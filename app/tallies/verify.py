"""Whether what is stored can be true: every invariant of the database, its pools and their keys.

Promises to change nothing and to name each fault. Refuses to print a figure of a pool, which covers too few people.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, select
from sqlmodel import col

from app.db.engine import read
from app.db.snapshot import whole
from app.db.tables import BallotRow, CampaignRow, CellRow, InvitationRow, PoolRow, ReceiptRow, ReleaseRow, SeminarRow
from app.tallies import ballots
from app.tallies.faults import faults_of
from app.tallies.identity import check
from app.tallies.keys import PoolKeys, PoolKeysDamaged
from app.tallies.pool import Cell, PoolLost, Pools, opened_pool
from app.tallies.sums import Counts, CountsInvalid, unpacked
from app.totem.model import Bank
from app.totem.packing import fingerprint

PAST_DAYS = 3
"""That receipts may be kept of: the two that ended last, and the one before, where no look fell on it."""


class StoredFault(NamedTuple):
    """name: one word for each kind of fault; where: the row; what: more, where it may be told."""

    name: str
    where: str
    what: str = ""


class Promise(NamedTuple):
    """What a campaign promised: its name, k, whether it still counts, which structure it asks, and where; has_ballots:
    whether it may have any now."""

    slug: str = "no campaign"
    k: int = 0
    is_open: bool = True
    structure: str = ""
    is_room: bool = False
    has_ballots: bool = False


def verify(
    engine: Engine, keys: PoolKeys, banks: Iterable[Bank], today: date, *, read_only: bool = False
) -> list[StoredFault]:
    """Every fault found; empty when all is well. Nobody writes meanwhile, so nothing moves under the check.

    read_only: beside a site that goes on counting, which waits for nothing: one moment is looked at, and of keys only
    whether one is missing. Totals of a structure that no bank has any more are only checked for their size and for k
    people.
    """
    structures = {fingerprint(bank): bank for bank in banks}
    with whole(engine, read_only=read_only) as connection:
        is_replaced = partial(_is_replaced, engine) if read_only else _never
        rows = connection.execute(select(CampaignRow)).all()
        promises = defaultdict(Promise, {row.id: _promise(row) for row in rows})
        return [
            *file_faults(connection),
            *_total_faults(connection, promises, structures),
            *_key_file_faults(connection, keys),
            *([] if read_only else _key_faults(connection, keys)),
            *_pool_faults(connection, keys, promises, structures, is_replaced),
            *_release_faults(connection, promises),
            *_receipt_faults(connection, today),
            *_invitation_faults(connection, promises),
            *_ballot_faults(connection, keys, promises, is_replaced),
            *_room_faults(connection, promises),
        ]


def _promise(row: Row[Any]) -> Promise:
    is_room, is_open = row.protection == "room", row.closed_on is None
    # Of a mirror survey, staff vote once their voice is closed.
    has_ballots = is_open if is_room else row.edition_id is not None and not is_open
    return Promise(row.slug, row.k, is_open, row.fingerprint, is_room, has_ballots)


def file_faults(connection: Connection) -> Iterator[StoredFault]:
    """What SQLite finds wrong with its own file and its references. PostgreSQL watches over its own."""
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield StoredFault("file damaged", "database", said)
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield StoredFault("reference broken", f"table {row[0]}")


def _total_faults(
    connection: Connection, promises: dict[int, Promise], structures: dict[str, Bank]
) -> Iterator[StoredFault]:
    for row in connection.execute(select(CellRow)):
        promise, where = promises[row.campaign_id], _where(promises, row)
        if row.fingerprint != promise.structure:
            yield StoredFault("totals of another structure", where)
        try:
            counts = unpacked(row.totals)
        except CountsInvalid as error:
            yield StoredFault("totals damaged", where, str(error))
            continue
        if counts.n < promise.k:
            yield StoredFault("totals under k", where)
        if row.fingerprint in structures:
            yield from (
                StoredFault("totals impossible", where, what) for what in faults_of(structures[row.fingerprint], counts)
            )


def _key_file_faults(connection: Connection, keys: PoolKeys) -> Iterator[StoredFault]:
    try:
        check(connection, keys)
    except PoolKeysDamaged:
        yield StoredFault(f"{keys.home.kind} of another site", keys.home.place)


def _key_faults(connection: Connection, keys: PoolKeys) -> Iterator[StoredFault]:
    if keys.site is None and keys.owner().settled:
        return  # another site's
    waiting = (*connection.execute(select(PoolRow)), *ballots.all_of(connection))
    for key_id in keys.ids() - {row.key_id for row in waiting}:
        yield StoredFault(
            "key without a pool", key_id, "if a run was killed, the next answer that is counted clears it"
        )


def _never(_row: Row[Any]) -> bool:
    return False


def _is_replaced(engine: Engine, row: Row[Any]) -> bool:
    """Whether what waited under this key was written anew since: then its key has rightly gone.

    A key is there as long as its row is. So one that is missing, asked for after the moment that is looked at, is a
    fault only if its row is still there now.
    """
    kind = PoolRow if hasattr(row, "stage") else BallotRow
    with read(engine) as connection:
        return connection.execute(select(kind).where(col(kind.key_id) == row.key_id)).first() is None


def _pool_faults(
    connection: Connection,
    keys: PoolKeys,
    promises: dict[int, Promise],
    structures: dict[str, Bank],
    is_replaced: Callable[[Row[Any]], bool],
) -> Iterator[StoredFault]:
    for row in connection.execute(select(PoolRow)).all():
        promise, where = promises[row.campaign_id], f"{_where(promises, row)}, {row.stage} pool"
        if not promise.is_open:
            yield StoredFault("pool in a closed campaign", where)
        if row.fingerprint != promise.structure:
            yield StoredFault("pool of another structure", where)
        try:
            counts = opened_pool(keys, Cell(row.campaign_id, row.fingerprint, row.segment), row.key_id, row.box).counts
        except PoolLost:
            if not is_replaced(row):
                yield StoredFault("pool unreadable", where, "its key is gone, or does not open it")
        else:
            yield from (StoredFault(name, where) for name in _pool_fault_names(row, counts, promise.k, structures))


def _pool_fault_names(row: Row[Any], counts: Counts, k: int, structures: dict[str, Bank]) -> Iterator[str]:
    if row.stage not in Pools._fields:
        yield "pool of no stage"
    if row.stage == "open" and counts.n >= k:
        yield "open pool of k people"
    if row.stage == "ready" and counts.n < k:
        yield "ready pool under k"
    if row.fingerprint in structures and faults_of(structures[row.fingerprint], counts):
        yield "pool impossible"


def _release_faults(connection: Connection, promises: dict[int, Promise]) -> Iterator[StoredFault]:
    for row in connection.execute(select(ReleaseRow)):
        if sha256(row.document.encode()).hexdigest() != row.digest:
            yield StoredFault("release altered", f"{promises[row.campaign_id].slug}, release {row.number}")


def _receipt_faults(connection: Connection, today: date) -> Iterator[StoredFault]:
    """Those of a day or two before the last looks wait for the next one: see app.tallies.closing.purge_receipts."""
    past = connection.scalars(
        select(col(ReceiptRow.expires_on)).where(col(ReceiptRow.expires_on) < today).distinct()
    ).all()
    if len(past) > PAST_DAYS:
        yield from (StoredFault("receipts past their day", f"{day}") for day in sorted(past))


def _invitation_faults(connection: Connection, promises: dict[int, Promise]) -> Iterator[StoredFault]:
    for id_ in connection.scalars(select(col(InvitationRow.campaign_id)).distinct()):
        if not promises[id_].is_open:
            yield StoredFault("invitations to a closed campaign", promises[id_].slug)


def _ballot_faults(
    connection: Connection, keys: PoolKeys, promises: dict[int, Promise], is_replaced: Callable[[Row[Any]], bool]
) -> Iterator[StoredFault]:
    for row in ballots.all_of(connection):
        promise, where = promises[row.campaign_id], f"{promises[row.campaign_id].slug}, ballot {row.name!r}"
        if not promise.has_ballots:
            yield StoredFault("ballot of no open room", where)
        try:
            votes = ballots.open_ballots(keys, row)
        except PoolLost:
            if not is_replaced(row):
                yield StoredFault("ballot unreadable", where, "its key is gone, or does not open it")
        else:
            if sum(votes) != row.n:
                yield StoredFault("ballot impossible", where)


def _room_faults(connection: Connection, promises: dict[int, Promise]) -> Iterator[StoredFault]:
    rooms = set(connection.scalars(select(col(SeminarRow.campaign_id))))
    for id_ in rooms ^ {id_ for id_, promise in promises.items() if promise.is_room}:
        yield StoredFault(
            "room without its campaign" if id_ in rooms else "campaign without its room", promises[id_].slug
        )


def _where(promises: dict[int, Promise], row: Row[Any]) -> str:
    return f"{promises[row.campaign_id].slug}, structure {row.fingerprint}, segment {row.segment!r}"
