"""Several processes write in the same stores: the figures are exact, on both databases."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.pool_keys.key_file import KeyFile
from app.tallies.custody import recover_pools
from app.tallies.keys import PoolKeys
from app.tallies.verify import verify
from tests.crowd import TODAY, a_bank, a_campaign
from tests.faults.writers import count_people, heard, start
from tests.forked import processes
from tests.stores import assert_each_is_counted_once

pytestmark = [pytest.mark.slow, pytest.mark.long]

PEOPLE = 400


def test_four_processes_count_each_person_once(engine: Engine, keys: PoolKeys, tmp_path: Path) -> None:
    """Each person comes to two of the four processes: two tabs, or a page that was sent again."""
    a_campaign(engine, k=7)
    url = engine.url.render_as_string(hide_password=False)
    key_file = tmp_path / "secrets" / "pool-keys"
    crowds = [range(0, PEOPLE, 2), range(0, PEOPLE, 2), range(1, PEOPLE, 2), range(PEOPLE - 1, 0, -2)]
    together = processes.Barrier(4)
    started = [start(count_people, url, key_file, crowd, 16, together) for crowd in crowds]
    said = [heard(pipe) for _, pipe in started]
    for process, _ in started:
        process.join()
        assert process.exitcode == 0
    assert sorted(person for people in said for person in people) == list(range(PEOPLE))
    assert assert_each_is_counted_once(engine, keys, range(PEOPLE)) == list(range(PEOPLE))
    assert verify(engine, keys, [a_bank()], TODAY) == []


def test_sites_that_start_meanwhile_take_no_key_away(engine: Engine, keys: PoolKeys, tmp_path: Path) -> None:
    """A start forgets the keys of no pool: not those whose pools are about to be committed elsewhere."""
    a_campaign(engine, k=5)
    url = engine.url.render_as_string(hide_password=False)
    key_file = tmp_path / "secrets" / "pool-keys"
    started = [start(count_people, url, key_file, range(place, 300, 2), 1) for place in range(2)]
    starts = 0
    while any(process.is_alive() for process, _ in started):
        recover_pools(engine, KeyFile(key_file))
        starts += 1
    assert [len(heard(pipe)) for _, pipe in started] == [150, 150]
    assert starts > 20
    assert assert_each_is_counted_once(engine, keys, range(300)) == list(range(300))
