"""Any sequence of what people, organisers and the clock may do: no two visible states (releases, backups, exports)
leave fewer than k people between them. And the same machine with a rule taken away, which must be caught.

`make soak` before the rules of publication or of batches change: it tries more than 5,000.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import Connection, Engine, select
from sqlmodel import col

from app.campaigns.draft import draft_faults, draft_of
from app.campaigns.words import Segment
from app.db.engine import make_engine, migrate
from app.db.tables import ReleaseRow
from app.publication import segments
from app.publication.documents import ReleaseDocument
from app.publication.segments import Recount
from app.tallies.pool import OTHERS, UNDISCLOSED, Cell, Pools
from app.tallies.sharing import Shares, split_at_close
from app.tallies.sums import Counts, total
from tests import soak
from tests.privacy.site import AXIS, SmallSite, bank_of

pytestmark = pytest.mark.slow

SEQUENCES = soak.many(200, 5_200)
SEGMENT = st.sampled_from((*AXIS, ""))
ROUND = st.sampled_from((0, 0, 3, 5, 8, 10, 17, 24))
CROWD = st.sampled_from((0, 3, 12, 20, 31))
KS = st.sampled_from((5, 10))


class Campaigning(RuleBasedStateMachine):
    engine: Engine
    connection: Connection
    site: SmallSite
    sequences = 0
    releases = 0
    joined = 0
    copies = 0

    @initialize(k=KS, north=CROWD, south=CROWD, east=CROWD, silent=CROWD)
    def open(self, k: int, north: int, south: int, east: int, silent: int) -> None:
        type(self).sequences += 1
        self.connection = self.engine.connect()
        self.site = SmallSite(self.connection)
        self.change_k(k)
        self.answer_everywhere_and_publish(north, south, east, silent)

    def teardown(self) -> None:
        if hasattr(self, "connection"):
            stored = self.connection.execute(
                select(col(ReleaseRow.campaign_id), col(ReleaseRow.number), col(ReleaseRow.digest))
            )
            assert {*stored} == {(one.campaign_id, one.made.number, one.made.digest) for one in self.site.releases}
            type(self).releases += len(self.site.releases)
            type(self).copies += len(self.site.copies)
            self.connection.rollback()
            self.connection.close()

    @property
    def is_open(self) -> bool:
        return self.site.campaign.closed_on is None

    @precondition(lambda self: self.is_open)
    @rule(segment=SEGMENT, many=st.integers(1, 24))
    def answer(self, segment: str, many: int) -> None:
        self.site.answer(segment, many)

    @precondition(lambda self: self.is_open)
    @rule(north=ROUND, south=ROUND, east=ROUND, silent=ROUND)
    def answer_everywhere_and_publish(self, north: int, south: int, east: int, silent: int) -> None:
        for segment, many in zip((*AXIS, UNDISCLOSED), (north, south, east, silent), strict=True):
            self.site.answer(segment, many)
        self.publish_now(1)

    @precondition(lambda self: self.is_open)
    @rule(
        k=st.sampled_from((10, 10, 5)),
        few=st.sampled_from((5, 6, 9)),
        many=st.sampled_from((10, 17, 24)),
        segments=st.permutations(AXIS),
    )
    def change_k_and_grow_unevenly(self, k: int, few: int, many: int, segments: list[str]) -> None:
        self.change_k(k)
        self.grow_unevenly(few, many, segments)

    @precondition(lambda self: self.is_open)
    @rule(few=st.sampled_from((5, 6, 9)), many=st.sampled_from((10, 17, 24)), segments=st.permutations(AXIS))
    def grow_unevenly(self, few: int, many: int, segments: list[str]) -> None:
        self.site.answer(segments[0], few)
        self.site.answer(segments[1], many)
        self.publish_now(1)

    @precondition(lambda self: self.is_open)
    @rule(silent=st.sampled_from((0, 1, 4)))
    def close(self, silent: int) -> None:
        self.site.answer(UNDISCLOSED, silent)
        self.site.close()
        assert not self.site.faults()

    @precondition(lambda self: self.is_open)
    @rule(silent=st.integers(1, 4), segment=st.sampled_from(AXIS), many=st.sampled_from((10, 24)))
    def close_publish_and_open_again(self, silent: int, segment: str, many: int) -> None:
        self.close(silent)
        self.publish_now(0)
        self.reopen()
        self.site.answer(segment, many)
        self.publish_now(1)

    @precondition(lambda self: not self.is_open)
    @rule()
    def reopen(self) -> None:
        self.site.set(closed_on=None)

    @rule(k=KS)
    def change_k(self, k: int) -> None:
        self.site.set(k=k)

    @rule(questions=st.integers(1, 2))
    def edit_the_bank(self, questions: int) -> None:
        self.site.bank = bank_of(questions)

    @rule(segment=SEGMENT, many=st.sampled_from((4, 5, 9, 10, 17)), k=KS)
    def merge_a_batch_twice(self, segment: str, many: int, k: int) -> None:
        self.site.bring(segment, many, k)
        if self.site.merge(-1):
            type(self).joined += 1
            assert not self.site.merge(-1)
            self.site.copy()

    @precondition(lambda self: self.site.brought)
    @rule(place=st.integers(0, 3))
    def merge_an_earlier_batch(self, place: int) -> None:
        self.site.merge(place % len(self.site.brought))

    @rule()
    def withdraw_or_restore(self) -> None:
        self.site.set(withdrawn_on=None if self.site.campaign.withdrawn_on else self.site.today)

    @rule(edition=st.sampled_from((0, 0, 1, 2)))
    def clone_or_turn_to_another_edition(self, edition: int) -> None:
        if edition:
            self.site.turn_to(edition)
        else:
            self.site.clone()

    @rule(export=st.booleans())
    def copy_what_may_leave_the_machine(self, export: bool) -> None:
        campaign = self.site.campaign
        if export and campaign.closed_on:
            self.site.copy(campaign_id=campaign.id)
        elif not export:
            self.site.copy()
        assert not self.site.faults()

    @rule(renamed=st.sampled_from((("south", "Anywhere"), ("elsewhere", "South"))))
    def rename_a_segment(self, renamed: tuple[str, str]) -> None:
        """Refused once somebody has answered."""
        campaign, (id_, name) = self.site.campaign, renamed
        words = campaign.own_words
        north, _, east = words.segments
        renamed_words = replace(words, segments=(north, Segment(id_, {"en": name}), east))
        faults = draft_faults(replace(draft_of(campaign), words=renamed_words), self.site.today, campaign)
        assert campaign.has_answers is any(fault.field == "segments" for fault in faults)

    @rule(name=st.sampled_from(("North", "Elsewhere")))
    def say_a_segment_otherwise(self, name: str) -> None:
        words = self.site.campaign.own_words
        first = replace(words.segments[0], name={"en": name})
        words = replace(words, segments=(first, *words.segments[1:]))
        self.site.set(words=words.to_document())

    @rule(by_itself=st.booleans(), days=st.integers(0, 1))
    def publish(self, by_itself: bool, days: int) -> None:
        self.site.set(publishes_itself=by_itself)
        self.publish_now(days)

    def publish_now(self, days: int) -> None:
        self.site.publish(days)
        assert not self.site.faults()


@pytest.fixture(scope="module")
def shared_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = make_engine(f"sqlite:///{tmp_path_factory.mktemp('states')}/totem.db")
    migrate(made)
    yield made
    made.dispose()


def settled(sequences: int) -> settings:
    return settings(
        max_examples=sequences,
        stateful_step_count=6,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )


def tried(engine: Engine, sequences: int) -> type[Campaigning]:
    machine = type("Machine", (Campaigning,), {"engine": engine})
    run_state_machine_as_test(machine, settings=settled(sequences))
    return machine


def test_no_sequence_leaves_fewer_than_k_people_between_two_visible_states(shared_engine: Engine) -> None:
    machine = tried(shared_engine, SEQUENCES)
    assert machine.sequences >= SEQUENCES
    assert machine.releases > machine.sequences / 2
    assert machine.joined > machine.sequences / 100
    assert machine.copies > machine.sequences / 10


def test_segments_that_are_always_counted_anew_are_found_out(
    shared_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: each segment of k people is shown, whatever it was and whatever is not."""

    def naive(sealed: dict[str, int], k: int, _: ReleaseDocument | None) -> Recount:
        return Recount(frozenset(id_ for id_, n in sealed.items() if n >= k), frozenset())

    monkeypatch.setattr(segments, "plan", naive)
    with pytest.raises(AssertionError, match="told apart under k"):
        tried(shared_engine, 3000)


