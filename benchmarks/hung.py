"""`python -m benchmarks.hung`: a quiz beside a database that takes connections and says nothing, and one that works.

One site on a PostgreSQL of its own, whose processes are stopped and go on again. Prints milliseconds: median, and the
longest, of a step, of a finish "just for me", of the result that follows it, and of /readyz. The first row of the
hanging database holds the moment when it stops.
"""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import httpx2

from tests.databases import frozen, server
from tests.site import LiveSite
from tests.web.player import Player, at_random

PEOPLE, LOOKS = 6, 20


def main() -> None:
    with server() as postgres, tempfile.TemporaryDirectory() as folder:
        site = LiveSite(Path(folder), TOTEM_DATABASE_URL=postgres.render_as_string(hide_password=False))
        site.start()
        client: Any
        with httpx2.Client(base_url=site.address, timeout=60) as client:
            measured(client)
            report("quiet", measured(client))
            waiting = Player(client)
            waiting.to_the_end(at_random(Random(0)))
            with frozen(postgres):
                report("hangs", measured(client))
                told, seconds = timed(lambda: waiting.post(finish="count"))
                print(f"to be counted, told {told.status_code} after {seconds:.1f} s")
                report("hangs on", measured(client))
            began = time.monotonic()
            while client.get("/readyz").status_code != 200:
                time.sleep(0.05)
            print(f"ready {time.monotonic() - began:.1f} s after it goes on")
            report("again", measured(client))
        site.stop()


def measured(client: Any) -> dict[str, list[float]]:
    """Seconds of each."""
    found: dict[str, list[float]] = {"step": [], "private finish": [], "result": [], "/readyz": []}
    for person in range(PEOPLE):
        player, choose = Player(client), at_random(Random(person))
        while not player.screen.is_last:
            offered = {name: choose(player.screen, name, many) for name, many in player.screen.offered.items()}
            answer, seconds = timed(partial(player.post, **offered))
            found["step"].append(seconds)
            player.open(answer.headers["location"])
        answer, seconds = timed(partial(player.post, finish="private"))
        found["private finish"].append(seconds)
        found["result"].append(timed(partial(client.get, answer.headers["location"]))[1])
    found["/readyz"] = [timed(lambda: client.get("/readyz"))[1] for _ in range(LOOKS)]
    return found


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def report(state: str, found: dict[str, list[float]]) -> None:
    cells = (f"{name} {1000 * median(many):7.1f} {1000 * max(many):7.1f}" for name, many in found.items())
    print(f"{state:<9}", "  ".join(cells), flush=True)


if __name__ == "__main__":
    main()
