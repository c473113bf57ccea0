"""A room of 60 phones, a screen and a remote on each of three processes: how soon a key is seen on all of them.

On SQLite, or with --postgresql on a PostgreSQL of its own, which is restarted half-way. A phone has its pages from one
process and its stream from another; each key is pressed on another process. Prints the times, and the counts that the
screens showed once everybody had answered.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import uvloop
from sqlalchemy import URL

from app.cli.serve import allow_connections
from tests.databases import restart, server
from tests.faults.spread import SpreadRoom, three

PHONES, STEPS, KEYS = 60, 4, 40


async def measure(room: SpreadRoom, address: URL | None) -> None:
    following = await room.follow()
    taking = [asyncio.create_task(phone.take_part()) for phone in room.phones]
    await room.comes(lambda: room.counts() == {(PHONES,)} and all(phone.follows for phone in room.phones))
    keys, turns, counts = list[float](), list[float](), list[set[tuple[int, ...]]]()
    for step in range(1, STEPS + 1):
        began = time.perf_counter()
        keys.append(await _pressed(room, "next"))
        await room.comes(lambda step=step: all(step in phone.turns and phone.follows for phone in room.phones))  # type: ignore[misc]
        turns += [phone.turns[step] - began for phone in room.phones]
        await room.comes(lambda: room.counts() == {(PHONES, PHONES)} and room.agrees())
        counts.append(room.counts())
    for number in range(KEYS):
        if address and number == KEYS // 2:
            await asyncio.to_thread(restart, address)
        await room.comes(lambda: all(phone.follows for phone in room.phones))
        await asyncio.sleep(0.3)  # for pages that are still under way
        keys.append(await _pressed(room, "pause"))
    await room.press("close")
    await asyncio.gather(*taking)
    for task in following:
        task.cancel()
    for name, seconds in (("on every screen and remote", keys), ("on every phone, as its next question", turns)):
        told = [
            1000 * one for one in (median(seconds), quantiles(seconds, n=100, method="inclusive")[98], max(seconds))
        ]
        print(f"{name:<40} median {told[0]:>6.0f}   p99 {told[1]:>6.0f}   slowest {told[2]:>6.0f} ms")
    print(f"answered and arrived, on three screens, after each question: {counts}")


async def _pressed(room: SpreadRoom, action: str) -> float:
    began = time.perf_counter()
    await room.press(action)
    return time.perf_counter() - began


@contextmanager
def database(*, is_postgresql: bool) -> Iterator[URL | None]:
    if not is_postgresql:
        yield None
        return
    with server() as address:
        yield address


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--postgresql", action="store_true")
    asked = arguments.parse_args()
    allow_connections()
    with tempfile.TemporaryDirectory() as folder, database(is_postgresql=asked.postgresql) as address:
        where = {"TOTEM_DATABASE_URL": address.render_as_string(hide_password=False)} if address else {}
        with three(Path(folder), **where) as sites:
            uvloop.run(measure(SpreadRoom(sites, PHONES), address))


if __name__ == "__main__":
    main()
