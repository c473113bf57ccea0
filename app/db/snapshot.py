"""A look at a whole database, for as long as it takes."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager

from sqlalchemy import Connection, Engine, StaticPool, create_engine

from app.db.engine import read, write_transaction


def whole(engine: Engine, *, read_only: bool) -> AbstractContextManager[Connection]:
    """One moment of it: nobody writes meanwhile, or, read_only, writers go on and nobody waits."""
    return _snapshot(engine) if read_only else write_transaction(engine, hurried=False)


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    with read(engine, hurried=False) as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            return
        # A commit waits for whoever reads SQLite's file: what takes long looks at a copy, in memory alone.
        memory = sqlite3.connect(":memory:", check_same_thread=False)
        file = connection.connection.driver_connection
        assert isinstance(file, sqlite3.Connection)
        file.backup(memory)
    with closing(memory):
        copy = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool, hide_parameters=True)
        with copy.connect() as connection:
            yield connection
