"""The same promise on a whole site: the real store, ledger, close, batches, backups and releases, in a file of SQLite.

Fewer sequences than of tests/privacy/site.py, which knows who is in each figure; here people are only numbers.
"""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import update
from sqlmodel import col

from app.actions import publish
from app.campaigns import store
from app.campaigns.campaign import Campaign
from app.campaigns.words import Segment, Words
from app.db.engine import make_engine, migrate, write_transaction
from app.db.tables import CampaignRow
from app.pool_keys.key_file import KeyFile
from app.tallies.batches import AlreadyJoined, Batches, BatchesRefused, exported, join, opened
from app.tallies.closing import close
from app.tallies.ledger import count
from app.tallies.pool import Pools
from app.tallies.sums import Counts
from app.tallies.verify import verify
from app.transfer.backup import backup
from tests import soak
from tests.crowd import TODAY, a_bank, an_entry
from tests.privacy.test_releases import AXIS, Seen, in_totals, seen_in, too_close
from tests.privacy.test_states import all_sealed, settled
from tests.stores import totals

pytestmark = [pytest.mark.slow, pytest.mark.long]

SEQUENCES = soak.many(20, 260)
SECRET = b"s" * 32
WORDS = Words(question={"en": "Where?"}, segments=tuple(Segment(id_, {"en": id_}) for id_ in AXIS))
SEGMENT = st.sampled_from((*AXIS, ""))
MANY = st.sampled_from((1, 3, 5, 8, 14, 23))


def field_work(folder: Path) -> list[Batches]:
    """What other sites counted and closed."""
    engine, keys = make_engine(f"sqlite:///{folder}/field.db"), KeyFile(folder / "field-keys")
    migrate(engine)
    found = []
    for place, (segment, many) in enumerate([("north", 10), ("south", 21), ("", 13)]):
        made = store.create(engine, f"field-{place}", "totem", TODAY, k=10, words=WORDS)
        with write_transaction(engine) as connection:
            people = range(10**6 * (place + 1), 10**6 * (place + 1) + many)
            count(connection, keys, [an_entry(person, made.id, segment) for person in people], TODAY)
        close(engine, keys, made.id, TODAY)
        found.append(opened(exported(engine, made.slug, a_bank(), SECRET), a_bank()))
    engine.dispose()
    return found


