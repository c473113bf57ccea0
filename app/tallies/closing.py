"""The end of a campaign, of a receipt's days, and of a run that stopped halfway.

Promises that nothing under k people joins the totals, then either, and that no key outlives its pool.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine, Row, delete, select, update

from app.db.engine import write_transaction
from app.db.tables import CampaignRow, InvitationRow, ReceiptRow, table_of
from app.tallies.counts import Counts
from app.tallies.keys import PoolKeys, PoolKeysDamaged
from app.tallies.pool import POOL, Cell, PoolLost, opened_pool, seal, total

CAMPAIGN, INVITATION, RECEIPT = (table_of(row) for row in (CampaignRow, InvitationRow, ReceiptRow))
OTHERS = "others"
"""The segment that small ones join at the close, when together they hold k people."""

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
    copies of the totals differ by these few people. It joins those of other small segments in OTHERS if they are k
    together; else nobody will ever read it.

    Raises LookupError for a campaign that is not there, PoolKeysDamaged when no pool at all has its key.
    """
    with write_transaction(engine) as connection:
        k = connection.scalar(select(CAMPAIGN.c.k).where(CAMPAIGN.c.id == campaign_id))
        if k is None:
            raise LookupError(f"There is no campaign {campaign_id}.")
        rows = connection.execute(select(POOL).where(POOL.c.campaign_id == campaign_id)).all()
        if rows and not keys.ids():
            raise PoolKeysDamaged(
                f"{keys.path} holds no key, but answers wait for theirs. Is TOTEM_POOL_KEY_FILE the one that the site "
                "uses? If that file is lost, start Totem: it gives these answers up, and keeps the totals."
            )
        waiting, lost = _opened(keys, rows)
        sealed, not_counted = share_out(waiting, k)
        seal(connection, sealed)
        connection.execute(delete(POOL).where(POOL.c.campaign_id == campaign_id))
        # They open nothing any more, and who used theirs need not be known for longer.
        connection.execute(delete(INVITATION).where(INVITATION.c.campaign_id == campaign_id))
        opened = CAMPAIGN.c.id == campaign_id, CAMPAIGN.c.closed_on.is_(None)
        connection.execute(update(CAMPAIGN).where(*opened).values(closed_on=today))
    keys.forget(row.key_id for row in rows)
    return Closing(bool(sealed), not_counted, len(lost))


def share_out(waiting: Mapping[Cell, Counts], k: int) -> tuple[dict[Cell, Counts], frozenset[str]]:
    """What to seal, cell by cell, and the segments of what is destroyed."""
    sealed = {cell: counts for cell, counts in waiting.items() if counts.n >= k}
    small = waiting.keys() - sealed.keys()
    destroyed: set[str] = set()
    for campaign_id, fingerprint in {cell[:2] for cell in small}:
        others = Cell(campaign_id, fingerprint, OTHERS)
        joining = {cell for cell in small if cell[:2] == others[:2]}
        together = total(waiting[cell] for cell in joining | ({others} & sealed.keys()))
        if together.n >= k:
            sealed[others] = together
        else:
            destroyed |= {cell.segment for cell in joining}
    return sealed, frozenset(destroyed)


def settle_pools(engine: Engine, keys: PoolKeys, *, abandon: bool = False) -> int:
    """At start: abandon the pools that no key opens, forget the keys of no pool. Returns how many pools were lost.

    Raises PoolKeysDamaged where none opens: that is rather the wrong key file than a lost one. An operator, not a
    program, decides that the answers which wait are lost: `abandon`.
    """
    with write_transaction(engine) as connection:
        rows = connection.execute(select(POOL)).all()
        _, lost = _opened(keys, rows)
        if rows and len(lost) == len(rows) and not abandon:
            raise PoolKeysDamaged(
                f"Answers wait in the database, and {keys.path} opens none of them. Put the right key file back "
                "(TOTEM_POOL_KEY_FILE), or give these answers up: totem abandon-pools."
            )
        for row in lost:
            connection.execute(delete(POOL).where(POOL.c.key_id == row.key_id))
        keys.keep_only({row.key_id for row in rows} - {row.key_id for row in lost})
    return len(lost)


def forget_orphans(engine: Engine, keys: PoolKeys) -> None:
    """Forget the keys of no pool, which a transaction that failed leaves behind. Abandons nothing."""
    with write_transaction(engine) as connection:
        keys.keep_only(set(connection.scalars(select(POOL.c.key_id))))


def purge_receipts(engine: Engine, today: date) -> None:
    """Drop the buckets of past days: their sheets have expired, so they cannot come twice."""
    with write_transaction(engine) as connection:
        connection.execute(delete(RECEIPT).where(RECEIPT.c.expires_on < today))


def _opened(keys: PoolKeys, rows: Iterable[Row[Any]]) -> tuple[dict[Cell, Counts], list[Row[Any]]]:
    """What each cell's pools hold together, and the rows that no key opens."""
    found: dict[Cell, Counts] = {}
    lost = []
    for row in rows:
        cell = Cell(row.campaign_id, row.fingerprint, row.segment)
        try:
            counts = opened_pool(keys, cell, row.key_id, row.box).counts
        except PoolLost as reason:
            log.warning("%s Its answers are lost: fewer than twice k people.", reason)
            lost.append(row)
        else:
            found[cell] = found[cell] + counts if cell in found else counts
    return found, lost
