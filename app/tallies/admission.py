"""Which sheets are counted: each once, while its campaign is open, for what the campaign asks, with what it asks for.

Receipts and invitations are kept in the transaction of the counts. What is not let in is an outcome, not an error. What
counting settles in a campaign is written here too: its structure and its end.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from app.days import day_in
from app.db.tables import CampaignRow, InvitationRow, ReceiptRow
from app.tallies.pool import Cell
from app.tallies.sums import Counts
from app.totem.model import Bank
from app.totem.packing import fingerprint

DAYS = col(CampaignRow.opened_on), col(CampaignRow.closes_on), col(CampaignRow.zone)
SELECT_OPEN = select(
    col(CampaignRow.id), col(CampaignRow.k), col(CampaignRow.protection), col(CampaignRow.fingerprint), *DAYS
).where(col(CampaignRow.id).in_(bindparam("campaigns", expanding=True)), col(CampaignRow.closed_on).is_(None))
FIX_STRUCTURE = (
    update(CampaignRow).where(col(CampaignRow.id) == bindparam("the_id")).values(fingerprint=bindparam("structure"))
)
SPEND = (
    update(InvitationRow)
    .where(
        col(InvitationRow.campaign_id) == bindparam("the_campaign"),
        col(InvitationRow.digest) == bindparam("the_digest"),
    )
    .where(col(InvitationRow.spent).is_(False))
    .values(spent=True)
)
KNOWN = select(col(ReceiptRow.digest)).where(
    col(ReceiptRow.expires_on) == bindparam("expires_on"), col(ReceiptRow.digest) == bindparam("digest")
)
# The rows that come back are new. Asking first which ones are known made PostgreSQL read the whole day.
INSERT_RECEIPTS = {
    dialect: into(ReceiptRow).on_conflict_do_nothing().returning(col(ReceiptRow.digest), col(ReceiptRow.expires_on))
    for dialect, into in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


class Open(NamedTuple):
    """What a campaign that counts asks. structure: the fingerprint that its first answer settled, or empty."""

    k: int
    protection: str
    structure: str


class Outcome(Enum):
    COUNTED = "counted"
    ALREADY = "already"
    CLOSED = "closed"
    USED = "spent"


class Receipt(NamedTuple):
    """What is remembered of a counted sheet, so that it is counted once.

    digest: 16 bytes, a hash of its nonce; expires_on: the sheet's last day, in UTC.
    """

    digest: bytes
    expires_on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished sheet, as counts. invitation: 32 bytes, the digest of the one that it came with."""

    campaign_id: int
    bank: Bank
    segment: str
    counts: Counts
    receipt: Receipt
    invitation: bytes | None = None

    @property
    def cell(self) -> Cell:
        return Cell(self.campaign_id, fingerprint(self.bank), self.segment)


def open_campaigns(connection: Connection, ids: Collection[int], today: date) -> dict[int, Open]:
    """Those that count on this day, by id. today: or an instant, whose day is each campaign's own."""
    found = {}
    for row in connection.execute(SELECT_OPEN, {"campaigns": [*ids]}):
        day = day_in(row.zone, today)
        if row.opened_on <= day and (row.closes_on is None or day <= row.closes_on):
            found[row.id] = Open(row.k, row.protection, row.fingerprint)
    return found


def admit(
    connection: Connection,
    entries: Sequence[Entry],
    cells: Sequence[Cell],
    campaigns: Mapping[int, Open],
    today: date,
) -> list[Outcome]:
    """What becomes of each. Receipts are inserted and invitations spent: those of the counted, and no others."""
    welcome, used = _welcome(connection, entries, cells, campaigns, today)
    new = insert_receipts(connection, welcome)
    found = []
    for place, entry in enumerate(entries):
        if place in used:
            found.append(Outcome.USED)
        elif entry.receipt in new:
            new.remove(entry.receipt)
            found.append(Outcome.COUNTED)
        elif entry.receipt in welcome or is_known(connection, entry.receipt):
            found.append(Outcome.ALREADY)
        else:
            found.append(Outcome.CLOSED)
    return found


