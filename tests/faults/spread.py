"""One site on three processes, each at a port of its own, and a room that is spread over them."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.phone import Phone
from benchmarks.trainer import Trainer
from tests.patience import PATIENCE_SECONDS, STILL
from tests.site import LiveSite

COUNT = re.compile(r'<p class="count[^"]*"><strong>(\d+)</strong>(?: <span>sur (\d+) )?')
FIGURE = re.compile(r"<strong>(\d+)</strong>")
MANY = 3


@contextmanager
def three(folder: Path, **settings: str) -> Iterator[list[LiveSite]]:
    """They hear of each other's rooms by their bus alone."""
    sites = [LiveSite(folder, TOTEM_PROCESSES=str(MANY), **{STILL: "1"}, **settings) for _ in range(MANY)]
    try:
        for site in sites:
            site.start()
        yield sites
    finally:
        for site in sites:
            site.stop()


class Seen:
    """What one stream showed last; it is opened again when it is cut."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path, self.text = port, path, ""

    async def follow(self) -> None:
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                writer.write(f"GET {self.path}/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
                assert b" 200 " in (await reader.readuntil(b"\r\n\r\n"))[:16]
                while True:
                    event = (await reader.readuntil(b"\n\n")).decode()
                    if "event: " not in event:
                        self.text = event
            except asyncio.IncompleteReadError:
                continue
            finally:
                writer.close()


class SpreadRoom:
    """Its screens and remotes are followed on each process; a phone has its pages from one, its stream from another."""

    def __init__(self, sites: list[LiveSite], phones: int) -> None:
        self.ports = [site.port for site in sites]
        self.trainer = Trainer(self.ports[0])
        self.screens = [Seen(port, self.trainer.screen) for port in self.ports]
        self.remotes = [Seen(port, self.trainer.remote) for port in self.ports]
        self.phones = [Phone(self.ports[at % MANY], self.trainer.code, at) for at in range(phones)]
        for at, phone in enumerate(self.phones, 1):
            phone.port = self.ports[at % MANY]
        self.presses = 0

    async def follow(self) -> list[asyncio.Task[None]]:
        """What goes on until it is cancelled."""
        tasks = [asyncio.create_task(seen.follow()) for seen in (*self.screens, *self.remotes)]
        await self.comes(lambda: all(seen.text for seen in (*self.screens, *self.remotes)))
        return tasks

    async def press(self, action: str) -> None:
        """On another process each time; seen on every screen and every remote."""
        before = [seen.text for seen in (*self.screens, *self.remotes)]
        self.trainer.port = self.ports[self.presses % MANY]
        self.presses += 1
        await asyncio.to_thread(self.trainer.press, action)
        await self.comes(
            lambda: (
                all(seen.text != text for seen, text in zip((*self.screens, *self.remotes), before, strict=True))
                and self.agrees()
            )
        )

    def agrees(self) -> bool:
        """Whether all screens show the same, and all remotes the same numbers."""
        return (
            len({seen.text for seen in self.screens}) == 1
            and len({tuple(FIGURE.findall(seen.text)) for seen in self.remotes}) == 1
        )

    def counts(self) -> set[tuple[int, ...]]:
        return {tuple(int(one) for found in COUNT.findall(seen.text) for one in found if one) for seen in self.screens}

    async def comes(self, met: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not met():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError([seen.text[-2000:] for seen in (*self.screens, *self.remotes)]) from None
