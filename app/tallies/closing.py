"""The end of a campaign, of a receipt's days, and of a run that stopped halfway.

Promises that nothing under k people joins the totals, then either, and that no key outlives its pool.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, select, update

from app.db.engine import write_transaction
from app.db.tables import CampaignRow, InvitationRow, ReceiptRow, table_of
from app.tallies import ballots
from app.tallies.keys import PoolKeys, PoolKeysDamaged
from app.tallies.pool import (
    COUNT_IN_THE_WHOLE,
    OTHERS,
    POOL,
    UNDISCLOSED,
    Cell,
    PoolLost,
    opened_pool,
    read_totals,
    seal,
    whole_only,
)
from app.tallies.sharing import share_out
from app.tallies.sums import Counts

CAMPAIGN, INVITATION, RECEIPT = (table_of(row) for row in (CampaignRow, InvitationRow, ReceiptRow))

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Closing:
    """not_counted: segments with answers that are destroyed, "fewer than k"; lost: pools that no key opened.

    How many people is not told: it would be a figure under k.
    """

    sealed: bool
    not_counted: frozenset[str]
    lost: int


def close(engine: Engine, keys: PoolKeys, campaign_id: int, today: date) -> Closing:
    """Close the campaign; seal what waits wherever it covers k people; destroy the rest. Idempotent.

    In each segment the ready and the open pool seal together: k … 2k−1 people. An open pool without a ready one holds
    1 … k−1: whatever was sealed before (there may be totals, if the campaign was opened again), adding it would let two
    copies of the totals differ by these few people. What becomes of it: `sharing`.

    Raises LookupError for a campaign that is not there, PoolKeysDamaged when no pool at all has its key.
    """
    with write_transaction(engine) as connection:
        closing, spent = close_within(connection, keys, campaign_id, today)
    keys.forget(spent)
    return closing


def close_within(connection: Connection, keys: PoolKeys, campaign_id: int, today: date) -> tuple[Closing, set[str]]:
    """The same in the caller's write transaction. Also returns the keys to forget once it is committed."""
    k = _k_of(connection, campaign_id)
    rows = connection.execute(select(POOL).where(POOL.c.campaign_id == campaign_id)).all()
    if rows and not keys.ids():
        raise PoolKeysDamaged(
            f"{keys.path} holds no key, but answers wait for theirs. Is TOTEM_POOL_KEY_FILE the one that the site "
            "uses? If that file is lost, start Totem: it gives these answers up, and keeps the totals."
        )
    waiting, lost = _opened(keys, rows)
    shares = share_out(waiting, k, read_totals(connection, [campaign_id]), whole_only(connection, campaign_id))
    seal(connection, shares.sealed)
    if shares.whole_only:
        names = ({f"the_{name}": value for name, value in cell._asdict().items()} for cell in shares.whole_only)
        connection.execute(COUNT_IN_THE_WHOLE, [*names])
    connection.execute(delete(POOL).where(POOL.c.campaign_id == campaign_id))
    # They open nothing any more, and who used theirs need not be known for longer.
    connection.execute(delete(INVITATION).where(INVITATION.c.campaign_id == campaign_id))
    _close_campaign(connection, campaign_id, today, some_destroyed=bool(shares.destroyed))
    spent = ballots.destroy(connection, campaign_id) | {row.key_id for row in rows}
    return Closing(bool(shares.sealed), shares.destroyed, len(lost)), spent


def gather(connection: Connection, keys: PoolKeys, campaign_id: int) -> set[str]:
    """Seal what waits wherever it covers k people by now, in the caller's write transaction; the rest waits on.

    Returns the keys to forget once this is committed. Raises LookupError.
    """
    k = _k_of(connection, campaign_id)
    rows = connection.execute(select(POOL).where(POOL.c.campaign_id == campaign_id)).all()
    waiting, lost = _opened(keys, rows)
    sealed = {cell: counts for cell, counts in waiting.items() if counts.n >= k}
    seal(connection, sealed)
    gone = {row.key_id for row in rows if row not in lost and _cell_of(row) in sealed}
    connection.execute(delete(POOL).where(POOL.c.key_id.in_(gone)))
    return gone


