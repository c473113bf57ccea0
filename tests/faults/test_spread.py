"""A room on three processes is one room: each key is seen on each of them, and the same people are counted."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.databases import restart, server
from tests.faults.spread import MANY, SpreadRoom, three
from tests.nodes import RedisNode

pytestmark = [pytest.mark.slow, pytest.mark.long]

PHONES = 6


def nothing() -> None: ...


async def play(
    room: SpreadRoom, meanwhile: Callable[[], object] = nothing, back: Callable[[], object] = nothing
) -> None:
    """meanwhile: what happens before a key; back: what happens after it, before everybody's answers are counted."""
    following = await room.follow()
    assert room.counts() == {(0,)}
    taking = [asyncio.create_task(phone.take_part()) for phone in room.phones]
    await room.comes(lambda: room.counts() == {(PHONES,)} and all(phone.follows for phone in room.phones))
    for step in range(1, 4):
        await room.press("next")
        if step == 3:
            await asyncio.to_thread(back)
        await room.comes(lambda: room.counts() == {(PHONES, PHONES)} and room.agrees())
        await room.comes(lambda step=step: all(step in phone.turns and phone.follows for phone in room.phones))  # type: ignore[misc]
        if step == 2:
            await asyncio.to_thread(meanwhile)
    for _ in range(MANY):
        await room.press("pause")
        await room.press("pause")
    await room.press("close")
    await asyncio.gather(*taking)
    for task in following:
        task.cancel()


def test_each_key_is_seen_on_three_processes_of_one_machine(tmp_path: Path) -> None:
    with three(tmp_path) as sites:
        asyncio.run(play(SpreadRoom(sites, PHONES)))


@pytest.mark.postgres
def test_each_key_is_seen_on_three_processes_also_after_their_database_was_restarted(tmp_path: Path) -> None:
    with server() as address:
        url = address.render_as_string(hide_password=False)
        with three(tmp_path, TOTEM_DATABASE_URL=url) as sites:
            asyncio.run(play(SpreadRoom(sites, PHONES), lambda: restart(address)))


def test_each_key_is_seen_by_way_of_a_node_also_while_it_is_away(tmp_path: Path, redis: RedisNode) -> None:
    """Then each process looks for itself, every other second; who has answered is known to all once it is back."""
    with three(tmp_path, TOTEM_REDIS=redis.address) as sites:
        asyncio.run(play(SpreadRoom(sites, PHONES), redis.kill, redis.start))
