"""`python -m benchmarks.rooms`: a commit of 64 people who finish in 64 rooms beside one of 64 who finish in one.

In turn, on each database, with the key file on the same disk. Prints milliseconds of a commit (medians), the ratio
round by round (median and quartiles), and how often each commit waited for the key file to reach the disk.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count as numbers
from pathlib import Path
from statistics import median, quantiles
from unittest.mock import patch

from sqlalchemy import Engine

from app.db.engine import make_engine, migrate, write_transaction
from app.pool_keys.key_file import KeyFile
from app.seminars.store import finish, open_room
from app.tallies.custody import recover_pools
from app.tallies.keys import PoolKeys
from app.tallies.ledger import count
from app.totem.packing import fingerprint
from tests.crowd import TODAY, a_bank, a_sheet, an_entry
from tests.databases import SETTINGS, server

GROUP = 64
people = numbers()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=40)
    arguments.add_argument("--folder", type=Path, help="on the disk that is to be measured")
    asked = arguments.parse_args()
    tempfile.tempdir = str(asked.folder) if asked.folder else None
    # What waits for the disk is the point here: as PostgreSQL is when nobody tells it otherwise.
    with patch.dict(SETTINGS, {"fsync": "on", "full_page_writes": "on"}), tempfile.TemporaryDirectory() as folder:
        report("SQLite", f"sqlite:///{folder}/totem.db", Path(folder) / "keys", asked.rounds)
        with server() as address:
            url = address.render_as_string(hide_password=False)
            report("PostgreSQL", url, Path(folder) / "other keys", asked.rounds)


def report(name: str, url: str, key_file: Path, rounds: int) -> None:
    engine, keys = make_engine(url), KeyFile(key_file)
    migrate(engine)
    recover_pools(engine, keys)
    structure = fingerprint(a_bank())
    rooms = [
        open_room(engine, "totem", structure, "fr", "free", "", TODAY).seminar.campaign_id for _ in range(GROUP + 1)
    ]
    for cells in (rooms[:1] * GROUP, rooms[1:]) * 2:
        cost(engine, keys, cells)
    found = [(cost(engine, keys, rooms[:1] * GROUP), cost(engine, keys, rooms[1:])) for _ in range(rounds)]
    one, many = ([seconds for seconds, _ in side] for side in zip(*found, strict=True))
    low, middle, high = quantiles([b / a for a, b in zip(one, many, strict=True)], n=4)
    syncs = "/".join(f"{median([waits for _, waits in side]):.0f}" for side in zip(*found, strict=True))
    print(f"{name:<11} one room {1000 * median(one):5.1f} ms, {GROUP} rooms {1000 * median(many):5.1f} ms, ", end="")
    print(f"ratio {middle:.2f} [{low:.2f}-{high:.2f}], syncs of the key file a commit {syncs}", flush=True)
    engine.dispose()


def cost(engine: Engine, keys: PoolKeys, cells: list[int]) -> tuple[float, int]:
    """Seconds of one commit as the ledger makes it, and how often the key file was synchronised."""
    crowd = [next(people) for _ in cells]
    for person in crowd:
        a_sheet(person)  # drawn before, as a person's answers are
    entries = [an_entry(person, campaign) for person, campaign in zip(crowd, cells, strict=True)]
    with counted_syncs() as waits:
        began = time.perf_counter()
        with write_transaction(engine) as connection:
            group = count(connection, keys, entries, TODAY, finish)
        keys.forget(group.obsolete_keys)
        return time.perf_counter() - began, len(waits)


@contextmanager
def counted_syncs() -> Iterator[list[int]]:
    waits, sync = list[int](), os.fdatasync

    def synced(file: int) -> None:
        waits.append(file)
        sync(file)

    with patch.object(os, "fdatasync", synced):
        yield waits


if __name__ == "__main__":
    main()
