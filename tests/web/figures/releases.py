"""Releases put straight into a site's store, for pages and files of many of them."""

from datetime import date

from sqlalchemy import insert, update
from sqlmodel import col
from starlette.applications import Starlette

from app.campaigns.words import Words
from app.db.engine import write_transaction
from app.db.tables import CampaignRow, ReleaseRow
from app.publication.documents import ReleaseDocument
from tests.whole import Whole


def site_of(app: Starlette) -> Whole:
    here: Whole = Whole(app)
    return here


def publish(here: Whole, campaign_id: int, released: ReleaseDocument) -> None:
    row = {"campaign_id": campaign_id, "number": released.number, "made_on": date.fromisoformat(released.made_on)}
    with write_transaction(here.engine) as connection:
        connection.execute(insert(ReleaseRow).values(**row, document=released.to_document(), digest=released.digest))


def change(here: Whole, campaign_id: int, words: Words | None = None, withdrawn_on: date | None = None) -> None:
    values = {"withdrawn_on": withdrawn_on} | ({"words": words.to_document()} if words else {})
    with write_transaction(here.engine) as connection:
        connection.execute(update(CampaignRow).where(col(CampaignRow.id) == campaign_id).values(**values))
