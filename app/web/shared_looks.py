"""What many ask for at the same moment, looked up once for all of them.

Promises each an answer of a look that was not over when they came: nothing is remembered once it is told.
"""

import asyncio
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool

Found = TypeVar("Found")


class SharedLooks:
    """For one event loop at a time."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Task[Any]] = {}

    async def __call__(self, key: Hashable, look: Callable[[], Found]) -> Found:
        """key: of all that it depends on; look: may wait for the database. Raises what it raises."""
        task = self._under_way.get(key)
        if task is None or task.get_loop() is not asyncio.get_running_loop():
            task = self._under_way[key] = asyncio.create_task(run_in_threadpool(look))
            task.add_done_callback(lambda done: self._over(key, done))
        # Whoever leaves ends no look that others wait for.
        found: Found = await asyncio.shield(task)
        return found

    def _over(self, key: Hashable, done: "asyncio.Task[Any]") -> None:
        if self._under_way.get(key) is done:
            del self._under_way[key]
        done.cancelled() or done.exception()  # else one that nobody waited for any more would be logged