class Running(RuleBasedStateMachine):
    """seen: of each campaign, what left the machine or could have."""

    folder: Path
    field: list[Batches]
    sequences = 0
    pairs = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).sequences += 1
        self.own = Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copy(self.folder / "template.db", self.own / "totem.db")
        self.engine, self.keys = make_engine(f"sqlite:///{self.own}/totem.db"), KeyFile(self.own / "pool-keys")
        self.people, self.copies, self.today = 0, 0, TODAY
        self.seen: dict[int, list[Seen]] = {}
        self.slug = ""
        self.clone()
        self.answer("north", 16, "south", 3)

    def teardown(self) -> None:
        faults = verify(self.engine, self.keys, [a_bank()], TODAY)
        self.engine.dispose()
        shutil.rmtree(self.own)
        for id_, states in self.seen.items():
            pairs = [*combinations(states, 2)]
            type(self).pairs += len(pairs)
            assert not any(too_close(one, two, 5) for one, two in pairs), f"too close in {id_}"
        assert faults == []

    @property
    def campaign(self) -> Campaign:
        found = store.find(self.engine, self.slug, self.today)
        assert found
        return found

    def look(self) -> None:
        """The totals as a backup or an export would have them, of each campaign."""
        cells = totals(self.engine)
        for id_, states in self.seen.items():
            own = {cell.segment: counts for cell, counts in cells.items() if cell.campaign_id == id_}
            states.append(in_totals(own))

    @rule()
    def clone(self) -> None:
        edition = len(self.seen) + 1
        made = store.create(
            self.engine, f"spring-{edition}", "totem", TODAY, k=5, edition=f"{edition}", series="spring", words=WORDS
        )
        self.slug = made.slug
        self.seen[made.id] = []

    @precondition(lambda self: self.campaign.is_open)
    @rule(segment=SEGMENT, many=MANY, elsewhere=SEGMENT, more=MANY)
    def answer(self, segment: str, many: int, elsewhere: str, more: int) -> None:
        for part, size in ((segment, many), (elsewhere, more)):
            entries = [an_entry(self.people + place, self.campaign.id, part) for place in range(size)]
            self.people += size
            with write_transaction(self.engine) as connection:
                group = count(connection, self.keys, entries, TODAY)
            self.keys.forget(group.obsolete_keys)
            self.look()

    @rule()
    def publish(self) -> None:
        self.today += timedelta(days=1)
        made = publish(self.engine, self.campaign, a_bank(), self.today, SECRET)
        if made:
            self.seen[self.campaign.id].append(seen_in(made))

    @precondition(lambda self: self.campaign.is_open)
    @rule()
    def close(self) -> None:
        close(self.engine, self.keys, self.campaign.id, self.today)
        self.look()

    @precondition(lambda self: self.campaign.closed_on)
    @rule(again=st.booleans())
    def export_or_reopen(self, again: bool) -> None:
        if again:
            with write_transaction(self.engine) as connection:
                connection.execute(update(CampaignRow).where(col(CampaignRow.slug) == self.slug).values(closed_on=None))
            return
        try:
            brought = opened(exported(self.engine, self.slug, a_bank(), SECRET), a_bank())
        except BatchesRefused:
            return  # nothing is sealed
        self.seen[self.campaign.id].append(in_totals(brought.totals))

    @rule(place=st.integers(0, 2))
    def merge_twice(self, place: int) -> None:
        before = totals(self.engine)
        try:
            join(self.engine, self.slug, self.field[place], AXIS)
        except BatchesRefused:
            assert totals(self.engine) == before
            return
        after = totals(self.engine)
        with pytest.raises(AlreadyJoined):
            join(self.engine, self.slug, self.field[place], AXIS)
        assert totals(self.engine) == after != before
        self.look()

    @precondition(lambda self: not self.copies)
    @rule()
    def back_up(self) -> None:
        self.copies += 1
        backup(self.engine, self.own / "copy.db")
        copy = make_engine(f"sqlite:///{self.own}/copy.db")
        assert totals(copy) == totals(self.engine)
        copy.dispose()

    @rule()
    def withdraw_or_restore(self) -> None:
        campaign = self.campaign
        if campaign.withdrawn_on:
            store.restore(self.engine, campaign, self.today)
        else:
            store.withdraw(self.engine, campaign, {"en": "A mistake."}, self.today)

    @rule(changes=st.sampled_from([{"k": 5}, {"k": 10}, {"bank": "express"}, {"words": Words()}]))
    def change(self, changes: dict[str, Any]) -> None:
        """What would break a promise is refused once somebody has answered."""
        before = self.campaign
        try:
            after = store.change(self.engine, before, self.today, **changes)
        except store.CampaignInvalid:
            assert self.campaign == before
        else:
            assert not before.has_answers or (after.words, after.bank) == (before.words, before.bank)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("running")
    template = make_engine(f"sqlite:///{made}/template.db")
    migrate(template)
    template.dispose()
    return made


@pytest.fixture(scope="module")
def field(folder: Path) -> list[Batches]:
    return field_work(folder)


def tried(folder: Path, field: list[Batches], sequences: int) -> type[Running]:
    machine = type("Machine", (Running,), {"folder": folder, "field": field})
    run_state_machine_as_test(machine, settings=settings(settled(sequences), stateful_step_count=12))
    return machine


def test_no_sequence_on_a_whole_site_leaves_fewer_than_k_people_between_two_states(
    folder: Path, field: list[Batches]
) -> None:
    machine = tried(folder, field, SEQUENCES)
    assert machine.sequences >= SEQUENCES
    assert machine.pairs > 10 * SEQUENCES


def test_a_site_that_destroys_nothing_at_the_close_is_found_out(
    folder: Path, field: list[Batches], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr("app.tallies.closing.split_at_close", all_sealed)
    with pytest.raises(AssertionError, match="too close"):
        tried(folder, field, 500)


def test_a_site_that_seals_at_once_is_found_out(
    folder: Path, field: list[Batches], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""

    def at_once(pools: Pools, sheets: Sequence[Counts], _: int) -> tuple[Pools, list[Counts]]:
        return pools, [*sheets]

    monkeypatch.setattr("app.tallies.ledger.add_to_pools", at_once)
    with pytest.raises(AssertionError, match="too close"):
        tried(folder, field, 500)
