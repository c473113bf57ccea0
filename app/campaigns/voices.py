"""The campaigns of a mirror survey: one for each voice of an edition, led by the survey and by nothing else."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, select
from sqlmodel import col

from app.campaigns.campaign import PROTECTIONS, Campaign, Protection
from app.campaigns.draft import N_, CampaignInvalid, Draft, draft_faults
from app.campaigns.gone import leave
from app.campaigns.invitations import made_in
from app.campaigns.keys import new_campaign_code
from app.campaigns.store import create_within, delete_within, update_within
from app.campaigns.words import Texts
from app.days import day_in
from app.db.tables import CampaignRow
from app.tallies.keys import PoolKeys


def insert_voice(connection: Connection, draft: Draft, today: date, edition_id: int, voice: str) -> Campaign:
    """Raises CampaignInvalid with the first fault, CampaignExists."""
    draft = draft.tidied() if draft.protection in PROTECTIONS else replace(draft, words=draft.words.tidied())
    for fault in draft_faults(draft, today):
        if fault.field != "protection":
            raise fault
    return create_within(connection, draft, today, edition_id=edition_id, voice=voice, publishing="{}")


def of_edition(connection: Connection, edition_id: int, today: date) -> dict[str, Campaign]:
    """By voice, in the order in which they were made."""
    wanted = select(CampaignRow).where(col(CampaignRow.edition_id) == edition_id).order_by(col(CampaignRow.id))
    return {row.voice: Campaign(**row._asdict(), seen_on=day_in(row.zone, today)) for row in connection.execute(wanted)}


def set_door(connection: Connection, campaign: Campaign, door: Protection) -> None:
    """Raises CampaignInvalid where people have come in by the one before, or may have: whoever made invitations would
    learn by trying whether one was used."""
    if campaign.has_answers:
        raise CampaignInvalid("door", N_("This cannot change any more: somebody has answered."))
    if made_in(connection, campaign.id):
        raise CampaignInvalid("door", N_("Links were made for this voice already: it stays with them."))
    code = new_campaign_code() if door == "code" else ""
    update_within(connection, campaign, protection=door, code=code)


def set_withdrawn(connection: Connection, edition_id: int, day: date, notice: Texts) -> None:
    """The notice in place of each voice's figures, in the caller's transaction."""
    for campaign in of_edition(connection, edition_id, day).values():
        words = replace(campaign.own_words, notice=notice).tidied()
        update_within(connection, campaign, withdrawn_on=day, words=words.to_document())


def delete_voices(connection: Connection, keys: PoolKeys, edition_id: int, today: date) -> set[str]:
    """With all that was counted and published of them; the address of one that had figures stays taken.

    In the caller's transaction. Returns the keys to forget once it is committed. Raises PoolKeysDamaged.
    """
    obsolete: set[str] = set()
    for campaign in of_edition(connection, edition_id, today).values():
        leave(connection, campaign, campaign.seen_on)
        obsolete |= delete_within(connection, keys, campaign.id)
    return obsolete
