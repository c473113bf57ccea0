"""A venue's computer that asks to show a room: from the code that is typed there to the tap that agrees.

Promises the same on every process and after a restart, and that only who saw the number agrees to it. Refuses a request
after its minutes, and a fourth one while three of a room wait. Tables hold what it says sealed: no hour is in them.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlmodel import col

from app.db.engine import read, write_transaction
from app.db.trainer_tables import PairingRow

MOST_WAITING, LIFE_SECONDS, NUMBERS = 3, 300, 9000
SELECT_PAIRINGS = select(col(PairingRow.digest), col(PairingRow.box), col(PairingRow.answer))
ASKS, SHOWN, ANSWERED = "pairing asks", "pairing shown", "pairing answered"


class NoteSealer(Protocol):
    """What seals a text for whoever has the site's secret, and opens it; empty for what is of another context."""

    def seal_note(self, context: str, text: str) -> str: ...

    def note_or_nothing(self, context: str, token: str) -> str: ...


@dataclass(frozen=True, slots=True)
class AskingComputer:
    """id: in the trainer's form; number: four digits, which the computer shows too."""

    id: str
    number: str


@dataclass(frozen=True, slots=True)
class AskedRoom:
    """What the computer that asked is told. screen: the address to show, empty until the trainer has agreed."""

    number: str
    screen: str


class Pairings:
    """clock: in seconds since 1970."""

    def __init__(
        self, engine: Engine, notes: NoteSealer, today: Callable[[], date], clock: Callable[[], float] = time.time
    ) -> None:
        self._engine, self._notes, self._today, self._clock = engine, notes, today, clock

    def ask(self, code: str) -> str | None:
        """For the computer's own address; None while MOST_WAITING of this room wait."""
        nonce, today = secrets.token_hex(16), self._today()
        with write_transaction(self._engine) as connection:
            connection.execute(delete(PairingRow).where(col(PairingRow.asked_on) < today - timedelta(days=1)))
            waiting = self._waiting(connection, code)
            if len(waiting) >= MOST_WAITING:
                return None
            taken = {one.number for one in waiting}
            number = next(one for one in iter(_drawn_number, "") if one not in taken)
            box = self._notes.seal_note(SHOWN, f"{number} {int(self._clock()) + LIFE_SECONDS}")
            row = {"digest": _digest(nonce), "code": code, "asked_on": today, "box": box, "answer": None}
            connection.execute(insert(PairingRow), row)
        return self._notes.seal_note(ASKS, nonce)

    def waiting(self, code: str) -> list[AskingComputer]:
        """Those of a room that nobody has answered, by their numbers."""
        with read(self._engine) as connection:
            return self._waiting(connection, code)

    def asked(self, token: str) -> AskedRoom | None:
        """token: as ask gave it; None for what was refused, has lapsed or never was."""
        nonce = self._notes.note_or_nothing(ASKS, token)
        with read(self._engine) as connection:
            row = connection.execute(SELECT_PAIRINGS.where(col(PairingRow.digest) == _digest(nonce))).one_or_none()
        if row is None:
            return None
        number, until = self._shown(row.box)
        if row.answer:
            return AskedRoom(number, self._notes.note_or_nothing(f"{ANSWERED} {row.digest.hex()}", row.answer))
        return AskedRoom(number, "") if until > self._clock() else None

    def agree(self, code: str, id_: str, screen: str) -> bool:
        """Whether this one may show the screen at that address. False for what has lapsed, or is of another room."""
        with write_transaction(self._engine) as connection:
            found = next((one for one in self._waiting(connection, code) if one.id == id_), None)
            if found:
                answer = self._notes.seal_note(f"{ANSWERED} {id_}", screen)
                this = col(PairingRow.digest) == bytes.fromhex(id_)
                connection.execute(update(PairingRow).where(this).values(answer=answer))
        return found is not None

    def refuse(self, code: str, id_: str) -> None:
        """Whoever asked finds nothing any more."""
        with write_transaction(self._engine) as connection:
            if any(one.id == id_ for one in self._waiting(connection, code)):
                connection.execute(delete(PairingRow).where(col(PairingRow.digest) == bytes.fromhex(id_)))

    def _waiting(self, connection: Connection, code: str) -> list[AskingComputer]:
        waits = (col(PairingRow.code) == code, col(PairingRow.answer).is_(None))
        rows = connection.execute(SELECT_PAIRINGS.where(*waits)).all()
        shown = [(row.digest.hex(), *self._shown(row.box)) for row in rows]
        return sorted(
            (AskingComputer(id_, number) for id_, number, until in shown if until > self._clock()),
            key=lambda one: one.number,
        )

    def _shown(self, box: str) -> tuple[str, int]:
        """The number, and the second at which the request lapses: long ago for a box of another secret."""
        number, _, until = self._notes.note_or_nothing(SHOWN, box).partition(" ")
        return number, int(until or 0)


def _drawn_number() -> str:
    return str(1000 + secrets.randbelow(NUMBERS))


def _digest(nonce: str) -> bytes:
    return hashlib.sha256(f"pairing {nonce}".encode()).digest()
