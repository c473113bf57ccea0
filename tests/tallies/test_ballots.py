"""Ballots: counted in the dark, told once, to five voters or more."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, select, update
from sqlmodel import col

from app.db.engine import read, write_transaction
from app.db.tables import BallotRow
from app.pool_keys.key_file import KeyFile
from app.tallies import ballots
from app.tallies.ballots import Ballot, Cast, cast, destroy, disclose, unreadable_ballots, voters
from app.tallies.closing import close
from app.tallies.custody import abandon, forget_orphans, recover_pools
from app.tallies.keys import PoolKeys, PoolKeysDamaged
from app.tallies.pool import PoolLost
from tests.crowd import TODAY, a_campaign

VOTE, GUESS = Ballot(1, "vote s1  0"), Ballot(1, "guess")


@pytest.fixture
def site(engine: Engine, keys: PoolKeys) -> Engine:
    a_campaign(engine)
    return engine


def voted(site: Engine, keys: PoolKeys, *choices: int, ballot: Ballot = VOTE) -> None:
    with write_transaction(site) as connection:
        spent = cast(connection, keys, {ballot: Cast(3, choices)})
    keys.forget(spent)


def the_end(site: Engine, keys: PoolKeys, ballot: Ballot = VOTE) -> tuple[int, ...] | None:
    with write_transaction(site) as connection:
        votes, spent = disclose(connection, keys, ballot, 5)
    keys.forget(spent)
    return votes


def test_votes_add_up_and_are_told_once(site: Engine, keys: PoolKeys) -> None:
    voted(site, keys, 0, 2)
    voted(site, keys, 2, 2, 1)
    voted(site, keys, 0, ballot=GUESS)
    with read(site) as connection:
        assert voters(connection, 1) == {"vote s1  0": 5, "guess": 1}
        assert voters(connection, 2) == {}
    assert the_end(site, keys) == (1, 1, 3)
    assert the_end(site, keys) is None
    with read(site) as connection:
        assert voters(connection, 1) == {"guess": 1}


def test_ballots_of_many_rooms_are_written_with_one_sync(
    site: Engine, keys: PoolKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = list[int]()
    monkeypatch.setattr("app.pool_keys.key_file.os.fdatasync", synced.append)
    many = [a_campaign(site, slug=f"room-{number}").id for number in range(20)]
    with write_transaction(site) as connection:
        cast(connection, keys, {Ballot(id_, "guess"): Cast(3, [id_ % 3]) for id_ in many})
    assert len(synced) == 1
    with read(site) as connection:
        rows = ballots.all_of(connection)
        assert {row.campaign_id: ballots.open_ballots(keys, row) for row in rows} == {
            id_: tuple(int(option == id_ % 3) for option in range(3)) for id_ in many
        }


def test_four_votes_are_told_to_nobody_and_gone(site: Engine, keys: PoolKeys) -> None:
    voted(site, keys, 0, 1, 1, 1)
    assert the_end(site, keys) is None
    assert keys.ids() == set()


def test_every_write_has_a_key_and_a_box_of_its_own(site: Engine, keys: PoolKeys) -> None:
    seen, boxes = set[str](), set[bytes]()
    for _ in range(20):
        voted(site, keys, 1)
        with read(site) as connection:
            (row,) = ballots.all_of(connection)
        assert keys.ids() == {row.key_id}
        seen.add(row.key_id)
        boxes.add(row.box)
        assert {len(box) for box in boxes} == {len(row.box)}
    assert len(seen) == len(boxes) == 20


def test_the_keys_of_what_is_destroyed_are_named(site: Engine, keys: PoolKeys) -> None:
    voted(site, keys, 0)
    voted(site, keys, 0, ballot=GUESS)
    held = keys.ids()
    with write_transaction(site) as connection:
        assert destroy(connection, keys, 2) == set()
        assert destroy(connection, keys, 1) == held
        assert not ballots.all_of(connection)


def moved(connection: Connection) -> None:
    connection.execute(update(BallotRow).values(name="vote s2  0"))


def altered(connection: Connection) -> None:
    box = connection.scalars(select(col(BallotRow.box))).one()
    connection.execute(update(BallotRow).values(box=box[:-1] + bytes([box[-1] ^ 1])))


def without_its_key(connection: Connection) -> None:
    connection.execute(update(BallotRow).values(key_id="0" * 32))


@pytest.mark.parametrize("harm", [moved, altered, without_its_key])
def test_a_ballot_that_was_tampered_with_is_not_told_nor_destroyed(site: Engine, keys: PoolKeys, harm: object) -> None:
    assert callable(harm)
    voted(site, keys, 0, 1, 2, 2, 2)
    with write_transaction(site) as connection:
        harm(connection)
        (row,) = ballots.all_of(connection)
        assert unreadable_ballots(keys, [row]) == [row]
    ballot = Ballot(1, row.name)
    with pytest.raises(PoolLost):
        voted(site, keys, 1, ballot=ballot)
    with pytest.raises(PoolKeysDamaged, match="abandon-pools"):
        the_end(site, keys, ballot)
    with pytest.raises(PoolKeysDamaged, match="abandon-pools"):
        close(site, keys, 1, TODAY)
    with read(site) as connection:
        assert ballots.all_of(connection)


def test_keys_of_ballots_are_no_orphans(site: Engine, keys: PoolKeys) -> None:
    voted(site, keys, 0, 1)
    held = keys.ids()
    keys.new(3)
    forget_orphans(site, keys)
    assert keys.ids() == held


def test_a_wrong_key_file_gives_no_ballot_up_before_an_operator_says_so(
    site: Engine, keys: PoolKeys, tmp_path: Path
) -> None:
    voted(site, keys, 0, 1)
    other = KeyFile(tmp_path / "other" / "keys")
    with pytest.raises(PoolKeysDamaged):
        recover_pools(site, other)
    recover_pools(site, keys)
    abandon(site, other)
    with read(site) as connection:
        assert not ballots.all_of(connection)


def test_the_close_of_a_campaign_destroys_its_ballots(site: Engine, keys: PoolKeys) -> None:
    voted(site, keys, 0, 1, 2, 2, 2)
    close(site, keys, 1, TODAY)
    with read(site) as connection:
        assert not ballots.all_of(connection)
    assert keys.ids() == set()
