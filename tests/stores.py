"""What a site's stores hold, read in one moment, and whether it is exactly what a crowd answered."""

from sqlalchemy import Engine, select
from sqlmodel import col

from app.campaigns.keys import key_digest
from app.campaigns.store import find
from app.db.engine import read
from app.db.tables import CampaignRow, InvitationRow, PoolRow, ReceiptRow
from app.tallies.counts import nothing
from app.tallies.keys import PoolKeys
from app.tallies.pool import Cell, Pools, read_pools, read_totals
from app.tallies.sums import Counts, total
from tests.crowd import a_bank, a_receipt, a_sheet


def totals(engine: Engine) -> dict[Cell, Counts]:
    """Sealed, cell by cell, of every campaign."""
    with read(engine) as connection:
        return read_totals(connection, list(connection.scalars(select(col(CampaignRow.id)))))


def pools(engine: Engine, keys: PoolKeys) -> dict[Cell, Pools]:
    with read(engine) as connection:
        cells = {Cell(row.campaign_id, row.fingerprint, row.segment) for row in connection.execute(select(PoolRow))}
        return read_pools(connection, keys, cells)


def people_in(engine: Engine, keys: PoolKeys, slug: str) -> int:
    """Counted in this campaign, sealed or not."""
    found = find(engine, slug)
    assert found
    waiting = [pool for cell, both in pools(engine, keys).items() if cell.campaign_id == found.id for pool in both]
    sealed = [counts.n for cell, counts in totals(engine).items() if cell.campaign_id == found.id]
    return sum(sealed) + sum(pool.counts.n for pool in waiting if pool)


def receipts(engine: Engine) -> set[bytes]:
    with read(engine) as connection:
        return set(connection.scalars(select(col(ReceiptRow.digest))))


def everything(engine: Engine, keys: PoolKeys) -> Counts:
    """Sealed, ready and open together, of every campaign."""
    waiting = [pool.counts for both in pools(engine, keys).values() for pool in both if pool]
    return total([nothing(a_bank()), *totals(engine).values(), *waiting])


def counted(engine: Engine, people: range) -> list[int]:
    """Whose receipts are there."""
    found = receipts(engine)
    return [person for person in people if a_receipt(person) in found]


def assert_each_is_counted_once(engine: Engine, keys: PoolKeys, people: range) -> list[int]:
    """The counts are those of the people whose receipts are there: none half, none twice. Returns these people."""
    there = counted(engine, people)
    assert len(receipts(engine)) == len(there)
    assert everything(engine, keys) == total([nothing(a_bank()), *map(a_sheet, there)])
    return there


def is_valid(engine: Engine, campaign_id: int, token: str) -> bool:
    """Whether a sheet that comes with this invitation would be counted. The app cannot ask: nobody may be told."""
    this = col(InvitationRow.campaign_id) == campaign_id, col(InvitationRow.digest) == key_digest(token)
    with read(engine) as connection:
        return (
            connection.execute(select(InvitationRow).where(*this, col(InvitationRow.spent).is_(False))).first()
            is not None
        )
