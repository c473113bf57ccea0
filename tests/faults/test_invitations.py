"""One-use invitations, a writer that is killed: each lets one sheet be counted, and tells nothing else."""

import logging
import os
import random
import signal
import sqlite3
import time
from dataclasses import replace
from functools import partial
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select
from sqlmodel import col

from app.campaigns import invitations
from app.campaigns.keys import key_digest
from app.campaigns.store import create
from app.db.engine import read, write_transaction
from app.db.tables import InvitationRow
from app.pool_keys.key_file import KeyFile
from app.tallies.custody import recover_pools
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Entry, Ledger, Outcome
from app.tallies.sums import Counts, unpacked
from app.tallies.verify import verify
from app.transfer.backup import backup
from tests import soak
from tests.crowd import TODAY, a_bank, a_receipt, an_entry
from tests.faults.writers import count_people, heard, start, what_kills_leave
from tests.patience import PATIENCE_SECONDS
from tests.stores import assert_each_is_counted_once, counted, totals

pytestmark = [pytest.mark.slow, pytest.mark.long]
MANY, TRIES, KILLS = soak.many(200, 1000), 2, soak.many(6, 14)


def invited(person: int, campaign_id: int = 1, many: int = MANY) -> Entry:
    """Several people share each invitation: many apart."""
    return replace(an_entry(person, campaign_id), invitation=digest_for(person % many))


def digest_for(number: int) -> bytes:
    return sha256(f"invitation {number}".encode()).digest()


def invite(engine: Engine, numbers: range, k: int = 5, slug: str = "spring") -> int:
    campaign = create(engine, slug, "totem", TODAY, k=k, protection="invitation")
    with write_transaction(engine) as connection:
        rows = [{"campaign_id": campaign.id, "digest": digest_for(number), "spent": False} for number in numbers]
        connection.execute(insert(InvitationRow), rows)
    return campaign.id


def spent(engine: Engine, campaign_id: int = 1) -> set[bytes]:
    with read(engine) as connection:
        used = col(InvitationRow.campaign_id) == campaign_id, col(InvitationRow.spent)
        return set(connection.scalars(select(col(InvitationRow.digest)).where(*used)))


def test_invitations_are_each_spent_once_whatever_is_killed(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Two sheets for each invitation, from two processes at once, and sent again after each death."""
    key_file, url = tmp_path / "secrets" / "pool-keys", sqlite_engine.url.render_as_string()
    invite(sqlite_engine, range(MANY))
    drawn, told = random.Random(4), set[int]()
    people = drawn.sample(range(MANY * TRIES), MANY * TRIES)
    for turn in range(KILLS + 1):
        writers = [start(count_people, url, key_file, some, 12, None, invited) for some in (people, people[::-1])]
        if turn < KILLS:
            assert writers[0][1].poll(PATIENCE_SECONDS)
            time.sleep(drawn.uniform(0, 0.05))
            for process, _ in writers:
                assert process.pid
                os.kill(process.pid, signal.SIGKILL)
        for process, pipe in writers:
            told.update(heard(pipe))
            process.join()
        there = counted(sqlite_engine, range(MANY * TRIES))
        used = [digest_for(person % MANY) for person in there]
        assert len(used) == len(set(used))
        assert set(used) == spent(sqlite_engine)
        drawn.shuffle(people)
    assert len(there) == MANY
    assert told <= set(there)
    keys = KeyFile(key_file)
    recover_pools(sqlite_engine, keys)
    assert_each_is_counted_once(sqlite_engine, keys, range(MANY * TRIES))
    assert verify(sqlite_engine, keys, [a_bank()], TODAY) == []


def test_what_a_kill_leaves_at_each_boundary_spends_an_invitation_with_its_answer(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    url, people = sqlite_engine.url.render_as_string(), range(2)
    campaign_id, boundary, half_way = invite(sqlite_engine, people), 0, 0
    left = what_kills_leave(url, tmp_path, people, campaign_id, partial(invited, many=10**6))
    for boundary, (engine, _, told) in enumerate(left, 1):
        if len(told) == len(people):  # the close, which forgets invitations
            break
        used = {digest_for(person) for person in counted(engine, people)}
        assert used == spent(engine, campaign_id), boundary
        half_way += len(used) == 1
    assert boundary > 30
    assert half_way > 5


def test_copies_backups_and_logs_link_no_invitation_to_fewer_than_k_answers(
    sqlite_engine: Engine, keys: PoolKeys, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever copies the file after each answer learns which invitation was used; of answers, sums over k people."""
    k, people = 10, range(200)
    campaign = create(sqlite_engine, "spring", "totem", TODAY, k=k, protection="invitation")
    tokens = invitations.make(sqlite_engine, campaign.id, len(people))
    ledger = Ledger(sqlite_engine, keys, today=lambda: TODAY)
    states: list[tuple[set[bytes], Counts | None]] = [(set(), None)]
    files: list[bytes] = []
    with caplog.at_level(logging.DEBUG):
        ledger.start()
        for person in people:
            entry = replace(an_entry(person), invitation=key_digest(tokens[person]))
            assert ledger.record_now(entry) is Outcome.COUNTED
            sealed = totals(sqlite_engine).get(entry.cell)
            states.append((spent(sqlite_engine), sealed))
            files.append((tmp_path / "data" / "totem.db").read_bytes())
            if person % 50 == 0:
                backup(sqlite_engine, tmp_path / f"{person}.db")
        ledger.stop()
    for (before, old), (after, new) in pairwise(states):
        assert len(after - before) == 1
        assert old == new or (new and new.n - (old.n if old else 0) >= k)
    for _, found in states:
        assert found is None or found.n % k == 0
    everything = [*files, *(file.read_bytes() for file in tmp_path.glob("*.db")), caplog.text.encode()]
    assert all(token.encode() not in data for token in tokens for data in everything[::20])
    assert not any(key_digest(token).hex() in caplog.text for token in tokens)


def test_a_backup_keeps_which_were_used_and_no_more(sqlite_engine: Engine, keys: PoolKeys, tmp_path: Path) -> None:
    """So that a restored site counts nobody twice. Between two backups the totals grow by k people or not at all."""
    campaign_id = invite(sqlite_engine, range(40), k=10)
    ledger = Ledger(sqlite_engine, keys, today=lambda: TODAY)
    ledger.start()
    seen = []
    for person in range(40):
        ledger.record_now(invited(person))
        path = tmp_path / f"{person}.db"
        backup(sqlite_engine, path)
        copy = sqlite3.connect(path)
        rows = copy.execute("SELECT * FROM invitation").fetchall()
        cells = [unpacked(row[0]).n for row in copy.execute("SELECT totals FROM cell")]
        assert copy.execute("SELECT count(*) FROM receipt").fetchone() == (0,)
        copy.close()
        assert {row[1] for row in rows if row[2]} == spent(sqlite_engine, campaign_id)
        assert [len(row) for row in rows] == [3] * 40
        assert a_receipt(person) not in path.read_bytes()
        seen.append(sum(cells))
    ledger.stop()
    assert set(seen) == {0, 10, 20, 30}