def _k_of(connection: Connection, campaign_id: int) -> int:
    k = connection.scalar(select(CAMPAIGN.c.k).where(CAMPAIGN.c.id == campaign_id))
    if k is None:
        raise LookupError(f"There is no campaign {campaign_id}.")
    return int(k)


def _close_campaign(connection: Connection, campaign_id: int, today: date, *, some_destroyed: bool) -> None:
    """Once said, it stays said that some were left out, whatever is sealed after a reopening. Unless small parts had
    others to join, it is said of a part without anybody too: or its silence would tell that nobody is there."""
    opened = CAMPAIGN.c.id == campaign_id, CAMPAIGN.c.closed_on.is_(None)
    words = connection.scalar(select(CAMPAIGN.c.words).where(*opened))
    if words is None:
        return
    connection.execute(update(CAMPAIGN).where(*opened).values(closed_on=today))
    axis = {segment["id"] for segment in json.loads(words).get("segments", ())}
    sealed = {cell.segment for cell in read_totals(connection, [campaign_id])}
    has_others = {OTHERS, UNDISCLOSED} & sealed or whole_only(connection, campaign_id)
    if some_destroyed or not (has_others or axis <= sealed):
        connection.execute(update(CAMPAIGN).where(CAMPAIGN.c.id == campaign_id).values(not_counted=True))


def settle_pools(engine: Engine, keys: PoolKeys, *, abandon: bool = False) -> int:
    """At start: abandon the pools and ballots that no key opens, forget the keys of none. Returns how many were lost.

    Raises PoolKeysDamaged where none opens: that is rather the wrong key file than a lost one. An operator, not a
    program, decides that the answers which wait are lost: `abandon`.
    """
    with write_transaction(engine) as connection:
        pools, rooms = connection.execute(select(POOL)).all(), ballots.all_of(connection)
        lost = [*_opened(keys, pools)[1], *ballots.unreadable(keys, rooms)]
        rows = [*pools, *rooms]
        if rows and len(lost) == len(rows) and not abandon:
            raise PoolKeysDamaged(
                f"Answers wait in the database, and {keys.path} opens none of them. Put the right key file back "
                "(TOTEM_POOL_KEY_FILE), or give these answers up: totem abandon-pools."
            )
        gone = {row.key_id for row in lost}
        for table in (POOL, ballots.BALLOT):
            connection.execute(delete(table).where(table.c.key_id.in_(gone)))
        keys.keep_only({row.key_id for row in rows} - gone)
    return len(lost)


def forget_orphans(engine: Engine, keys: PoolKeys) -> None:
    """Forget the keys of no pool and no ballot, which a transaction that failed leaves behind. Abandons nothing."""
    with write_transaction(engine) as connection:
        held = (connection.scalars(select(table.c.key_id)) for table in (POOL, ballots.BALLOT))
        keys.keep_only({key_id for ids in held for key_id in ids})


def purge_receipts(engine: Engine, today: date) -> None:
    """Drop the buckets of past days: their sheets have expired, so they cannot come twice."""
    with write_transaction(engine) as connection:
        connection.execute(delete(RECEIPT).where(RECEIPT.c.expires_on < today))


def _opened(keys: PoolKeys, rows: Iterable[Row[Any]]) -> tuple[dict[Cell, Counts], list[Row[Any]]]:
    """What each cell's pools hold together, and the rows that no key opens."""
    found: dict[Cell, Counts] = {}
    lost = []
    for row in rows:
        cell = _cell_of(row)
        try:
            counts = opened_pool(keys, cell, row.key_id, row.box).counts
        except PoolLost as reason:
            log.warning("%s Its answers are lost: fewer than twice k people.", reason)
            lost.append(row)
        else:
            found[cell] = found[cell] + counts if cell in found else counts
    return found, lost


def _cell_of(row: Row[Any]) -> Cell:
    return Cell(row.campaign_id, row.fingerprint, row.segment)
