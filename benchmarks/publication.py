"""`python -m benchmarks.publication`: a public page over ten million answers beside one over a hundred, in one run.

Prints medians of ratios round by round: the page, its revalidation, and by how much the database grew for more answers.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from sqlalchemy import Engine

from app.actions import Receipt, entry_of, publish
from app.banks.loader import load_catalogue
from app.banks.response_model import CENTRAL, populations
from app.campaigns.store import create, find
from app.db.engine import make_engine, write_transaction
from app.demo import MIDDLING
from app.settings import resource
from app.tallies.closing import purge_receipts
from app.tallies.counts import Counts
from app.tallies.keys import PoolKeys
from app.tallies.ledger import count, today_in_utc
from app.tallies.pool import Cell, read_totals, seal, total
from app.totem.packing import fingerprint
from tests.crowd import TOMORROW, an_entry
from tests.site import LiveSite

GROUP = 64
NO_RECEIPT = Receipt(b"", TOMORROW)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=200)
    arguments.add_argument("--answers", type=int, default=100_000)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = LiveSite(Path(folder))
        site.start()
        site.stop()
        database = Path(folder) / "data" / "totem.db"
        engine = make_engine(f"sqlite:///{database}")
        for slug, times in (("hundred", 1), ("millions", 100_000)):
            published(engine, slug, times)
        grown = growth(engine, database, PoolKeys(Path(folder) / "secrets" / "pool-keys"), asked.answers)
        site.start()
        try:
            report(site.port, asked.rounds)
        finally:
            site.stop()
    print(f"durable growth for {asked.answers:,} more answers: {grown:,} bytes (mark: 16,384 for a million)")


def published(engine: Engine, slug: str, times: int) -> None:
    """A hundred people, each of them so many times."""
    bank = load_catalogue(resource("questions"))["totem"].bank
    campaign = create(engine, slug, "totem", today_in_utc(), publishes_itself=False)
    people = populations(bank, CENTRAL, MIDDLING, 100, "benchmark")
    sheets = [population.sheet(population.person()) for _, population in people]
    crowd = total([entry_of(campaign.id, bank, sheet, NO_RECEIPT).counts for sheet in sheets])
    with write_transaction(engine) as connection:
        cell = Cell(campaign.id, fingerprint(bank), "")
        seal(connection, {cell: Counts(tuple(number * times for number in crowd.numbers))})
    found = find(engine, slug)
    assert found
    released = publish(engine, found, bank, today_in_utc(), b"s" * 32)
    assert released
    assert released.n == 100 * times


def growth(engine: Engine, database: Path, keys: PoolKeys, answers: int) -> int:
    """Bytes in use once the receipts of these answers have expired."""
    create(engine, "busy", "totem", today_in_utc(), publishes_itself=False)
    campaign = find(engine, "busy")
    assert campaign
    counted(engine, keys, campaign.id, range(GROUP))
    purge_receipts(engine, TOMORROW.replace(year=TOMORROW.year + 1))
    before = in_use(database)
    for start in range(GROUP, answers, GROUP):
        counted(engine, keys, campaign.id, range(start, start + GROUP))
    purge_receipts(engine, TOMORROW.replace(year=TOMORROW.year + 1))
    with write_transaction(engine) as connection:
        assert sum(counts.n for counts in read_totals(connection, [campaign.id]).values()) > answers - 3 * GROUP
    return in_use(database) - before


def counted(engine: Engine, keys: PoolKeys, campaign_id: int, people: range) -> None:
    with write_transaction(engine) as connection:
        group = count(connection, keys, [an_entry(person, campaign_id) for person in people], today_in_utc())
    keys.forget(group.spent)


def in_use(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)


def report(port: int, rounds: int) -> None:
    connection = HTTPConnection("127.0.0.1", port)
    tags = {slug: asked(connection, slug)[1] for slug in ("hundred", "millions")}
    ratios: dict[str, list[float]] = {"page, ten million / a hundred": [], "304 / page": []}
    for _ in range(rounds):
        small = timed(lambda: asked(connection, "hundred"))
        large = timed(lambda: asked(connection, "millions"))
        again = timed(lambda: asked(connection, "millions", tags["millions"]))
        ratios["page, ten million / a hundred"].append(large / small)
        ratios["304 / page"].append(again / large)
    body = asked(connection, "millions")[2]
    nothing = asked(connection, "millions", tags["millions"])[2]
    for name, many in ratios.items():
        print(f"{name}: {median(many):.2f} in time (median of {rounds} rounds)")
    print(f"304 / page: {nothing / body:.3f} in bytes of the body")


def timed(ask: Callable[[], object]) -> float:
    start = time.perf_counter()
    ask()
    return time.perf_counter() - start


def asked(connection: HTTPConnection, slug: str, tag: str = "") -> tuple[int, str, int]:
    connection.request("GET", f"/fr/figures/{slug}", headers={"If-None-Match": tag} if tag else {})
    response = connection.getresponse()
    body = response.read()
    assert response.status == (304 if tag else 200), response.status
    return response.status, response.headers["ETag"], len(body)


if __name__ == "__main__":
    main()
