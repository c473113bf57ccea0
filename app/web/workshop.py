"""Pictures, cards, posters and papers: made in a queue of their own, once for all who ask, and kept for a while.

Promises that what is kept is given at once, that no page's thread waits for a picture, and that what nobody waits for
any more is not begun. Refuses a long line: whoever comes then is told to come back.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

AT_WORK = 2
"""At once: each is a process of its own, which takes a core."""
LINE = 8
"""Who waits longer than some seconds for a picture has gone."""
MOST_PATHS = 2_000
ROOM = 24 * 2**20
"""Bytes kept: all cards of seven animals in two languages, and the posters of a hundred campaigns."""

Found = TypeVar("Found")


class Busy(Exception):
    """The line is full."""


class Left(Exception):
    """Whoever asked has gone: there is nobody to answer."""


@dataclass(slots=True)
class Job:
    """One thing to make. waiting: for it; has_begun: from then on it is made, whoever leaves."""

    task: asyncio.Task[bytes]
    waiting: int = 0
    has_begun: bool = False


class Workshop:
    """Used from the event loop alone. made, refused, dropped: how often each happened."""

    def __init__(self, at_work: int = AT_WORK, line: int = LINE, room: int = ROOM) -> None:
        self._at_work, self._line, self._room = at_work, line, room
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._jobs: dict[str, Job] = {}
        self._paths: OrderedDict[str, str] = OrderedDict()
        self._benches, self._threads = asyncio.Semaphore(at_work), CapacityLimiter(at_work)
        self._tables, self._lookers = asyncio.Semaphore(at_work), CapacityLimiter(at_work)
        self.made = self.refused = self.dropped = 0

    def kept(self, name: str) -> bytes | None:
        found = self._kept.get(name)
        if found is not None:
            self._kept.move_to_end(name)
        return found

    def knows(self, path: str) -> bool:
        """Whether what was last given at this address is kept."""
        return self._paths.get(path) in self._kept

    async def look(self, request: Request, look_up: Callable[..., Found], *given: object) -> Found:
        """What the database is asked on the way to what is made, in none of the pages' threads. Raises Left."""
        async with self._tables:
            if await request.is_disconnected():
                raise Left
            return await run_sync(partial(look_up, *given), limiter=self._lookers)

    async def get(self, request: Request, name: str, make: Callable[[], bytes], *, keeps: bool = True) -> bytes:
        """What make makes, in a thread; name: the same for the same thing; keeps: not for what one person alone may
        have. Raises Busy, Left, and what make raises."""
        if keeps:
            self._is_at(request.url.path, name)
        found = self.kept(name)
        if found is not None:
            return found
        if name not in self._jobs and len(self._jobs) >= self._at_work + self._line:
            self.refused += 1
            raise Busy
        job = self._job(name, make, keeps=keeps)
        gone = asyncio.create_task(_gone(request))
        job.waiting += 1
        try:
            await asyncio.wait({job.task, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not job.task.done():
                raise Left
            return job.task.result()
        finally:
            gone.cancel()
            job.waiting -= 1
            if not job.waiting and not job.has_begun and not job.task.done():
                self.dropped += 1
                job.task.cancel()
                self._jobs.pop(name, None)

    async def prepare(self, path: str, name: str, make: Callable[[], bytes]) -> None:
        """The same before anybody asks: one after the other, so the line takes it however long it is. path: where it
        will be asked for. Raises what make raises."""
        self._is_at(path, name)
        if self.kept(name) is None:
            job = self._job(name, make)
            job.waiting += 1
            try:
                await asyncio.wait({job.task})
                job.task.result()
            finally:
                job.waiting -= 1

    def _is_at(self, path: str, name: str) -> None:
        self._paths[path] = name
        while len(self._paths) > MOST_PATHS:
            self._paths.popitem(last=False)

    def _job(self, name: str, make: Callable[[], bytes], *, keeps: bool = True) -> Job:
        """The one that makes it, begun if there is none."""
        if name not in self._jobs:
            self._jobs[name] = Job(asyncio.create_task(self._make(name, make, keeps=keeps)))
            # Nobody may be left to hear it.
            self._jobs[name].task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return self._jobs[name]

    async def _make(self, name: str, make: Callable[[], bytes], *, keeps: bool) -> bytes:
        job = self._jobs[name]
        try:
            async with self._benches:
                job.has_begun = True
                made = await run_sync(make, limiter=self._threads)
        finally:
            if self._jobs.get(name) is job:
                del self._jobs[name]
        self.made += 1
        if keeps:
            self._keep(name, made)
        return made

    def _keep(self, name: str, made: bytes) -> None:
        self._size += len(made) - len(self._kept.pop(name, b""))
        self._kept[name] = made
        while self._size > self._room:
            self._size -= len(self._kept.popitem(last=False)[1])


async def _gone(request: Request) -> None:
    """Ends when whoever asks has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


MADE = re.compile(
    r"/[a-z]{2}/(?:card\.png|animal/[^/]+/[^/]+/[^/]+/card\.png|figures/[^/]+/[^/]+/[^/]+|screen/[^/]+/recap\.pdf"
    r"|organise/barometer/[^/]+/[^/]+/posters/(?:[^/]+/)?(?:\w+\.pdf|cards))"
)
ON_THE_WAY = 24
"""More than the line holds: some are looked up meanwhile, and some ask for the same."""


class Gate:
    def __init__(self, app: ASGIApp, *, workshop: Workshop, busy: ASGIApp, most: int = ON_THE_WAY) -> None:
        self._app, self._workshop, self._busy, self._most = app, workshop, busy, most
        self._on_the_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not MADE.fullmatch(scope["path"]) or self._workshop.knows(scope["path"]):
            await self._app(scope, receive, send)
            return
        if self._on_the_way >= self._most:
            self._workshop.refused += 1
            await self._busy(scope, receive, send)
            return
        self._on_the_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._on_the_way -= 1
