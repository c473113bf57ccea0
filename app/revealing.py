"""The day on which an edition of a mirror survey is read: its voices end, and are set side by side, all at once."""

import logging
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Engine

from app.banks.loader import Catalogue
from app.barometer.edition import Edition, read_late
from app.barometer.releases import BarometerRelease, compose
from app.barometer.spec import Spec
from app.barometer.store import every_edition, existing_edition, set_days
from app.campaigns.draft import N_, CampaignInvalid
from app.campaigns.voices import of_edition
from app.db.engine import write_transaction
from app.publication.store import ReleaseDamaged, TotalsDamaged, release_voice, settled_rounding
from app.tallies.closing import close_within
from app.tallies.keys import PoolKeys, PoolKeysDamaged

log = logging.getLogger(__name__)
NOT_YET = N_("Nobody reads this edition before %(day)s.")


class Sources(NamedTuple):
    """What an edition is made of, beside its sealed totals. specs: by id; secret: the site's, 32 bytes."""

    questionnaires: Catalogue
    specs: Mapping[str, Spec]
    secret: bytes


def reveal_due(engine: Engine, keys: PoolKeys, sources: Sources, now: date) -> list[str]:
    """Release and set side by side the voices of each edition whose day has come; and compose again what has become
    public since. One that cannot be revealed does not keep the others from it. Returns the surveys that changed."""
    changed = []
    for edition in every_edition(engine, now):
        try:
            if reveal_if_due(engine, keys, sources, edition, now) and not edition.revealed:
                changed.append(edition.barometer.slug)
        except CampaignInvalid:
            continue  # another process did, or its day was put off meanwhile
        except (PoolKeysDamaged, TotalsDamaged, ReleaseDamaged, LookupError):
            log.exception("The edition %s of %s cannot be revealed.", edition.label, edition.barometer.slug)
    return changed


def reveal_if_due(
    engine: Engine, keys: PoolKeys, sources: Sources, edition: Edition, now: date
) -> BarometerRelease | None:
    """What it says from now on; None where nothing is due. Raises what reveal_edition raises."""
    if not edition.revealed and edition.days.staff_see_on <= edition.seen_on:
        return reveal_edition(engine, keys, sources, edition.id, now)
    if not edition.is_public or edition.barometer.spec not in sources.specs:
        return None
    with write_transaction(engine) as connection:
        return compose(connection, edition, sources.specs[edition.barometer.spec], now)


def reveal_edition(engine: Engine, keys: PoolKeys, sources: Sources, edition_id: int, now: date) -> BarometerRelease:
    """In one transaction: close every voice, release each, set them side by side. now: or an instant.

    Raises CampaignInvalid before its day, PoolKeysDamaged, TotalsDamaged, ReleaseDamaged, LookupError.
    """
    obsolete: set[str] = set()
    with write_transaction(engine) as connection:
        edition = existing_edition(connection, edition_id, now)
        if edition.revealed or edition.seen_on < edition.days.staff_see_on:
            raise CampaignInvalid("reveal", NOT_YET, day=edition.days.staff_see_on.isoformat())
        for campaign in of_edition(connection, edition.id, now).values():
            if campaign.closed_on is None:
                last = min(edition.days.voices_close_on, campaign.seen_on)
                obsolete |= close_within(connection, keys, campaign.id, last)[1]
        for campaign in of_edition(connection, edition.id, now).values():
            asked = sources.questionnaires.asked(campaign.bank, campaign.fingerprint)
            if asked is None:
                raise LookupError(f"The bank {campaign.bank} is not here.")
            draw = settled_rounding(connection, campaign.id, sources.secret)
            release_voice(connection, campaign, asked.bank, edition.seen_on, draw)
        late = read_late(edition.days, edition.seen_on)
        edition = set_days(connection, edition, late, now)
        composed = compose(connection, edition, sources.specs[edition.barometer.spec], now)
    keys.forget(obsolete)
    return composed
