"""A site with something in every table: campaigns, invitations, a room with votes, releases, a mirror survey."""

import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, insert, select

from app.barometer.commitments import Commitment, ProgressNote
from app.barometer.survey_faults import survey_faults
from app.campaigns.gone import leave_address
from app.campaigns.invitations import make as make_invitations
from app.campaigns.keys import key_digest
from app.campaigns.store import create, find
from app.db.engine import make_engine, read, write_transaction
from app.db.row import Row
from app.db.tables import MergedRow
from app.publication.store import release_if_due
from app.revealing import reveal_due
from app.seminars.pairing import Pairings
from app.seminars.standing import StandingAddresses
from app.seminars.store import finish, open_room
from app.tallies.ballots import Ballot, Cast, cast
from app.tallies.custody import recover_pools
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Entry, Receipt, count
from app.tallies.verify import verify
from app.totem.packing import fingerprint
from app.web.tokens import Tokens
from tests.crowd import TODAY, TOMORROW, a_bank, a_receipt, a_sheet, an_entry
from tests.surveys import OPENED, PUBLIC, Surveyed, catalogue, specs

INVITED, ROOM, OPEN = "invited", "room", "spring"


class Site(NamedTuple):
    """folder: with its database and its key file; opens: its room's remote, an invitation that was used and another."""

    folder: Path
    opens: dict[str, str]

    def copied(self, folder: Path) -> Engine:
        """A copy of its own, with the key file where tests expect theirs."""
        shutil.copytree(self.folder / "data", folder / "before")
        shutil.copytree(self.folder / "secrets", folder / "secrets")
        return make_engine(f"sqlite:///{folder}/before/totem.db")


def furnished(engine: Engine, keys: PoolKeys) -> dict[str, str]:
    """Fills a site, and returns what opens it: the room's remote, an invitation that was used and one that was not."""
    recover_pools(engine, keys)
    surveyed = Surveyed(engine, keys, [OPENED])
    edition = surveyed.opened()
    surveyed.answer_all(edition, {"customers": 120, "staff": 60})
    first = surveyed.reveal(edition)
    made = Commitment(
        0, "ease", {"fr": "Un numéro"}, {"fr": "les clients"}, {"fr": "la direction"}, PUBLIC + timedelta(90), PUBLIC
    )
    surveyed.barometers.promise(first, made)
    surveyed.day[0] = PUBLIC
    reveal_due(engine, keys, surveyed.sources, PUBLIC)
    surveyed.barometers.say(first, 1, ProgressNote(PUBLIC, "kept", {}))
    spring = create(engine, OPEN, "totem", TODAY, k=5)
    invited = create(engine, INVITED, "totem", TODAY, k=5, protection="invitation")
    used, unused = make_invitations(engine, invited.id, 2)
    room = open_room(engine, "totem", fingerprint(a_bank()), "fr", "free", "Monday", TODAY)
    with_card = Entry(invited.id, a_bank(), "", a_sheet(500), Receipt(a_receipt(500), TOMORROW), key_digest(used))
    answer(engine, keys, [an_entry(person, spring.id) for person in range(23)])
    answer(engine, keys, [with_card])
    answer(engine, keys, [an_entry(person, room.seminar.campaign_id) for person in range(100, 113)])
    with write_transaction(engine) as connection:
        obsolete = cast(connection, keys, {Ballot(room.seminar.campaign_id, "guess"): Cast(3, [0, 1, 1])})
        leave_address(connection, "old", TODAY)
        connection.execute(insert(MergedRow), {"campaign_id": spring.id, "digest": b"m" * 32})
        found = find(engine, OPEN)
        assert found
        assert release_if_due(connection, found, a_bank(), TODAY + timedelta(2), Random(1).randrange)
    keys.forget(obsolete)
    assert StandingAddresses(engine).take(StandingAddresses(engine).new().key, room.seminar.id)
    assert Pairings(engine, Tokens([bytes(32)]), lambda: TODAY).ask(room.seminar.code)
    return {"remote": room.remote, "used": used, "unused": unused}


def answer(engine: Engine, keys: PoolKeys, entries: list[Entry]) -> None:
    with write_transaction(engine) as connection:
        keys.forget(count(connection, keys, entries, TODAY, finish).obsolete_keys)


def rows(engine: Engine, kinds: Iterable[type[Row]]) -> dict[str, list[Any]]:
    with read(engine) as connection:
        return {kind.__name__: _rows(connection, kind) for kind in kinds}


def _rows(connection: Connection, kind: type[Row]) -> list[Any]:
    return sorted(connection.execute(select(kind)).all(), key=repr)


def faults(engine: Engine, keys: PoolKeys, *, read_only: bool = False) -> list[Any]:
    banks = [a_bank(), *(one.bank for one in catalogue().values())]
    return [
        *verify(engine, keys, banks, TODAY, read_only=read_only),
        *survey_faults(engine, specs(), PUBLIC, read_only=read_only),
    ]
