"""The store of releases: whatever is shown of sealed totals comes from here. Closing, batches and verify read them too.

Promises that two releases of one structure differ by at least k people, and that a release never changes. Refuses
totals that break an invariant, and documents that do not match their digest.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import lru_cache, reduce
from operator import add
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select
from sqlmodel import col

from app.days import day_in
from app.db.tables import CampaignRow, CellRow, EditionRow, PlaceReleaseRow, ReleaseRow
from app.publication.campaign import CampaignFacts
from app.publication.documents import ReleaseDocument, digest_of, from_document
from app.publication.draws import keyed
from app.publication.left_out import left_out_of
from app.publication.policy import Rounding, is_due
from app.publication.segments import OTHERS, UNDISCLOSED, divided, is_behind
from app.publication.summary import summarise
from app.publication.values import DocumentInvalid
from app.publishing import Reader, publishing_from
from app.tallies.counts import from_bytes
from app.tallies.faults import faults_of
from app.tallies.sums import Counts, CountsInvalid
from app.totem.model import Bank
from app.totem.packing import fingerprint

CELL_ORDER = col(CellRow.campaign_id), col(CellRow.fingerprint), col(CellRow.segment)
HEADS = (
    select(col(ReleaseRow.campaign_id), col(ReleaseRow.number), col(ReleaseRow.digest))
    .add_columns(col(CampaignRow.zone), col(CampaignRow.words), col(CampaignRow.publishing), col(EditionRow.public_on))
    .join(CampaignRow, col(CampaignRow.id) == col(ReleaseRow.campaign_id))
    .outerjoin(EditionRow, col(EditionRow.id) == col(CampaignRow.edition_id))
    .where(col(ReleaseRow.campaign_id).in_(bindparam("campaigns", expanding=True)))
    .order_by(col(ReleaseRow.number).desc())
)


class TotalsDamaged(Exception):
    """Sealed totals that no set of sheets could add up to: nothing is published from them."""


class ReleaseDamaged(Exception):
    """A stored release is not what was published."""


class Head(NamedTuple):
    """A release by its name, unread. left_out: the blocks of figures that its organiser shows nobody."""

    campaign_id: int
    number: int
    digest: str
    left_out: tuple[str, ...] = ()


def heads(
    connection: Connection, campaign_ids: Collection[int], today: date, reader: Reader = "everyone"
) -> list[Head]:
    """Every release of these campaigns that this reader may read, newest first; of a voice of a mirror survey, once its
    edition is public, whoever asks.

    today: or an instant, whose day is each campaign's own.
    """
    rows = connection.execute(HEADS, {"campaigns": [*campaign_ids]})
    dated = ((row, day_in(row.zone, today)) for row in rows)
    return [
        Head(row.campaign_id, row.number, row.digest, left_out_of(row.words))
        for row, day in dated
        if (row.public_on is None or row.public_on <= day) and publishing_from(row.publishing).is_read_by(reader, day)
    ]


def latest(connection: Connection, campaign_id: int) -> ReleaseDocument | None:
    """Raises ReleaseDamaged."""
    return next(iter(history(connection, campaign_id, most=1)), None)


def history(connection: Connection, campaign_id: int, most: int | None = None) -> list[ReleaseDocument]:
    """The campaign's releases, newest first. Raises ReleaseDamaged."""
    wanted = select(ReleaseRow).where(col(ReleaseRow.campaign_id) == campaign_id)
    rows = connection.execute(wanted.order_by(col(ReleaseRow.number).desc()).limit(most)).all()
    return [_checked(row.document, row.digest, f"{campaign_id}, {row.number}") for row in rows]


def latest_text(connection: Connection, campaign_id: int) -> str | None:
    """The document of the latest, byte for byte. Raises ReleaseDamaged."""
    newest = (
        select(ReleaseRow).where(col(ReleaseRow.campaign_id) == campaign_id).order_by(col(ReleaseRow.number).desc())
    )
    row = connection.execute(newest.limit(1)).one_or_none()
    if row:
        _checked(row.document, row.digest, f"{campaign_id}, {row.number}")
    return row.document if row else None


