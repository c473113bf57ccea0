"""What a site's stores hold, read in one moment, and whether it is exactly what a crowd answered."""

from sqlalchemy import Engine, select

from app.campaigns.keys import digest_of
from app.db.engine import read
from app.db.tables import CampaignRow, InvitationRow, PoolRow, ReceiptRow, table_of
from app.tallies.counts import nothing
from app.tallies.keys import PoolKeys
from app.tallies.pool import Cell, Pools, read_pools, read_totals
from app.tallies.sums import Counts, total
from tests.crowd import a_bank, a_receipt, a_sheet

CAMPAIGN, POOL, RECEIPT = table_of(CampaignRow), table_of(PoolRow), table_of(ReceiptRow)
INVITATION = table_of(InvitationRow)


def totals(engine: Engine) -> dict[Cell, Counts]:
    """Sealed, cell by cell, of every campaign."""
    with read(engine) as connection:
        return read_totals(connection, list(connection.scalars(select(CAMPAIGN.c.id))))


def pools(engine: Engine, keys: PoolKeys) -> dict[Cell, Pools]:
    with read(engine) as connection:
        cells = {Cell(row.campaign_id, row.fingerprint, row.segment) for row in connection.execute(select(POOL))}
        return read_pools(connection, keys, cells)


def receipts(engine: Engine) -> set[bytes]:
    with read(engine) as connection:
        return set(connection.scalars(select(RECEIPT.c.digest)))


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
    this = INVITATION.c.campaign_id == campaign_id, INVITATION.c.digest == digest_of(token)
    with read(engine) as connection:
        return connection.execute(select(INVITATION).where(*this, INVITATION.c.spent.is_(False))).first() is not None
