"""Connections to PostgreSQL that give up on a server which takes them and says nothing.

Timeouts of the server end a statement while it lives; those of the network end one whose machine is gone. A server that
is stopped, on a machine that acknowledges everything, is noticed by nobody but who waits: hence a deadline here.
"""

from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen

RV = TypeVar("RV")


class NoAnswer(psycopg.OperationalError):
    sqlstate = "08T00"


class Impatient(psycopg.Connection[Any]):
    """deadline: seconds for each exchange; None for work that is known to be long."""

    deadline: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, self.deadline if timeout is None else timeout)
        except errors._WaitTimeout:  # noqa: SLF001 (it has no other name, and is told by nothing else)
            self.pgconn.finish()  # what would still arrive belongs to nobody
            raise NoAnswer("The database does not answer.") from None
