"""Any sequence of what people, organisers and the clock may do: no two visible states leave fewer than k people between
them. More than 5,000 sequences, and the same machine with a rule taken away, which must be caught."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import Connection, Engine, select

from app.db.engine import make_engine, migrate
from app.publication import segments
from app.publication.release import RELEASE
from app.publication.released import Released
from app.publication.segments import Plan
from app.tallies.counts import Counts
from app.tallies.pool import Pools
from tests.privacy.site import AXIS, SmallSite, bank_of

SEQUENCES = 5_200
SEGMENT = st.sampled_from((*AXIS, ""))
ROUND = st.sampled_from((0, 0, 3, 5, 8, 10, 17, 24))
CROWD = st.sampled_from((0, 12, 20, 31))
KS = st.sampled_from((5, 10))


class Campaigning(RuleBasedStateMachine):
    engine: Engine
    connection: Connection
    site: SmallSite
    sequences = 0
    releases = 0
    kept = 0

    @initialize(k=KS, north=CROWD, south=CROWD, east=CROWD)
    def open(self, k: int, north: int, south: int, east: int) -> None:
        type(self).sequences += 1
        self.connection = self.engine.connect()
        self.site = SmallSite(self.connection)
        self.site.campaign = replace(self.site.campaign, k=k)
        self.answer_everywhere_and_publish(north, south, east)

    def teardown(self) -> None:
        if hasattr(self, "connection"):
            digests = self.connection.execute(select(RELEASE.c.digest).order_by(RELEASE.c.number)).scalars().all()
            assert digests == [released.digest for released, _ in self.site.releases]
            type(self).releases += len(self.site.releases)
            made = [(part, one.number) for one, _ in self.site.releases for part in one.segments]
            type(self).kept += sum(part.n > 0 and part.as_of < number for part, number in made)
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
    @rule(north=ROUND, south=ROUND, east=ROUND)
    def answer_everywhere_and_publish(self, north: int, south: int, east: int) -> None:
        for segment, many in zip(AXIS, (north, south, east), strict=True):
            self.site.answer(segment, many)
        self.publish_now(1)

    @precondition(lambda self: self.is_open)
    @rule(k=KS, few=st.sampled_from((5, 6, 9)), many=st.sampled_from((10, 17, 24)), segments=st.permutations(AXIS))
    def change_k_and_grow_unevenly(self, k: int, few: int, many: int, segments: list[str]) -> None:
        self.change_k(k)
        self.site.answer(segments[0], few)
        self.site.answer(segments[1], many)
        self.publish_now(1)

    @precondition(lambda self: self.is_open)
    @rule()
    def close(self) -> None:
        self.site.close()

    @precondition(lambda self: not self.is_open)
    @rule()
    def reopen(self) -> None:
        self.site.campaign = replace(self.site.campaign, closed_on=None)

    @rule(k=KS)
    def change_k(self, k: int) -> None:
        self.site.campaign = replace(self.site.campaign, k=k)

    @rule(questions=st.integers(1, 2))
    def edit_the_bank(self, questions: int) -> None:
        self.site.bank = bank_of(questions)

    @rule(segment=SEGMENT, many=st.integers(1, 20))
    def merge_a_batch(self, segment: str, many: int) -> None:
        self.site.merge(segment, many)

    @rule(name=st.sampled_from(("North", "Elsewhere")))
    def say_a_segment_otherwise(self, name: str) -> None:
        words = self.site.campaign.own_words
        first = replace(words.segments[0], name={"en": name})
        words = replace(words, segments=(first, *words.segments[1:]))
        self.site.campaign = replace(self.site.campaign, words=words.to_document())

    @rule(by_itself=st.booleans(), days=st.integers(0, 1))
    def publish(self, by_itself: bool, days: int) -> None:
        self.site.campaign = replace(self.site.campaign, publishes_itself=by_itself)
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


@pytest.mark.parametrize("half", [1, 2])
def test_no_sequence_leaves_fewer_than_k_people_between_two_visible_states(shared_engine: Engine, half: int) -> None:
    machine = tried(shared_engine, SEQUENCES // 2)
    assert machine.sequences >= SEQUENCES // 2
    assert machine.releases > machine.sequences / 2
    assert machine.kept > 10


def test_segments_that_are_always_counted_anew_are_found_out(
    shared_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: each segment of k people is shown, whatever it was and whatever is not."""

    def naive(sealed: dict[str, int], k: int, _: Released | None) -> Plan:
        return Plan(frozenset(id_ for id_, n in sealed.items() if n >= k), frozenset())

    monkeypatch.setattr(segments, "plan", naive)
    with pytest.raises(AssertionError, match="told apart under k"):
        tried(shared_engine, 3000)


def test_totals_without_pools_are_found_out(shared_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: everyone is sealed at once."""

    def at_once(pools: Pools, sheets: list[Counts], k: int) -> tuple[Pools, list[Counts]]:
        return pools, sheets

    monkeypatch.setattr("tests.privacy.site.grow", at_once)
    with pytest.raises(AssertionError, match="a batch of 1 sealed under k"):
        tried(shared_engine, 50)
