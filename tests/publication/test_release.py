"""Releases in real databases: numbered, immutable, made from sealed totals alone."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, pairwise
from random import Random

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from app.db.engine import make_engine, migrate, read, write_transaction
from app.db.tables import CampaignRow, CellRow, PoolRow, ReleaseRow
from app.publication.documents import ReleaseDocument
from app.publication.store import (
    Head,
    ReleaseDamaged,
    TotalsDamaged,
    heads,
    history,
    latest,
    preview,
    release_if_due,
    release_of,
    settled_rounding,
)
from app.publication.summary import summarise
from app.publication.values import Phrase
from app.tallies.counts import nothing
from app.tallies.sums import Counts, to_bytes
from app.totem.model import Bank
from app.totem.packing import fingerprint
from tests.publication.campaigns import TODAY, Spring, on_an_axis
from tests.publication.crowds import counted, crowd, full_bank

FULL = full_bank()
EDITED = full_bank(no_occasion=True)
TOMORROW = TODAY + timedelta(days=1)
SPRING = replace(Spring(), k=10)
BY_HAND = replace(SPRING, publishes_itself=False)


@pytest.fixture(scope="module")
def shared_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Migrated once: each test rolls back what it wrote."""
    made = make_engine(f"sqlite:///{tmp_path_factory.mktemp('release')}/totem.db")
    migrate(made)
    yield made
    made.dispose()


@pytest.fixture
def connection(shared_engine: Engine) -> Iterator[Connection]:
    with shared_engine.connect() as connection:
        _open_campaigns(connection)
        yield connection
        connection.rollback()


def _open_campaigns(connection: Connection) -> None:
    for id_ in (1, 2):
        row = SPRING if id_ == 1 else replace(SPRING, id=2, slug="other")
        connection.execute(insert(CampaignRow).values(asdict(row)))


def _seal(connection: Connection, many: int, *, segment: str = "", bank: Bank = FULL, campaign: int = 1) -> None:
    """The cell holds the first so many people of its crowd."""
    cell = {"campaign_id": campaign, "fingerprint": fingerprint(bank), "segment": segment}
    connection.execute(delete(CellRow).filter_by(**cell))
    connection.execute(insert(CellRow).values(**cell, totals=to_bytes(_totals(many, segment, bank))))


def _totals(many: int, segment: str = "", bank: Bank = FULL) -> Counts:
    return _growing(bank, segment)[many]


@cache
def _growing(bank: Bank, segment: str) -> list[Counts]:
    sheets = (counted(bank, sheet) for sheet in crowd(bank, 140, seed=len(segment)))
    return [*accumulate(sheets, initial=nothing(bank))]


def _publish(
    connection: Connection,
    campaign: Spring = SPRING,
    *,
    today: date = TODAY,
    bank: Bank = FULL,
    room: bool = False,
) -> ReleaseDocument | None:
    return release_if_due(connection, campaign, bank, today, Random(1).randrange, room=room)


def test_a_release_is_stored_as_it_was_made(engine: Engine) -> None:
    with write_transaction(engine) as connection:
        _open_campaigns(connection)
        _seal(connection, 12)
        made = _publish(connection)
        expected = summarise(FULL, _totals(12), SPRING, Random(1).randrange, number=1, k=10, today=TODAY)
    with read(engine) as connection:
        assert latest(connection, 1) == made == expected
        row = connection.execute(select(ReleaseRow)).one()
    assert (row.number, row.made_on, row.document, row.digest) == (1, TODAY, expected.to_document(), expected.digest)


def test_before_anything_is_sealed_there_is_nothing_to_read(connection: Connection) -> None:
    assert latest(connection, 1) is None
    assert _publish(connection) is None


def test_fewer_than_k_people_are_not_published(connection: Connection) -> None:
    _seal(connection, 9)
    assert _publish(connection, BY_HAND) is None
    assert _publish(connection, replace(SPRING, closed_on=TODAY)) is None


def test_segments_are_added_up(connection: Connection) -> None:
    _seal(connection, 12, segment="north")
    _seal(connection, 11, segment="far south")
    made = _publish(connection)
    totals = _totals(12, "north") + _totals(11, "far south")
    expected = summarise(FULL, totals, SPRING, Random(1).randrange, number=1, k=10, today=TODAY)
    assert made == replace(expected, behind=True)


def test_other_campaigns_and_other_structures_are_left_out(connection: Connection) -> None:
    _seal(connection, 12)
    _seal(connection, 40, campaign=2)
    _seal(connection, 40, bank=EDITED)
    made = _publish(connection)
    assert made is not None
    assert made.n == 12
    assert latest(connection, 2) is None


