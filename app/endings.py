"""How a mirror survey ends before its time: a voice that is closed early, a survey that is deleted for good.

Promises that nothing is read earlier for it: figures wait for the day of the reveal, whatever is closed. Knows nothing
of HTTP.
"""

from datetime import date

from sqlalchemy import Engine

from app.barometer import place_codes, store
from app.barometer.commitment_store import delete_commitments
from app.barometer.edition import Barometer, Edition
from app.barometer.releases import delete_compositions
from app.campaigns.draft import N_, CampaignInvalid
from app.campaigns.gone import leave_address
from app.campaigns.voices import delete_voices, of_edition
from app.db.engine import write_transaction
from app.tallies.closing import Closing, close_within
from app.tallies.custody import let_go
from app.tallies.keys import PoolKeys


def close_voice(engine: Engine, keys: PoolKeys, edition: Edition, voice: str, today: date) -> Closing:
    """From now on nobody else is counted there. The edition's days stay, and so does what staff and the public were
    told of them; its figures name the day on which each voice was closed. today: or an instant, here and below.

    Raises CampaignInvalid for a voice that does not answer now, PoolKeysDamaged.
    """
    with write_transaction(engine) as connection:
        campaign = of_edition(connection, edition.id, today).get(voice)
        if campaign is None:
            raise CampaignInvalid("voice", N_("This edition has no voice “%(voice)s”."), voice=voice)
        if campaign.closed_on:
            raise CampaignInvalid("voice", N_("This voice is closed already."))
        if campaign.seen_on < campaign.opened_on:
            raise CampaignInvalid("voice", N_("This voice is not open yet."))
        last = min(campaign.closes_on or campaign.seen_on, campaign.seen_on)
        closing, obsolete = close_within(connection, keys, campaign.id, last)
    let_go(keys, obsolete)
    return closing


def end_survey(engine: Engine, keys: PoolKeys, barometer: Barometer, today: date) -> None:
    """Its editions, their campaigns with totals and pools, what they published and promised, its codes: all in one
    transaction. Its addresses stay taken if anybody ever read its figures: whoever cited them finds the day on which
    they were deleted. Raises LookupError for one that is gone, PoolKeysDamaged.
    """
    obsolete: set[str] = set()
    with write_transaction(engine) as connection:
        if store.find_within(connection, barometer.slug) is None:
            raise LookupError(f"There is no survey {barometer.slug}.")
        editions = store.editions_in(connection, barometer, today)
        if any(edition.revealed for edition in editions):
            leave_address(connection, f"barometer/{barometer.slug}", store.day_of(barometer, today))
        for edition in editions:
            delete_commitments(connection, edition.id)
            delete_compositions(connection, edition.id)
            obsolete |= delete_voices(connection, keys, edition.id, today)
        place_codes.delete_codes(connection, barometer.id)
        store.delete_survey(connection, barometer)
    let_go(keys, obsolete)
