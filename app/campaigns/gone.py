"""What is left of a deleted campaign whose figures were public: its address, which is never another's.

Promises that whoever follows a citation finds the figures that were cited, or the day on which they were deleted.
"""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, insert, select
from sqlmodel import col

from app.campaigns.campaign import Campaign
from app.campaigns.draft import N_, CampaignExists
from app.db.engine import read
from app.db.tables import GoneRow, ReleaseRow

GONE_HERE = N_(
    "A campaign whose figures were published had this address, %(slug)s, until it was deleted on %(day)s. Whoever "
    "cited them must not find others: choose another address."
)


def leave(connection: Connection, campaign: Campaign, day: date) -> None:
    """Before its releases are deleted, in the same transaction. Nothing, of a campaign that never had any."""
    if connection.execute(select(col(ReleaseRow.number)).where(col(ReleaseRow.campaign_id) == campaign.id)).first():
        leave_address(connection, campaign.slug, day, campaign.series, campaign.edition)


def leave_address(connection: Connection, slug: str, day: date, series: str = "", edition: str = "") -> None:
    """slug: or, of a mirror survey, `barometer/` and its own."""
    left = {"slug": slug, "series": series, "edition": edition, "deleted_on": day}
    connection.execute(insert(GoneRow), left)


def refuse_gone(connection: Connection, slug: str) -> None:
    """Raises CampaignExists."""
    if day := _gone_on(connection, col(GoneRow.slug) == slug):
        raise CampaignExists("slug", GONE_HERE, slug=slug, day=day.isoformat())


def refuse_gone_edition(connection: Connection, series: str, edition: str) -> None:
    """Its address by series and edition is cited too. Raises CampaignExists."""
    if series and (day := _gone_on(connection, _named(series, edition))):
        raise CampaignExists("edition", GONE_HERE, slug=f"{series}/{edition}", day=day.isoformat())


def series_is_gone(engine: Engine, series: str) -> bool:
    """Whether an edition of it with figures was deleted: the name is still somebody's."""
    with read(engine) as connection:
        return bool(series) and _gone_on(connection, col(GoneRow.series) == series) is not None


def gone_on(engine: Engine, slug: str) -> date | None:
    """The day on which the campaign of this address was deleted, if it had figures."""
    with read(engine) as connection:
        return _gone_on(connection, col(GoneRow.slug) == slug)


def edition_gone_on(engine: Engine, series: str, edition: str) -> date | None:
    """The same of an edition by its name."""
    with read(engine) as connection:
        return _gone_on(connection, _named(series, edition)) if series else None


def _named(series: str, edition: str) -> Any:
    return and_(col(GoneRow.series) == series, col(GoneRow.edition) == edition)


def _gone_on(connection: Connection, condition: Any) -> date | None:
    found: date | None = connection.scalar(select(func.max(col(GoneRow.deleted_on))).where(condition))
    return found
