"""Whether one sheet is counted, for whoever sends it again or keeps it to themselves.

An answer knows of what is under way in this process, or comes as a TimeoutError after LOOK_SECONDS.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from app.tallies.admission import Receipt

LOOK_SECONDS = 1.0
"""How long a look may take: whoever keeps a result to themselves is not kept waiting for the totals."""


class Looks:
    """look: asks the database, in threads of its own: where it hangs, looks wait for one another, and nothing else."""

    def __init__(self, look: Callable[[Receipt], bool]) -> None:
        self._look, self._threads = look, ThreadPoolExecutor(2, "receipts")
        self._under_way: dict[Receipt, asyncio.Event] = {}

    def start(self) -> None:
        self._threads = ThreadPoolExecutor(2, "receipts")

    def stop(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    @contextmanager
    def under_way(self, receipt: Receipt) -> Iterator[None]:
        """While this sheet is being counted: a look at it waits."""
        over = self._under_way[receipt] = asyncio.Event()
        try:
            yield
        finally:
            over.set()
            if self._under_way.get(receipt) is over:
                del self._under_way[receipt]

    async def is_counted(self, receipt: Receipt) -> bool:
        """Raises TimeoutError, or what look raises."""
        if over := self._under_way.get(receipt):
            await asyncio.wait_for(over.wait(), LOOK_SECONDS)
        looked = asyncio.get_running_loop().run_in_executor(self._threads, self._look, receipt)
        return await asyncio.wait_for(looked, LOOK_SECONDS)
