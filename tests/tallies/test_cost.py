"""What a commit costs the disk and the database, counted: the same for people in sixty-four rooms as in one."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from sqlalchemy import Engine, event

from app.db.engine import write_transaction
from app.pool_keys.key_file import KeyFile
from app.seminars.store import finish, open_room
from app.tallies import writer
from app.tallies.custody import recover_pools
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Outcome, count
from app.totem.packing import fingerprint
from tests.crowd import TODAY, a_bank, a_campaign, an_entry
from tests.faults.test_trouble import running

GROUP = 64


class Cost:
    def __init__(self) -> None:
        self.syncs = self.commits = self.statements = 0


@contextmanager
def counted(engine: Engine) -> Iterator[Cost]:
    """syncs: of the key file; a statement for many rows is one."""
    cost, sync = Cost(), os.fdatasync

    def synced(file: int) -> None:
        cost.syncs += 1
        sync(file)

    def committed(*_: object) -> None:
        cost.commits += 1

    def said(*_: object) -> None:
        cost.statements += 1

    event.listen(engine, "commit", committed)
    event.listen(engine, "before_cursor_execute", said)
    with patch.object(os, "fdatasync", synced):
        yield cost
    event.remove(engine, "commit", committed)
    event.remove(engine, "before_cursor_execute", said)


def a_commit(engine: Engine, keys: PoolKeys, cells: list[int], first: int) -> Cost:
    entries = [an_entry(first + at, cell) for at, cell in enumerate(cells)]
    with counted(engine) as cost:
        with write_transaction(engine, campaigns=set(cells)) as connection:
            group = count(connection, keys, entries, TODAY, finish)
        keys.forget(group.obsolete_keys)
    assert group.outcomes == [Outcome.COUNTED] * len(cells)
    return cost


def test_sixty_four_rooms_cost_what_one_does(engine: Engine, keys: PoolKeys) -> None:
    recover_pools(engine, keys)
    structure = fingerprint(a_bank())
    rooms = [open_room(engine, "totem", structure, "fr", "free", "", TODAY).seminar.campaign_id for _ in range(GROUP)]
    for turn in range(4):  # the first opens pools, later ones seal
        one = a_commit(engine, keys, rooms[:1] * GROUP, 2 * turn * GROUP)
        many = a_commit(engine, keys, rooms, (2 * turn + 1) * GROUP)
        assert (many.syncs, many.commits) == (2, 1)
        assert one.syncs <= 2
        assert many.statements <= 2 * one.statements


def test_while_others_wait_a_commit_takes_one_sync_for_all_keys_old_and_new(
    engine: Engine, keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "LINGER_SECONDS", 0.0)
    a_campaign(engine, k=5)

    async def come(ledger: object) -> None:
        await asyncio.gather(*(ledger.record(an_entry(person)) for person in range(20 * GROUP)))  # type: ignore[attr-defined]

    with running(engine, keys) as ledger:
        with counted(engine) as cost:
            asyncio.run(come(ledger))
        groups = cost.commits
        assert groups < 40
        assert cost.syncs <= groups + 2
        assert len(keys.ids()) <= 2  # none is left behind
