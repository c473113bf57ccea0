"""Two processes keep the same rooms: whoever comes second to an end or to a beginning does no harm."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from sqlalchemy import Engine, update
from sqlmodel import col

from app.db.engine import write_transaction
from app.db.tables import CampaignRow
from app.seminars import store
from app.seminars.rooms import Rooms
from app.seminars.seminar import Seminar
from app.seminars.store import by_slug
from app.tallies.keys import PoolKeys
from tests.crowd import TODAY
from tests.rooms import QUESTIONNAIRES, SECRET, House, a_house


@pytest.fixture
def house(engine: Engine, keys: PoolKeys) -> Iterator[House]:
    with a_house(engine, keys) as made:
        yield made


@pytest.fixture
def room(house: House) -> Seminar:
    return house.open().seminar


@pytest.fixture
def elsewhere(house: House) -> Rooms:
    """The rooms of another process."""
    return Rooms(house.engine, house.keys, QUESTIONNAIRES, SECRET, house._today, lambda: house.seconds)


def test_a_purge_that_comes_second_deletes_no_room_that_took_the_numbers(
    house: House, room: Seminar, elsewhere: Rooms
) -> None:
    """SQLite hands numbers on."""
    house.rooms.act(room.id, "close")
    stale = house.room(room)
    house.rooms._end(stale)
    second = house.open().seminar
    house.rooms.act(second.id, "close")
    elsewhere._end(stale)
    assert by_slug(house.engine, second.slug)


def test_a_room_that_was_emptied_meanwhile_is_not_closed_for_its_former_hours(
    house: House, room: Seminar, elsewhere: Rooms
) -> None:
    elsewhere.reset(room.id)
    house.rooms._end(room)
    assert house.room(room).is_open


def test_the_hours_of_a_room_begin_anew_when_another_process_has_emptied_it(
    house: House, room: Seminar, elsewhere: Rooms
) -> None:
    assert house.comes(room, 1)
    house.seconds = 11 * 3600.0
    elsewhere.reset(room.id)
    fresh = house.room(room)
    assert house.comes(fresh, 2)
    house.seconds += 2 * 3600.0
    assert house.rooms.end_due(TODAY) == []
    assert house.rooms._lifetimes._since.keys() == {fresh.slug}


def test_a_room_that_somebody_came_to_is_not_begun_anew_by_a_second_start(
    house: House, room: Seminar, elsewhere: Rooms
) -> None:
    """Both have seen that its bank asks something else now; the first makes it new, and a phone comes."""
    with write_transaction(house.engine) as connection:
        connection.execute(update(CampaignRow).where(col(CampaignRow.slug) == room.slug).values(fingerprint="former"))
    stale = store.seminars(house.engine)
    house.restart()
    fresh = house.room(room)
    assert fresh.slug != room.slug
    assert house.comes(fresh, 1)
    with patch.object(store, "seminars", lambda _: stale):
        elsewhere.start()
        elsewhere.stop()
    assert house.room(room).slug == fresh.slug
    assert house.room(room).arrived == 1
