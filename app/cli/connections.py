"""Connections that send no whole request: how long they may take, and how many there may be.

Promises that streams and slow readers stay: a request that has come whole is watched no more. Refuses to let who says
nothing keep out who asks for something. Uvicorn has no such limits, and a proxy in front may be missing (a laptop in
a room), so its protocol is watched here, on httptools, which is always installed: its other protocol is never used.
"""

import asyncio
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SPARE_FILES = 100
"""For the database, static files and what runs apart, out of those that the system grants."""
MANY, MINUTE = 20, 60.0
"""Ends in a minute that are worth a line: browsers open connections that they may need, and use some of them."""
TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """header, body: seconds to send each; of_address: incomplete requests at once from one address, 0 for any number;
    connections: open at once, all together."""

    header: float = 15.0
    body: float = 30.0
    of_address: int = 100
    connections: int = 1_000


class Trusted:
    """The addresses of proxies, as TOTEM_PROXY lists them: behind one of them are many people."""

    def __init__(self, listed: str) -> None:
        self._everyone = "*" in listed
        self._networks: list[IPv4Network | IPv6Network] = []
        for one in listed.split(","):
            try:
                self._networks.append(ip_network(one.strip(), strict=False))
            except ValueError:
                continue  # a name, or the path of a socket

    def __contains__(self, address: str) -> bool:
        try:
            return self._everyone or any(ip_address(address) in network for network in self._networks)
        except ValueError:
            return True  # a socket of this machine


class Watch:
    """All connections of one process. ended: how many were closed, for want of a whole request."""

    def __init__(
        self,
        limits: Limits,
        trusted: Trusted,
        clock: Callable[[], float] | None = None,
        end_streams: Callable[[], None] = lambda: None,
    ) -> None:
        """end_streams: called when the server ends, which waits for those that are open."""
        self._limits, self.trusted, self._clock = limits, trusted, clock or _loop_time
        self.end_streams = end_streams
        self._until: dict[Watched, float] = {}
        """When each request that is not whole has to be; the oldest first."""
        self._of_address: dict[str, dict[Watched, None]] = {}
        self._sweeping = False
        self.ended = 0
        self._told, self._told_at = 0, float("-inf")

    def protocol(self) -> type[HttpToolsProtocol]:
        """What uvicorn makes of each connection."""
        return type("WatchedHere", (Watched,), {"watch": self})

    def begins(self, connection: "Watched") -> None:
        """A request that is not whole."""
        if connection in self._until:
            return
        self._until[connection] = self._clock() + self._limits.header
        if not connection.is_trusted:
            siblings = self._of_address.setdefault(connection.address, {})
            siblings[connection] = None
            if 0 < self._limits.of_address < len(siblings):
                self._end(next(iter(siblings)))
        if not self._sweeping:
            self._sweeping = True
            asyncio.get_running_loop().call_later(1, self._sweep)

    def has_headers(self, connection: "Watched") -> None:
        if connection in self._until:
            self._until[connection] = self._clock() + self._limits.body

    def is_whole(self, connection: "Watched") -> None:
        """Or gone."""
        if self._until.pop(connection, None) is None:
            return
        siblings = self._of_address.get(connection.address)
        if siblings is not None:
            siblings.pop(connection, None)
            if not siblings:
                del self._of_address[connection.address]

    def makes_room(self, newcomer: "Watched", connections: set[Any]) -> None:
        """Before the system refuses new ones: the oldest without a whole request goes, else one that has nothing to
        say for now."""
        if len(connections) <= self._limits.connections:
            return
        oldest = next((one for one in self._until if one is not newcomer), None)
        one = oldest or next((one for one in connections if one.is_idle), None)
        if one:
            self._end(one)

    def sweep(self) -> None:
        now = self._clock()
        for one in [one for one, until in self._until.items() if until <= now]:
            self._end(one)

    def _sweep(self) -> None:
        self.sweep()
        self._sweeping = bool(self._until)
        if self._sweeping:
            asyncio.get_running_loop().call_later(1, self._sweep)

    def _end(self, connection: "Watched") -> None:
        self.is_whole(connection)
        connection.end()
        self.ended += 1
        now = self._clock()
        if self.ended - self._told >= MANY and now - self._told_at >= MINUTE:
            log.warning(
                "%d connections were closed: they had sent no whole request in time, or were too many.",
                self.ended - self._told,
            )
            self._told, self._told_at = self.ended, now


class Watched(HttpToolsProtocol):
    """One connection. is_trusted: a proxy’s, asked once: to read an address takes as long as to split a form."""

    watch: Watch
    address = ""
    is_trusted = False

    @property
    def is_idle(self) -> bool:
        """Whether it has had its answer, and asks for nothing."""
        return self.cycle is not None and self.cycle.response_complete and not self.pipeline

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        self.is_trusted = self.address in self.watch.trusted
        self.watch.begins(self)
        self.watch.makes_room(self, self.connections)

    def connection_lost(self, exc: Exception | None) -> None:
        self.watch.is_whole(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.is_idle:  # line ends before a request are none yet
            self.watch.begins(self)
        super().data_received(data)

    def on_message_begin(self) -> None:
        self.watch.begins(self)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self.watch.has_headers(self)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.watch.is_whole(self)
        super().on_message_complete()

    def shutdown(self) -> None:
        """Uvicorn tells each connection, and then waits for them before it tells the app."""
        self.watch.end_streams()
        super().shutdown()

    def end(self) -> None:
        if self.transport.is_closing():
            return
        if self.cycle is None or not self.cycle.response_started:
            self.transport.write(TIMED_OUT)
        self.transport.close()


def most_connections() -> int:
    """That the system's files allow."""
    if sys.platform == "win32":
        return 500
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 100_000 if soft == resource.RLIM_INFINITY else max(soft - SPARE_FILES, soft // 2)


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
