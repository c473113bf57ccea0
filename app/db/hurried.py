"""Work that may hang, for callers that may not: a database that takes connections and says nothing.

Promises an answer or a TimeoutError in the seconds that were asked for, whatever hangs. Refuses to hand the same work
in twice: whoever asks while an earlier call is late is told so at once.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

Result = TypeVar("Result")
MOST_UNDER_WAY = 64
"""Names are asked for by strangers: what waits behind a database that hangs has an end."""


class Hurried:
    """For one event loop at a time. threads: its own, so that what hangs takes none that pages need."""

    def __init__(self, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._executor, self._clock = ThreadPoolExecutor(threads, "hurried"), clock
        self._under_way: dict[str, tuple[float, asyncio.Future[Any]]] = {}

    async def __call__(self, name: str, work: Callable[[], Result], seconds: float) -> Result:
        """name: of this work. Raises TimeoutError, and what the work raises."""
        loop = asyncio.get_running_loop()
        began, future = self._under_way.get(name, (0.0, None))
        if future is None or future.get_loop() is not loop:
            if len(self._under_way) >= MOST_UNDER_WAY:
                raise TimeoutError(f"{name} would wait behind too much that hangs.")
            began, future = self._clock(), loop.run_in_executor(self._executor, work)
            self._under_way[name] = began, future
            future.add_done_callback(partial(self._done, name))
        left = began + seconds - self._clock()
        if left > 0:
            await asyncio.wait({future}, timeout=left)
        if not future.done():
            raise TimeoutError(f"{name} takes longer than {seconds:g} seconds.")
        result: Result = future.result()
        return result

    def _done(self, name: str, future: "asyncio.Future[Any]") -> None:
        if self._under_way.get(name, (0.0, None))[1] is future:
            del self._under_way[name]
        if not future.cancelled():
            future.exception()  # else a failure that nobody waited for any more would be logged
