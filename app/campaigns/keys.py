"""The keys to an organiser's pages: a link that manages a campaign, another that only reads.

Promises that only a digest is kept, and the same work for a wrong key as for an unknown campaign. Refuses to say which.
"""

import hashlib
import hmac
import secrets
from typing import Literal

from sqlalchemy import Engine

from app.campaigns.campaign import Campaign
from app.campaigns.draft import SLUG
from app.campaigns.store import find, set_key

KEY_BYTES = 24
# Without those that are taken for one another.
LETTERS, CODE_LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 6
NOBODYS = secrets.token_bytes(32)  # compared where there is no digest
KeyKind = Literal["manager", "reader"]
"""Of those that open an organiser's pages."""
HandedKind = Literal["manager", "reader", "depositor"]
"""And the one that opens none: it adds a room to the campaign."""


def new_key() -> str:
    """192 bits, for an address."""
    return secrets.token_urlsafe(KEY_BYTES)


def key_digest(key: str) -> bytes:
    """32 bytes. A key is drawn, not chosen: a plain hash of it cannot be guessed back."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def find_managed(engine: Engine, slug: str, key: str) -> tuple[Campaign, KeyKind] | None:
    """The campaign and what the key opens of it."""
    campaign = find(engine, slug) if SLUG.fullmatch(slug) else None
    given = key_digest(key)
    manages = hmac.compare_digest(given, (campaign and campaign.manager) or NOBODYS)
    reads = hmac.compare_digest(given, (campaign and campaign.reader) or NOBODYS)
    if campaign is None or not (manages or reads):
        return None
    return campaign, "manager" if manages else "reader"


def may_deposit(engine: Engine, slug: str, key: str) -> bool:
    """Whether this key adds a room to that campaign: its organiser's, or the one that does nothing else."""
    campaign = find(engine, slug) if SLUG.fullmatch(slug) else None
    given = key_digest(key)
    manages = hmac.compare_digest(given, (campaign and campaign.manager) or NOBODYS)
    deposits = hmac.compare_digest(given, (campaign and campaign.depositor) or NOBODYS)
    return manages or deposits


def rotate(engine: Engine, campaign_id: int, kind: HandedKind) -> str:
    """A new key; the one before opens nothing any more. Raises LookupError."""
    key = new_key()
    set_key(engine, campaign_id, kind, key_digest(key))
    return key


def revoke(engine: Engine, campaign_id: int, kind: HandedKind) -> None:
    """Nobody has this key until the next rotate. Raises LookupError."""
    set_key(engine, campaign_id, kind, None)


def new_campaign_code() -> str:
    """A room's code, easy to say and to type."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
