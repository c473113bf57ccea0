"""`make bench`: a room's screen followed by 1,000 and by 2,000, beside a bare asyncio server of streams, in turn.

Server on the first core, viewers on the last. A delivery is timed from the moment when the first viewer has the event
until a viewer has it whole; then also from the trainer's key, with the transaction and the rendering that come once for
all viewers. The bare server writes what it has, as many bytes.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple, cast

import uvloop

from app.cli.serve import allow_connections
from benchmarks.__main__ import memory, pinned, processor
from benchmarks.trainer import Trainer
from tests.site import LiveSite, free_port

END, ALIVE = b"\n\n\r\n", b"event: alive"
AT_ONCE = 50


class Turn(NamedTuple):
    """One key pressed. waits: seconds of each viewer; processor: seconds of the server."""

    waits: list[float]
    processor: float

    @property
    def p99(self) -> float:
        """From the key."""
        return quantiles(self.waits, n=100)[98]

    @property
    def delivery(self) -> float:
        """The p99 from the first viewer's."""
        return self.p99 - min(self.waits)


class Viewer(asyncio.Protocol):
    """Counts whole events but for heartbeats. size: of the last one, in bytes."""

    def __init__(self, request: bytes, told: Callable[[], None]) -> None:
        self.request, self.told, self.size, self.buffer = request, told, 0, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.buffer.endswith(END):
            if ALIVE not in self.buffer[:24]:
                self.size = len(self.buffer.rpartition(b"\r\n\r\n")[2]) or len(self.buffer)
                self.told()
            self.buffer = b""


class Crowd:
    """So many viewers of one stream. waits: when each was told since the last key."""

    def __init__(self, port: int, path: str, many: int) -> None:
        self.port, self.many = port, many
        self.request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        self.viewers: list[Viewer] = []
        self.waits: list[float] = []
        self.start = 0.0
        self.all_told = asyncio.Event()

    async def arrive(self) -> None:
        for _ in range(0, self.many, AT_ONCE):
            await asyncio.gather(*(self._connect() for _ in range(AT_ONCE)))
        await asyncio.wait_for(self.all_told.wait(), 60)

    async def turn(self, pid: int, press: Callable[[], Awaitable[None]]) -> Turn:
        await asyncio.sleep(0.3)
        self.waits.clear()
        self.all_told.clear()
        before, self.start = processor(pid), time.perf_counter()
        await press()
        await asyncio.wait_for(self.all_told.wait(), 30)
        await asyncio.sleep(0.1)
        return Turn(list(self.waits), processor(pid) - before)

    def leave(self) -> None:
        for viewer in self.viewers:
            viewer.transport.close()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        _, viewer = await loop.create_connection(lambda: Viewer(self.request, self._told), "127.0.0.1", self.port)
        self.viewers.append(viewer)

    def _told(self) -> None:
        self.waits.append(time.perf_counter() - self.start)
        if len(self.waits) >= self.many:
            self.all_told.set()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=15)
    asked = arguments.parse_args()
    allow_connections()
    for many in (1000, 2000):
        compare(many, asked.rounds)


def compare(many: int, rounds: int) -> None:
    core, *_ = cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        site = LiveSite(Path(folder))
        with pinned(core):
            site.start()
        try:
            with pinned(cores[-1]):
                uvloop.run(_compare(site, core, many, rounds))
        finally:
            site.stop()


async def _compare(site: LiveSite, core: int, many: int, rounds: int) -> None:
    trainer = await asyncio.to_thread(Trainer, site.port)
    assert site.process
    pid = site.process.pid
    first = Crowd(site.port, f"{trainer.screen}/stream", AT_ONCE)
    await first.arrive()
    first.leave()
    idle = memory(pid)
    ours = Crowd(site.port, f"{trainer.screen}/stream", many)
    await ours.arrive()
    with bare_server(ours.viewers[0].size, core) as (port, bare_pid):
        bare = Crowd(port, "/", many)
        await bare.arrive()
        ours_turns, bare_turns = [], []
        for number in range(rounds):
            hidden = "no" if number % 2 else "yes"
            ours_turns.append(await ours.turn(pid, partial(asyncio.to_thread, trainer.press, "hide", hidden=hidden)))
            bare_turns.append(await bare.turn(bare_pid, partial(_post, port)))
        report(many, ours.viewers[0].size, ours_turns, bare_turns, (memory(pid) - idle) * 1024 / many)
        bare.leave()
    ours.leave()


async def _post(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST / HTTP/1.1\r\n\r\n")
    await reader.read()
    writer.close()


@contextmanager
def bare_server(size: int, core: int) -> Iterator[tuple[int, int]]:
    port = free_port()
    with pinned(core):
        process = subprocess.Popen([sys.executable, "-m", "benchmarks.bare_sse", str(port), str(size)])
    time.sleep(1)
    try:
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def report(many: int, size: int, ours: list[Turn], bare: list[Turn], kib: float) -> None:
    pairs = list(zip(ours, bare, strict=True))
    # Ticks of 10 ms are too coarse for one turn: processors are compared over all of them.
    cost, floor = (1e6 * sum(turn.processor for turn in turns) / (many * len(turns)) for turns in (ours, bare))
    rows = [
        ("p99 of a delivery / bare", [a.delivery / b.delivery for a, b in pairs], "<= 2.5"),
        ("p99 of a delivery, ms", [1000 * a.delivery for a, _ in pairs], ""),
        ("p99 of the bare server's, ms", [1000 * b.delivery for _, b in pairs], ""),
        ("p99 from the key / bare", [a.p99 / b.p99 for a, b in pairs], ""),
        ("p99 from the key, ms", [1000 * a.p99 for a, _ in pairs], ""),
    ]
    print(f"{many} viewers, {len(ours)} keys in turn; an event is {size} bytes")
    print(f"{'':<48} {'median':>9} {'quartiles':>21}   mark")
    for name, values, mark in rows:
        low, _, high = quantiles(values, n=4)
        print(f"{name:<48} {median(values):>9.2f} {low:>10.2f} {high:>10.2f}   {mark}")
    print(f"{'CPU of a delivery / bare':<48} {cost / floor:>9.2f} {'':>21}   <= 4")
    print(f"{'CPU of a delivery, us; bare':<48} {cost:>9.1f} {floor:>10.1f}")
    print(f"{'memory a viewer, KiB':<48} {kib:>9.1f} {'':>21}   <= 30")


if __name__ == "__main__":
    main()
