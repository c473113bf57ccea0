"""Waiting for a state, never for a time: on a busy machine everything comes, only later.

Patience costs nothing but in a test that fails, so there is much of it.
"""

import time
from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

PATIENCE_SECONDS = 90

IMPATIENT = "TESTS_IMPATIENT"
"""In a site's environment: it keeps its own limits."""


STILL = "TESTS_STILL"
"""In a site's environment: its rooms look at the database when they are told of a change, and at no other time."""


def be_still() -> None:
    from app.web.seminar.broadcaster import StreamLimits
    from app.web.seminar.live import Live

    Live.__init__.__defaults__ = (StreamLimits(heartbeat=3600.0),)


def be_patient() -> None:
    """Where the site gives up in seconds and tells a person so, tests wait: a busy machine is no fault.

    What looks at giving up itself keeps the site's own limits (tests/faults/test_hung.py).
    """
    from app import child_process
    from app.db import engine

    child_process.PATIENCE_SECONDS = PATIENCE_SECONDS
    engine.LINK["connect_timeout"] = PATIENCE_SECONDS


def first_release(client: TestClient, slug: str) -> dict[str, Any]:
    """The public figures of a campaign, once they are there: a release is made after whoever completes it has been
    answered."""
    address = f"/api/v1/figures/{slug}"
    eventually(lambda: client.get(address).json()["n"], lambda: client.get(address).text)
    found: dict[str, Any] = client.get(address).json()
    return found


def eventually(found: Callable[[], object], otherwise: Callable[[], object] = lambda: "It never came.") -> None:
    """Returns once there is something. otherwise: what a failure says."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not found():
        assert time.monotonic() < until, otherwise()
        time.sleep(0.02)
