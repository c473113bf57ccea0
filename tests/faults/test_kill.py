"""kill −9 of the writer, at random instants and at each boundary: what was acknowledged is counted, once."""

import os
import random
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.pool_keys.key_file import KeyFile
from app.tallies.closing import close
from app.tallies.custody import forget_orphans, recover_pools
from app.tallies.keys import PoolKeys
from app.tallies.verify import verify
from tests import soak
from tests.crowd import TODAY, a_bank, a_campaign, an_entry
from tests.faults.writers import count_people, die_at, heard, start, what_kills_leave
from tests.patience import PATIENCE_SECONDS
from tests.stores import assert_each_is_counted_once, counted, totals
from tests.tried import tried

pytestmark = pytest.mark.slow

KILLS, EACH = soak.many(12, 520), 400
PEOPLE, EVERY, LOOKED = 11, soak.many(37, 1), soak.many(3, 1)
"""Of the boundaries: at which a process is killed indeed, and at which what a kill leaves is looked at."""


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
    keys = KeyFile(key_file)
    recover_pools(sqlite_engine, keys)
    forget_orphans(sqlite_engine, keys)  # as the ledger does once it has counted somebody
    there = assert_each_is_counted_once(sqlite_engine, keys, range(KILLS * EACH))
    assert died_working >= KILLS * 3 // 4
    assert verify(sqlite_engine, keys, [a_bank()], TODAY) == []
    tried("kill -9 of the writer at random instants", KILLS, lost=sorted(told - set(there)))


def test_a_kill_at_a_boundary_of_counting_sealing_and_closing(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Statement, commit, key written, key deleted: the writer dies there, and the site starts again."""
    key_file, url = tmp_path / "secrets" / "pool-keys", sqlite_engine.url.render_as_string()
    boundary, alive, first = 1, False, 0
    while not alive:
        campaign, people = a_campaign(sqlite_engine, k=5, slug=f"boundary-{boundary}"), range(first, first + PEOPLE)
        process, pipe = start(die_at, url, key_file, people, boundary, campaign.id)
        said = heard(pipe)
        process.join()
        alive = process.exitcode == 0
        assert_whole(sqlite_engine, KeyFile(key_file), campaign.id, people, set(said) - {0}, boundary)
        boundary, first = boundary + EVERY, first + PEOPLE
    assert boundary > 100
    tried("kill -9 at each boundary of counting, sealing and closing", boundary // EVERY)


def test_what_a_kill_leaves_at_each_boundary_is_whole(sqlite_engine: Engine, tmp_path: Path) -> None:
    """From a copy of what stood on the disk there, so that nobody has to die for it: at every third, in `make soak` at
    every one."""
    campaign, people, boundary = a_campaign(sqlite_engine, k=5), range(PEOPLE), 0
    url = sqlite_engine.url.render_as_string()
    for boundary, (engine, keys, said) in enumerate(what_kills_leave(url, tmp_path, people, campaign.id), 1):
        if boundary % LOOKED == 0:
            assert_whole(engine, keys, campaign.id, people, said, boundary)
    assert boundary > 100


def assert_whole(
    engine: Engine, keys: PoolKeys, campaign_id: int, people: range, said: set[int], boundary: int
) -> None:
    """Once the site has started again: whoever was told so is counted, and k of them are sealed at the close."""
    recover_pools(engine, keys)
    forget_orphans(engine, keys)
    close(engine, keys, campaign_id, TODAY)
    there = counted(engine, people)
    sealed = totals(engine).get(an_entry(people[0], campaign_id).cell)
    assert said <= set(there), boundary
    assert (sealed.n if sealed else 0) == (len(there) if len(there) >= 5 else 0), boundary
    assert verify(engine, keys, [a_bank()], TODAY) == [], boundary
