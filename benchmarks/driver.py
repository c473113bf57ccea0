"""A small HTTP client for many participants on one loop: one keep-alive connection each, no more than it takes.

Promises what a browser would do with our forms. Refuses any host but this machine.
"""

import asyncio
import re
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

HOST = "127.0.0.1"
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
LOCATION = re.compile(rb"(?:location|hx-redirect): (\S+)", re.IGNORECASE)
FIELD = re.compile(rb'<(?:input|button)[^>]*?name="(\w+)"[^>]*?value="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    body: bytes


class Lost(ConnectionError):
    """The connection ended before the answer."""


class Connection:
    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, headers: str = "") -> Answer:
        return await self._ask(asking(path, headers))

    async def post(self, path: str, fields: dict[str, str], *, headers: str = "") -> Answer:
        return await self._ask(form(path, fields, headers))

    async def send_and_leave(self, path: str, fields: dict[str, str] | None) -> None:
        """Send a form, or ask for a page, and be gone before the answer."""
        _, writer = await self._open()
        writer.write(form(path, fields) if fields is not None else asking(path))
        await writer.drain()
        self.close()

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
            self.streams = None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.streams is None:
            self.streams = await asyncio.open_connection(HOST, self.port)
        return self.streams

    async def _ask(self, request: bytes) -> Answer:
        try:
            reader, writer = await self._open()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length, location = LENGTH.search(head), LOCATION.search(head)
            body = await reader.readexactly(int(length[1])) if length else b""
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            raise Lost from error
        return Answer(int(head[9:12]), location[1].decode() if location else "", body)


def asking(path: str, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{headers}\r\n".encode()


def form(path: str, fields: dict[str, str], headers: str = "") -> bytes:
    body = urlencode(fields)
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"{headers}Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def fields_of(page: bytes) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The hidden fields of a step, and what each other field offers."""
    hidden: dict[str, str] = {}
    offered: dict[str, list[str]] = {}
    for name, value in FIELD.findall(page):
        if name in (b"s", b"q"):
            hidden[name.decode()] = value.decode()
        elif name != b"leads":
            offered.setdefault(name.decode(), []).append(value.decode())
    return hidden, offered


def reply(page: bytes, random: Random) -> dict[str, str]:
    """The fields of an answer to this step, drawn at random."""
    hidden, offered = fields_of(page)
    return {**hidden, **{name: random.choice(values) for name, values in offered.items() if name != "finish"}}