def test_totals_without_pools_are_found_out(shared_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: everyone is sealed at once."""

    def at_once(pools: Pools, sheets: list[Counts], k: int) -> tuple[Pools, list[Counts]]:
        return pools, sheets

    monkeypatch.setattr("tests.privacy.site.add_to_pools", at_once)
    with pytest.raises(AssertionError, match="a batch of 1 sealed under k"):
        tried(shared_engine, 50)


def all_sealed(waiting: dict[Cell, Counts], *_: object) -> Shares:
    return Shares(dict(waiting), frozenset(), frozenset())


def test_a_close_that_destroys_nothing_is_found_out(shared_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: whoever waits is sealed, however few they are."""
    monkeypatch.setattr("tests.privacy.site.split_at_close", all_sealed)
    with pytest.raises(AssertionError, match="sealed under k"):
        tried(shared_engine, 3000)


def test_a_backup_with_open_pools_is_found_out(shared_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the totals are sealed by the rules, and a copy tells who waits beside them."""

    def whole(site: SmallSite, **_: int) -> None:
        waiting = {cell: both.open.counts.numbers[1] for cell, both in site.pools.items() if both.open}
        beside = {Cell(*cell[:2], f"{cell.segment}?"): people for cell, people in waiting.items()}
        site.copies.append(site.sealed | beside)

    monkeypatch.setattr(SmallSite, "copy", whole)
    with pytest.raises(AssertionError, match="told apart by copies under k"):
        tried(shared_engine, 3000)


def test_a_close_that_destroys_who_would_not_say_is_found_out(
    shared_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: as closes were, where they were one more small part."""

    def former(waiting: dict[Cell, Counts], k: int, *_: object) -> Shares:
        sealed = {cell: counts for cell, counts in waiting.items() if counts.n >= k}
        small = waiting.keys() - sealed.keys()
        if small and total(waiting[cell] for cell in small).n >= k:
            sealed[next(iter(small))._replace(segment=OTHERS)] = total(waiting[cell] for cell in small)
            small = set()
        return Shares(sealed, frozenset(), frozenset(cell.segment for cell in small))

    monkeypatch.setattr("tests.privacy.site.split_at_close", former)
    with pytest.raises(AssertionError, match=r"were destroyed|of a part said none"):
        tried(shared_engine, 1000)


def test_figures_of_a_part_that_holds_who_would_not_say_are_found_out(
    shared_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a part that was sealed with them shows its figures all the same."""
    monkeypatch.setattr(
        "tests.privacy.site.split_at_close", lambda *args: split_at_close(*args)._replace(whole_only=frozenset())
    )
    with pytest.raises(AssertionError, match="of a part said none"):
        tried(shared_engine, 1000)
