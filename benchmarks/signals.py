"""`python -m benchmarks.signals`: what a step and a finish cost with signals, beside a site whose counters do nothing.

Two sites on the first core, asked in turns from the last; the one that is seen gives its signals out and is read each
second. Prints microseconds of the server's processor: medians and quartiles over rounds, and their ratio.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from statistics import median, quantiles
from urllib.request import urlopen

from prometheus_client import Counter, Histogram

from app.cli.main import main as totem
from benchmarks.__main__ import checked, cost, pinned, processor
from benchmarks.flood import flood
from benchmarks.journey import Journey
from tests.site import LiveSite, free_port

KINDS = ("step", "finish, one at a time", "finish, 64 in flight")


class Silent(LiveSite):
    """Whose counters do nothing."""

    def start(self, *_: str) -> None:
        command = (sys.executable, "-m", "benchmarks.signals", "silent", "serve", "--port", str(self.port))
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        self._wait()


def silenced() -> None:
    """In this process, from now on."""
    for kind in (Counter, Histogram):
        for verb in ("inc", "observe", "labels"):
            if hasattr(kind, verb):
                setattr(kind, verb, lambda self, *_: self)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=12)
    arguments.add_argument("--seconds", type=float, default=0.6)
    asked = arguments.parse_args()
    cores, port = sorted(os.sched_getaffinity(0)), free_port()
    free = {"TOTEM_OPEN_LIMIT": "0", "TOTEM_INCOMPLETE_LIMIT": "0"}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        places = [Path(folder) / name for name in ("seen", "silent")]
        for place in places:
            place.mkdir()
        sites = [LiveSite(places[0], TOTEM_METRICS=f"127.0.0.1:{port}", **free), Silent(places[1], **free)]
        with pinned(cores[0]):
            for site in sites:
                site.start()
                site.restart()
                stack.callback(site.stop)
        threading.Thread(target=read_each_second, args=(port,), daemon=True).start()
        with pinned(cores[-1]):
            rounds = [
                [measured(site, Journey(site, seed), asked.seconds) for site in sites] for seed in range(asked.rounds)
            ]
        report(rounds)


def measured(site: LiveSite, journey: Journey, seconds: float) -> list[float]:
    """Microseconds, in the order of KINDS."""
    assert site.process
    found = [cost(site.process.pid, site.port, journey.every_step(), seconds)]
    for connections in (1, 64):
        finishes = iter([*journey.finishes(int(6000 * seconds))])
        before = processor(site.process.pid)
        counted = checked(flood(site.port, finishes, connections, seconds), b"204")
        found.append(1e6 * (processor(site.process.pid) - before) / counted.answered)
    return found


def read_each_second(port: int) -> None:
    while True:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            answer.read()
        time.sleep(1)


def report(rounds: list[list[list[float]]]) -> None:
    print(f"{len(rounds)} rounds in turn")
    print(f"{'':<26} {'seen, us':>9} {'silent, us':>11} {'ratio':>7} {'quartiles':>15}")
    for at, kind in enumerate(KINDS):
        seen, silent = ([one[site][at] for one in rounds] for site in (0, 1))
        ratios = [a / b for a, b in zip(seen, silent, strict=True)]
        low, _, high = quantiles(ratios * 2, n=4)
        print(
            f"{kind:<26} {median(seen):>9.0f} {median(silent):>11.0f} {median(ratios):>7.3f} {low:>7.3f} {high:>7.3f}"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["silent"]:
        silenced()
        del sys.argv[1]
        totem()
    else:
        main()
