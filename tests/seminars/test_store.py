"""Where rooms are kept, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from app.campaigns.keys import key_digest
from app.campaigns.store import delete, find
from app.db.engine import write_transaction
from app.seminars import store
from app.seminars.seminar import Seminar
from app.seminars.stage import Stage, voting
from app.tallies.keys import PoolKeys
from tests.crowd import TODAY, TOMORROW
from tests.rooms import rows_of


@pytest.fixture
def opened(engine: Engine) -> store.Opened:
    return a_room(engine)


def a_room(engine: Engine) -> store.Opened:
    return store.open_room(engine, "totem", "0123456789abcdef", "fr", "together", "Monday", TODAY)


def test_a_room_is_found_by_its_code_its_keys_and_its_campaign(engine: Engine, opened: store.Opened) -> None:
    a_room(engine)
    room = opened.seminar
    assert room == store.by_code(engine, room.code) == store.by_slug(engine, room.slug) == store.by_id(engine, room.id)
    assert room == store.by_screen(engine, opened.screen) == store.by_remote(engine, opened.remote)
    assert (room.pace, room.name, room.language, room.stage, room.is_open) == (
        "together",
        "Monday",
        "fr",
        Stage(),
        True,
    )
    assert (room.opened_on, room.arrived_on, room.arrived, room.finished) == (TODAY, None, 0, 0)
    assert len(store.seminars(engine)) == 2


def test_neither_key_opens_what_the_other_does(engine: Engine, opened: store.Opened) -> None:
    assert store.by_screen(engine, opened.remote) is store.by_remote(engine, opened.screen) is None
    for wrong in ("", "x", opened.screen[:-1], key_digest(opened.remote).hex(), "\udcff"):
        assert store.by_remote(engine, wrong) is store.by_screen(engine, wrong) is None
    assert store.screen_of(opened.remote) == opened.screen


def test_only_digests_of_keys_are_kept(engine: Engine, opened: store.Opened) -> None:
    kept = repr(rows_of(engine))
    assert opened.screen not in kept
    assert opened.remote not in kept


def test_a_campaign_of_a_room_counts_from_five_and_publishes_nothing(engine: Engine, opened: store.Opened) -> None:
    campaign = find(engine, opened.seminar.slug, TODAY)
    assert campaign
    assert (campaign.k, campaign.publishes_itself, campaign.protection, campaign.is_open) == (5, False, "room", True)
    assert campaign.fingerprint == opened.seminar.fingerprint


def test_what_changes_is_what_was_said_and_nothing_else(engine: Engine, opened: store.Opened) -> None:
    stage = voting(Stage("animals"), "s1", "", 3)
    after = store.changed(engine, opened.seminar.id, lambda _, __: {"stage": stage})
    assert after == replace(opened.seminar, stage=stage)
    assert store.changed(engine, after.id, lambda _, __: {}) == after == store.by_id(engine, after.id)
    with pytest.raises(LookupError):
        store.changed(engine, 404, lambda _, __: {"name": "x"})


def test_two_who_act_at_once_act_one_after_the_other(engine: Engine, opened: store.Opened) -> None:
    def one_more(_: int) -> None:
        store.changed(engine, opened.seminar.id, lambda _, room: {"arrived": room.arrived + 1})

    with ThreadPoolExecutor(8) as remotes:
        list(remotes.map(one_more, range(40)))
    found = store.by_id(engine, opened.seminar.id)
    assert found
    assert found.arrived == 40


def test_a_change_that_fails_changes_nothing(engine: Engine, opened: store.Opened) -> None:
    def fail(connection: object, room: Seminar) -> dict[str, object]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.changed(engine, opened.seminar.id, fail)
    assert store.by_id(engine, opened.seminar.id) == opened.seminar


def test_arrivals_keep_the_first_day(engine: Engine, opened: store.Opened) -> None:
    for many, day in ((3, TODAY), (2, TOMORROW)):
        with write_transaction(engine) as connection:
            store.welcome(connection, opened.seminar.id, many, day)
    assert store.by_id(engine, opened.seminar.id) == replace(opened.seminar, arrived=5, arrived_on=TODAY)


def test_a_room_goes_before_its_campaign(engine: Engine, keys: PoolKeys, opened: store.Opened) -> None:
    other = a_room(engine).seminar
    campaign = find(engine, opened.seminar.slug)
    assert campaign
    with pytest.raises(IntegrityError):
        delete(engine, keys, campaign)
    with write_transaction(engine) as connection:
        store.delete_room(connection, opened.seminar.id)
    delete(engine, keys, campaign)
    assert store.seminars(engine) == [other]


def test_codes_of_many_rooms_differ(engine: Engine) -> None:
    rooms = [a_room(engine).seminar for _ in range(50)]
    assert len({room.code for room in rooms}) == len({room.slug for room in rooms}) == 50
