"""One open stream, as what it follows sees it.

Promises that the newest message takes the place of what is still due. Refuses to be waited for.
"""

import asyncio
from collections.abc import Coroutine, Generator
from contextlib import suppress
from functools import partial
from types import coroutine
from typing import Any

from fastapi.sse import format_sse_event
from starlette.types import Send

# Not a comment: hx-sse shows those to nobody, so that a page could not tell a quiet stream from a dead one.
ALIVE = format_sse_event(event="alive")


class Follower:
    """One open stream. ends_at: when it is to connect again."""

    __slots__ = ("_due", "_has_ended", "_last", "_send", "_writer", "ends_at")

    def __init__(self, send: Send, ends_at: float) -> None:
        self.ends_at = ends_at
        self._send = send
        self._due: bytes | None = None
        self._last = self._has_ended = False
        self._writer: asyncio.Task[None] | None = None

    def give(self, message: bytes, *, last: bool = False) -> None:
        """Takes the place of what is still due."""
        self._due, self._last = message, self._last or last
        if self._writer is None and not self._has_ended:
            writing = self._write()
            try:
                waited = writing.send(None)
            except StopIteration:
                return  # nearly always: a task for each would be a quarter of a delivery (benchmarks)
            self._writer = asyncio.create_task(_rest(writing, waited))

    def nudge(self) -> None:
        if self._writer is None:
            self.give(ALIVE)

    def leave(self) -> None:
        self._has_ended = True
        if self._writer:
            self._writer.cancel()

    async def _write(self) -> None:
        with suppress(OSError):
            while self._due is not None and not self._has_ended:
                message, self._due, self._has_ended = self._due, None, self._last
                await self._send({"type": "http.response.body", "body": message, "more_body": not self._has_ended})
        self._writer = None


async def _rest(writing: Coroutine[Any, None, None], waited: Any) -> None:
    """What was begun without a task, from the future on that it came to."""
    await _steps(writing, waited)


@coroutine
def _steps(writing: Coroutine[Any, None, None], waited: Any) -> Generator[Any, None, None]:
    while True:
        try:
            yield waited
        except BaseException as error:
            step = partial(writing.throw, error)
        else:
            step = partial(writing.send, None)
        try:
            waited = step()
        except StopIteration:
            return