def release_of(connection: Connection, campaign_id: int, number: int) -> ReleaseDocument | None:
    """Raises ReleaseDamaged."""
    wanted = select(ReleaseRow).where(col(ReleaseRow.campaign_id) == campaign_id, col(ReleaseRow.number) == number)
    row = connection.execute(wanted).one_or_none()
    return _checked(row.document, row.digest, f"{campaign_id}, {number}") if row else None


@lru_cache(16)  # a release never changes, and a screen asks for its own again and again
def _checked(document: str, digest: str, name: str) -> ReleaseDocument:
    if digest_of(document) != digest:
        raise ReleaseDamaged(f"The document of release {name} does not match its digest.")
    try:
        return from_document(document)
    except DocumentInvalid:
        # Without the reason: it may quote what the document holds, and ends up in a log.
        raise ReleaseDamaged(f"The document of release {name} cannot be read.") from None


def release_if_due(
    connection: Connection, campaign: CampaignFacts, bank: Bank, today: date, draw: Rounding, *, room: bool = False
) -> ReleaseDocument | None:
    """Make and store the next release of what is sealed for the bank's structure, in the caller's transaction.

    None if it is not due yet. room: a seminar's reveal, which waits for k newcomers alone. A k that was promised with
    an earlier release holds for later ones. Raises TotalsDamaged, ReleaseDamaged, and the database's IntegrityError
    if another transaction took the number.
    """
    released = preview(connection, campaign, bank, today, draw, room=room)
    if released:
        row = {"campaign_id": campaign.id, "number": released.number, "made_on": today}
        document = released.to_document()
        connection.execute(insert(ReleaseRow).values(**row, document=document, digest=digest_of(document)))
    return released


def preview(
    connection: Connection, campaign: CampaignFacts, bank: Bank, today: date, draw: Rounding, *, room: bool = False
) -> ReleaseDocument | None:
    """What release_if_due would store, and nothing stored. To be shown to anyone, it takes settled draws: whoever saw
    others at each look could average them out. None of a voice of a mirror survey, whatever is sealed: `release_voice`
    alone makes its release."""
    return None if campaign.edition_id else _made(connection, campaign, bank, today, draw, room=room)


def release_voice(
    connection: Connection, campaign: CampaignFacts, bank: Bank, today: date, draw: Rounding
) -> str | None:
    """The one release of a closed voice of a mirror survey, in the caller's transaction: its document, for everyone
    once its edition is public. The same with its places is stored beside it. None for fewer than k people."""
    released = _made(connection, campaign, bank, today, draw, room=False)
    if released is None:
        return None
    document, row = _without_parts(released).to_document(), {"campaign_id": campaign.id, "number": released.number}
    connection.execute(insert(ReleaseRow).values(**row, made_on=today, document=document, digest=digest_of(document)))
    if released.segments:
        parts = released.to_document()
        connection.execute(insert(PlaceReleaseRow).values(**row, document=parts, digest=digest_of(parts)))
    return document


def release_with_places(connection: Connection, campaign_id: int) -> ReleaseDocument | None:
    """The latest, for whoever has the key to places; None where there are none. Raises ReleaseDamaged."""
    wanted = select(PlaceReleaseRow).where(col(PlaceReleaseRow.campaign_id) == campaign_id)
    row = connection.execute(wanted.order_by(col(PlaceReleaseRow.number).desc()).limit(1)).one_or_none()
    return _checked(row.document, row.digest, f"{campaign_id}, {row.number}, with places") if row else None


def _without_parts(released: ReleaseDocument) -> ReleaseDocument:
    return replace(released, segments=(), others=None, behind=None)


