"""Rooms under attack: what two looks at one leave between them, and what copies of its ballots give back.

Each attack has a control, the same with one protection taken away, which must succeed.
"""

import sqlite3
from collections.abc import Callable
from itertools import combinations, count, pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, event, select
from sqlmodel import col

from app.campaigns.store import delete, find
from app.db.engine import read, write_transaction
from app.db.tables import ReleaseRow
from app.publication.documents import from_document
from app.seminars import reveal as reveal_module
from app.seminars.seminar import Seminar
from app.seminars.stage import GUESS
from app.seminars.store import delete_room
from app.tallies import ballots, closing
from app.tallies.ballots import Ballot, packed_ballot, unpacked_ballot
from app.tallies.keys import PoolKey, PoolKeys
from app.tallies.pool import PoolLost, read_totals
from app.tallies.sums import total
from tests import soak
from tests.crowd import a_sheet
from tests.rooms import House, animals_of

pytestmark = pytest.mark.slow

LEAST = 5
SEQUENCES = soak.many(30, 1_000)
FEW = st.sampled_from((1, 2, 3, 4, 5, 6, 9, 11))


class Rooming(RuleBasedStateMachine):
    """Whoever looks sees every release, and after every step the sealed totals, as backups hold them."""

    engine: Engine
    keys: PoolKeys
    people = count()
    releases = 0
    second = 0
    numbers = 0

    @initialize(first=st.sampled_from((0, 3, 5, 7, 12)), more=FEW)
    def open(self, first: int, more: int) -> None:
        self.house = House(self.engine, self.keys)
        self.room = self.house.open().seminar
        self.numbers = 0
        self.forget_everyone()
        if first:
            self.finish_and_reveal(first)
            self.whoever_looks_tells_nobody_apart()
            self.finish_and_reveal(more)

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.house.stop()
            type(self).releases += self.numbers >= 1
            type(self).second += self.numbers >= 2
            campaign = find(self.engine, self.house.room(self.room).slug)
            assert campaign
            with write_transaction(self.engine) as connection:
                delete_room(connection, self.room.id)
            delete(self.engine, self.house.keys, campaign)

    def forget_everyone(self) -> None:
        self.finished: list[int] = []
        self.seen = [0]

    @rule()
    def arrive(self) -> None:
        came = self.house.comes(self.room, next(self.people))
        assert came is self.house.room(self.room).is_open

    @rule(many=FEW)
    def finish(self, many: int) -> None:
        people = [next(self.people) for _ in range(many)]
        if {outcome.value for outcome in self.house.finish(self.room, people)} == {"counted"}:
            self.finished += people

    @rule(many=FEW)
    def finish_and_reveal(self, many: int) -> None:
        self.finish(many)
        self.reveal()

    @rule()
    def reveal(self) -> None:
        self.house.rooms.act(self.room.id, "reveal")

    @rule(back=st.booleans())
    def turn(self, back: bool) -> None:
        self.house.rooms.act(self.room.id, "back" if back else "next")

    @rule(option=st.integers(0, 2))
    def guess(self, option: int) -> None:
        self.house.vote(self.room, GUESS, [option], first=next(self.people))

    @rule()
    def close(self) -> None:
        self.house.rooms.act(self.room.id, "close")

    @rule()
    def close_again_after_some_finished(self) -> None:
        self.finish(3)
        self.close()

    @rule()
    def reset(self) -> None:
        is_open = self.house.room(self.room).is_open  # else nothing changes any more
        self.room = self.house.rooms.reset(self.room.id)
        if is_open:
            self.forget_everyone()

    @rule(hours=st.sampled_from((1, 12)))
    def let_hours_go_by(self, hours: int) -> None:
        self.house.seconds += 3600 * hours
        self.house.rooms.end_due(self.house.today)

    @rule()
    def restart(self) -> None:
        self.house.restart()
        assert self.house.faults() == []

    @invariant()
    def whoever_looks_tells_nobody_apart(self) -> None:
        if not hasattr(self, "house"):
            return
        room = self.house.room(self.room)
        with read(self.engine) as connection:
            cells = read_totals(connection, [room.campaign_id])
            documents = connection.scalars(
                select(col(ReleaseRow.document)).where(col(ReleaseRow.campaign_id) == room.campaign_id)
            )
            released = [from_document(document) for document in documents]
        for counts in cells.values():
            assert counts == total(map(a_sheet, self.finished[: counts.n]))
            self.seen.append(counts.n)
        for each in released:
            shown = {totem.id: totem.share.count for totem in each.totems}
            assert shown | {"": each.none and each.none.count} == animals_of(self.finished[: each.n])
            self.seen.append(each.n)
            self.numbers = max(self.numbers, each.number)
        # Everyone is sealed in the order in which they finished, so that how many tells who.
        for one, other in combinations(sorted(set(self.seen)), 2):
            assert other - one >= LEAST, f"told apart: {other - one}"
        guesses = room.stage.guesses
        assert guesses is None or sum(guesses) >= LEAST
        if not room.is_open:
            assert {each.n for each in released} >= {counts.n for counts in cells.values()}, "sealed and never shown"


