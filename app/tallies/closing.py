"""The end of a campaign, and of a receipt's days.

Promises that nothing under k people joins the totals, then either. Refuses to close over answers that it cannot open.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Row, select
from sqlmodel import col

from app.db.engine import write_transaction
from app.db.tables import CampaignRow, PoolRow
from app.tallies import admission, ballots
from app.tallies.custody import let_go
from app.tallies.identity import check, looked_on, note_look
from app.tallies.keys import PoolKeys, PoolsUnreadable
from app.tallies.pool import (
    OTHERS,
    UNDISCLOSED,
    Cell,
    PoolLost,
    count_in_the_whole,
    delete_pools,
    opened_pool,
    read_totals,
    seal,
    whole_only,
)
from app.tallies.sharing import split_at_close
from app.tallies.sums import Counts


@dataclass(frozen=True, slots=True)
class Closing:
    """not_counted: segments with answers that are destroyed, "fewer than k".

    How many people is not told: it would be a figure under k.
    """

    sealed: bool
    not_counted: frozenset[str]


def close(engine: Engine, keys: PoolKeys, campaign_id: int, today: date) -> Closing:
    """Close the campaign; seal what waits wherever it covers k people; destroy the rest. Idempotent.

    In each segment the ready and the open pool seal together: k … 2k−1 people. An open pool without a ready one holds
    1 … k−1: whatever was sealed before (there may be totals, if the campaign was opened again), adding it would let two
    copies of the totals differ by these few people. What becomes of it: `sharing`.

    Raises LookupError for a campaign that is not there, PoolKeysDamaged when something that waits cannot be opened:
    whoever runs the site decides whether it is lost.
    """
    with write_transaction(engine, campaigns=[campaign_id]) as connection:
        closing, obsolete = close_within(connection, keys, campaign_id, today)
    let_go(keys, obsolete)
    return closing


def close_within(connection: Connection, keys: PoolKeys, campaign_id: int, today: date) -> tuple[Closing, set[str]]:
    """The same in the caller's write transaction. Also returns the keys to forget once it is committed."""
    k = _k_of(connection, campaign_id)
    check(connection, keys)
    rows = connection.execute(select(PoolRow).where(col(PoolRow.campaign_id) == campaign_id)).all()
    shares = split_at_close(
        _opened(keys, rows), k, read_totals(connection, [campaign_id]), whole_only(connection, campaign_id)
    )
    seal(connection, shares.sealed)
    count_in_the_whole(connection, shares.whole_only)
    delete_pools(connection, {row.key_id for row in rows})
    # They open nothing any more, and who used theirs need not be known for longer.
    admission.delete_invitations(connection, campaign_id)
    _close_campaign(connection, campaign_id, today, some_destroyed=bool(shares.destroyed))
    obsolete = ballots.destroy(connection, keys, campaign_id) | {row.key_id for row in rows}
    return Closing(bool(shares.sealed), shares.destroyed), obsolete


def seal_ready(connection: Connection, keys: PoolKeys, campaign_id: int) -> set[str]:
    """Seal what waits wherever it covers k people by now, in the caller's write transaction; the rest waits on.

    Returns the keys to forget once this is committed. Raises LookupError, PoolKeysDamaged as close does.
    """
    k = _k_of(connection, campaign_id)
    check(connection, keys)
    rows = connection.execute(select(PoolRow).where(col(PoolRow.campaign_id) == campaign_id)).all()
    sealed = {cell: counts for cell, counts in _opened(keys, rows).items() if counts.n >= k}
    seal(connection, sealed)
    gone = {row.key_id for row in rows if _cell_of(row) in sealed}
    delete_pools(connection, gone)
    return gone


def _k_of(connection: Connection, campaign_id: int) -> int:
    k = connection.scalar(select(col(CampaignRow.k)).where(col(CampaignRow.id) == campaign_id))
    if k is None:
        raise LookupError(f"There is no campaign {campaign_id}.")
    return int(k)


def _close_campaign(connection: Connection, campaign_id: int, today: date, *, some_destroyed: bool) -> None:
    """Once said, it stays said that some were left out, whatever is sealed after a reopening. Unless small parts had
    others to join, it is said of a part without anybody too: or its silence would tell that nobody is there."""
    opened = col(CampaignRow.id) == campaign_id, col(CampaignRow.closed_on).is_(None)
    words = connection.scalar(select(col(CampaignRow.words)).where(*opened))
    if words is None:
        return
    admission.end_campaign(connection, campaign_id, today)
    axis = {segment["id"] for segment in json.loads(words).get("segments", ())}
    sealed = {cell.segment for cell in read_totals(connection, [campaign_id])}
    has_others = {OTHERS, UNDISCLOSED} & sealed or whole_only(connection, campaign_id)
    if some_destroyed or not (has_others or axis <= sealed):
        admission.note_not_counted(connection, campaign_id)


def purge_receipts(engine: Engine, today: date) -> None:
    """A look, at a start or a day after the one before: drop the buckets that were past their day at that one already.

    So a clock that is wrong for some hours drops the receipt of no sheet that is still good: it would count twice.
    """
    with write_transaction(engine) as connection:
        before = looked_on(connection)
        if before != today:
            note_look(connection, today)
        if before and before < today:
            admission.delete_receipts(connection, before)


def _opened(keys: PoolKeys, rows: Iterable[Row[Any]]) -> dict[Cell, Counts]:
    """What each cell's pools hold together. Raises PoolsUnreadable unless all of them open."""
    found: dict[Cell, Counts] = {}
    rows = [*rows]
    openers = keys.find([row.key_id for row in rows])
    for row in rows:
        cell = _cell_of(row)
        try:
            counts = opened_pool(openers, cell, row.key_id, row.box).counts
        except PoolLost:
            raise PoolsUnreadable(keys.home) from None
        found[cell] = found[cell] + counts if cell in found else counts
    return found


def _cell_of(row: Row[Any]) -> Cell:
    return Cell(row.campaign_id, row.fingerprint, row.segment)