def _made(
    connection: Connection, campaign: CampaignFacts, bank: Bank, today: date, draw: Rounding, *, room: bool
) -> ReleaseDocument | None:
    assert campaign.id is not None
    cells = _sealed(connection, campaign.id, bank)
    past = history(connection, campaign.id)
    k = max(campaign.k, *(released.k for released in past), 0)
    if not cells:
        return None
    counts = reduce(add, cells.values())
    if not _is_due(counts.n, campaign, bank, k, past, today, room=room):
        return None
    number = past[0].number + 1 if past else 1
    released = summarise(bank, counts, campaign, draw, number=number, k=k, today=today, room=room)
    if room:
        return released
    last = next((one for one in past if one.fingerprint == fingerprint(bank)), None)
    parts = divided(bank, cells, campaign, draw, number=number, k=k, last=last)
    return replace(
        released,
        segments=tuple(part for part in parts if part.id != OTHERS),
        others=next((part for part in parts if part.id == OTHERS), None),
        behind=is_behind(cells, parts, number),
    )


def is_waiting(connection: Connection, campaign: CampaignFacts, bank: Bank, today: date) -> bool:
    """Whether there is something that preview would show. Raises TotalsDamaged, ReleaseDamaged."""
    assert campaign.id is not None
    if campaign.edition_id:
        return False
    cells, past = _sealed(connection, campaign.id, bank), history(connection, campaign.id)
    k = max(campaign.k, *(released.k for released in past), 0)
    return bool(cells) and _is_due(reduce(add, cells.values()).n, campaign, bank, k, past, today, room=False)


def sealed_floor(connection: Connection, campaign: CampaignFacts, bank: Bank) -> int:
    """How many people are sealed at least, in whole groups of k: all that anyone learns of a voice of a mirror survey
    before its edition is revealed. Raises TotalsDamaged."""
    assert campaign.id is not None
    sealed = sum(counts.n for counts in _sealed(connection, campaign.id, bank).values())
    return sealed // campaign.k * campaign.k


def settled_rounding(connection: Connection, campaign_id: int, secret: bytes) -> Rounding:
    """The same draws as long as the same is sealed, so that a second look tells nothing more. secret: the site's."""
    wanted = select(CellRow).where(col(CellRow.campaign_id) == campaign_id).order_by(*CELL_ORDER)
    rows = connection.execute(wanted).all()
    return keyed(secret, repr([(campaign_id, row.fingerprint, row.segment, row.totals) for row in rows]).encode())


def _is_due(
    n: int, campaign: CampaignFacts, bank: Bank, k: int, past: list[ReleaseDocument], today: date, *, room: bool
) -> bool:
    """past: newest first. Growth is counted from the last release of the same structure."""
    n_released = max((released.n for released in past if released.fingerprint == fingerprint(bank)), default=0)
    at_will = room or not campaign.publishes_itself or not past
    days = None if at_will else (today - date.fromisoformat(past[0].made_on)).days
    return is_due(n, n_released, k, days, closed=room or campaign.closed_on is not None)


def _sealed(connection: Connection, campaign_id: int, bank: Bank) -> dict[str, Counts]:
    """The campaign's cells for the bank's present structure, by segment; UNDISCLOSED: who counts in the whole alone."""
    of_bank = col(CellRow.campaign_id) == campaign_id, col(CellRow.fingerprint) == fingerprint(bank)
    rows = connection.execute(select(CellRow).where(*of_bank).order_by(col(CellRow.segment))).all()
    try:
        cells = [(row, from_bytes(bank, row.totals)) for row in rows]
    except CountsInvalid:
        raise TotalsDamaged(f"Totals of campaign {campaign_id} are of another structure.") from None
    # What is wrong with them is not said: it would put figures that are withheld into a log.
    if any(faults_of(bank, counts) for _, counts in cells):
        raise TotalsDamaged(f"Totals of campaign {campaign_id} are those of no crowd.")
    found: dict[str, Counts] = {}
    for row, counts in cells:
        segment = UNDISCLOSED if row.whole_only else row.segment
        found[segment] = found[segment] + counts if segment in found else counts
    return found