def test_pools_are_never_read(connection: Connection) -> None:
    pool = {"campaign_id": 1, "fingerprint": fingerprint(FULL), "segment": "", "stage": "ready", "key_id": "x"}
    connection.execute(insert(PoolRow).values(**pool, box=to_bytes(_totals(30))))
    assert _publish(connection) is None
    _seal(connection, 10)
    made = _publish(connection)
    assert made is not None
    assert made.n == 10


def test_releases_are_numbered_and_the_newest_is_read(connection: Connection) -> None:
    _seal(connection, 10)
    first = _publish(connection)
    _seal(connection, 20)
    second = _publish(connection, today=TOMORROW)
    assert second is not None
    assert (second.number, second.n, second.made_on) == (2, 20, TOMORROW.isoformat())
    assert latest(connection, 1) == second
    assert history(connection, 1) == [second, first]


def test_releases_are_named_unread_the_newest_first(connection: Connection) -> None:
    _seal(connection, 10)
    first = _publish(connection)
    _seal(connection, 20)
    second = _publish(connection, today=TOMORROW)
    assert first
    assert second
    assert heads(connection, [1, 2], TOMORROW) == [Head(1, 2, second.digest), Head(1, 1, first.digest)]
    assert heads(connection, [], TODAY) == heads(connection, [2], TODAY) == []


def test_an_earlier_release_is_read_by_its_number(connection: Connection) -> None:
    _seal(connection, 10)
    first = _publish(connection)
    _seal(connection, 20)
    second = _publish(connection, today=TOMORROW)
    assert (release_of(connection, 1, 1), release_of(connection, 1, 2)) == (first, second)
    assert release_of(connection, 1, 3) is release_of(connection, 2, 1) is None


def test_a_preview_is_what_is_published_and_a_second_look_shows_the_same(connection: Connection) -> None:
    _seal(connection, 40, segment="north")
    _seal(connection, 41, segment="south")
    campaign = replace(BY_HAND, words=on_an_axis("north", "south"))
    looks = {preview(connection, campaign, FULL, TODAY, settled_rounding(connection, 1, b"secret")) for _ in range(5)}
    assert latest(connection, 1) is None
    made = release_if_due(connection, campaign, FULL, TODAY, settled_rounding(connection, 1, b"secret"))
    assert looks == {made}
    assert preview(connection, campaign, FULL, TODAY, settled_rounding(connection, 1, b"secret")) is None


def test_other_totals_or_another_secret_draw_otherwise(connection: Connection) -> None:
    _seal(connection, 100)
    drawn = {_look(connection, secret).totems for secret in (b"one", b"two", b"three", b"four")}
    assert len(drawn) > 1
    before = [settled_rounding(connection, 1, b"one")(2**64) for _ in range(2)]
    _seal(connection, 110)
    assert before[0] == before[1] != settled_rounding(connection, 1, b"one")(2**64)


def _look(connection: Connection, secret: bytes) -> ReleaseDocument:
    made = preview(connection, BY_HAND, FULL, TODAY, settled_rounding(connection, 1, secret))
    assert made
    return made


@pytest.mark.parametrize("left_out", [False, True])
def test_a_release_says_what_the_close_said_of_those_it_left_out(connection: Connection, left_out: bool) -> None:
    campaign = replace(BY_HAND, words=on_an_axis("north", "south"), not_counted=left_out)
    _seal(connection, 20, segment="north")
    _seal(connection, 12, segment="others")
    made = preview(connection, campaign, FULL, TODAY, Random(1).randrange)
    assert made is not None
    assert made.others is not None
    assert (made.others.n, made.not_counted, made.segments[1].n) == (12, left_out, 0)


def test_a_release_names_its_series_and_who_could_be_counted(connection: Connection) -> None:
    _seal(connection, 12)
    made = _publish(connection, replace(SPRING, series="barometer", protection="invitation"))
    assert made is not None
    assert (made.series, made.protection) == ("barometer", "invitation")


def test_a_second_release_waits_for_growth_and_for_the_next_day(connection: Connection) -> None:
    _seal(connection, 100)
    assert _publish(connection)
    _seal(connection, 124)
    assert _publish(connection, today=TOMORROW) is None
    _seal(connection, 125)
    assert _publish(connection) is None
    assert _publish(connection, today=TODAY - timedelta(days=1)) is None
    assert _publish(connection, today=TOMORROW)


