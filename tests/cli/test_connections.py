"""Connections that send no whole request are ended in time, and never those of who asks, listens or reads slowly."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from app.cli.connections import MANY, TIMED_OUT, Limits, Trusted, Watch

GET = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n"
ANSWERED = (b"", TIMED_OUT)


class Clock:
    """Of a watch: it moves when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def answers(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads what is posted, then says so; /stream goes on until it is left."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/stream":
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        return
    await send({"type": "http.response.body", "body": b"answered"})


class Serving:
    def __init__(self, watch: Watch, clock: Clock, port: int) -> None:
        self.watch, self.clock, self.port = watch, clock, port
        self._open: list[asyncio.StreamWriter] = []

    async def connects(self, sends: bytes = b"", address: str = "127.0.0.1") -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0))
        self._open.append(writer)
        writer.write(sends)
        await writer.drain()
        return reader

    async def goes_on(self, reader: asyncio.StreamReader, sends: bytes) -> None:
        self._open[-1].write(sends)
        await self._open[-1].drain()

    async def is_seen(self, many: int) -> None:
        """As many that are not whole."""
        while len(self.watch._until) != many:
            await asyncio.sleep(0.005)

    def later(self, seconds: float) -> None:
        self.clock.now += seconds
        self.watch.sweep()

    async def close(self) -> None:
        for writer in self._open:
            writer.close()


@asynccontextmanager
async def serving(limits: Limits, trusted: str = "") -> AsyncIterator[Serving]:
    clock = Clock()
    watch = Watch(limits, Trusted(trusted), clock)
    config = uvicorn.Config(answers, http=watch.protocol(), log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        task = asyncio.create_task(server._serve([listening]))
        while not server.started:
            await asyncio.sleep(0.005)
        here = Serving(watch, clock, listening.getsockname()[1])
        try:
            yield here
        finally:
            await here.close()
            server.should_exit = True
            await task


async def the_end_of(reader: asyncio.StreamReader) -> bytes:
    """What came before it."""
    try:
        return await reader.read()
    except ConnectionResetError:  # what was sent and not read yet makes the system end it so
        return b""


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 30))


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: a\r\n", b"\r\n", POST, POST + b"half"])
def test_a_request_that_does_not_come_is_not_waited_for(sent: bytes) -> None:
    async def story() -> None:
        async with serving(Limits(header=15, body=30)) as here:
            reader = await here.connects(sent)
            await here.is_seen(1)
            here.later(14)
            assert here.watch.ended == 0
            here.later(31)
            assert await the_end_of(reader) in ANSWERED
            assert here.watch.ended == 1

    run(story)


def test_a_second_request_is_waited_for_as_long_as_a_first() -> None:
    async def story() -> None:
        async with serving(Limits(header=15)) as here:
            reader = await here.connects(GET)
            assert b"answered" in await reader.readuntil(b"answered")
            await here.is_seen(0)
            await here.goes_on(reader, b"\r\n")
            await here.is_seen(1)
            here.later(16)
            await the_end_of(reader)
            assert here.watch.ended == 1

    run(story)


def test_a_stream_and_a_slow_reader_stay() -> None:
    async def story() -> None:
        async with serving(Limits(connections=3)) as here:
            streams = [await here.connects(GET.replace(b"/ ", b"/stream ")) for _ in range(3)]
            for reader in streams:
                await reader.readuntil(b"begun")
            here.later(10_000)
            for _ in range(3):
                assert b"answered" in await (await here.connects(GET)).readuntil(b"answered")
            assert not any(reader.at_eof() for reader in streams)

    run(story)


def test_one_address_has_so_many_and_the_oldest_goes() -> None:
    async def story() -> None:
        async with serving(Limits(of_address=5)) as here:
            readers = [await here.connects(b"GET", "127.0.0.2") for _ in range(8)]
            await here.is_seen(5)
            for reader in readers[:3]:
                assert await the_end_of(reader) in ANSWERED
            assert b"answered" in await (await here.connects(GET, "127.0.0.2")).readuntil(b"answered")
            assert here.watch.ended == 3 + 1
            assert b"answered" in await (await here.connects(GET, "127.0.0.3")).readuntil(b"answered")
            assert here.watch.ended == 3 + 1

    run(story)


def test_five_hundred_phones_behind_a_proxy_are_not_counted_as_one() -> None:
    async def story() -> None:
        async with serving(Limits(of_address=5), trusted="127.0.0.1, 127.0.0.2") as here:
            for _ in range(20):
                await here.connects(b"GET", "127.0.0.2")
            await here.is_seen(20)
            assert here.watch.ended == 0

    run(story)


def test_where_files_run_out_who_says_nothing_makes_room_for_who_asks() -> None:
    async def story() -> None:
        async with serving(Limits(of_address=0, connections=10)) as here:
            for at in range(40):
                await here.connects(b"", f"127.0.0.{2 + at % 8}")
            await here.is_seen(10)
            for _ in range(5):
                assert b"answered" in await (await here.connects(GET)).readuntil(b"answered")

    run(story)


def test_it_is_said_once_and_then_counted(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with serving(Limits(header=15)) as here:
            for many in (MANY - 1, MANY, 5):
                for _ in range(many):
                    await here.connects(b"GET")
                await here.is_seen(many)
                here.later(16)
            told = [record.getMessage() for record in caplog.records if "whole request" in record.getMessage()]
            assert len(told) == 1
            here.later(61)
            await here.connects(b"GET")
            await here.is_seen(1)
            for _ in range(20):
                await here.connects(b"GET")
            await here.is_seen(21)
            here.later(16)
            told = [record.getMessage() for record in caplog.records if "whole request" in record.getMessage()]
            assert len(told) == 2
            assert not any("127.0.0" in one for one in told)

    run(story)


def test_a_connection_asks_once_whom_it_is_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not with each of its requests."""
    asked: list[str] = []

    def noted(_: Trusted, address: str) -> bool:
        asked.append(address)
        return False

    monkeypatch.setattr(Trusted, "__contains__", noted)

    async def story() -> None:
        async with serving(Limits()) as here:
            reader = await here.connects(GET)
            assert b"answered" in await reader.readuntil(b"answered")
            await here.goes_on(reader, GET)
            assert b"answered" in await reader.readuntil(b"answered")

    run(story)
    assert asked == ["127.0.0.1"]


def test_whom_to_trust_is_read_as_it_is_set() -> None:
    trusted = Trusted("127.0.0.1,::1, 10.0.0.0/8")
    assert all(one in trusted for one in ("127.0.0.1", "::1", "10.1.2.3"))
    assert not any(one in trusted for one in ("127.0.0.2", "192.168.1.1", "2001:db8::1"))
    assert "192.168.1.1" in Trusted("*")
