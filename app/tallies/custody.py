"""Whose keys these are: a database and a key file know each other by an identity that both hold.

Promises that keys are only used, kept or deleted by the database that they belong to. Refuses to give answers up by
itself: what cannot be opened stops the start until a person says, by name, that it is lost.
"""

import logging
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, select
from sqlmodel import col

from app.db.engine import read, write_transaction
from app.db.tables import CampaignRow, PoolRow, SeminarRow
from app.tallies import ballots
from app.tallies.identity import check, identity, set_identity
from app.tallies.keys import (
    SITE_BYTES,
    Opener,
    Owner,
    PoolKeys,
    PoolKeysDamaged,
    PoolKeysForeign,
    PoolsUnreadable,
)
from app.tallies.pool import Cell, PoolLost, delete_pools, opened_pool

OF_ITS_OWN = "give it a {kind} of its own, by {setting}"
STRANGERS = (
    "{place} belongs to another site. Nothing was changed in it. If this database is a copy or a restored backup that "
    f"runs beside that site, {OF_ITS_OWN}. If it takes the place of that site, which never runs again: totem "
    "abandon-pools releases the old keys and takes the {kind} over."
)
LEFT_OVER = (
    "{place} holds keys of nothing that this database knows: of another site that uses it, or of a run that was "
    f"killed. Nothing was changed. If another site uses it, {OF_ITS_OWN}. If none does: totem abandon-pools releases "
    "them."
)
log = logging.getLogger(__name__)


class Lost(NamedTuple):
    """What a campaign would lose. room: its name, None for a campaign; most: people, at most; rounds: of votes."""

    slug: str
    room: str | None
    most: int
    rounds: int


def recover_pools(engine: Engine, keys: PoolKeys) -> bool:
    """At start: the database and the key file belong together, and every answer that waits can be opened.

    The first time, each takes the other: a key file is only taken where it holds no key of anything else. Returns
    whether there are keys of nothing, which a killed run left. Raises PoolKeysDamaged with a sentence that says what
    to do; then nothing was changed. That includes SiteMoved.
    """
    with write_transaction(engine) as connection:
        site, owner = identity(connection), keys.owner()
        if site is None and owner.settled:
            raise PoolKeysForeign(keys.home, STRANGERS)
        if site is not None and owner.site != site:
            raise PoolKeysForeign(keys.home, *([STRANGERS] if owner.settled else []))
        keys.site = None  # as it was found: what is read now is compared with the database itself
        rows = _waiting(connection)
        if unreadable(keys, rows):
            raise PoolsUnreadable(keys.home)
        orphans = bool(keys.ids() - {row.key_id for row in rows})
        if site is None:
            if orphans:
                raise PoolKeysForeign(keys.home, LEFT_OVER)
            site = _take(connection, keys)
    if keys.owner() != Owner(site, settled=True):
        keys.claim(Owner(site, settled=True))
    keys.site = site
    return orphans


def let_go(keys: PoolKeys, obsolete: Iterable[str], *, soon: bool = False) -> bool:
    """Forget keys, once it is committed that nothing needs them: that stays so whatever becomes of the keys, and
    whoever asked for it is told that it is done. soon: as of the keys. Returns whether they are gone; if not,
    forget_orphans takes them."""
    try:
        keys.forget(obsolete, soon=soon)
    except (OSError, PoolKeysDamaged):
        log.exception("Keys that nothing needs could not be deleted; the first count after a start will.")
        return False
    return True


def forget_orphans(engine: Engine, keys: PoolKeys) -> None:
    """Forget the keys of no pool and no ballot, which a transaction that failed leaves behind. Abandons nothing.

    Raises PoolsUnreadable where a pool has no key: then the database may have been set back, and whoever brings it
    forward again needs the keys that nothing asks for now.
    """
    with write_transaction(engine) as connection:
        check(connection, keys)
        held = {row.key_id for row in _waiting(connection)}
        if held - keys.ids():
            raise PoolsUnreadable(keys.home)
        keys.keep_only(held)


def lost_in(engine: Engine, keys: PoolKeys) -> list[Lost]:
    """What abandon would give up: campaign by campaign, never an exact number of people under 2k."""
    with read(engine) as connection:
        rows = unreadable(keys, _waiting(connection))
        wanted = select(col(CampaignRow.id), col(CampaignRow.slug), col(CampaignRow.k), col(SeminarRow.name))
        known = connection.execute(
            wanted.join_from(CampaignRow, SeminarRow, isouter=True).order_by(col(CampaignRow.id))
        ).all()
    return [
        Lost(one.slug, one.name, _most(one.k, own), sum(not hasattr(row, "stage") for row in own))
        for one in known
        if (own := [row for row in rows if row.campaign_id == one.id])
    ]


def is_needed(engine: Engine, keys: PoolKeys) -> bool:
    """Whether settle_pools would refuse, so that only abandon leads on."""
    with read(engine) as connection:
        site, rows, owner = identity(connection), _waiting(connection), keys.owner()
    if site:
        return owner.site != site or bool(unreadable(keys, rows))
    return owner.settled or bool(unreadable(keys, rows)) or bool(keys.ids() - {row.key_id for row in rows})


def abandon(engine: Engine, keys: PoolKeys) -> None:
    """Give up what no key opens, forget all keys of anything else, and take the key file for this database."""
    with write_transaction(engine) as connection:
        rows = _waiting(connection)
        lost = unreadable(keys, rows)
        gone = {row.key_id for row in lost}
        delete_pools(connection, gone)
        ballots.delete_ballots(connection, gone)
        site = identity(connection)
        if keys.owner() != Owner(site or "", settled=True):
            site = _take(connection, keys)
    keys.claim(Owner(str(site), settled=True))
    forget_orphans(engine, keys)


def unreadable(keys: PoolKeys, rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    """The pools and ballots among these that no key opens."""
    rows = [*rows]
    openers = keys.find([row.key_id for row in rows])
    return [row for row in rows if not _opens(openers, row)]


def _opens(keys: Opener, row: Row[Any]) -> bool:
    if not hasattr(row, "stage"):
        return not ballots.unreadable_ballots(keys, [row])
    try:
        opened_pool(keys, Cell(row.campaign_id, row.fingerprint, row.segment), row.key_id, row.box)
    except PoolLost:
        return False
    return True


def _waiting(connection: Connection) -> Sequence[Row[Any]]:
    return [*connection.execute(select(PoolRow)), *ballots.all_of(connection)]


def _take(connection: Connection, keys: PoolKeys) -> str:
    """Draw an identity for both. The file says that it is not settled until the caller's transaction is committed:
    a run that is killed in between leaves a file that is still anybody's."""
    site = secrets.token_hex(SITE_BYTES)
    set_identity(connection, site)
    keys.claim(Owner(site, settled=False))
    return site


def _most(k: int, rows: Iterable[Row[Any]]) -> int:
    """Each cell has at most k−1 people in its open pool, 2k−1 in both."""
    stages: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if hasattr(row, "stage"):
            stages.setdefault((row.fingerprint, row.segment), set()).add(row.stage)
    return sum(k - 1 if found == {"open"} else 2 * k - 1 for found in stages.values())
