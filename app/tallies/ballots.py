"""What a room is asked by hand: one encrypted counter for each ballot, under keys that pools know too.

The tables tell how many voted, and nothing else; what fewer than the least voted is told to nobody.
"""

import json
import secrets
import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Row, delete, insert, select
from sqlmodel import col

from app.db.tables import BallotRow
from app.tallies.identity import check
from app.tallies.keys import Opener, PoolKey, PoolKeys, PoolsUnreadable
from app.tallies.pool import NONCE_BYTES, PoolLost

BYTES_AN_OPTION = 4


class Ballot(NamedTuple):
    """name: what is asked, and for the how manyeth time."""

    campaign_id: int
    name: str


class Cast(NamedTuple):
    """choices: each from 0 to options − 1."""

    options: int
    choices: Sequence[int]


def cast(connection: Connection, keys: PoolKeys, votes: Mapping[Ballot, Cast]) -> set[str]:
    """Add to each ballot, under another key; all are drawn at once. Returns those to forget once this is committed.

    Raises PoolLost, PoolKeysDamaged.
    """
    if not votes:
        return set()
    check(connection, keys)
    before = {ballot: connection.execute(_only(select(BallotRow), ballot)).one_or_none() for ballot in votes}
    openers = keys.find([row.key_id for row in before.values() if row])
    sums = {ballot: _sum(openers, before[ballot], more) for ballot, more in votes.items()}
    for (ballot, counted), key in zip(sums.items(), keys.new(len(sums)), strict=True):
        connection.execute(_only(delete(BallotRow), ballot))
        stored = {"n": sum(counted), "key_id": key.id, "box": encrypt_ballot(key, ballot, counted)}
        connection.execute(insert(BallotRow), ballot._asdict() | stored)
    return {row.key_id for row in before.values() if row}


def _sum(keys: Opener, row: Row[Any] | None, more: Cast) -> list[int]:
    votes = [*open_ballots(keys, row)] if row else [0] * more.options
    for choice in more.choices:
        votes[choice] += 1
    return votes


def disclose(
    connection: Connection, keys: PoolKeys, ballot: Ballot, least: int
) -> tuple[tuple[int, ...] | None, set[str]]:
    """What it gave, None under so many votes; the ballot is over. With the keys to forget once this is committed.

    Raises PoolKeysDamaged: then the ballot stays as it is.
    """
    row = connection.execute(_only(select(BallotRow), ballot)).one_or_none()
    if row is None:
        return None, set()
    connection.execute(_only(delete(BallotRow), ballot))
    try:
        votes = open_ballots(keys, row)
    except PoolLost:
        raise PoolsUnreadable(keys.home) from None
    return (votes if sum(votes) >= least else None), {row.key_id}


def destroy(connection: Connection, keys: PoolKeys, campaign_id: int) -> set[str]:
    """All of the campaign, untold. Returns the keys to forget once this is committed.

    Raises PoolKeysDamaged where one cannot be opened: what destroys it then is not the end of its round.
    """
    of_campaign = col(BallotRow.campaign_id) == campaign_id
    if unreadable_ballots(keys, connection.execute(select(BallotRow).where(of_campaign)).all()):
        raise PoolsUnreadable(keys.home)
    return delete_of(connection, campaign_id)


def delete_of(connection: Connection, campaign_id: int) -> set[str]:
    """The campaign's, whether or not they can be opened. Returns the keys to forget once this is committed."""
    of_campaign = col(BallotRow.campaign_id) == campaign_id
    key_ids = {*connection.scalars(select(col(BallotRow.key_id)).where(of_campaign))}
    connection.execute(delete(BallotRow).where(of_campaign))
    return key_ids


def delete_ballots(connection: Connection, key_ids: Collection[str]) -> None:
    """Those under these keys."""
    connection.execute(delete(BallotRow).where(col(BallotRow.key_id).in_(key_ids)))


def voters(connection: Connection, campaign_id: int) -> dict[str, int]:
    """How many voted so far, by the ballot's name."""
    rows = connection.execute(
        select(col(BallotRow.name), col(BallotRow.n)).where(col(BallotRow.campaign_id) == campaign_id)
    )
    return {row.name: row.n for row in rows}


def all_of(connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(select(BallotRow)).all()


def unreadable_ballots(keys: Opener, rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    """Those that no key opens."""
    lost = []
    for row in rows:
        try:
            open_ballots(keys, row)
        except PoolLost:
            lost.append(row)
    return lost


def open_ballots(keys: Opener, row: Row[Any]) -> tuple[int, ...]:
    """The votes for each option. Raises PoolLost."""
    ballot, key = Ballot(row.campaign_id, row.name), keys.get(row.key_id)
    if key is None:
        raise PoolLost(f"The key of a ballot of campaign {row.campaign_id} is gone.")
    return decrypt_ballot(key, ballot, row.box)


def encrypt_ballot(key: PoolKey, ballot: Ballot, votes: Sequence[int]) -> bytes:
    """As a pool is encrypted: bound to the ballot, of one size whatever the votes."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key.secret).encrypt(nonce, packed_ballot(votes), _context(ballot))


def decrypt_ballot(key: PoolKey, ballot: Ballot, ciphertext: bytes) -> tuple[int, ...]:
    """Raises PoolLost."""
    try:
        data = AESGCM(key.secret).decrypt(ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:], _context(ballot))
    except (InvalidTag, ValueError):
        raise PoolLost(f"A ballot of campaign {ballot.campaign_id} does not open with its key.") from None
    return unpacked_ballot(data)


def packed_ballot(votes: Sequence[int]) -> bytes:
    return struct.pack(f">{len(votes)}I", *votes)


def unpacked_ballot(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(data) // BYTES_AN_OPTION}I", data)


def _context(ballot: Ballot) -> bytes:
    return json.dumps(["totem ballot 1", *ballot]).encode()


def _only(statement: Any, ballot: Ballot) -> Any:
    return statement.where(col(BallotRow.campaign_id) == ballot.campaign_id, col(BallotRow.name) == ballot.name)
