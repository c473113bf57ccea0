"""One-use invitations: each lets one sheet be counted, spent by the ledger in the transaction of the answer.

Promises that a token is known to whoever was given it alone. Refuses to tell an organiser whether one was used.
"""

import secrets
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, func, select
from sqlmodel import col

from app.campaigns.draft import N_, CampaignInvalid
from app.campaigns.keys import key_digest
from app.db.engine import read, write_transaction
from app.db.tables import CampaignRow, InvitationRow
from app.tallies.admission import insert_invitations, move_invitation

TOKEN_BYTES = 16
MOST = 10_000


class InvitationCounts(NamedTuple):
    """made: with those that were voided; spent: rounded down to a multiple of k, so that no answer is seen to come."""

    made: int
    spent: int


def make(engine: Engine, campaign_id: int, number: int) -> list[str]:
    """As many new tokens, of which only digests are kept. Raises CampaignInvalid, LookupError."""
    with write_transaction(engine) as connection:
        _, closed_on = _k_and_end(connection, campaign_id)
        if closed_on:
            raise CampaignInvalid("invitations", N_("The campaign is closed: an invitation would open nothing."))
        if not 0 < number <= MOST - made_in(connection, campaign_id):
            raise CampaignInvalid("invitations", N_("A campaign has at most %(most)s invitations."), most=MOST)
        tokens = [secrets.token_urlsafe(TOKEN_BYTES) for _ in range(number)]
        # Sorted: in the order in which they are sent, their places in the table would tell whose each is.
        insert_invitations(connection, campaign_id, sorted(map(key_digest, tokens)))
    return tokens


def counts(engine: Engine, campaign_id: int) -> InvitationCounts:
    """Raises LookupError."""
    with read(engine) as connection:
        k, _ = _k_and_end(connection, campaign_id)
        spent: int = connection.scalar(_how_many(campaign_id).where(col(InvitationRow.spent)))
        return InvitationCounts(made_in(connection, campaign_id), spent // k * k)


def void(engine: Engine, campaign_id: int, token: str) -> None:
    """A lost invitation opens nothing any more: another takes its place, which nobody is given.

    Deleted, it would tell by its absence that it was not used. Raises CampaignInvalid for a token that is none.
    """
    replace(engine, campaign_id, token)


def replace(engine: Engine, campaign_id: int, token: str) -> str:
    """Another token for a lost one. It takes its place as it is: of a used one, the other is used too.

    So nobody answers twice, and nobody learns who answered. Raises CampaignInvalid for a token that is none.
    """
    fresh = secrets.token_urlsafe(TOKEN_BYTES)
    with write_transaction(engine) as connection:
        if not move_invitation(connection, campaign_id, key_digest(token), key_digest(fresh)):
            raise CampaignInvalid("invitations", N_("This is no invitation to this campaign."))
    return fresh


def _how_many(campaign_id: int) -> Any:
    return select(func.count()).select_from(InvitationRow).where(col(InvitationRow.campaign_id) == campaign_id)


def made_in(connection: Connection, campaign_id: int) -> int:
    """How many there are, in the caller's transaction."""
    found: int = connection.scalar(_how_many(campaign_id))
    return found


def _k_and_end(connection: Connection, campaign_id: int) -> tuple[int, date | None]:
    row = connection.execute(
        select(col(CampaignRow.k), col(CampaignRow.closed_on)).where(col(CampaignRow.id) == campaign_id)
    ).first()
    if row is None:
        raise LookupError(f"There is no campaign {campaign_id}.")
    return row.k, row.closed_on
