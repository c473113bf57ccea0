"""Which campaigns have figures that everyone may read, for the page that lists them."""

from datetime import date

from sqlalchemy import Engine, select
from sqlmodel import col

from app.campaigns.campaign import Campaign
from app.campaigns.store import campaigns
from app.db.engine import read
from app.db.tables import ReleaseRow


def published_to_all(engine: Engine, today: date) -> list[Campaign]:
    """The newest first; neither rooms nor voices of surveys, and nothing that was withdrawn."""
    with read(engine) as connection:
        released = {*connection.scalars(select(col(ReleaseRow.campaign_id)).distinct())}
    found = [
        one
        for one in campaigns(engine, today)
        if one.id in released and not one.edition_id and not one.withdrawn_on
        if one.audience == "everyone" and one.announced_on is None
    ]
    return sorted(found, key=lambda one: (one.opened_on, one.id), reverse=True)
