"""Waiting for a state, never for a time: on a busy machine everything comes, only later.

Patience costs nothing but in a test that fails, so there is much of it.
"""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 90


def eventually(found: Callable[[], object], otherwise: Callable[[], object] = lambda: "It never came.") -> None:
    """Returns once there is something. otherwise: what a failure says."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not found():
        assert time.monotonic() < until, otherwise()
        time.sleep(0.02)
