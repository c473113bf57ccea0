"""`make bench`: a seminar of 500 phones and 5 screens that answer together, on one worker, from the code to the end.

Server on the first core, the room on the last. Prints when each phone had its next question after the trainer's key,
how long others' quizzes waited meanwhile, and who was lost or counted twice.
"""

import argparse
import asyncio
import os
import sqlite3
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from statistics import quantiles

import uvloop

from app.cli.serve import allow_connections
from benchmarks.__main__ import memory, pinned
from benchmarks.driver import Connection
from benchmarks.driver import reply as a_reply
from benchmarks.fanout import Crowd
from benchmarks.phone import Phone, until
from benchmarks.trainer import Trainer
from tests.site import LiveSite

SCREENS, OTHERS, BROADCAST_SECONDS = 5, 5, 1.5
STEPS = 15
"""Of the express questionnaire, before the last choice."""


class Seminar:
    def __init__(self, site: LiveSite, phones: int, thinks: float) -> None:
        assert site.process
        self.site, self.pid = site, site.process.pid
        self.trainer = Trainer(site.port)
        self.phones = [Phone(site.port, self.trainer.code, name, thinks=thinks) for name in range(phones)]
        self.keys: list[float] = []
        self.follows: list[float] = []
        self.others: list[tuple[float, float]] = []

    async def run(self) -> None:
        screens = Crowd(self.site.port, f"{self.trainer.screen}/stream", SCREENS)
        await screens.arrive()
        began = time.perf_counter()
        taking = [asyncio.create_task(phone.take_part()) for phone in self.phones]
        await until(lambda: all(phone.follows for phone in self.phones))
        print(f"{'all came in, s':<48} {time.perf_counter() - began:>9.2f}")
        others = [asyncio.create_task(self._another(number)) for number in range(OTHERS)]
        for step in range(1, STEPS + 1):
            pressed = await self._press("next")
            await until(lambda step=step: all(step in phone.turns for phone in self.phones))  # type: ignore[misc]
            self.follows += [phone.turns[step] - pressed for phone in self.phones]
            if step < STEPS:
                await until(lambda: all(phone.follows for phone in self.phones))
        await until(lambda: all(phone.told and phone.follows for phone in self.phones))
        for action in ("next", "reveal", "next", "next", "close"):
            await self._press(action)
            await asyncio.sleep(1)
        for other in others:
            other.cancel()
        self.loaded = memory(self.pid)
        screens.leave()
        for task in taking:
            task.cancel()
        await asyncio.gather(*taking, *others, return_exceptions=True)

    async def _press(self, action: str) -> float:
        pressed = time.perf_counter()
        self.keys.append(pressed)
        await asyncio.to_thread(self.trainer.press, action)
        return pressed

    async def _another(self, number: int) -> None:
        """Somebody's quiz elsewhere on the site, a step ten times a second."""
        phone, path = Phone(self.site.port, "", -number - 1), "/fr/quiz/totem"
        with suppress(asyncio.CancelledError), closing(Connection(self.site.port)) as connection:
            while True:
                page = (await connection.get(path)).body
                while b'name="finish"' not in page:
                    await asyncio.sleep(0.1)
                    sent = time.perf_counter()
                    page = (await connection.post(path, a_reply(page, phone.random), headers="HX-Request: 1\r\n")).body
                    self.others.append((sent, time.perf_counter() - sent))

    def report(self) -> None:
        meanwhile = [
            wait for sent, wait in self.others if any(0 <= sent - key < BROADCAST_SECONDS for key in self.keys)
        ]
        own = [wait for phone in self.phones for _, wait in phone.waits]
        arrived, finished = self._counted()
        told = {word for phone in self.phones for word in phone.told}
        rows: list[tuple[str, float, str]] = [
            ("p99 from the key to the next question, ms", 1000 * p99(self.follows), "<= 1000"),
            ("slowest of them, ms", 1000 * max(self.follows), ""),
            ("p99 of others' steps during a broadcast, ms", 1000 * p99(meanwhile), "<= 250"),
            ("p99 of the room's own steps, ms", 1000 * p99(own), ""),
            ("RSS, MiB", self.loaded, "<= 150"),
            ("phones lost", len(self.phones) - finished, "0"),
            ("arrivals counted twice", arrived - len(self.phones), "0"),
            ("streams that are left", streams(self.site.port), "0"),
        ]
        print(f"{len(self.phones)} phones, {SCREENS} screens, {len(self.keys)} keys; phones were told: {sorted(told)}")
        for name, value, mark in rows:
            print(f"{name:<48} {value:>9.0f}   {mark}")

    def _counted(self) -> tuple[int, int]:
        with closing(sqlite3.connect(self.site.folder / "data" / "totem.db")) as database:
            query = "SELECT arrived, finished FROM seminar WHERE code = ?"
            arrived, finished = database.execute(query, (self.trainer.code,)).fetchone()
            return int(arrived), int(finished)


def p99(values: list[float]) -> float:
    return quantiles(values, n=100)[98]


def streams(port: int) -> int:
    """Connections that the server holds open."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return sum(fields[1].endswith(f":{port:04X}") and fields[3] == "01" for fields in map(str.split, lines))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--phones", type=int, default=500)
    arguments.add_argument("--thinks", type=float, default=3.0, help="seconds, at most, before an answer")
    asked = arguments.parse_args()
    allow_connections()
    core, *_ = cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        site = LiveSite(Path(folder))
        with pinned(core):
            site.start()
        try:
            with pinned(cores[-1]):
                seminar = Seminar(site, asked.phones, asked.thinks)
                uvloop.run(seminar.run())
                time.sleep(6)  # kept connections are closed after five seconds
            seminar.report()
        finally:
            site.stop()


if __name__ == "__main__":
    main()
