"""Sealed totals that travel: a campaign that was closed on another site joins one here, once.

Promises that whatever joins covers k people, fits the same structure and was signed by the site that is expected.
Refuses an open campaign, whose totals would come again with more people in them.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Connection, Engine, Row, delete, insert, select
from sqlmodel import col

from app.db.engine import read, write_transaction
from app.db.tables import CampaignRow, MergedRow
from app.tallies.admission import fix_structure
from app.tallies.batch_file import Altered, NoBatches, OtherVersion, canonical, read_file
from app.tallies.counts import from_bytes
from app.tallies.faults import faults_of
from app.tallies.pool import OTHERS, UNDISCLOSED, Cell, as_disclosed, read_totals, seal, whole_only
from app.tallies.sums import Counts, CountsInvalid, to_bytes
from app.totem.model import Bank
from app.totem.packing import fingerprint

SCHEMA = 2
FORMER = (1,)
"""Schemas that are read. Totals say by themselves which layout they have; from 2 on, one that schema 1 never had."""
N_ = str  # marks a message for the catalogues; it is translated when it is shown


class BatchesRefused(Exception):
    """Why these batches do not leave, or do not join. Nothing was changed."""

    def __init__(self, message: str, **params: object) -> None:
        """message: an English gettext msgid with %(name)s."""
        self.message, self.params = message, params
        super().__init__(self.text())

    def text(self, translate: Callable[[str], str] = str) -> str:
        return translate(self.message) % self.params


class AlreadyJoined(BatchesRefused):
    """They are in already: nothing was added."""


@dataclass(frozen=True, slots=True)
class Batches:
    """What a file holds, once its signature was checked. key: of the site that signed, as people compare it.

    digest: of the campaign that they come from, whatever it grew to later: one campaign joins once; same: of the totals
    themselves, which join once whatever they are called, empty for a room's.
    """

    key: str
    slug: str
    bank: str
    fingerprint: str
    k: int
    totals: dict[str, Counts]
    digest: bytes
    same: bytes = b""

    @property
    def n(self) -> int:
        return sum(counts.n for counts in self.totals.values())


LED_BY_SURVEY = N_("“%(slug)s” is a voice of a mirror survey: its totals stay where they are, and nothing joins them.")


def site_key(secret: bytes) -> Ed25519PrivateKey:
    """Signs what leaves this site. secret: the site's own, 32 bytes."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"totem batches").derive(secret)
    return Ed25519PrivateKey.from_private_bytes(seed)


def name_of(key: Ed25519PublicKey) -> str:
    """As two people compare it over the telephone: five groups of four digits and letters."""
    digest = hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()
    return "-".join(digest[at : at + 4] for at in range(0, 20, 4))


def exported(engine: Engine, slug: str, bank: Bank, secret: bytes) -> str:
    """The sealed totals of a closed campaign, signed. Raises BatchesRefused."""
    with read(engine) as connection:
        row = connection.execute(select(CampaignRow).where(col(CampaignRow.slug) == slug)).one_or_none()
        if row is None:
            raise BatchesRefused(N_("There is no campaign “%(slug)s”."), slug=slug)
        if row.edition_id:
            raise BatchesRefused(LED_BY_SURVEY, slug=slug)
        if row.closed_on is None:
            raise BatchesRefused(
                N_("“%(slug)s” is still open: close it first, then its totals are complete."), slug=slug
            )
        own = fingerprint(bank)
        cells = {cell: counts for cell, counts in read_totals(connection, [row.id]).items() if cell.fingerprint == own}
        totals = as_disclosed(cells, whole_only(connection, row.id))
    if not totals:
        raise BatchesRefused(
            N_("Nothing is sealed in “%(slug)s”: fewer than %(k)s people were counted."), slug=slug, k=row.k
        )
    return _signed(_content(row, bank, totals), site_key(secret))


def _content(row: Row[Any], bank: Bank, totals: Mapping[str, Counts]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "slug": row.slug,
        "opened_on": row.opened_on.isoformat(),
        "bank": bank.id,
        "fingerprint": fingerprint(bank),
        "k": row.k,
        "totals": {segment: b64encode(to_bytes(counts)).decode() for segment, counts in sorted(totals.items())},
    }


def _signed(content: dict[str, Any], signer: Ed25519PrivateKey) -> str:
    public = signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = signer.sign(canonical(content))
    return json.dumps(
        {"batches": content, "key": b64encode(public).decode(), "signature": b64encode(signature).decode()}
    )


