"""Counts that wait until they cover enough people: each pool is opaque at rest, under a key of its own.

Promises that whatever joins the totals covers at least k people at once (`privacy.md`, the shape, 2 and 3).
Refuses pools that were altered or moved to another cell, and those whose key is gone.
"""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlmodel import col

from app.db.tables import CellRow, PoolRow
from app.tallies.keys import Opener, PoolKey, PoolKeys
from app.tallies.sums import Counts, to_bytes, total, unpacked

NONCE_BYTES = 12
OTHERS = "others"
"""The segment that small ones join at the close, when together they hold k people."""
UNDISCLOSED = ""
"""The segment of those who would rather not say theirs; of everybody, where there are none."""

SELECT_POOLS = select(PoolRow).where(col(PoolRow.campaign_id).in_(bindparam("campaigns", expanding=True)))
DELETE_POOL = delete(PoolRow).where(
    col(PoolRow.campaign_id) == bindparam("the_campaign_id"),
    col(PoolRow.fingerprint) == bindparam("the_fingerprint"),
    col(PoolRow.segment) == bindparam("the_segment"),
    col(PoolRow.stage) == bindparam("the_stage"),
)
SELECT_TOTALS = select(CellRow).where(col(CellRow.campaign_id).in_(bindparam("campaigns", expanding=True)))
UPDATE_TOTALS = update(CellRow).where(
    col(CellRow.campaign_id) == bindparam("the_campaign_id"),
    col(CellRow.fingerprint) == bindparam("the_fingerprint"),
    col(CellRow.segment) == bindparam("the_segment"),
)
HIDE_TOTALS = UPDATE_TOTALS.values(whole_only=True)


class PoolLost(Exception):
    """The pool's key is gone, or does not open it."""


class Cell(NamedTuple):
    """What is counted apart. fingerprint: of the bank's structure."""

    campaign_id: int
    fingerprint: str
    segment: str


@dataclass(frozen=True, slots=True)
class Pool:
    """key: under which the counts are stored; None until they are."""

    counts: Counts
    key: PoolKey | None = None


class Pools(NamedTuple):
    """A cell's two pools, named as their stages: open (1 … k−1 people) and ready (k or more)."""

    open: Pool | None = None
    ready: Pool | None = None


def encrypt(key: PoolKey, cell: Cell, counts: Counts) -> bytes:
    """AES-256-GCM, bound to the cell but not to the stage: an open pool becomes ready as it is. One size for a bank."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key.secret).encrypt(nonce, to_bytes(counts), _context(cell))


def decrypt(key: PoolKey, cell: Cell, ciphertext: bytes) -> Counts:
    """Raises PoolLost."""
    try:
        return unpacked(AESGCM(key.secret).decrypt(ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:], _context(cell)))
    except (InvalidTag, ValueError):
        raise PoolLost(f"A pool of campaign {cell.campaign_id} does not open with its key.") from None


@lru_cache(4096)
def _context(cell: Cell) -> bytes:
    return json.dumps(["totem pool 1", *cell]).encode()


def add_to_pools(pools: Pools, sheets: Sequence[Counts], k: int) -> tuple[Pools, list[Counts]]:
    """Add sheets one after the other; also returns what is to be sealed, each of at least k people.

    At k people the open pool becomes ready and the previous ready one is to be sealed, so that the first comes at 2k.
    """
    opened, ready = pools
    sealed = []
    while sheets:
        taken = max(1, k - opened.counts.n) if opened else k
        opened, sheets = _plus(opened, sheets[:taken]), sheets[taken:]
        if opened.counts.n >= k:
            if ready and ready.counts.n < k:  # k was raised since: alone it would be too few
                opened, ready = _plus(ready, [opened.counts]), None
            if ready:
                sealed.append(ready.counts)
            opened, ready = None, opened
    return Pools(opened, ready), sealed


def _plus(pool: Pool | None, sheets: Sequence[Counts]) -> Pool:
    # Without the key: it gets another one. Who steals the key file once then opens the pools as they are, and not the
    # ciphertexts of the same pools in older copies, where the difference between two is one person's answers.
    return Pool(total([pool.counts, *sheets] if pool else sheets))


def read_pools(connection: Connection, keys: PoolKeys, cells: Collection[Cell]) -> dict[Cell, Pools]:
    """The pools of these cells; of those that have none, nothing. Raises PoolLost."""
    found: dict[Cell, dict[str, Pool]] = {}
    rows = connection.execute(SELECT_POOLS, {"campaigns": [*{cell.campaign_id for cell in cells}]}).all()
    rows = [row for row in rows if (row.campaign_id, row.fingerprint, row.segment) in cells]
    openers = keys.find([row.key_id for row in rows])
    for row in rows:
        cell = Cell(row.campaign_id, row.fingerprint, row.segment)
        found.setdefault(cell, {})[row.stage] = opened_pool(openers, cell, row.key_id, row.box)
    return {cell: Pools(**stages) for cell, stages in found.items()}


def opened_pool(keys: Opener, cell: Cell, key_id: str, ciphertext: bytes) -> Pool:
    """Raises PoolLost."""
    key = keys.get(key_id)
    if key is None:
        raise PoolLost(f"The key of a pool of campaign {cell.campaign_id} is gone.")
    return Pool(decrypt(key, cell, ciphertext), key)


def write_pools(
    connection: Connection, keys: PoolKeys, before: Mapping[Cell, Pools], after: Mapping[Cell, Pools]
) -> set[str]:
    """Replace the rows that changed, each under a new key. Returns the keys to forget once this is committed."""
    after = _with_keys(keys, after)
    changed = [
        (cell, stage, old, new)
        for cell, pools in after.items()
        for stage, old, new in zip(Pools._fields, before.get(cell, Pools()), pools, strict=True)
        if old is not new
    ]
    gone = [(cell, stage) for cell, stage, old, _ in changed if old]
    if gone:
        connection.execute(DELETE_POOL, [{**_where(cell), "the_stage": stage} for cell, stage in gone])
    rows = [
        {**cell._asdict(), "stage": stage, "key_id": new.key.id, "box": encrypt(new.key, cell, new.counts)}
        for cell, stage, _, new in changed
        if new and new.key
    ]
    if rows:
        connection.execute(insert(PoolRow), rows)
    return _key_ids(before.values()) - _key_ids(after.values())


def delete_pools(connection: Connection, key_ids: Collection[str]) -> None:
    """Those under these keys."""
    connection.execute(delete(PoolRow).where(col(PoolRow.key_id).in_(key_ids)))


def delete_counts(connection: Connection, campaign_id: int) -> set[str]:
    """The campaign's totals and pools. Returns the keys to forget once this is committed."""
    of_campaign = col(PoolRow.campaign_id) == campaign_id
    key_ids = {*connection.scalars(select(col(PoolRow.key_id)).where(of_campaign))}
    connection.execute(delete(PoolRow).where(of_campaign))
    connection.execute(delete(CellRow).where(col(CellRow.campaign_id) == campaign_id))
    return key_ids


