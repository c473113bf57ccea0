"""An edition of a mirror survey with all that is stored of it, rows as they are: for whoever checks them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlmodel import col

from app.barometer.edition import Edition
from app.barometer.published import JsonMap
from app.campaigns.campaign import Campaign
from app.campaigns.voices import of_edition
from app.db.tables import BarometerReleaseRow, PlaceReleaseRow, ReleaseRow
from app.publication.documents import digest_of


class StoredEdition(NamedTuple):
    """An edition with what is stored of it. voices: by name; releases, with_places: by voice, the rows, the first made
    first; compositions: the rows, in their order; texts: by number of those that are not altered, the content."""

    edition: Edition
    voices: Mapping[str, Campaign]
    releases: Mapping[str, Sequence[Any]]
    with_places: Mapping[str, Sequence[Any]]
    compositions: Sequence[Any]
    texts: Mapping[int, JsonMap]

    @property
    def where(self) -> str:
        return f"{self.edition.barometer.slug} {self.edition.label}"


def stored_edition(connection: Connection, edition: Edition, today: date) -> StoredEdition:
    voices = of_edition(connection, edition.id, today)
    whole = select(ReleaseRow).order_by(col(ReleaseRow.number))
    parts = select(PlaceReleaseRow).order_by(col(PlaceReleaseRow.number))
    made = select(BarometerReleaseRow).order_by(col(BarometerReleaseRow.number))
    compositions = connection.execute(made.where(col(BarometerReleaseRow.edition_id) == edition.id)).all()
    return StoredEdition(
        edition,
        voices,
        {
            name: connection.execute(whole.where(col(ReleaseRow.campaign_id) == of.id)).all()
            for name, of in voices.items()
        },
        {
            name: connection.execute(parts.where(col(PlaceReleaseRow.campaign_id) == of.id)).all()
            for name, of in voices.items()
        },
        compositions,
        {row.number: json.loads(row.document) for row in compositions if digest_of(row.document) == row.digest},
    )
