"""What an edition says, as it was composed of its voices' releases: immutable and numbered, as these are.

A new number is made when a day, a commitment or what is said of one has changed; the figures are the same in each.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from app.barometer import commitment_store, store
from app.barometer.composed import composed
from app.barometer.edition import Edition
from app.barometer.published import JsonMap
from app.barometer.spec import Spec
from app.campaigns.voices import of_edition
from app.db.tables import BarometerReleaseRow
from app.publication.documents import digest_of
from app.publication.store import ReleaseDamaged, latest_text

NOT_ASKED = "not_asked"


class BarometerRelease(NamedTuple):
    """content: the document, read."""

    number: int
    made_on: date
    digest: str
    content: JsonMap


def compose(connection: Connection, edition: Edition, spec: Spec, today: date) -> BarometerRelease:
    """Of what its voices have published, stored under the next number unless it says what the latest one says."""
    document = canonical_text(content_of(connection, edition, spec, today))
    before = latest_composition(connection, edition.id)
    digest = digest_of(document)
    if before and before.digest == digest:
        return before
    number = before.number + 1 if before else 1
    row = {"edition_id": edition.id, "number": number, "made_on": edition.seen_on}
    connection.execute(insert(BarometerReleaseRow).values(**row, document=document, digest=digest))
    return BarometerRelease(number, edition.seen_on, digest, json.loads(document))


def content_of(connection: Connection, edition: Edition, spec: Spec, today: date) -> JsonMap:
    """The document as it is due now. Commitments of its own are in it once everyone may read it."""
    campaigns = of_edition(connection, edition.id, today)
    texts = {voice: latest_text(connection, campaign.id) for voice, campaign in campaigns.items()}
    dropped = {voice.id: NOT_ASKED for voice in spec.voices if voice.id not in campaigns}
    slots = max((len(campaign.own_words.promises) for campaign in campaigns.values()), default=0)
    own = commitment_store.commitments_of(connection, edition.id) if edition.is_public else ()
    content = composed(
        spec,
        edition.label,
        {voice: text for voice, text in texts.items() if text},
        dropped=dropped,
        commitments=_promised(connection, edition, slots, today),
        made=[one.told(edition.label) for one in own],
    )
    of = edition.barometer
    said = {"slug": of.slug, "title": of.title, "signature": of.signature, "people": of.people}
    return content | said | {name: day.isoformat() for name, day in edition.days._asdict().items()}


def _promised(connection: Connection, edition: Edition, slots: int, today: date) -> list[Mapping[str, object]]:
    """What its voices were asked whether they noticed: the commitments of the edition before, as they are now."""
    before = [one for one in store.editions_in(connection, edition.barometer, today) if one.id < edition.id]
    if not (slots and before):
        return []
    made = commitment_store.commitments_of(connection, before[-1].id)[:slots]
    return [one.told(before[-1].label) for one in made]


def canonical_text(content: JsonMap) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def latest_composition(connection: Connection, edition_id: int) -> BarometerRelease | None:
    """Raises ReleaseDamaged."""
    return next(iter(compositions(connection, edition_id)), None)


def compositions(connection: Connection, edition_id: int) -> list[BarometerRelease]:
    """Newest first. Raises ReleaseDamaged."""
    wanted = select(BarometerReleaseRow).where(col(BarometerReleaseRow.edition_id) == edition_id)
    found = []
    for row in connection.execute(wanted.order_by(col(BarometerReleaseRow.number).desc())):
        if digest_of(row.document) != row.digest:
            raise ReleaseDamaged(f"The document of edition {edition_id}, {row.number} does not match its digest.")
        found.append(BarometerRelease(row.number, row.made_on, row.digest, json.loads(row.document)))
    return found


def delete_compositions(connection: Connection, edition_id: int) -> None:
    connection.execute(delete(BarometerReleaseRow).where(col(BarometerReleaseRow.edition_id) == edition_id))
