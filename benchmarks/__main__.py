"""`make bench`: the quiz beside a bare Starlette route that returns as many bytes, in turn, round after round.

Server on the first core, client on the last; one worker; SQLite as it is shipped. Prints medians and quartiles of the
ratios round by round, which hold when the machine's speed drifts, and the absolute figures of this run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from itertools import repeat
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import NamedTuple

from app.banks.loader import load_bank
from app.banks.response_model import clicker
from app.resources import resource
from app.settings import load_secrets
from app.web.tokens import Tokens, new_sheet
from benchmarks.driver import form
from benchmarks.flood import Flood, flood
from tests.site import LiveSite, free_port

SLUG, PATH = "totem", "/fr/quiz/totem"
TICKS = os.sysconf("SC_CLK_TCK")


class Round(NamedTuple):
    """step_cpu, bare_cpu: microseconds a request; finish, bare: answers a second; p99: milliseconds."""

    step_cpu: float
    bare_cpu: float
    finish: float
    bare: float
    p99: float


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=12)
    arguments.add_argument("--seconds", type=float, default=1.0)
    asked = arguments.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        site = LiveSite(Path(folder), TOTEM_OPEN_LIMIT="0")
        with pinned(cores[0]):
            site.start()
            site.restart()
        stack.callback(site.stop)
        assert site.process
        time.sleep(1)
        idle = memory(site.process.pid)
        step, size = a_step(site)
        with bare_server(size, cores[0]) as (port, pid), pinned(cores[-1]):
            rounds = [one_round(site, port, pid, step, asked.seconds, number) for number in range(asked.rounds)]
        loaded = memory(site.process.pid)
    report(rounds, size, idle, loaded)


def one_round(site: LiveSite, port: int, bare_pid: int, step: bytes, seconds: float, number: int) -> Round:
    assert site.process
    step_cpu = cost(site.process.pid, site.port, repeat(step), seconds)
    bare_step = form("/", {"s": "x" * 100})
    bare_cpu = cost(bare_pid, port, repeat(bare_step), seconds)
    finishes = list(finished_forms(site, int(6000 * seconds), number))
    counted = checked(flood(site.port, iter(finishes), 64, seconds), b"303")
    bare = checked(flood(port, repeat(bare_step), 64, seconds), b"200")
    return Round(
        step_cpu,
        bare_cpu,
        counted.answered / counted.seconds,
        bare.answered / bare.seconds,
        1000 * quantiles(counted.waits, n=100)[98],
    )


def cost(pid: int, port: int, requests: Iterator[bytes], seconds: float) -> float:
    """Microseconds of the server's processor for one request, 32 at a time."""
    before = processor(pid)
    asked = checked(flood(port, requests, 32, seconds), b"200")
    return 1e6 * (processor(pid) - before) / asked.answered


def checked(asked: Flood, status: bytes) -> Flood:
    assert set(asked.statuses) == {status}, asked.statuses
    return asked


def a_step(site: LiveSite) -> tuple[bytes, int]:
    """A form that answers the first screen, and the size of what comes back."""
    bank = load_bank(resource("questions") / f"{SLUG}.yaml").bank
    token = seals(site).seal_sheet(SLUG, bank, new_sheet(bank, time.time()))
    request = form(PATH, {"s": token, "q": "1", "a0": "3", "a1": "4"}, "HX-Request: true\r\n")
    connection = HTTPConnection("127.0.0.1", site.port)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
    connection.request("POST", PATH, request.split(b"\r\n\r\n", 1)[1], headers)
    return request, len(connection.getresponse().read())


def finished_forms(site: LiveSite, many: int, number: int) -> Iterator[bytes]:
    """The last form of so many people, each with a sheet of their own."""
    bank = load_bank(resource("questions") / f"{SLUG}.yaml").bank
    sealing, random = seals(site), Random(number)
    for _ in range(many):
        sheet = new_sheet(bank, time.time()).answered(clicker(bank, random))
        yield form(PATH, {"s": sealing.seal_sheet(SLUG, bank, sheet), "q": "24", "finish": "count"})


def seals(site: LiveSite) -> Tokens:
    return Tokens(load_secrets(Path(site.environment["TOTEM_SECRET_FILE"])))


@contextmanager
def bare_server(size: int, core: int) -> Iterator[tuple[int, int]]:
    port = free_port()
    with pinned(core):
        process = subprocess.Popen([sys.executable, "-m", "benchmarks.bare", str(port), str(size)])
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


def report(rounds: list[Round], size: int, idle: float, loaded: float) -> None:
    rows = [
        ("CPU of a question step / bare", [r.step_cpu / r.bare_cpu for r in rounds], "first mark <= 7, later <= 2.2"),
        (
            "finishes committed / bare, 64 in flight",
            [r.finish / r.bare for r in rounds],
            ">= 0.2, later >= 0.35",
        ),
        ("p99 of a finish, ms", [r.p99 for r in rounds], "<= 60"),
        ("CPU of a question step, us", [r.step_cpu for r in rounds], ""),
        ("CPU of the bare route, us", [r.bare_cpu for r in rounds], ""),
        ("finishes a second", [r.finish for r in rounds], ""),
        ("bare answers a second", [r.bare for r in rounds], ""),
    ]
    print(f"{len(rounds)} rounds in turn; a step is {size} bytes")
    print(f"{'':<48} {'median':>9} {'quartiles':>21}   mark")
    for name, values, mark in rows:
        low, _, high = quantiles(values, n=4)
        print(f"{name:<48} {median(values):>9.2f} {low:>10.2f} {high:>10.2f}   {mark}")
    print(f"{'RSS idle, MiB, once migrated':<48} {idle:>9.1f} {'':>21}   <= 100, later <= 80")
    print(f"{'RSS after the load, MiB':<48} {loaded:>9.1f}")


if __name__ == "__main__":
    main()
