"""Whatever two states of the totals are laid side by side, they differ by nobody or by at least k people."""

import random
import sqlite3
from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.db.engine import write_transaction
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import count
from app.tallies.pool import OTHERS, Cell
from app.tallies.sums import Counts, total, unpacked
from app.transfer.backup import backup
from tests.crowd import TODAY, a_campaign, a_sheet, an_entry
from tests.stores import totals

pytestmark = pytest.mark.slow

K = 5
SEGMENTS = ("north", "south", "south", "east", "east", "east", "tiny")
State = dict[Cell, Counts]


def in_backup(engine: Engine, path: Path) -> State:
    backup(engine, path)
    copy = sqlite3.connect(path)
    try:
        return {Cell(*row[:3]): unpacked(row[3]) for row in copy.execute("SELECT * FROM cell")}
    finally:
        copy.close()


def too_close(states: list[State], k: int) -> int:
    """How many pairs differ, in a cell or over all cells, by 1 … k−1 people, or in figures but by nobody."""
    found = 0
    for one, two in combinations(states, 2):
        cells = one.keys() | two.keys()
        differences = [people(two.get(cell)) - people(one.get(cell)) for cell in cells]
        found += any(0 < abs(difference) < k for difference in (*differences, sum(differences)))
        found += any(
            difference == 0 and one.get(cell) != two.get(cell)
            for cell, difference in zip(cells, differences, strict=True)
        )
    return found


def people(counts: Counts | None) -> int:
    return counts.n if counts else 0


@pytest.mark.parametrize("seed", [1, 2])
def test_every_pair_of_states_and_backups_covers_k_people(
    seed: int, engine: Engine, keys: PoolKeys, tmp_path: Path
) -> None:
    """Groups of any size in any segments, a backup now and then, and the close: more than 10,000 pairs."""
    drawn = random.Random(seed)
    campaign = a_campaign(engine, k=K)
    states, person = [totals(engine)], 0
    while len(states) < 150:
        group = [
            an_entry(person + i, campaign.id, drawn.choice(SEGMENTS)) for i in range(drawn.choice((1, 1, 1, 2, 9)))
        ]
        person += len(group)
        with write_transaction(engine) as connection:
            count(connection, keys, group, TODAY)
        states.append(totals(engine))
        if len(states) % 25 == 0:
            states.append(in_backup(engine, tmp_path / f"{len(states)}.db"))
    close(engine, keys, campaign.id, TODAY)
    states += [totals(engine), in_backup(engine, tmp_path / "last.db")]
    assert too_close(states, K) == 0
    assert len({frozenset(state.items()) for state in states}) > 30
    assert sum(map(people, states[-1].values())) > person - K


def test_the_close_of_small_segments_covers_k_people_too(engine: Engine, keys: PoolKeys) -> None:
    campaign = a_campaign(engine, k=K)
    segments = ["north"] * 12 + ["south"] * 4 + ["east"] * 3
    entries = [an_entry(person, campaign.id, segment) for person, segment in enumerate(segments)]
    with write_transaction(engine) as connection:
        count(connection, keys, entries, TODAY)
    before = totals(engine)
    close(engine, keys, campaign.id, TODAY)
    after = totals(engine)
    assert too_close([{}, before, after], K) == 0
    assert {cell.segment: counts.n for cell, counts in after.items()} == {"north": 12, OTHERS: 7}


def test_totals_that_grow_one_by_one_are_found_out() -> None:
    """The control: what a table of running totals would show."""
    cell = Cell(1, "f", "")
    states = [{cell: total(map(a_sheet, range(many)))} for many in range(1, 12)]
    assert too_close(states, K) == sum(1 for one, two in combinations(range(1, 12), 2) if two - one < K)
