"""An address that stays: it leads to the newest open room of its key, to nobody else's, and to none once given back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from app.seminars.codes import STANDING
from app.seminars.seminar import Seminar
from app.seminars.standing import StandingAddresses
from app.tallies.keys import PoolKeys
from tests.rooms import House, a_house, rows_of


@pytest.fixture
def house(engine: Engine, keys: PoolKeys) -> Iterator[House]:
    with a_house(engine, keys) as made:
        yield made


@pytest.fixture
def addresses(engine: Engine) -> StandingAddresses:
    return StandingAddresses(engine)


def led(addresses: StandingAddresses, address: str) -> str:
    """The code of the room there."""
    room = addresses.room_at(address)
    return room.code if room else ""


def test_the_newest_open_room_has_it(house: House, addresses: StandingAddresses) -> None:
    mine, theirs = addresses.new(), addresses.new()
    assert STANDING.fullmatch(mine.address)
    assert mine.address != theirs.address
    assert (addresses.is_known(mine.address), led(addresses, mine.address)) == (True, "")
    first, second = house.open().seminar, house.open().seminar
    for room in (first, second):
        assert addresses.take(mine.key, room.id)
    assert led(addresses, mine.address) == second.code
    house.rooms.act(second.id, "close")
    assert led(addresses, mine.address) == first.code
    house.rooms.act(first.id, "close")
    assert led(addresses, mine.address) == ""
    assert led(addresses, theirs.address) == ""


def test_the_next_group_finds_it(house: House, addresses: StandingAddresses) -> None:
    mine, room = addresses.new(), house.open().seminar
    addresses.take(mine.key, room.id)
    for former in (house.room(room), house.open().seminar):
        after = house.rooms.again(room.id).seminar
        addresses.follow(former, after.id)
        assert house.room(after).standing == former.standing
    assert led(addresses, mine.address)


def test_a_room_that_was_emptied_stays_there(house: House, addresses: StandingAddresses) -> None:
    mine, room = addresses.new(), house.open().seminar
    addresses.take(mine.key, room.id)
    house.rooms.reset(room.id)
    assert led(addresses, mine.address) == room.code


def test_only_its_key_takes_it(house: House, addresses: StandingAddresses) -> None:
    mine, room = addresses.new(), house.open().seminar
    assert not addresses.take(mine.address, room.id)
    assert not addresses.take("x" * 32, room.id)
    assert house.room(room).standing is None
    assert addresses.by_key(mine.key) == mine.address
    assert addresses.by_key(mine.address) is None


def test_given_back_it_is_forgotten(house: House, addresses: StandingAddresses) -> None:
    mine, room = addresses.new(), house.open().seminar
    addresses.give_back("x" * 32)
    assert addresses.is_known(mine.address)
    addresses.give_back(mine.key)
    assert not addresses.is_known(mine.address)
    assert not addresses.take(mine.key, room.id)


def test_tables_hold_the_address_and_a_digest(engine: Engine, addresses: StandingAddresses) -> None:
    mine = addresses.new()
    ((address, key),) = rows_of(engine)["standing"]
    assert address == mine.address
    assert isinstance(key, bytes)
    assert mine.key.encode() not in key


def test_a_room_of_before_stands_nowhere(house: House) -> None:
    room: Seminar = house.open().seminar
    assert room.standing is None
