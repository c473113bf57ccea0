"""Connections to PostgreSQL that give up on a server which takes them and says nothing.

Timeouts of the server end a statement while it lives; those of the network end one whose machine is gone. A server that
is stopped, on a machine that acknowledges everything, is noticed by nobody but who waits: hence a deadline here.
"""

import time
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

RV = TypeVar("RV")


class NoAnswer(psycopg.OperationalError):
    sqlstate = "08T00"


class Impatient(psycopg.Connection[Any]):
    """deadline: seconds for each exchange; None for work that is known to be long."""

    deadline: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        if self.deadline is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(_until(gen, time.monotonic() + self.deadline), interval, timeout)
        except NoAnswer:
            self.pgconn.finish()  # what would still arrive belongs to nobody
            raise


def _until(gen: PQGen[RV], end: float) -> PQGen[RV]:
    """The same exchange, which is told every `interval` that nothing has come. Raises NoAnswer past its end."""
    try:
        wants = next(gen)
        while True:
            wants = gen.send((yield wants))
            if time.monotonic() >= end:
                raise NoAnswer("The database does not answer.")
    except StopIteration as done:
        found: RV = done.value
        return found
