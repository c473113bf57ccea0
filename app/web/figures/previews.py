"""The figures that would be published now, with the very roundings that they will have.

Promises that looking twice shows the same. Refuses to publish anything else than what was looked at.
"""

import hmac
from datetime import date

from sqlalchemy import Engine

from app.days import day_in
from app.db.engine import read, write_transaction
from app.publication import store as release
from app.publication.documents import ReleaseDocument
from app.web.context import CampaignContext


def preview(engine: Engine, context: CampaignContext, today: date, secret: bytes) -> ReleaseDocument | None:
    """None if nothing new may be published. Raises TotalsDamaged, ReleaseDamaged."""
    campaign, bank = context.campaign, context.questionnaire.bank
    with read(engine) as connection:
        draw = release.settled_rounding(connection, campaign.id, secret)
        return release.preview(connection, campaign, bank, day_in(campaign.zone, today), draw)


def is_waiting(engine: Engine, context: CampaignContext, today: date) -> bool:
    """Whether there are figures that wait to be published. What is damaged waits too: for whoever runs the site."""
    try:
        with read(engine) as connection:
            return release.is_waiting(connection, context.campaign, context.questionnaire.bank, today)
    except (release.TotalsDamaged, release.ReleaseDamaged):
        return True


def publish(
    engine: Engine, context: CampaignContext, today: date, secret: bytes, digest: str
) -> ReleaseDocument | None:
    """digest: of what was looked at. None, and nothing is published, if it is not what would be published now."""
    campaign, bank = context.campaign, context.questionnaire.bank
    with write_transaction(engine) as connection:
        draw = release.settled_rounding(connection, campaign.id, secret)
        due = release.preview(connection, campaign, bank, day_in(campaign.zone, today), draw)
        if due is None or not hmac.compare_digest(due.digest.encode(), digest.encode()):
            return None
        draw = release.settled_rounding(connection, campaign.id, secret)
        return release.release_if_due(connection, campaign, bank, day_in(campaign.zone, today), draw)
