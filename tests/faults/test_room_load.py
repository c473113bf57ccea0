"""A room with bad luck: a third of the answers get lost, the server dies in mid-seminar, and everyone goes on."""

import asyncio
import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from random import Random

import pytest

from benchmarks.phone import Phone, until
from benchmarks.trainer import Trainer
from tests import soak
from tests.patience import PATIENCE_SECONDS
from tests.site import LiveSite

pytestmark = [pytest.mark.slow, pytest.mark.long]

PHONES, KILLS = soak.many(14, 60), soak.many(4, 10)
STEPS = 15


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LiveSite]:
    live = LiveSite(tmp_path)
    live.start()
    yield live
    live.stop()


async def press(trainer: Trainer, action: str) -> None:
    """Again and again until the server says that it heard: the mark of the beat makes one key of them."""
    fields = dict[str, str]()
    while True:
        try:
            fields = fields or await asyncio.to_thread(trainer.seen)
            await asyncio.to_thread(trainer.press, action, **fields)
            return
        except (OSError, HTTPException):
            await asyncio.sleep(0.1)


async def seminar(trainer: Trainer, phones: list[Phone]) -> None:
    taking = [asyncio.create_task(phone.take_part()) for phone in phones]
    await until(lambda: all(phone.follows for phone in phones), 2 * PATIENCE_SECONDS)
    for step in range(1, STEPS + 1):
        await press(trainer, "next")
        await until(lambda step=step: all(step in phone.turns for phone in phones), 2 * PATIENCE_SECONDS)  # type: ignore[misc]
    await until(lambda: all(phone.told and phone.follows for phone in phones), 2 * PATIENCE_SECONDS)
    await press(trainer, "reveal")
    await press(trainer, "close")
    await asyncio.wait_for(asyncio.gather(*taking), 2 * PATIENCE_SECONDS)


def counted(site: LiveSite) -> tuple[int, int, int]:
    """Who arrived and who finished, as the screen shows them, and n of what was revealed."""
    verified = site.totem("verify")
    assert verified.returncode == 0, verified.stderr
    with closing(sqlite3.connect(site.folder / "data" / "totem.db")) as database:
        arrived, finished = database.execute("SELECT arrived, finished FROM seminar").fetchone()
        ((document,),) = database.execute("SELECT document FROM release").fetchall()
    return arrived, finished, json.loads(document)["n"]


def test_a_room_that_loses_a_third_of_its_answers_while_the_server_dies_again_and_again_is_whole(
    site: LiveSite,
) -> None:
    trainer = Trainer(site.port)
    phones = [Phone(site.port, trainer.code, name, drops=1 / 3, thinks=1) for name in range(PHONES)]
    drawn = Random(5)

    async def with_kills() -> None:
        held = asyncio.create_task(seminar(trainer, phones))
        for _ in range(KILLS):
            await asyncio.sleep(drawn.uniform(0.2, 1.2))
            assert not held.done()
            await asyncio.to_thread(site.restart, signal.SIGKILL)
        await held

    asyncio.run(with_kills())
    assert all(phone.told <= {"counted", "already"} for phone in phones)
    assert counted(site) == (PHONES, PHONES, PHONES)
