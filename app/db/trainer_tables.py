"""What is remembered for trainers who come back, beside their rooms. Each column has its reason in docs/privacy.md."""

from datetime import date

from sqlalchemy import LargeBinary
from sqlmodel import Field

from app.db.row import ROWIDLESS, Row


class StandingRow(Row, table=True):
    """An address that stays: it leads to the present room of whoever holds its key."""

    __table_args__ = ROWIDLESS

    address: str = Field(max_length=8, primary_key=True)
    key: bytes = Field(sa_type=LargeBinary, unique=True)


class PairingRow(Row, table=True):
    """A computer that asks to show a room, until it does, or its request has lapsed."""

    __table_args__ = ROWIDLESS

    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    code: str = Field(max_length=7)
    asked_on: date
    box: str
    answer: str | None = None
