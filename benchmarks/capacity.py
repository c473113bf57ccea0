"""`python -m benchmarks.capacity`: what one page and one finish cost, and how many answers a second n processes take.

On a PostgreSQL that waits for its disk, with the client beside on the same machine. First the processor time of each
kind of request, of the pages and of PostgreSQL: it is what a day's arithmetic is made of, whatever else the machine
does. Then answers that are counted a second with one, two, three processes, each asked in turn. docs/capacity.md does
the sums.
"""

import argparse
import re
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import repeat
from pathlib import Path
from statistics import median
from unittest.mock import patch

from sqlalchemy import NullPool, create_engine

from app.db.engine import make_engine
from benchmarks.__main__ import processor
from benchmarks.driver import asking
from benchmarks.flood import Flood, flood, flood_each
from benchmarks.journey import PAGE, Journey
from tests.databases import SETTINGS, server
from tests.site import LiveSite

AT_ONCE, SECONDS, MOST = 64, 6.0, 20_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--processes", type=int, default=3, help="from one up to so many")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--folder", type=Path, help="on the disk that is to be measured")
    asked = arguments.parse_args()
    tempfile.tempdir = str(asked.folder) if asked.folder else None
    with patch.dict(SETTINGS, {"fsync": "on", "full_page_writes": "on"}), several(asked.processes) as (sites, database):
        journey = Journey(sites[0])
        costs = [each_cost(sites[0], database, journey) for _ in range(asked.rounds)]
        print(f"{'processor time, ms':24}{'pages':>9}{'PostgreSQL':>12}")
        for kind in costs[0]:
            pages, other = (median(one[kind][at] for one in costs) for at in (0, 1))
            print(f"{kind:24}{pages:9.2f}{other:12.2f}")
        print(f"\n{'processes':>9}{'answers/s':>11}{'ms of pages':>13}{'ms of PostgreSQL':>18}")
        url = sites[0].environment["TOTEM_DATABASE_URL"]
        before = written(url)
        for many in range(1, asked.processes + 1):
            rounds = [answers(sites[:many], database, journey) for _ in range(asked.rounds)]
            rate, pages, other = (median(one[at] for one in rounds) for at in range(3))
            print(f"{many:9}{rate:11.0f}{pages:13.2f}{other:18.2f}")
        log, size, people = written(url)
        print(f"\nbytes an answer: {(log - before[0]) / (people - before[2]):.0f} of PostgreSQL's log")
        print(f"bytes a receipt, with its index: {size / people:.0f}")


@contextmanager
def several(many: int) -> Iterator[tuple[list[LiveSite], int]]:
    """So many processes of one site on one PostgreSQL, and its first process."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = stack.enter_context(server())
        engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE capacity")
        url = address.set(database="capacity").render_as_string(hide_password=False)
        shared = {
            "TOTEM_DATABASE_URL": url,
            "TOTEM_SECRET_FILE": f"{folder}/secret",
            "TOTEM_POOL_KEY_FILE": f"{folder}/pool-keys",
            "TOTEM_OPEN_LIMIT": "0",
        }
        sites = []
        for at in range(many):
            (folder / f"{at}").mkdir()
            sites.append(LiveSite(folder / f"{at}", **shared))
            sites[-1].start()
            stack.callback(sites[-1].stop)
        first = (Path(str(address.query["host"])) / "data" / "postmaster.pid").read_text().split()[0]
        yield sites, int(first)


def each_cost(site: LiveSite, database: int, journey: Journey) -> dict[str, tuple[float, float]]:
    """Milliseconds of processor time, of the page process and of PostgreSQL, for one request of each kind."""
    kinds = {
        "home": journey.home(),
        "first page": journey.first(),
        "one step": journey.every_step(),
        "finish": journey.finishes(MOST),
        "result": journey.results(),
        "figures": journey.figures(),
        "style sheet": repeat(asking(style(site), PAGE)),
    }
    assert site.process
    found = dict[str, tuple[float, float]]()
    for kind, requests in kinds.items():
        flood(site.port, requests, 8, 0.3)  # what is kept is made
        before = processor(site.process.pid), of_all(database)
        done = checked(flood(site.port, requests, 8, SECONDS / 3))
        after = processor(site.process.pid), of_all(database)
        pages, other = (1000 * (new - old) / done.answered for old, new in zip(before, after, strict=True))
        found[kind] = pages, other
    return found


def style(site: LiveSite) -> str:
    """The address of what every page loads first."""
    with urllib.request.urlopen(f"{site.address}/fr/") as page:
        (found, *_) = re.findall(r'href="(/static/[^"]+\.css)"', page.read().decode())
    return str(found)


def written(url: str) -> tuple[int, int, int]:
    """Bytes of PostgreSQL's log so far, bytes of the table of receipts, and how many there are."""
    engine = create_engine(make_engine(url).url, poolclass=NullPool)
    with engine.connect() as connection:
        sizes = (
            "pg_current_wal_lsn() - '0/0'::pg_lsn, pg_total_relation_size('receipt'), (SELECT count(*) FROM receipt)"
        )
        log, size, many = connection.exec_driver_sql(f"SELECT {sizes}").one()
    return int(log), int(size), int(many)


def answers(sites: Sequence[LiveSite], database: int, journey: Journey) -> tuple[float, float, float]:
    """Counted a second; milliseconds of processor time for one, of all page processes and of PostgreSQL."""
    pids = [site.process.pid for site in sites if site.process]
    ready = [*journey.finishes(int(MOST * SECONDS / 10))]
    before = sum(map(processor, pids)), of_all(database)
    done = checked(flood_each([site.port for site in sites], iter(ready), AT_ONCE, SECONDS))
    after = sum(map(processor, pids)), of_all(database)
    pages, other = (1000 * (new - old) / done.answered for old, new in zip(before, after, strict=True))
    return done.answered / done.seconds, pages, other


def of_all(first: int) -> float:
    """Processor seconds of a PostgreSQL's processes that live."""
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return processor(first) + sum(processor(int(pid)) for pid in children)


def checked(asked: Flood) -> Flood:
    assert asked.answered
    assert not [status for status in asked.statuses if status >= b"400"], asked.statuses
    return asked


if __name__ == "__main__":
    main()
