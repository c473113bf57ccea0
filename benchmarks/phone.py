"""A phone in a room over HTTP: comes in, waits for its turn on a stream, answers, is counted, follows to the end.

Promises to lose what a bad network loses, and to ask again until it is told. Refuses any host but this machine.
"""

import asyncio
import html
import re
import time
from collections.abc import Awaitable, Callable
from random import Random

from benchmarks.driver import HOST, Answer, Connection, Lost, fields_of, reply

WAITS = re.compile(
    r'data-hx-get="([^"]+)"[^>]*>\s*<i hidden data-live="([^"]+)" data-state="[^"]+" '
    r'data-live-event="turn" data-live-now="([^"]*)"'
)
STREAM_SECONDS = 25
"""Of a stream, before it is opened again: it may have been lost without a word."""


class Phone:
    """name: draws what it answers; drops: the share of its requests that are lost; thinks: seconds, at most.

    turns: when each step, from 1, came first; waits: when it sent an answer, and how long the next page took;
    told: what it heard of its count; follows: whether it waits on a stream that told it the turn that it knows.
    """

    def __init__(self, port: int, code: str, name: int, drops: float = 0.0, thinks: float = 0.0) -> None:
        self.port, self.code, self.drops, self.thinks = port, code, drops, thinks
        self.random, self.connection = Random(name), Connection(port)
        self.turns: dict[int, float] = {}
        self.waits: list[tuple[float, float]] = []
        self.told: set[str] = set()
        self.follows = False

    async def take_part(self) -> None:
        """From the code to the end of the room."""
        join = f"/fr/j/{self.code}"
        fields, _ = fields_of((await self._ask("GET", join)).body)
        entered = await self._ask("POST", join, {"s": fields["s"]})
        address = entered.location
        while address:
            page = (await self._ask("GET", address)).body
            address = await self._next(page, address)
        self.connection.close()

    async def _next(self, page: bytes, address: str) -> str:
        """Where it goes from this page; nowhere once the room is over."""
        while b'name="q"' in page:
            fields, _ = fields_of(page)
            self.turns.setdefault(int(fields["q"]), time.perf_counter())
            path = address.partition("?")[0]
            if b'name="finish"' in page:
                return await self._finish(path, fields)
            await asyncio.sleep(self.random.uniform(0, self.thinks))
            sent = time.perf_counter()
            page = (await self._ask("POST", path, reply(page, self.random))).body
            self.waits.append((sent, time.perf_counter() - sent))
        waits = WAITS.search(page.decode())
        if waits is None:
            assert b"data-over" in page, page[-2000:]
            return ""
        own, stream, turn = map(html.unescape, waits.groups())
        await self._turn(stream, turn)
        return own

    async def _finish(self, path: str, fields: dict[str, str]) -> str:
        form = {**fields, "finish": "count"}
        if self.random.random() < 0.1:
            await self._ask("POST", path, form)
        answer = await self._ask("POST", path, form)
        self.told.add(answer.location.rpartition("finish=")[2])
        return answer.location

    async def _turn(self, path: str, known: str) -> None:
        """Until it is another one, on a stream that is opened again whenever it fails."""
        while True:
            try:
                if await asyncio.wait_for(self._heard(path, known), STREAM_SECONDS):
                    return
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                await asyncio.sleep(self.random.uniform(0.1, 0.5))

    async def _heard(self, path: str, known: str) -> bool:
        reader, writer = await asyncio.open_connection(HOST, self.port)
        try:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head[:16]:
                return b" 404 " in head[:16]
            while True:
                event = (await reader.readuntil(b"\n\n")).decode()
                if "event: over" in event:
                    return True
                if "event: turn" in event:
                    if event.partition("data: ")[2].removesuffix("\n\n") != known:
                        return True
                    self.follows = True
        finally:
            self.follows = False
            writer.close()

    async def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        """The answer, however often it gets lost on the way."""
        for _ in range(400):
            try:
                if self.random.random() < self.drops:
                    await self.connection.send_and_leave(path, fields)
                asked = self._asked(method, path, fields)
                answer = await asyncio.wait_for(asked, 30)
            except (Lost, OSError, TimeoutError):
                self.connection.close()
                await asyncio.sleep(self.random.uniform(0.05, 0.2))
                continue
            assert answer.status in (200, 204, 303), (answer.status, path)
            return answer
        raise AssertionError("the server did not come back")

    def _asked(self, method: str, path: str, fields: dict[str, str] | None) -> Awaitable[Answer]:
        headers = "HX-Request: true\r\n" if "/quiz/" in path else ""
        if method == "GET":
            return self.connection.get(path, headers)
        return self.connection.post(path, fields or {}, headers=headers)


async def until(met: Callable[[], bool], seconds: float = 60.0) -> None:
    """Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not met():
            await asyncio.sleep(0.01)
