"""Requests without a pause over so many connections: what one client core can ask of one server core.

Promises to count only whole answers. Refuses to outlive its seconds or its list.
"""

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import cast

import uvloop

HOST = "127.0.0.1"
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass
class Flood:
    """answered: whole answers; seconds: until the last; waits: of each, in seconds; statuses: how many of each."""

    answered: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    statuses: dict[bytes, int] = field(default_factory=dict)


class _Client(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], until: float, flood: Flood, done: asyncio.Event) -> None:
        self.requests, self.until, self.flood, self.done = requests, until, flood, done
        self.buffer, self.missing = b"", -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not descend from asyncio's.
        self.transport = cast(asyncio.Transport, transport)
        self._next()

    def connection_lost(self, _: Exception | None) -> None:
        self.done.set()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.missing < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            length = LENGTH.search(self.buffer, 0, end + 2)
            status = self.buffer[9:12]
            self.flood.statuses[status] = self.flood.statuses.get(status, 0) + 1
            self.missing = end + 4 + (int(length[1]) if length else 0)
        if len(self.buffer) >= self.missing:
            self.buffer, self.missing = b"", -1
            self.flood.answered += 1
            self.flood.waits.append(time.perf_counter() - self.asked)
            self._next()

    def _next(self) -> None:
        request = next(self.requests, None) if time.perf_counter() < self.until else None
        if request is None:
            self.transport.close()
            return
        self.asked = time.perf_counter()
        self.transport.write(request)


def flood(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Flood:
    """Ask until the seconds or the requests are used up."""
    return flood_each([port], requests, connections, seconds)


def flood_each(ports: Sequence[int], requests: Iterator[bytes], connections: int, seconds: float) -> Flood:
    """The same of several servers, each over its part of the connections."""
    return uvloop.run(_flood(ports, requests, connections, seconds))


async def _flood(ports: Sequence[int], requests: Iterator[bytes], connections: int, seconds: float) -> Flood:
    result, loop, start = Flood(), asyncio.get_running_loop(), time.perf_counter()
    ended = []
    for _, port in zip(range(connections), cycle(ports), strict=False):
        done = asyncio.Event()
        ended.append(done)
        await loop.create_connection(lambda d=done: _Client(requests, start + seconds, result, d), HOST, port)  # type: ignore[misc]
    for done in ended:
        await done.wait()
    result.seconds = time.perf_counter() - start
    return result
