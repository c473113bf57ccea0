"""What this process counts of its own work, in memory alone: nobody reads it but `exposed.py`, which gives it out in
steps.

Promises labels of a fixed set: none names a campaign, a room, a segment, a place, a path, an address or a token.
"""

import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from functools import cache, wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from prometheus_client import CollectorRegistry, Counter, Histogram

LIVE = CollectorRegistry()
"""What people's requests move."""
FAULTS = CollectorRegistry()
"""What moves only where something is refused, or fails."""
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
STAGES = ("opened", "first_answer", "finished", "counted", "shared", "came_from_share")
OUTCOMES = ("counted", "again", "closed", "spent", "private", "unsure", "refused")

REQUESTS = Counter("totem_requests", "Requests answered.", ["route", "status"], registry=LIVE)
PEOPLE = Counter("totem_people", "People who came so far, by stage of the funnel.", ["stage"], registry=LIVE)
FINISH_SECONDS = Histogram(
    "totem_finish_seconds", "From the last tap to the commit.", ["outcome"], registry=LIVE, buckets=SECONDS
)
GROUP_SIZE = Histogram(
    "totem_group_size", "How many were written by one commit.", registry=LIVE, buckets=(1, 2, 4, 8, 16, 32, 64)
)
LOCK_SECONDS = Histogram("totem_lock_wait_seconds", "Waited for the right to write.", registry=LIVE, buckets=SECONDS)
EVENT_SECONDS = Histogram(
    "totem_event_delay_seconds",
    "From a look at a changed room until its followers are written to.",
    registry=LIVE,
    buckets=SECONDS,
)
REFUSED = Counter("totem_refused", "Requests that were refused or failed, by reason.", ["reason"], registry=FAULTS)
FAILED = Counter("totem_failed", "Requests that were answered with 500 or more.", registry=FAULTS)

Given = ParamSpec("Given")


class HasEnded(Protocol):
    """As app.actions.Finished is."""

    @property
    def outcome(self) -> str: ...

    @property
    def before(self) -> bool: ...


Ended = TypeVar("Ended", bound=HasEnded)


class Peak:
    """The most since it was last taken; as any gauge, of no request in particular."""

    def __init__(self) -> None:
        self._most = 0.0

    def see(self, value: float) -> None:
        self._most = max(self._most, value)

    def take(self) -> float:
        most, self._most = self._most, 0.0
        return most


QUEUE, LAG = Peak(), Peak()
"""How many waited for a writer; how many seconds the event loop was late."""


# To look a series up costs more than to count.
_of_stage = cache(PEOPLE.labels)
_of_route = cache(REQUESTS.labels)
_of_outcome = cache(FINISH_SECONDS.labels)


def passed(stage: str) -> None:
    """One person has come to this stage of the funnel."""
    _of_stage(stage).inc()


def refused(reason: str) -> None:
    """reason: a word of ours, never of whoever asked."""
    REFUSED.labels(reason).inc()


TEMPLATES: dict[object, str] = {}
"""Of routes whose framework does not say in the scope which one was found: by what answers there."""


def name_routes(routes: Iterable[Any]) -> None:
    """Starlette's own routes, with endpoint and path."""
    TEMPLATES.update({route.endpoint: route.path for route in routes})


def answered(scope: Mapping[str, Any], status: int) -> None:
    """By the template of the route, which the scope has once a route was found: never by the path."""
    found = getattr(scope.get("route"), "path", None) or TEMPLATES.get(scope.get("endpoint"), "none")
    _of_route(found, status).inc()
    if status >= 500:
        FAILED.inc()


def timed_finish(finish: Callable[Given, Coroutine[Any, Any, Ended]]) -> Callable[Given, Coroutine[Any, Any, Ended]]:
    """The same, measured: what it took, by how it ended."""

    @wraps(finish)
    async def measured(*given: Given.args, **named: Given.kwargs) -> Ended:
        began, outcome = time.perf_counter(), "refused"
        try:
            ended = await finish(*given, **named)
            outcome = "again" if ended.before else ended.outcome
            return ended
        finally:
            _of_outcome(outcome).observe(time.perf_counter() - began)
            if outcome not in ("refused", "again"):
                passed("finished")
            if outcome == "counted":
                passed("counted")

    return measured


REASONS = ("unavailable", "down", "keyless", "busy", "broken", "stream")
"""What an alarm may ask for; others join when they happen."""
for one in REASONS:
    REFUSED.labels(one)
for one in STAGES:  # so that they are there from the start, at nought
    PEOPLE.labels(one)
for one in OUTCOMES:
    FINISH_SECONDS.labels(one)
