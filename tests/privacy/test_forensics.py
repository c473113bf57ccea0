"""A thief copies every file of DATA_DIR after each answer, and works on the copies. The claim: nobody's answers.

Each attack has a control, the same attack on the same run with one protection taken away, which must succeed.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, event

from app.tallies import pool as pool_module
from app.tallies.keys import PoolKey, PoolKeys
from app.tallies.ledger import Ledger
from app.tallies.pool import Cell, PoolLost, Pools, decrypt
from app.tallies.sums import Counts, CountsInvalid, to_bytes, unpacked
from tests.crowd import TODAY, a_campaign, a_sheet, an_entry
from tests.stores import pools

pytestmark = [pytest.mark.slow, pytest.mark.long]

PEOPLE = 500
K = 10
Files = dict[str, bytes]


class Row(NamedTuple):
    cell: Cell
    stage: str
    key_id: str
    box: bytes


OpensBox = Callable[[Row, bytes], Counts | None]
"""The key file is that of the copy."""


@dataclass
class Copy:
    """DATA_DIR after an answer; the key file of that moment, which the thief has in a control only; what was true."""

    files: Files
    key_file: bytes
    truth: dict[Cell, Pools]


class Opened(NamedTuple):
    """What SQLite shows of a copy: the totals, and the pools as they are."""

    totals: dict[Cell, Counts]
    pools: list[Row]
    key_file: bytes


def everything_in(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def steal(engine: Engine, keys: PoolKeys, home: Path, people: int) -> tuple[list[Copy], list[Files]]:
    """A copy after each answer, and one in the middle of each transaction, when the journal is full."""
    copies: list[Copy] = []
    journals: list[Files] = []
    a_campaign(engine, k=K)
    ledger = Ledger(engine, keys, today=lambda: TODAY)
    ledger.start()
    event.listen(engine, "commit", lambda _: journals.append(everything_in(home / "data")))
    for person in range(people):
        ledger.record_now(an_entry(person))
        key_file = (home / "secrets" / "pool-keys").read_bytes()
        copies.append(Copy(everything_in(home / "data"), key_file, pools(engine, keys)))
    ledger.stop()
    return copies, journals


def opened(copy: Copy, folder: Path) -> Opened:
    for name, data in copy.files.items():
        (folder / name).write_bytes(data)
    database = sqlite3.connect(folder / "totem.db")
    try:
        totals = {Cell(*row[:3]): unpacked(row[3]) for row in database.execute("SELECT * FROM cell")}
        return Opened(
            totals, [Row(Cell(*row[:3]), *row[3:]) for row in database.execute("SELECT * FROM pool")], copy.key_file
        )
    finally:
        database.close()


def minus(new: Counts, old: Counts | None) -> Counts:
    return new if old is None else Counts(tuple(a - b for a, b in zip(new.numbers, old.numbers, strict=True)))


def subtract(before: dict[Cell, Counts], after: dict[Cell, Counts]) -> Iterator[Counts]:
    return (minus(counts, before.get(cell)) for cell, counts in after.items())


def subtract_pools(before: list[Counts], after: list[Counts]) -> Iterator[Counts]:
    """Each pool alone, and less each pool that was there before."""
    return (minus(new, old) for new in after for old in (None, *before))


def recovered(copies: list[Opened], opens: OpensBox) -> int:
    """How many people's answers come out of subtracting each copy from the next one."""
    states = [(copy.totals, [counts for row in copy.pools if (counts := opens(row, copy.key_file))]) for copy in copies]
    known = 0
    for person, (old, new) in enumerate(pairwise([({}, []), *states])):
        known += a_sheet(person) in (*subtract(old[0], new[0]), *subtract_pools(old[1], new[1]))
    return known


def as_plain_counts(row: Row, _: bytes) -> Counts | None:
    """What a thief tries who has no key: perhaps the box is no box."""
    for start, end in ((0, None), (12, -16), (12, None), (0, -16)):
        try:
            counts = unpacked(row.box[start:end])
        except CountsInvalid:
            continue
        if 0 < counts.n < 10_000:
            return counts
    return None


def with_the_key_file(row: Row, key_file: bytes) -> Counts | None:
    place = key_file.find(bytes.fromhex(row.key_id))
    try:
        return decrypt(PoolKey(row.key_id, key_file[place + 16 : place + 48]), row.cell, row.box)
    except PoolLost:
        return None


def with_one_key_file(stolen: bytes) -> OpensBox:
    return lambda row, _: with_the_key_file(row, stolen)


@pytest.fixture
def thief(tmp_path: Path) -> Path:
    folder = tmp_path / "thief"
    folder.mkdir()
    return folder


def test_500_copies_give_back_nobody(sqlite_engine: Engine, keys: PoolKeys, tmp_path: Path, thief: Path) -> None:
    copies, journals = steal(sqlite_engine, keys, tmp_path, PEOPLE)
    found = [opened(copy, thief) for copy in copies]
    assert recovered(found, as_plain_counts) == 0
    # The control: who also holds the keys of each moment reads what passes through, as privacy.md says.
    assert recovered(found, with_the_key_file) >= 450
    # Who breaks in once, even with all the copies, opens the pools of that moment: sums, unless someone waits alone.
    for moment in (137, 295, 499):
        assert recovered(found, with_one_key_file(copies[moment].key_file)) == 0
    assert traces(copies, journals) == 0


def traces(copies: list[Copy], journals: list[Files]) -> int:
    """How many pools lie in clear in any file: of the moment, of the transaction under way, of the one before."""
    found = 0
    for copy, journal in zip(copies, journals[-len(copies) :], strict=True):
        waiting = [to_bytes(pool.counts) for both in copy.truth.values() for pool in both if pool]
        found += sum(plain in data for plain in waiting for data in (*copy.files.values(), *journal.values()))
    return found


def test_without_boxes_the_same_copies_give_back_everybody(
    sqlite_engine: Engine, keys: PoolKeys, tmp_path: Path, thief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the above: the same pools in clear, with everything else in place."""
    monkeypatch.setattr(pool_module, "encrypt", lambda _key, _cell, counts: to_bytes(counts))
    monkeypatch.setattr(pool_module, "decrypt", lambda _key, _cell, boxed: unpacked(boxed))
    copies, journals = steal(sqlite_engine, keys, tmp_path, 100)
    assert recovered([opened(copy, thief) for copy in copies], as_plain_counts) >= 90
    assert traces(copies, journals) > 100