def tried(engine: Engine, keys: PoolKeys, sequences: int) -> type[Rooming]:
    machine = type("Machine", (Rooming,), {"engine": engine, "keys": keys})
    often = settings(
        max_examples=sequences,
        stateful_step_count=8,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    run_state_machine_as_test(machine, settings=often)
    return machine


def test_no_two_looks_at_a_room_leave_fewer_than_five_people_between_them(
    sqlite_engine: Engine, keys: PoolKeys
) -> None:
    machine = tried(sqlite_engine, keys, SEQUENCES)
    assert machine.releases > SEQUENCES / 4
    assert machine.second > SEQUENCES / 20


def test_a_reveal_that_gathers_everyone_is_found_out(
    sqlite_engine: Engine, keys: PoolKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: latecomers are sealed one by one."""
    monkeypatch.setattr(closing, "_k_of", lambda *_: 1)
    with pytest.raises(AssertionError, match="told apart"):
        tried(sqlite_engine, keys, 400)


def test_a_room_that_shows_whoever_waits_is_found_out(
    sqlite_engine: Engine, keys: PoolKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: nothing is gathered at a reveal, so that its end alone seals, and shows less than it sealed."""
    monkeypatch.setattr(reveal_module, "release_if_due", lambda *_, **__: None)
    with pytest.raises(AssertionError, match="sealed and never shown"):
        tried(sqlite_engine, keys, 400)


def test_before_its_reveal_a_room_shows_the_same_whatever_was_answered(sqlite_engine: Engine, keys: PoolKeys) -> None:
    house = House(sqlite_engine, keys)
    rooms = [house.open().seminar for _ in range(2)]
    for first, room in zip((0, 100), rooms, strict=True):
        house.arrive(room, range(first, first + 12))
        house.finish(room, range(first, first + 11))
        house.vote(room, GUESS, [first // 50] * 6, first=first)
    one, other = (house.rooms.shown(house.room(room)) for room in rooms)
    assert one == other
    assert animals_of(range(11)) != animals_of(range(100, 111))
    house.stop()


VOTERS = 80
Files = dict[str, bytes]
OpensBox = Callable[["Row", bytes], tuple[int, ...] | None]


class Row(NamedTuple):
    ballot: Ballot
    n: int
    key_id: str
    box: bytes


class Stolen(NamedTuple):
    """DATA_DIR after a vote; the key file of that moment, for a control; and the votes so far."""

    files: Files
    key_file: bytes
    truth: tuple[int, ...]


def everything_in(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def choices() -> list[int]:
    return [(7 * voter + voter // 3) % 3 for voter in range(VOTERS)]


def stolen(engine: Engine, keys: PoolKeys, home: Path) -> tuple[list[Stolen], list[Files]]:
    """A copy after each vote, and one in the middle of each transaction, when the journal is full."""
    house = House(engine, keys)
    room: Seminar = house.open().seminar
    house.finish(room, range(6))
    house.rooms.act(room.id, "reveal")
    vote = house.rooms.put_to_vote(room.id, "s1", "").stage.vote
    assert vote
    copies, journals, truth = list[Stolen](), list[Files](), [0, 0, 0]
    event.listen(engine, "commit", lambda _: journals.append(everything_in(home / "data")))
    for voter, choice in enumerate(choices()):
        house.vote(room, vote.ballot, [choice], first=voter)
        truth[choice] += 1
        key_file = (home / "secrets" / "pool-keys").read_bytes()
        copies.append(Stolen(everything_in(home / "data"), key_file, (truth[0], truth[1], truth[2])))
    house.stop()
    return copies, journals


def rows_in(copy: Stolen, folder: Path) -> list[Row]:
    for name, data in copy.files.items():
        (folder / name).write_bytes(data)
    database = sqlite3.connect(folder / "totem.db")
    try:
        return [Row(Ballot(*row[:2]), *row[2:]) for row in database.execute("SELECT * FROM ballot")]
    finally:
        database.close()


def recovered(copies: list[Stolen], folder: Path, opens: OpensBox) -> int:
    """How many votes come out of subtracting each copy from the next one."""
    states: list[tuple[int, ...] | None] = [(0, 0, 0)]
    for copy in copies:
        (row,) = rows_in(copy, folder)
        states.append(opens(row, copy.key_file))
    found = 0
    for choice, (before, after) in zip(choices(), pairwise(states), strict=True):
        if before and after and len(before) == len(after):
            found += [b - a for a, b in zip(before, after, strict=True)] == [at == choice for at in range(3)]
    return found


def as_plain_numbers(row: Row, _: bytes) -> tuple[int, ...] | None:
    """What a thief tries who has no key: perhaps the box is no box."""
    for start, end in ((0, None), (12, -16), (12, None), (0, -16)):
        data = row.box[start:end]
        if len(data) % 4 == 0 and sum(unpacked_ballot(data)) == row.n:
            return unpacked_ballot(data)
    return None


def with_the_key_file(row: Row, key_file: bytes) -> tuple[int, ...] | None:
    place = key_file.find(bytes.fromhex(row.key_id))
    try:
        return ballots.decrypt_ballot(PoolKey(row.key_id, key_file[place + 16 : place + 48]), row.ballot, row.box)
    except (PoolLost, ValueError):
        return None


def traces(copies: list[Stolen], journals: list[Files]) -> int:
    """How many counters lie in clear in any file, once they are long enough not to be there by chance."""
    late = [(copy, journal) for copy, journal in zip(copies, journals[-len(copies) :], strict=True)][VOTERS // 2 :]
    return sum(
        packed_ballot(copy.truth) in data
        for copy, journal in late
        for data in (*copy.files.values(), *journal.values())
    )


@pytest.fixture
def thief(tmp_path: Path) -> Path:
    folder = tmp_path / "thief"
    folder.mkdir()
    return folder


def test_copies_after_each_vote_give_back_no_vote(
    sqlite_engine: Engine, keys: PoolKeys, tmp_path: Path, thief: Path
) -> None:
    copies, journals = stolen(sqlite_engine, keys, tmp_path)
    assert recovered(copies, thief, as_plain_numbers) == 0
    # The control: who also holds the keys of each moment reads what passes through, as privacy.md says.
    assert recovered(copies, thief, with_the_key_file) == VOTERS
    # Who breaks in once, even with all the copies, opens the ballot of that moment: a sum.
    for moment in (20, 50, VOTERS - 1):
        once = copies[moment].key_file
        assert recovered(copies, thief, lambda row, _, once=once: with_the_key_file(row, once)) == 0  # type: ignore[misc]
    assert traces(copies, journals) == 0


def test_counters_in_clear_give_back_every_vote(
    sqlite_engine: Engine, keys: PoolKeys, tmp_path: Path, thief: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the above: the same counters without boxes, with everything else in place."""
    monkeypatch.setattr(ballots, "encrypt_ballot", lambda _key, _ballot, votes: packed_ballot(votes))
    monkeypatch.setattr(ballots, "decrypt_ballot", lambda _key, _ballot, boxed: unpacked_ballot(boxed))
    copies, journals = stolen(sqlite_engine, keys, tmp_path)
    assert recovered(copies, thief, as_plain_numbers) >= VOTERS * 0.9
    assert traces(copies, journals) > VOTERS / 4
