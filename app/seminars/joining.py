"""A room that joins a campaign, as one batch. Refuses a campaign of other people: their answers do not add up."""

from dataclasses import replace

from sqlalchemy import Engine

from app.campaigns.draft import N_
from app.campaigns.keys import may_deposit
from app.campaigns.store import find
from app.seminars.seminar import Seminar
from app.tallies.batches import BatchesRefused, exported, join, opened
from app.totem.model import Bank

NO_KEY = N_("This is not the address of an organiser’s page that can change the campaign.")
OTHER_PEOPLE = N_("That campaign asks about other people than this room did: their answers do not add up.")


def join_campaign(engine: Engine, secret: bytes, room: Seminar, bank: Bank, slug: str, key: str) -> None:
    """Whoever was revealed, who are its k. key: the organiser's, or the one that adds rooms.
    Raises BatchesRefused, AlreadyJoined."""
    if not may_deposit(engine, slug, key) or (campaign := find(engine, slug)) is None:
        raise BatchesRefused(NO_KEY)
    if campaign.people != room.people:
        raise BatchesRefused(OTHER_PEOPLE)
    batches = opened(exported(engine, room.slug, bank, secret), bank)
    join(engine, slug, replace(batches, k=batches.n), ())