def test_an_organiser_need_not_wait_for_the_next_day(connection: Connection) -> None:
    _seal(connection, 10)
    assert _publish(connection, BY_HAND)
    assert _publish(connection, BY_HAND) is None
    _seal(connection, 20)
    assert _publish(connection, BY_HAND)


def test_the_close_publishes_the_rest_at_once_if_it_adds_k_people(connection: Connection) -> None:
    closed = replace(SPRING, closed_on=TODAY)
    _seal(connection, 100)
    assert _publish(connection)
    _seal(connection, 109)
    assert _publish(connection, closed) is None
    _seal(connection, 110)
    made = _publish(connection, closed)
    assert made is not None
    assert (made.n, made.closed_on) == (110, TODAY.isoformat())


def test_a_structure_that_comes_back_grows_from_where_it_was(connection: Connection) -> None:
    _seal(connection, 30)
    _seal(connection, 10, bank=EDITED)
    assert _publish(connection, BY_HAND)
    assert _publish(connection, BY_HAND, bank=EDITED)
    _seal(connection, 35)
    assert _publish(connection, BY_HAND) is None
    _seal(connection, 40)
    made = _publish(connection, BY_HAND)
    assert made is not None
    assert (made.number, made.n) == (3, 40)


def test_a_smaller_k_does_not_shrink_what_was_promised(connection: Connection) -> None:
    _seal(connection, 10)
    assert _publish(connection, BY_HAND)
    _seal(connection, 15)
    assert _publish(connection, replace(BY_HAND, k=5)) is None


def test_a_room_is_revealed_at_once_and_again_after_k_newcomers(connection: Connection) -> None:
    room = replace(SPRING, k=5)
    _seal(connection, 60)
    made = _publish(connection, room, room=True)
    assert made is not None
    assert {totem.share.phrase for totem in made.totems} == {Phrase.COUNT}
    _seal(connection, 64)
    assert _publish(connection, room, room=True) is None
    _seal(connection, 65)
    assert _publish(connection, room, room=True)


@pytest.mark.parametrize("seed", range(3))
def test_no_sequence_of_answers_closes_and_edits_shows_a_difference_under_k(connection: Connection, seed: int) -> None:
    random, sealed, today = Random(seed), {FULL: 0, EDITED: 0}, TODAY
    for _ in range(20):
        bank = random.choice([FULL, EDITED])
        sealed[bank] += random.choice([0, 1, 4, 5, 9, 10])
        today += timedelta(days=random.choice([0, 0, 1]))
        _seal(connection, sealed[bank], bank=bank)
        campaign = replace(
            SPRING,
            k=random.choice([5, 10, 15]),
            publishes_itself=random.random() < 0.5,
            closed_on=random.choice([None, today]),
        )
        _publish(connection, campaign, today=today, bank=bank)
    made = history(connection, 1)[::-1]
    assert [released.number for released in made] == [*range(1, len(made) + 1)]
    for bank in sealed:
        of_bank = [released for released in made if released.fingerprint == fingerprint(bank)]
        assert all(released.n >= released.k for released in of_bank)
        assert all(b.n - a.n >= max(a.k, b.k) for a, b in pairwise(of_bank))


def test_totals_that_no_crowd_has_are_not_published(connection: Connection) -> None:
    numbers = list(_totals(30).numbers)
    numbers[5] += 1
    cell = {"campaign_id": 1, "fingerprint": fingerprint(FULL), "segment": ""}
    connection.execute(insert(CellRow).values(**cell, totals=to_bytes(Counts(tuple(numbers)))))
    with pytest.raises(TotalsDamaged, match="those of no crowd"):
        _publish(connection)
    connection.execute(update(CellRow).values(totals=to_bytes(nothing(EDITED)) + bytes(8)))
    with pytest.raises(TotalsDamaged):
        _publish(connection)


def test_a_release_that_was_tampered_with_is_not_shown(connection: Connection) -> None:
    _seal(connection, 10)
    made = _publish(connection)
    assert made is not None
    connection.execute(update(ReleaseRow).values(document=made.to_document().replace('"n":10', '"n":11')))
    with pytest.raises(ReleaseDamaged):
        latest(connection, 1)


def test_the_caller_can_still_take_a_release_back(sqlite_engine: Engine) -> None:
    with write_transaction(sqlite_engine) as connection:
        _open_campaigns(connection)
        _seal(connection, 10)
    with sqlite_engine.connect() as connection:
        assert _publish(connection)
        connection.rollback()
        assert latest(connection, 1) is None