def opened(document: str, bank: Bank) -> Batches:
    """bank: of the campaign that they are to join. Raises BatchesRefused."""
    try:
        content, public = read_file(document, (SCHEMA, *FORMER))
    except Altered:
        raise BatchesRefused(N_("The signature does not fit: the file was altered on its way.")) from None
    except NoBatches:
        raise BatchesRefused(N_("This file holds no batches of Totem.")) from None
    except OtherVersion:
        raise BatchesRefused(N_("These batches were made by another version of Totem.")) from None
    if content.fingerprint != fingerprint(bank):
        raise BatchesRefused(N_("These answers were given to another questionnaire, or to another version of it."))
    try:
        totals = {segment: from_bytes(bank, b64decode(data)) for segment, data in content.totals.items()}
    except (CountsInvalid, ValueError) as error:
        raise BatchesRefused(N_("These totals cannot be read: %(reason)s"), reason=error) from None
    faults = [fault for counts in totals.values() for fault in faults_of(bank, counts)]
    if faults:
        raise BatchesRefused(N_("No people could have answered so: %(reason)s"), reason=faults[0])
    signer = b64encode(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    digest = _digest(signer, content.slug, content.opened_on)
    held = {segment: hashlib.sha256(to_bytes(counts)).hexdigest() for segment, counts in totals.items()}
    same = hashlib.sha256(canonical([content.fingerprint, held])).digest()
    return Batches(name_of(public), content.slug, content.bank, content.fingerprint, content.k, totals, digest, same)


def _digest(signer: str, slug: str, opened_on: str) -> bytes:
    return hashlib.sha256(canonical([signer, slug, opened_on])).digest()


def joined(engine: Engine, slug: str, secret: bytes) -> list[str]:
    """The campaigns of this site that hold what this one exported: their slugs, in alphabetical order."""
    public = site_key(secret).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    with read(engine) as connection:
        opened_on = connection.scalar(select(col(CampaignRow.opened_on)).where(col(CampaignRow.slug) == slug))
        if opened_on is None:
            return []
        digest = _digest(b64encode(public).decode(), slug, opened_on.isoformat())
        holding = select(col(CampaignRow.slug)).join(MergedRow, col(MergedRow.campaign_id) == col(CampaignRow.id))
        return [*connection.scalars(holding.where(col(MergedRow.digest) == digest).order_by(col(CampaignRow.slug)))]


def delete_joined(connection: Connection, campaign_id: int) -> None:
    """That anything joined this campaign."""
    connection.execute(delete(MergedRow).where(col(MergedRow.campaign_id) == campaign_id))


def join(engine: Engine, slug: str, batches: Batches, segments: Collection[str]) -> None:
    """Add them to the campaign's totals, in one transaction. segments: that the campaign has.

    Raises BatchesRefused, AlreadyJoined.
    """
    with write_transaction(engine) as connection:
        join_within(connection, slug, batches, segments)


def join_within(connection: Connection, slug: str, batches: Batches, segments: Collection[str]) -> None:
    """The same in the caller's write transaction."""
    row = connection.execute(select(CampaignRow).where(col(CampaignRow.slug) == slug)).one_or_none()
    if row is None or row.protection == "room":  # a room is whoever came
        raise BatchesRefused(N_("There is no campaign “%(slug)s”."), slug=slug)
    if row.edition_id:
        raise BatchesRefused(LED_BY_SURVEY, slug=slug)
    _check(row, batches, {UNDISCLOSED, OTHERS, *segments})
    digests = [digest for digest in (batches.digest, batches.same) if digest]
    known = select(col(MergedRow.digest)).where(
        col(MergedRow.campaign_id) == row.id, col(MergedRow.digest).in_(digests)
    )
    if found := connection.scalars(known).all():
        if batches.digest in found:
            raise AlreadyJoined(N_("These batches are in “%(slug)s” already: nothing was added."), slug=slug)
        raise BatchesRefused(N_("The same totals are in “%(slug)s” already, under another name."), slug=slug)
    connection.execute(insert(MergedRow), [{"campaign_id": row.id, "digest": digest} for digest in digests])
    if not row.fingerprint:
        fix_structure(connection, {row.id: batches.fingerprint})
    seal(connection, {Cell(row.id, batches.fingerprint, name): counts for name, counts in batches.totals.items()})


def _check(row: Any, batches: Batches, segments: Collection[str]) -> None:
    if row.bank != batches.bank or (row.fingerprint or batches.fingerprint) != batches.fingerprint:
        raise BatchesRefused(N_("These answers were given to another questionnaire, or to another version of it."))
    if row.archived_on or row.withdrawn_on:
        raise BatchesRefused(N_("“%(slug)s” is archived or withdrawn: nothing joins it any more."), slug=row.slug)
    if min((batches.k, *(counts.n for counts in batches.totals.values()))) < row.k:
        raise BatchesRefused(
            N_("These batches cover fewer than the %(k)s people that “%(slug)s” promises."), k=row.k, slug=row.slug
        )
    if unknown := sorted(batches.totals.keys() - set(segments)):
        raise BatchesRefused(N_("“%(slug)s” has no part named “%(segment)s”."), slug=row.slug, segment=unknown[0])
