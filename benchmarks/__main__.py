"""`make bench`: a journey beside a bare Starlette route that returns as many bytes as a step, round after round.

Server on the first core, client on the last; one worker; SQLite as it is shipped. Both are asked with a browser's own
headers. Prints medians and quartiles of the ratios round by round, which hold when the machine's speed drifts, and
writes them to benchmarks/latest.json.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import repeat
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from app import __version__
from benchmarks.driver import form
from benchmarks.flood import Flood, flood
from benchmarks.journey import FIGURES, HTMX, PATH, Journey
from tests.patience import eventually
from tests.site import LiveSite, free_port

LATEST = Path(__file__).parent / "latest.json"
TICKS = os.sysconf("SC_CLK_TCK")
CROWD = 1500
"""People who are counted before: the site has figures to show."""


class Row(NamedTuple):
    """values: one a round, or one alone; mark: the most that it may be, the least if least."""

    name: str
    values: list[float]
    mark: float | None = None
    least: bool = False

    @property
    def told(self) -> str:
        return "" if self.mark is None else f"{'>=' if self.least else '<='} {self.mark:g}"

    @property
    def is_met(self) -> bool | None:
        if self.mark is None:
            return None
        return median(self.values) >= self.mark if self.least else median(self.values) <= self.mark


class Round(NamedTuple):
    """cpu: of the server for one request of each kind, and of the bare route, microseconds; finish, bare: answers a
    second with 64 in flight; p99: of a finish, milliseconds; completions, plain: whole quizzes a second, ours and the
    plain one's."""

    cpu: dict[str, float]
    finish: float
    bare: float
    p99: float
    completions: float
    plain: float

    def ratio(self, kind: str) -> float:
        return self.cpu[kind] / self.cpu["bare"]

    def journey(self, steps: int) -> float:
        return sum(self.ratio(kind) for kind in ("home", "first", "finish", "result")) + steps * self.ratio("step")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=12)
    arguments.add_argument("--seconds", type=float, default=0.6)
    asked = arguments.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        site = LiveSite(Path(folder), TOTEM_OPEN_LIMIT="0", TOTEM_INCOMPLETE_LIMIT="0")
        with pinned(cores[0]):
            site.start()
            site.restart()
        stack.callback(site.stop)
        assert site.process
        time.sleep(1)
        idle, journey = memory(site.process.pid), Journey(site)
        gather_crowd(site, journey)
        size = size_of_a_step(site.port, journey)
        port, pid = stack.enter_context(server("benchmarks.bare", cores[0], str(size)))
        secret, database = site.environment["TOTEM_SECRET_FILE"], str(Path(folder) / "plain.db")
        plain, _ = stack.enter_context(server("benchmarks.plain", cores[0], secret, database))
        with pinned(cores[-1]):
            beside = Beside(site.port, site.process.pid, port, pid, plain, asked.seconds)
            rounds = [one_round(beside, journey) for _ in range(asked.rounds)]
        loaded = memory(site.process.pid)
    report(rounds, len(journey.course), size, idle, loaded)


class Beside(NamedTuple):
    """The servers. seconds: of each slice."""

    port: int
    pid: int
    bare_port: int
    bare_pid: int
    plain_port: int
    seconds: float


def one_round(beside: Beside, journey: Journey) -> Round:
    bare_form = form("/", {"s": "x" * 100}, HTMX)
    seconds, cpu = beside.seconds, {"bare": cost(beside.bare_pid, beside.bare_port, repeat(bare_form), beside.seconds)}
    asked = {
        "home": journey.home(),
        "first": journey.first(),
        "step": journey.every_step(),
        "result": journey.results(),
        "figures": journey.figures(),
    }
    for kind, requests in asked.items():
        cpu[kind] = cost(beside.pid, beside.port, requests, seconds)
    finishes = iter([*journey.finishes(int(6000 * seconds))])
    before = processor(beside.pid)
    counted = checked(flood(beside.port, finishes, 64, seconds), b"204")
    cpu["finish"] = 1e6 * (processor(beside.pid) - before) / counted.answered
    bare = checked(flood(beside.bare_port, repeat(bare_form), 64, seconds), b"200")
    waits = quantiles(counted.waits, n=100)
    ours, plain = (quizzes_a_second(port, journey, seconds) for port in (beside.port, beside.plain_port))
    rates = counted.answered / counted.seconds, bare.answered / bare.seconds
    return Round(cpu, *rates, 1000 * waits[98], ours, plain)