def _with_keys(keys: PoolKeys, pools: Mapping[Cell, Pools]) -> dict[Cell, Pools]:
    """All the keys that are missing, drawn at once."""
    missing = sum(pool is not None and pool.key is None for both in pools.values() for pool in both)
    fresh = iter(keys.new(missing) if missing else ())
    return {
        cell: Pools(*(pool if pool is None or pool.key else replace(pool, key=next(fresh)) for pool in both))
        for cell, both in pools.items()
    }


def _key_ids(many: Iterable[Pools]) -> set[str]:
    return {pool.key.id for both in many for pool in both if pool and pool.key}


def _where(cell: Cell) -> dict[str, int | str]:
    return {f"the_{name}": value for name, value in cell._asdict().items()}


def seal(connection: Connection, sealed: Mapping[Cell, Counts]) -> None:
    """Add to the durable totals. Raises CountsInvalid when those are of another structure."""
    if not sealed:
        return
    known = read_totals(connection, {cell.campaign_id for cell in sealed})
    fresh = [
        {**cell._asdict(), "totals": to_bytes(counts), "whole_only": False}
        for cell, counts in sealed.items()
        if cell not in known
    ]
    grown = [
        {**_where(cell), "totals": to_bytes(known[cell] + counts)} for cell, counts in sealed.items() if cell in known
    ]
    if fresh:
        connection.execute(insert(CellRow), fresh)
    if grown:
        connection.execute(UPDATE_TOTALS, grown)


def read_totals(connection: Connection, campaigns: Collection[int]) -> dict[Cell, Counts]:
    """The sealed totals of these campaigns, cell by cell."""
    return {
        Cell(row.campaign_id, row.fingerprint, row.segment): unpacked(row.totals)
        for row in connection.execute(SELECT_TOTALS, {"campaigns": [*campaigns]})
    }


def count_in_the_whole(connection: Connection, cells: Collection[Cell]) -> None:
    """Alone, from now on: see whole_only."""
    if cells:
        connection.execute(HIDE_TOTALS, [_where(cell) for cell in cells])


def whole_only(connection: Connection, campaign_id: int) -> frozenset[Cell]:
    """The campaign's cells that count in the whole alone: what they hold is never told as a part's."""
    rows = connection.execute(SELECT_TOTALS, {"campaigns": [campaign_id]})
    return frozenset(Cell(row.campaign_id, row.fingerprint, row.segment) for row in rows if row.whole_only)


def as_disclosed(cells: Mapping[Cell, Counts], hidden: Collection[Cell]) -> dict[str, Counts]:
    """By the segment under which they may leave: those that count in the whole alone join UNDISCLOSED."""
    found: dict[str, Counts] = {}
    for cell, counts in cells.items():
        segment = UNDISCLOSED if cell in hidden else cell.segment
        found[segment] = found[segment] + counts if segment in found else counts
    return found
