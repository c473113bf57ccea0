"""The figures that would be published now, with the very roundings that they will have.

Promises that looking twice shows the same. Refuses to publish anything else than what was looked at.
"""

import hmac
from datetime import date

from sqlalchemy import Engine

from app.days import day_in
from app.db.engine import read, write_transaction
from app.publication import store as release
from app.publication.documents import Released
from app.web.context import Asked


def preview(engine: Engine, asked: Asked, today: date, secret: bytes) -> Released | None:
    """None if nothing new may be published. Raises TotalsDamaged, ReleaseDamaged."""
    campaign, bank = asked.campaign, asked.questionnaire.bank
    with read(engine) as connection:
        draw = release.settled_draw(connection, campaign.id, secret)
        return release.preview(connection, campaign, bank, day_in(campaign.zone, today), draw)


def is_waiting(engine: Engine, asked: Asked, today: date) -> bool:
    """Whether there are figures that wait to be published. What is damaged waits too: for whoever runs the site."""
    try:
        with read(engine) as connection:
            return release.is_waiting(connection, asked.campaign, asked.questionnaire.bank, today)
    except (release.TotalsDamaged, release.ReleaseDamaged):
        return True


def publish(engine: Engine, asked: Asked, today: date, secret: bytes, digest: str) -> Released | None:
    """digest: of what was looked at. None, and nothing is published, if it is not what would be published now."""
    campaign, bank = asked.campaign, asked.questionnaire.bank
    with write_transaction(engine) as connection:
        draw = release.settled_draw(connection, campaign.id, secret)
        due = release.preview(connection, campaign, bank, day_in(campaign.zone, today), draw)
        if due is None or not hmac.compare_digest(due.digest.encode(), digest.encode()):
            return None
        draw = release.settled_draw(connection, campaign.id, secret)
        return release.release_if_due(connection, campaign, bank, day_in(campaign.zone, today), draw)