def _welcome(
    connection: Connection,
    entries: Sequence[Entry],
    cells: Sequence[Cell],
    campaigns: Mapping[int, Open],
    today: date,
) -> tuple[set[Receipt], set[int]]:
    """The receipts of sheets that are counted unless they were; the places of those whose invitation does not do."""
    structures = {id_: campaign.structure for id_, campaign in campaigns.items()}
    welcome, used = set[Receipt](), set[int]()
    for place, (entry, cell) in enumerate(zip(entries, cells, strict=True)):
        # After its last day a sheet's receipt is purged, and it could be counted twice.
        if entry.campaign_id not in campaigns or entry.receipt.expires_on < today:
            continue
        if structures[entry.campaign_id] not in ("", cell.fingerprint):
            continue
        invited = campaigns[entry.campaign_id].protection == "invitation" and entry.receipt not in welcome
        # Whoever was counted hears so again, and spends nothing.
        if invited and not is_known(connection, entry.receipt) and not _spend(connection, entry):
            used.add(place)
            continue
        structures[entry.campaign_id] = cell.fingerprint
        welcome.add(entry.receipt)
    return welcome, used


def _spend(connection: Connection, entry: Entry) -> bool:
    """Whether there was such an invitation, unspent until now."""
    which = {"the_campaign": entry.campaign_id, "the_digest": entry.invitation}
    return entry.invitation is not None and connection.execute(SPEND, which).rowcount == 1


def is_known(connection: Connection, receipt: Receipt) -> bool:
    """Whether its sheet is counted."""
    return connection.execute(KNOWN, receipt._asdict()).first() is not None


def delete_receipts(connection: Connection, day: date) -> None:
    """Those of sheets whose last day was before this one."""
    connection.execute(delete(ReceiptRow).where(col(ReceiptRow.expires_on) < day))


def insert_invitations(connection: Connection, campaign_id: int, digests: Iterable[bytes]) -> None:
    rows = [{"campaign_id": campaign_id, "digest": digest, "spent": False} for digest in digests]
    connection.execute(insert(InvitationRow), rows)


def move_invitation(connection: Connection, campaign_id: int, digest: bytes, to: bytes) -> bool:
    """Whether there was such an invitation, which is another's now, used or not as it was."""
    this = col(InvitationRow.campaign_id) == campaign_id, col(InvitationRow.digest) == digest
    return connection.execute(update(InvitationRow).where(*this).values(digest=to)).rowcount == 1


def delete_invitations(connection: Connection, campaign_id: int) -> None:
    connection.execute(delete(InvitationRow).where(col(InvitationRow.campaign_id) == campaign_id))


def end_campaign(connection: Connection, campaign_id: int, day: date) -> None:
    """It counts nobody any more."""
    connection.execute(update(CampaignRow).where(col(CampaignRow.id) == campaign_id).values(closed_on=day))


def note_not_counted(connection: Connection, campaign_id: int) -> None:
    """That its end left a small part out."""
    connection.execute(update(CampaignRow).where(col(CampaignRow.id) == campaign_id).values(not_counted=True))


def insert_receipts(connection: Connection, receipts: Iterable[Receipt]) -> set[Receipt]:
    """Returns those that were not there."""
    rows = [receipt._asdict() for receipt in receipts]
    if not rows:
        return set()
    statement = INSERT_RECEIPTS[connection.dialect.name]
    return {Receipt(*row) for row in connection.execute(statement, rows)}


def fix_structure(connection: Connection, structures: Mapping[int, str]) -> None:
    """What these campaigns ask from now on, by id: answers to another structure would not add up."""
    for campaign_id, structure in structures.items():
        connection.execute(FIX_STRUCTURE, {"the_id": campaign_id, "structure": structure})
