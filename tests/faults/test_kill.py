"""kill −9 of the writer, at random instants and at each boundary: what was acknowledged is counted, once."""

import os
import random
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.tallies.closing import close
from app.tallies.custody import forget_orphans, recover_pools
from app.tallies.keys import PoolKeys
from app.tallies.verify import verify
from tests import soak
from tests.crowd import TODAY, a_bank, a_campaign, an_entry
from tests.faults.writers import count_people, die_at, heard, start
from tests.patience import PATIENCE_SECONDS
from tests.stores import assert_each_is_counted_once, counted, totals

pytestmark = pytest.mark.slow

KILLS, EACH = soak.many(20, 50), 1000


def test_many_kills_lose_nobody_who_was_told_and_count_nobody_twice(sqlite_engine: Engine, tmp_path: Path) -> None:
    key_file = tmp_path / "secrets" / "pool-keys"
    url = sqlite_engine.url.render_as_string()
    a_campaign(sqlite_engine, k=5)
    drawn, told, died_working = random.Random(9), set[int](), 0
    for turn in range(KILLS):
        process, pipe = start(count_people, url, key_file, range(turn * EACH, (turn + 1) * EACH), 12)
        # Every fourth dies while it starts, the others after their first answer.
        if turn % 4:
            assert pipe.poll(PATIENCE_SECONDS)
        time.sleep(drawn.uniform(0, 0.08))
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        said = heard(pipe)
        process.join()
        died_working += bool(said)
        told.update(said)
    keys = PoolKeys(key_file)
    recover_pools(sqlite_engine, keys)
    forget_orphans(sqlite_engine, keys)  # as the ledger does once it has counted somebody
    there = assert_each_is_counted_once(sqlite_engine, keys, range(KILLS * EACH))
    assert told <= set(there)
    assert died_working >= KILLS * 3 // 4
    assert verify(sqlite_engine, keys, [a_bank()], TODAY) == []


@pytest.mark.parametrize("part", range(4))
def test_a_kill_at_each_boundary_of_counting_sealing_and_closing(
    part: int, sqlite_engine: Engine, tmp_path: Path
) -> None:
    """Statement, commit, key written, key deleted: the writer dies there, and the site starts again."""
    key_file, url = tmp_path / "secrets" / "pool-keys", sqlite_engine.url.render_as_string()
    boundary, alive = 1 + part, False
    first, many = 0, 11
    while not alive:
        campaign = a_campaign(sqlite_engine, k=5, slug=f"boundary-{boundary}")
        people = range(first, first + many)
        process, pipe = start(die_at, url, key_file, people, boundary, campaign.id)
        said = heard(pipe)
        process.join()
        alive = process.exitcode == 0
        keys = PoolKeys(key_file)
        recover_pools(sqlite_engine, keys)
        forget_orphans(sqlite_engine, keys)
        close(sqlite_engine, keys, campaign.id, TODAY)
        there = counted(sqlite_engine, people)
        sealed = totals(sqlite_engine).get(an_entry(first, campaign.id).cell)
        assert set(said) - {0} <= set(there), boundary
        assert (sealed.n if sealed else 0) == (len(there) if len(there) >= 5 else 0), boundary
        assert verify(sqlite_engine, keys, [a_bank()], TODAY) == [], boundary
        boundary, first = boundary + 4, first + many
    assert boundary > 100
