"""An address that stays, for slides and cards: it leads to the newest open room of whoever holds its key.

Promises that a printed code never leads to somebody else's room, and says so where none is open. Keeps the address and
a digest of its key, nothing else, until it is given back.
"""

import secrets
from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select
from sqlmodel import col

from app.campaigns import keys
from app.db.engine import read, write_transaction
from app.db.trainer_tables import StandingRow
from app.seminars import store
from app.seminars.codes import new_standing
from app.seminars.seminar import Seminar


@dataclass(frozen=True, slots=True)
class NewAddress:
    """With its key: here alone."""

    address: str
    key: str


class StandingAddresses:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def new(self) -> NewAddress:
        made = NewAddress(new_standing(secrets.randbelow), keys.new_key())
        row = {"address": made.address, "key": keys.key_digest(made.key)}
        with write_transaction(self._engine) as connection:
            if connection.execute(select(StandingRow).where(col(StandingRow.address) == made.address)).first() is None:
                connection.execute(insert(StandingRow), row)
                return made
        return self.new()

    def by_key(self, key: str) -> str | None:
        """The address that this key holds."""
        with read(self._engine) as connection:
            held = col(StandingRow.key) == keys.key_digest(key)
            return connection.execute(select(col(StandingRow.address)).where(held)).scalar_one_or_none()

    def is_known(self, address: str) -> bool:
        with read(self._engine) as connection:
            held = col(StandingRow.address) == address
            return connection.execute(select(col(StandingRow.address)).where(held)).first() is not None

    def room_at(self, address: str) -> Seminar | None:
        """The newest room there that is open."""
        return store.open_at(self._engine, address)

    def take(self, key: str, seminar_id: int) -> bool:
        """The room stands at the address of this key from now on. False for a key of none."""
        address = self.by_key(key)
        if address:
            store.changed(self._engine, seminar_id, lambda *_: {"standing": address})
        return address is not None

    def follow(self, former: Seminar, seminar_id: int) -> None:
        """The next group's room stands where the former one did."""
        if former.standing:
            store.changed(self._engine, seminar_id, lambda *_: {"standing": former.standing})

    def give_back(self, key: str) -> None:
        """Nobody is led anywhere by it again, and it is drawn for nobody else but by chance."""
        with write_transaction(self._engine) as connection:
            connection.execute(delete(StandingRow).where(col(StandingRow.key) == keys.key_digest(key)))
