"""The check of every invariant: silent on what the app wrote, and able to see that something was altered."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlmodel import col

from app.db.engine import read, write_transaction
from app.db.tables import BallotRow, CampaignRow, CellRow, InvitationRow, PoolRow, ReceiptRow, ReleaseRow, SeminarRow
from app.seminars.store import open_room as open_room
from app.tallies.ballots import Ballot, Cast, cast
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import count
from app.tallies.pool import Cell, encrypt
from app.tallies.sums import Counts, to_bytes, total
from app.tallies.verify import StoredFault, verify
from app.totem.packing import fingerprint
from tests.crowd import TODAY, a_bank, a_campaign, a_sheet, an_entry

HOME = Cell(1, fingerprint(a_bank()), "")


@pytest.fixture
def site(engine: Engine, keys: PoolKeys) -> Engine:
    """A campaign with totals (10 people), a ready pool (5) and an open one (3); a second one, closed; a release."""
    a_campaign(engine, k=5)
    old = a_campaign(engine, k=5, slug="winter")
    with write_transaction(engine) as connection:
        crowd = [an_entry(person) for person in range(18)] + [an_entry(person, old.id) for person in range(20, 27)]
        count(connection, keys, crowd, TODAY)
        document = {"document": "{}", "digest": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}
        connection.execute(insert(ReleaseRow), {"campaign_id": 1, "number": 1, "made_on": TODAY, **document})
    close(engine, keys, old.id, TODAY)
    return engine


def names(engine: Engine, keys: PoolKeys) -> set[str]:
    return {fault.name for fault in verify(engine, keys, [a_bank()], TODAY)}


def test_what_the_app_wrote_has_no_fault(site: Engine, keys: PoolKeys) -> None:
    assert verify(site, keys, [a_bank()], TODAY) == []


def test_a_structure_that_is_no_longer_here_is_no_fault(site: Engine, keys: PoolKeys) -> None:
    assert verify(site, keys, [], TODAY) == []


def _one_more(connection: Connection) -> None:
    crowd = total(map(a_sheet, range(10)))
    connection.execute(update(CellRow).values(totals=to_bytes(Counts((11, *crowd.numbers[1:])))))


def _smaller(connection: Connection) -> None:
    connection.execute(update(CellRow).values(totals=to_bytes(total(map(a_sheet, range(4))))))


def _open_too_full(connection: Connection) -> None:
    connection.execute(delete(PoolRow).where(col(PoolRow.stage) == "open"))
    connection.execute(update(PoolRow).values(stage="open"))


def _ready_too_small(connection: Connection) -> None:
    connection.execute(delete(PoolRow).where(col(PoolRow.stage) == "ready"))
    connection.execute(update(PoolRow).values(stage="ready"))


def _swapped(connection: Connection) -> None:
    boxes = {row.stage: row.box for row in connection.execute(select(PoolRow))}
    for stage, other in (("open", "ready"), ("ready", "open")):
        connection.execute(update(PoolRow).where(col(PoolRow.stage) == stage).values(box=boxes[other]))


CORRUPTIONS: list[tuple[str, Callable[[Connection], object]]] = [
    ("totals damaged", lambda c: c.execute(update(CellRow).values(totals=b"odd"))),
    ("totals impossible", _one_more),
    ("totals under k", _smaller),
    ("totals under k", lambda c: c.execute(update(CampaignRow).values(k=50))),
    ("open pool of k people", _open_too_full),
    ("ready pool under k", _ready_too_small),
    ("pool of no stage", lambda c: c.execute(update(PoolRow).where(col(PoolRow.stage) == "open").values(stage="ajar"))),
    ("pool unreadable", lambda c: c.execute(update(PoolRow).values(box=b"x" * 400))),
    ("pool unreadable", lambda c: c.execute(update(PoolRow).values(key_id="0" * 32))),
    ("pool unreadable", lambda c: c.execute(update(PoolRow).values(segment="moved"))),
    ("pool unreadable", _swapped),
    ("key without a pool", lambda c: c.execute(delete(PoolRow).where(col(PoolRow.stage) == "open"))),
    ("pool in a closed campaign", lambda c: c.execute(update(CampaignRow).values(closed_on=TODAY))),
    ("release altered", lambda c: c.execute(update(ReleaseRow).values(document='{"n":9}'))),
    ("release altered", lambda c: c.execute(update(ReleaseRow).values(digest="0" * 64))),
    ("totals of another structure", lambda c: c.execute(update(CampaignRow).values(fingerprint="0" * 16))),
    ("pool of another structure", lambda c: c.execute(update(CampaignRow).values(fingerprint=""))),
    (
        "invitations to a closed campaign",
        lambda c: c.execute(insert(InvitationRow), {"campaign_id": 2, "digest": b"x" * 32, "spent": False}),
    ),
    (
        "receipts past their day",
        lambda c: c.execute(
            insert(ReceiptRow), [{"expires_on": TODAY - timedelta(ago), "digest": b"x"} for ago in range(1, 5)]
        ),
    ),
]


@pytest.mark.parametrize(("name", "corrupt"), CORRUPTIONS)
def test_each_corruption_is_named(
    name: str, corrupt: Callable[[Connection], object], site: Engine, keys: PoolKeys
) -> None:
    with write_transaction(site) as connection:
        corrupt(connection)
    assert name in names(site, keys)


ROOM_CORRUPTIONS: list[tuple[str, Callable[[Connection], object]]] = [
    ("ballot unreadable", lambda c: c.execute(update(BallotRow).values(key_id="0" * 32))),
    ("ballot unreadable", lambda c: c.execute(update(BallotRow).values(name="vote s2  0"))),
    ("ballot impossible", lambda c: c.execute(update(BallotRow).values(n=4))),
    ("ballot of no open room", lambda c: c.execute(update(CampaignRow).values(closed_on=TODAY))),
    ("key without a pool", lambda c: c.execute(delete(BallotRow))),
    ("campaign without its room", lambda c: c.execute(delete(SeminarRow))),
    ("room without its campaign", lambda c: c.execute(update(CampaignRow).values(protection="open"))),
]


@pytest.mark.parametrize(("name", "corrupt"), ROOM_CORRUPTIONS)
def test_each_corruption_of_a_room_is_named(
    name: str, corrupt: Callable[[Connection], object], engine: Engine, keys: PoolKeys
) -> None:
    room = open_room(engine, "totem", fingerprint(a_bank()), "fr", "free", "", TODAY).seminar
    with write_transaction(engine) as connection:
        count(connection, keys, [an_entry(person, room.campaign_id) for person in range(7)], TODAY)
        cast(connection, keys, {Ballot(room.campaign_id, "guess"): Cast(3, [0, 1, 1])})
    assert names(engine, keys) == set()
    with write_transaction(engine) as connection:
        corrupt(connection)
    assert name in names(engine, keys)


def test_a_reference_to_no_campaign_is_named(sqlite_engine: Engine, keys: PoolKeys) -> None:
    with sqlite_engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("INSERT INTO cell (campaign_id, fingerprint, segment, totals) VALUES (9, 'f', '', zeroblob(8))")
        raw.execute("PRAGMA foreign_keys = ON")
    assert "reference broken" in names(sqlite_engine, keys)


def test_a_pool_of_impossible_counts_is_named(site: Engine, keys: PoolKeys) -> None:
    with write_transaction(site) as connection:
        key_id = connection.scalar(select(col(PoolRow.key_id)).where(col(PoolRow.stage) == "open"))
        key = keys.get(str(key_id))
        assert key is not None
        wrong = Counts((2, *a_sheet(1).numbers[1:]))
        connection.execute(update(PoolRow).where(col(PoolRow.stage) == "open").values(box=encrypt(key, HOME, wrong)))
    assert names(site, keys) == {"pool impossible"}


def test_no_fault_tells_a_figure_of_a_pool(site: Engine, keys: PoolKeys) -> None:
    with write_transaction(site) as connection:
        _open_too_full(connection)
    (fault,) = (fault for fault in verify(site, keys, [a_bank()], TODAY) if fault.name.startswith("open pool"))
    assert fault == StoredFault("open pool of k people", f"spring, structure {HOME.fingerprint}, segment '', open pool")


def test_checking_changes_nothing(site: Engine, keys: PoolKeys) -> None:
    def state() -> list[object]:
        with read(site) as connection:
            return [
                connection.execute(select(table)).all()
                for table in (CampaignRow, CellRow, PoolRow, ReceiptRow, ReleaseRow)
            ]

    with write_transaction(site) as connection:
        past = [{"expires_on": TODAY - timedelta(ago), "digest": b"x"} for ago in range(6, 10)]
        connection.execute(insert(ReceiptRow), past)
    keys.new()
    before, kept = state(), keys.ids()
    assert names(site, keys) == {"receipts past their day", "key without a pool"}
    assert (state(), keys.ids()) == (before, kept)
