"""`python -m benchmarks.publication`: a public page over ten million answers beside one over a hundred, in one run.

Prints medians of ratios round by round: the page, its revalidation beside a page from memory and beside one that is
rendered for the first to ask, and by how much the database grew for a million more answers: one by one, as the ledger
counts them, but of a thousand people who answer again and again.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from sqlalchemy import Engine

from app.actions import Receipt, entry_of, publish
from app.banks.loader import load_catalogue
from app.banks.response_model import CENTRAL, populations
from app.campaigns.store import create, find
from app.cli.demo import MIDDLING
from app.db.engine import make_engine, read, write_transaction
from app.pool_keys.key_file import KeyFile
from app.resources import resource
from app.tallies.closing import purge_receipts
from app.tallies.custody import recover_pools
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Entry, count, today_in_utc
from app.tallies.pool import Cell, read_totals, seal
from app.tallies.sums import Counts, total
from app.totem.packing import fingerprint
from tests.crowd import TOMORROW, a_receipt
from tests.site import LiveSite

GROUP, PEOPLE = 64, 1000
BANK = load_catalogue(resource("questions"))["totem"].bank
NO_RECEIPT = Receipt(b"", TOMORROW)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=200)
    arguments.add_argument("--answers", type=int, default=1_000_000)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = LiveSite(Path(folder))
        site.start()
        site.stop()
        database = Path(folder) / "data" / "totem.db"
        engine = make_engine(f"sqlite:///{database}")
        for slug, times in (("hundred", 1), ("millions", 100_000)):
            published(engine, slug, times)
        site.start()  # with the figures of before: the answers that follow make no release
        try:
            report(site.port, asked.rounds)
        finally:
            site.stop()
        grown = growth(engine, database, KeyFile(Path(folder) / "secrets" / "pool-keys"), asked.answers)
    print(f"durable growth for {asked.answers:,} more answers: {grown:,} bytes (mark: 16,384 for a million)")


def published(engine: Engine, slug: str, times: int) -> None:
    """A hundred people, each of them so many times."""
    campaign = create(engine, slug, "totem", today_in_utc(), publishes_itself=False)
    people = populations(BANK, CENTRAL, MIDDLING, 100, "benchmark")
    sheets = [population.sheet(population.person()) for _, population in people]
    crowd = total([entry_of(campaign.id, BANK, sheet, NO_RECEIPT).counts for sheet in sheets])
    with write_transaction(engine) as connection:
        cell = Cell(campaign.id, fingerprint(BANK), "")
        seal(connection, {cell: Counts(tuple(number * times for number in crowd.numbers))})
    found = find(engine, slug)
    assert found
    released = publish(engine, found, BANK, today_in_utc(), b"s" * 32)
    assert released
    assert released.n == 100 * times


def growth(engine: Engine, database: Path, keys: PoolKeys, answers: int) -> int:
    """Bytes in use once the receipts of these answers have expired, in the campaign that has ten million already."""
    campaign = find(engine, "millions")
    assert campaign
    people = populations(BANK, CENTRAL, MIDDLING, PEOPLE, "more")
    sheets = [
        entry_of(campaign.id, BANK, population.sheet(population.person()), NO_RECEIPT) for _, population in people
    ]
    later = TOMORROW.replace(year=TOMORROW.year + 1)
    recover_pools(engine, keys)
    counted(engine, keys, sheets, range(GROUP))
    purged(engine, later)
    before, held = in_use(database), people_in(engine, campaign.id)
    for start in range(GROUP, answers + GROUP, GROUP):
        counted(engine, keys, sheets, range(start, start + GROUP))
    purged(engine, later)
    assert people_in(engine, campaign.id) > held + answers - 3 * GROUP
    return in_use(database) - before


def purged(engine: Engine, day: date) -> None:
    """As two looks do, a day apart."""
    for look in (day, day + timedelta(1)):
        purge_receipts(engine, look)


def counted(engine: Engine, keys: PoolKeys, sheets: Sequence[Entry], numbers: range) -> None:
    entries = [replace(sheets[number % PEOPLE], receipt=Receipt(a_receipt(number), TOMORROW)) for number in numbers]
    with write_transaction(engine) as connection:
        group = count(connection, keys, entries, today_in_utc())
    keys.forget(group.obsolete_keys)


def people_in(engine: Engine, campaign_id: int) -> int:
    with read(engine) as connection:
        return sum(counts.n for counts in read_totals(connection, [campaign_id]).values())


def in_use(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)


def report(port: int, rounds: int) -> None:
    connection = HTTPConnection("127.0.0.1", port)
    tags = {slug: asked(connection, slug)[0] for slug in ("hundred", "millions")}
    ratios: dict[str, list[float]] = {}
    for place in range(rounds):
        small = timed(lambda: asked(connection, "hundred"))
        large = timed(lambda: asked(connection, "millions"))
        again = timed(lambda: asked(connection, "millions", tags["millions"]))
        # A page names its own address: under another one it is in nobody's memory.
        first_small = timed(lambda host=f"h{place}.example": asked(connection, "hundred", host=host))  # type: ignore[misc]
        first = timed(lambda host=f"h{place}.example": asked(connection, "millions", host=host))  # type: ignore[misc]
        for name, ratio in (
            ("page from memory, ten million / a hundred", large / small),
            ("page rendered, ten million / a hundred", first / first_small),
            ("304 / page from memory", again / large),
            ("304 / page rendered", again / first),
        ):
            ratios.setdefault(name, []).append(ratio)
    body, nothing = asked(connection, "millions")[1], asked(connection, "millions", tags["millions"])[1]
    for name, many in ratios.items():
        print(f"{name}: {median(many):.3f} in time (median of {rounds} rounds)")
    print(f"304 / page: {nothing / body:.3f} in bytes of the body")


def timed(ask: Callable[[], object]) -> float:
    start = time.perf_counter()
    ask()
    return time.perf_counter() - start


def asked(connection: HTTPConnection, slug: str, tag: str = "", host: str = "127.0.0.1") -> tuple[str, int]:
    headers = {"Host": host} | ({"If-None-Match": tag} if tag else {})
    connection.request("GET", f"/fr/figures/{slug}", headers=headers)
    response = connection.getresponse()
    body = response.read()
    assert response.status == (304 if tag else 200), response.status
    return response.headers["ETag"], len(body)


if __name__ == "__main__":
    main()