def quizzes_a_second(port: int, journey: Journey, seconds: float) -> float:
    """From the first page to the finish, 8 people at a time."""
    requests = journey.quizzes(int(200 * seconds))
    asked = flood(port, iter(requests), 8, 2 * seconds)
    assert set(asked.statuses) <= {b"200", b"204"}, asked.statuses
    return asked.answered / (len(journey.course) + 2) / asked.seconds


def cost(pid: int, port: int, requests: Iterator[bytes], seconds: float) -> float:
    """Microseconds of the server's processor for one request, 32 at a time."""
    before = processor(pid)
    asked = checked(flood(port, requests, 32, seconds), b"200")
    return 1e6 * (processor(pid) - before) / asked.answered


def checked(asked: Flood, status: bytes) -> Flood:
    assert set(asked.statuses) == {status}, asked.statuses
    return asked


def gather_crowd(site: LiveSite, journey: Journey) -> None:
    checked(flood(site.port, journey.finishes(CROWD), 64, 600), b"204")
    eventually(lambda: b"figures/totem/1" in got(site.port, "GET", FIGURES))


def size_of_a_step(port: int, journey: Journey) -> int:
    """Bytes, before they are compressed."""
    body = next(journey.every_step()).split(b"\r\n\r\n", 1)[1]
    return len(
        got(port, "POST", PATH, body, {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"})
    )


def got(port: int, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request(method, path, body, headers or {})
    return connection.getresponse().read()


@contextmanager
def server(module: str, core: int, *given: str) -> Iterator[tuple[int, int]]:
    """Of the benchmarks, with its port and process."""
    port = free_port()
    with pinned(core):
        process = subprocess.Popen([sys.executable, "-m", module, str(port), *given])
    time.sleep(2)
    try:
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def pinned(core: int) -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def processor(pid: int) -> float:
    """Seconds of user and system time of a process with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> float:
    """Resident set, MiB."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def report(rounds: list[Round], steps: int, size: int, idle: float, loaded: float) -> None:
    marks = {"home": 2.0, "first": 4.0, "step": 2.2, "finish": 12.0, "result": 12.0, "figures": 3.0}
    rows = [
        Row(f"journey of {steps} steps / bare", [one.journey(steps) for one in rounds], 70),
        *(Row(f"CPU of {kind} / bare", [one.ratio(kind) for one in rounds], mark) for kind, mark in marks.items()),
        Row("finishes committed / bare, 64 in flight", [r.finish / r.bare for r in rounds], 0.25, least=True),
        Row("p99 of a finish, ms", [r.p99 for r in rounds], 40),
        Row("whole quizzes a second / plain FastAPI", [r.completions / r.plain for r in rounds], 2, least=True),
        *(Row(f"CPU of {kind}, us", [one.cpu[kind] for one in rounds]) for kind in ("bare", *marks)),
        Row("finishes a second", [r.finish for r in rounds]),
        Row("bare answers a second", [r.bare for r in rounds]),
        Row("RSS idle, MiB, once migrated", [idle], 80),
        Row("RSS after the load, MiB", [loaded]),
    ]
    print(f"{len(rounds)} rounds in turn; a step is {size} bytes")
    print(f"{'':<48} {'median':>9} {'quartiles':>21}   mark")
    for row in rows:
        low, _, high = quantiles(row.values * 2, n=4)
        print(f"{row.name:<48} {median(row.values):>9.2f} {low:>10.2f} {high:>10.2f}   {row.told}")
    keep(rows, len(rounds))


def keep(rows: list[Row], rounds: int) -> None:
    """What this run said, for whoever compares it with the next."""
    found = {
        row.name: {
            "median": round(median(row.values), 3),
            "quartiles": [round(one, 3) for one in quantiles(row.values * 2, n=4)[::2]],
            "mark": row.told,
            "met": row.is_met,
        }
        for row in rows
    }
    told = {"version": __version__, "python": platform.python_version(), "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}"}
    LATEST.write_text(json.dumps({**told, "rounds": rounds, "rows": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
