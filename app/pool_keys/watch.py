"""A thread that does one thing every now and then, until it is stopped."""

import logging
from collections.abc import Callable
from threading import Event, Thread

log = logging.getLogger(__name__)


class NodeWatch:
    def __init__(self, look: Callable[[], object], seconds: float) -> None:
        self._look, self._seconds, self._stopped = look, seconds, Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        self._stopped.clear()
        self._thread = Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Returns once nothing is looked at any more."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                self._look()
            except Exception as error:
                log.debug("A look failed: %s", error)
