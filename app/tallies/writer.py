"""One thread that writes for everybody: what waits together is written together.

Promises one answer for each thing handed in, in the caller's own event loop or thread. Knows nothing of what it writes.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Generic, TypeVar

from app.signals.live import GROUP_SIZE, QUEUE

GROUP = 64
IDLE_SECONDS = 600.0
LINGER_SECONDS = 0.006
MOST_WAITING = 4096
"""Behind a database that hangs, more would only wait longer, and fill the memory."""
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class Asked(Generic[Item, Result]):
    item: Item
    future: "asyncio.Future[Result] | Future[Result]"
    loop: asyncio.AbstractEventLoop | None = None


class Writer(Generic[Item, Result]):
    def __init__(
        self,
        write: Callable[[list[Item]], Sequence[Result | Exception]],
        between: Callable[[], None],
        refusal: type[Exception],
    ) -> None:
        """write: a result or an exception for each item; when it raises, all that wait are given a refusal at once.

        between: called after each group, and every IDLE_SECONDS of silence.
        """
        self._write, self._between, self._refusal = write, between, refusal
        self._queue: SimpleQueue[Asked[Item, Result] | None] = SimpleQueue()
        self._lock = Lock()
        self._thread: Thread | None = None

    def start(self) -> None:
        with self._lock:
            self._thread = Thread(target=self._run, name="writer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Write what was handed in, then end."""
        with self._lock:
            thread, self._thread = self._thread, None
            if thread:
                self._queue.put(None)
        if thread:
            thread.join()

    @property
    def is_busy(self) -> bool:
        """Whether more waits to be written."""
        return not self._queue.empty()

    async def ask(self, item: Item) -> Result:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._put(Asked(item, future, loop))
        return await future

    def ask_now(self, item: Item) -> Result:
        """For callers without an event loop: blocks."""
        future: Future[Result] = Future()
        self._put(Asked(item, future))
        return future.result()

    def _put(self, asked: Asked[Item, Result]) -> None:
        with self._lock:  # so that nothing is put behind the end, where it would wait for ever
            if self._thread is None:
                raise self._refusal("The writer is not running.")
            if self._queue.qsize() >= MOST_WAITING:
                raise self._refusal("Too many wait already.")
            self._queue.put(asked)

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            if group:
                self._settle(group)
            self._between()

    def _next_group(self) -> list[Asked[Item, Result]] | None:
        """One, and those that came while the last group was written. Empty after a silence, None at the end."""
        try:
            first = self._queue.get(timeout=IDLE_SECONDS)
        except Empty:
            return []
        if first is None:
            return None
        # One commit for one sheet costs nearly as much as one for sixty-four: those on their way may join.
        time.sleep(LINGER_SECONDS)
        group = [first, *self._waiting(GROUP - 1)]
        GROUP_SIZE.observe(len(group))
        QUEUE.see(self._queue.qsize())
        return group

    def _waiting(self, most: float) -> list[Asked[Item, Result]]:
        found: list[Asked[Item, Result]] = []
        while len(found) < most:
            try:
                asked = self._queue.get_nowait()
            except Empty:
                break
            if asked is None:
                self._queue.put(None)  # the end stays behind what was handed in before it
                break
            found.append(asked)
        return found

    def _settle(self, group: list[Asked[Item, Result]]) -> None:
        results: Sequence[Result | Exception]
        try:
            results = self._write([asked.item for asked in group])
        except Exception as error:
            # Those behind would each wait as long for the same refusal.
            group = group + self._waiting(float("inf"))
            results = [self._refusal(str(error)) for _ in group]
        answers: dict[asyncio.AbstractEventLoop | None, list[tuple[Asked[Item, Result], Result | Exception]]] = {}
        for asked, result in zip(group, results, strict=True):
            answers.setdefault(asked.loop, []).append((asked, result))
        for loop, many in answers.items():
            if loop is None:
                _give(many)
            else:
                with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                    loop.call_soon_threadsafe(_give, many)


def _give(answers: list[tuple[Asked[Item, Result], Result | Exception]]) -> None:
    for asked, result in answers:
        if asked.future.done():  # whoever waited went away
            continue
        if isinstance(result, Exception):
            asked.future.set_exception(result)
        else:
            asked.future.set_result(result)
