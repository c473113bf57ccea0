"""The store of releases, and the only reader of sealed totals.

Promises that two releases of one structure differ by at least k people, and that a release never changes.
Refuses pools, totals that break an invariant, and documents that do not match their digest.
"""

from datetime import date
from functools import reduce
from operator import add

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from app.db.tables import CellRow, ReleaseRow, table_of
from app.publication.policy import Draw, is_due
from app.publication.released import Released, ReleasedInvalid, digest_of, from_document
from app.publication.summary import Campaign, summarise
from app.tallies.counts import Counts, CountsInvalid, faults_of, from_bytes
from app.totem.model import Bank
from app.totem.packing import fingerprint

CELL, RELEASE = table_of(CellRow), table_of(ReleaseRow)


class TotalsDamaged(Exception):
    """Sealed totals that no set of sheets could add up to: nothing is published from them."""


class ReleaseDamaged(Exception):
    """A stored release is not what was published."""


def latest(session: Session | Connection, campaign_id: int) -> Released | None:
    """Raises ReleaseDamaged."""
    return next(iter(history(session, campaign_id, most=1)), None)


def history(session: Session | Connection, campaign_id: int, most: int | None = None) -> list[Released]:
    """The campaign's releases, newest first. Raises ReleaseDamaged."""
    wanted = select(RELEASE).where(RELEASE.c.campaign_id == campaign_id)
    rows = session.execute(wanted.order_by(RELEASE.c.number.desc()).limit(most)).all()
    return [_checked(row.document, row.digest, f"{campaign_id}, {row.number}") for row in rows]


def _checked(document: str, digest: str, name: str) -> Released:
    if digest_of(document) != digest:
        raise ReleaseDamaged(f"The document of release {name} does not match its digest.")
    try:
        return from_document(document)
    except ReleasedInvalid as error:
        raise ReleaseDamaged(f"The document of release {name} cannot be read.") from error


def release_if_due(
    session: Session | Connection, campaign: Campaign, bank: Bank, today: date, draw: Draw, *, room: bool = False
) -> Released | None:
    """Make and store the next release of what is sealed for the bank's structure, in the caller's transaction.

    None if it is not due yet. room: a seminar's reveal, which waits for k newcomers alone. A k that was promised with
    an earlier release holds for later ones. Raises TotalsDamaged, ReleaseDamaged, and the database's IntegrityError
    if another transaction took the number.
    """
    assert campaign.id is not None
    counts = _sealed(session, campaign.id, bank)
    past = history(session, campaign.id)
    k = max(campaign.k, *(released.k for released in past), 0)
    if counts is None or not _is_due(counts.n, campaign, bank, k, past, today, room=room):
        return None
    number = past[0].number + 1 if past else 1
    released = summarise(bank, counts, campaign, draw, number=number, k=k, today=today, room=room)
    row = {"campaign_id": campaign.id, "number": number, "made_on": today}
    session.execute(insert(RELEASE).values(**row, document=released.to_document(), digest=released.digest))
    return released


def _is_due(n: int, campaign: Campaign, bank: Bank, k: int, past: list[Released], today: date, *, room: bool) -> bool:
    """past: newest first. Growth is counted from the last release of the same structure."""
    n_released = max((released.n for released in past if released.fingerprint == fingerprint(bank)), default=0)
    at_will = room or not campaign.publishes_itself or not past
    days = None if at_will else (today - date.fromisoformat(past[0].made_on)).days
    return is_due(n, n_released, k, days, closed=room or campaign.closed_on is not None)


def _sealed(session: Session | Connection, campaign_id: int, bank: Bank) -> Counts | None:
    """The sum of the campaign's cells for the bank's present structure; None before anything is sealed."""
    of_bank = CELL.c.campaign_id == campaign_id, CELL.c.fingerprint == fingerprint(bank)
    rows = session.execute(select(CELL.c.totals).where(*of_bank)).scalars().all()
    try:
        cells = [from_bytes(bank, totals) for totals in rows]
    except CountsInvalid as error:
        raise TotalsDamaged(f"Totals of campaign {campaign_id}: {error}") from error
    faults = [fault for cell in cells for fault in faults_of(bank, cell)]
    if faults:
        raise TotalsDamaged(f"Totals of campaign {campaign_id}: {'; '.join(faults[:3])}")
    return reduce(add, cells) if cells else None
