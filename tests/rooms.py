"""A house with rooms for tests: real databases and writers, with a clock and a calendar that tests move."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from app.actions import Receipt
from app.banks.loader import Catalogue
from app.db.engine import read
from app.pool_keys.key_file import KeyFile
from app.seminars.rooms import Rooms
from app.seminars.seminar import Seminar
from app.seminars.stage import Pace
from app.seminars.store import Opened, by_id, finish
from app.tallies.closing import purge_receipts
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Ledger, Outcome
from app.tallies.named_counts import named_counts as read_counts
from app.tallies.sums import total
from app.tallies.verify import verify
from app.totem.packing import fingerprint
from tests.banks.small import SMALL, loaded
from tests.crowd import TODAY, a_bank, a_receipt, a_sheet, an_entry

SECRET = bytes(range(32))
QUESTIONNAIRES = Catalogue({"totem": replace(loaded(SMALL), bank=a_bank(), fingerprint=fingerprint(a_bank()))}, {})


class House:
    """rooms, ledger: of one run, from start to stop."""

    def __init__(self, engine: Engine, keys: PoolKeys) -> None:
        self.engine, self.keys = engine, keys
        self.today, self.seconds = TODAY, 0.0
        self.start()

    def start(self) -> None:
        self.keys = KeyFile(Path(self.keys.home.place))
        self.rooms = Rooms(self.engine, self.keys, QUESTIONNAIRES, SECRET, self._today, lambda: self.seconds)
        self.ledger = Ledger(self.engine, self.keys, on_finished=finish, today=self._today)
        self.ledger.start()
        self.rooms.start()

    def stop(self) -> None:
        self.rooms.stop()
        self.ledger.stop()

    def restart(self) -> None:
        self.stop()
        self.seconds = 0.0
        self.start()

    def _today(self) -> date:
        return self.today

    def open(self, pace: Pace = "free", name: str = "") -> Opened:
        return self.rooms.open("totem", "fr", pace, name)

    def room(self, room: Seminar) -> Seminar:
        """As it is now."""
        found = by_id(self.engine, room.id)
        assert found
        return found

    def receipt(self, person: int) -> Receipt:
        return Receipt(a_receipt(person), self.today + timedelta(days=1))

    def arrive(self, room: Seminar, people: Iterable[int]) -> None:
        for person in people:
            assert self.comes(room, person)

    def comes(self, room: Seminar, person: int) -> bool:
        """Whether the room took this phone."""
        return asyncio.run(self.rooms.arrive(room, self.receipt(person)))

    def finish(self, room: Seminar, people: Iterable[int]) -> list[Outcome]:
        """All at once, in this order."""
        campaign_id = self.room(room).campaign_id
        tomorrow = self.today + timedelta(days=1)

        async def all_of_them() -> list[Outcome]:
            entries = (an_entry(person, campaign_id, expires_on=tomorrow) for person in people)
            return await asyncio.gather(*map(self.ledger.record, entries))

        return asyncio.run(all_of_them())

    def vote(self, room: Seminar, ballot: str, choices: Iterable[int], first: int = 0) -> list[Outcome]:
        """By people from `first` on, all at once."""

        async def all_of_them() -> list[Outcome]:
            hands = (
                self.rooms.vote(room.slug, ballot, self.receipt(first + person), choice)
                for person, choice in enumerate(choices)
            )
            return await asyncio.gather(*hands)

        return asyncio.run(all_of_them())

    def shown(self, room: Seminar) -> int:
        """How many people the newest release covers."""
        released = self.rooms.shown(self.room(room)).released
        return released.n if released else 0

    def faults(self) -> list[str]:
        return [f"{fault.name}: {fault.where}" for fault in verify(self.engine, self.keys, [a_bank()], self.today)]


@contextmanager
def a_house(engine: Engine, keys: PoolKeys) -> Iterator[House]:
    house = House(engine, keys)
    yield house
    house.stop()
    purge_receipts(engine, house.today)
    assert house.faults() == []


def animals_of(people: Iterable[int]) -> dict[str, int]:
    """How many of each, by id; empty for none of them."""
    reading = read_counts(a_bank(), total(map(a_sheet, people)))
    return reading.totems | {"": reading.none}


def rows_of(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is stored."""
    with read(engine) as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in SQLModel.metadata.sorted_tables
        }
