"""The way to the database, and the one writer's lock.

Promises that a commit outlives a power cut, that what is deleted is wiped, and that one transaction at a time writes,
across threads, processes and machines. Refuses WAL, which keeps a history of every answer, and unknown databases.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from app.db.files import private_folder, resource

HEAD = "20261129c"
"""The newest revision of alembic/versions; a test compares them."""
PATIENCE_SECONDS = 5
LOCK_NOT_AVAILABLE = "55P03"
"""PostgreSQL's own name for it."""
WRITERS_LOCK = int.from_bytes(b"totem", "big")
# Each thread of a web worker may read while the writers write, and none waits for a connection.
CONNECTIONS: dict[str, Any] = {"pool_size": 20, "max_overflow": 30}
PRAGMAS = (
    "journal_mode = TRUNCATE",
    "synchronous = FULL",
    "secure_delete = ON",
    "foreign_keys = ON",
    "temp_store = MEMORY",
)


class DatabaseUnsuitable(Exception):
    """This database, or the way it is set up, cannot keep the promises of docs/privacy.md."""


def make_engine(url: str) -> Engine:
    """sqlite:///<file> (created readable by this user alone) or postgresql://… Raises DatabaseUnsuitable."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise DatabaseUnsuitable("TOTEM_DATABASE_URL is not an address such as sqlite:////srv/totem.db.") from None
    match address.drivername:
        case "sqlite":
            return _sqlite(address)
        case "postgresql" | "postgresql+psycopg":
            return _postgresql(address.set(drivername="postgresql+psycopg"))
    raise DatabaseUnsuitable(f"Totem runs on sqlite:/// and postgresql://, not on {address.drivername}://.")


def _sqlite(address: URL) -> Engine:
    name = address.database
    if not name or name.startswith((":memory:", "file:")):
        raise DatabaseUnsuitable("Totem needs SQLite in a plain file: sqlite:////srv/totem.db.")
    private_folder(Path(name).parent)
    Path(name).touch(mode=0o600)
    # Parameters stay out of error texts, so out of logs.
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": PATIENCE_SECONDS}, **CONNECTIONS)

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver starts no transaction of its own: `_begin` does, and says which kind.
        connection.isolation_level = None
        _set_up(connection, name)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A read that turns into a write fails at once when someone else writes, whatever busy_timeout says.
        writes = connection.get_execution_options().get("totem_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _set_up(connection: DBAPIConnection, name: str) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode")
    if cursor.fetchone() == ("wal",):
        raise DatabaseUnsuitable(
            f"{name} is in WAL mode, which keeps a history of every answer. With Totem stopped, run: "
            f"sqlite3 '{name}' 'PRAGMA journal_mode = TRUNCATE'"
        )
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _postgresql(address: URL) -> Engine:
    try:
        return create_engine(
            address,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"connect_timeout": PATIENCE_SECONDS},
            **CONNECTIONS,
        )
    except ModuleNotFoundError:
        raise DatabaseUnsuitable("PostgreSQL needs its driver: pip install 'totem-quiz[postgres]'.") from None


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """Everything written here is kept together or not at all, and nobody else writes meanwhile.

    Waits for the lock PATIENCE_SECONDS, then raises SQLAlchemy's OperationalError.
    """
    with engine.connect() as connection:
        connection.execution_options(totem_writes=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(
                    f"SELECT set_config('lock_timeout', '{PATIENCE_SECONDS}s', true), "
                    f"pg_advisory_xact_lock({WRITERS_LOCK})"
                )
            yield connection


def is_lock_timeout(error: Exception) -> bool:
    """Whether somebody else held the lock all the time: who asks again would wait as long."""
    original = getattr(error, "orig", None)
    busy = getattr(original, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
    return busy or getattr(original, "sqlstate", "") == LOCK_NOT_AVAILABLE


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """One consistent moment. Keep it short: on SQLite a commit waits for its end."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


def migrate(engine: Engine) -> None:
    """Bring the tables to this version; several processes may do so at once. Leaves logging as it is."""
    if is_migrated(engine):
        return
    # Here, not above: Alembic takes a tenth of the memory, and is needed once a version.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(resource("alembic")).replace("%", "%%"))
    with write_transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_migrated(engine: Engine) -> bool:
    """Whether the tables are this version's, neither older nor newer."""
    with read(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
        return list(found) == [HEAD]
