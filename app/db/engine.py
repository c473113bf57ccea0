"""The way to the database.

Promises that a commit outlives a power cut, that what is deleted is wiped, and that no two transactions write the same
at once, across threads, processes and machines (app.db.locks). Refuses WAL, which keeps a history of every answer, and
unknown databases.
"""

import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from app.db.files import private_folder
from app.db.locks import NO_LOCKS, excludes, hold_site
from app.db.schema import HEAD, schema_of
from app.resources import resource
from app.signals.live import LOCK_SECONDS

PATIENCE_SECONDS, IDLE_SECONDS = 5, 15
"""For somebody else's lock; for a transaction that says nothing."""
WAITED_FOR = ("55P03", "57014", "08T00")
"""PostgreSQL's own names for a lock and a statement that took too long; ours for a server that says nothing."""
# Each thread of a web worker may read while the writers write; three processes stay far from PostgreSQL's usual 100.
# One more listens (app.bus): 16 in all.
CONNECTIONS: dict[str, Any] = {"pool_size": 12, "max_overflow": 3, "pool_timeout": PATIENCE_SECONDS}
# A machine that is gone says nothing: its silence is noticed in seconds, and not in libpq's two hours.
LINK: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,
}
PRAGMAS = (
    "journal_mode = TRUNCATE",
    "synchronous = FULL",
    "secure_delete = ON",
    "foreign_keys = ON",
    "temp_store = MEMORY",
)


NEWER = (
    f"The database is of a newer version of Totem: its tables are {{revision}}, and this program knows them up to "
    f"{HEAD}. Nothing was changed. Start that version; to return to this one, restore a backup that it made: totem "
    "restore."
)


class DatabaseUnsuitable(Exception):
    """This database, or the way it is set up, cannot keep the promises of docs/privacy.md."""


def make_engine(url: str) -> Engine:
    """sqlite:///<file> (created readable by this user alone) or postgresql://… Raises DatabaseUnsuitable.

    With ?pgbouncer=true, PostgreSQL is behind a pooler in transaction mode.
    """
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
    # Behind a pooler, two transactions of one connection may be on two of the server's: nothing outlives either.
    is_pooled = address.query.get("pgbouncer") == "true"
    address = address.difference_update_query(["pgbouncer"])
    link, limits = {**LINK, "prepare_threshold": None} if is_pooled else LINK, _limits(is_local=is_pooled)
    try:
        from app.db.impatient import Impatient  # here: its driver is an extra

        engine = create_engine(address, hide_parameters=True, pool_pre_ping=True, connect_args=link, **CONNECTIONS)
    except ModuleNotFoundError:
        raise DatabaseUnsuitable("PostgreSQL needs its driver: pip install 'totem-quiz[postgres]'.") from None
    deadline = PATIENCE_SECONDS + 2.0  # the server's patience ends first, while it lives

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, _entry: object, arguments: Any, named: Any) -> DBAPIConnection:
        made = Impatient.connect(*arguments, **named)
        made.deadline = deadline
        # Not among the options of a connection: a pooler such as PgBouncer refuses these.
        if not is_pooled:
            made.execute(limits)
            made.commit()
        return made  # type: ignore[return-value]

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if is_pooled:
            connection.exec_driver_sql(limits)

    return engine


def _limits(*, is_local: bool) -> str:
    """A statement that sets them, for one transaction or for a connection's life."""
    seconds = {"statement_timeout": PATIENCE_SECONDS + 1, "idle_in_transaction_session_timeout": IDLE_SECONDS}
    return "SELECT " + ", ".join(f"set_config('{name}', '{many}s', {is_local})" for name, many in seconds.items())


@contextmanager
def write_transaction(
    engine: Engine, *, hurried: bool = True, campaigns: Collection[int] | None = None
) -> Iterator[Connection]:
    """Everything written here is kept together or not at all, and nobody else writes meanwhile; with campaigns, nobody
    else writes what belongs to these (on SQLite, nothing at all), and only that may be written.

    Waits for a lock PATIENCE_SECONDS, then raises SQLAlchemy's OperationalError. hurried: whether a statement that
    takes seconds is given up, as those of pages and answers are.
    """
    began = time.perf_counter()
    with engine.connect() as connection:
        connection.execution_options(totem_writes=True)
        with connection.begin(), _at_ease(connection, hurried=hurried):
            if engine.dialect.name == "postgresql":
                hold_site(connection, PATIENCE_SECONDS, campaigns)
            LOCK_SECONDS.observe(time.perf_counter() - began)
            yield connection


def patience_is_spent(error: Exception) -> bool:
    """Whether it was waited for in vain, for a lock or for an answer: who asks again would wait as long."""
    original = getattr(error, "orig", None)
    busy = getattr(original, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
    late = isinstance(error, PoolTimeout) or type(original).__name__ == "ConnectionTimeout"
    return busy or late or getattr(original, "sqlstate", "") in WAITED_FOR


@contextmanager
def read(engine: Engine, *, hurried: bool = True) -> Iterator[Connection]:
    """One consistent moment. Keep it short: on SQLite a commit waits for its end. hurried: as for writing."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin(), _at_ease(connection, hurried=hurried):
            yield connection


@contextmanager
def _at_ease(connection: Connection, *, hurried: bool) -> Iterator[None]:
    """Without deadlines, until the transaction ends."""
    if hurried or connection.dialect.name != "postgresql":
        yield
        return
    link: Any = connection.connection.driver_connection
    usual, link.deadline = link.deadline, None
    try:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield
    finally:
        link.deadline = usual


def migrate(engine: Engine) -> None:
    """Bring the tables to this version; several processes may do so at once. Leaves logging as it is.

    Newer ones that this program can serve stay as they are. Raises DatabaseUnsuitable for those that it cannot, and
    for a database whose locks lock nobody out.
    """
    if not excludes(engine):
        raise DatabaseUnsuitable(NO_LOCKS)
    if can_serve(engine):
        return
    # Here, not above: Alembic takes a tenth of the memory, and is needed once a version.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(resource("alembic")).replace("%", "%%"))
    with write_transaction(engine, hurried=False) as connection:
        found = schema_of(connection)
        if found and found.can_be_served:
            return
        if found and not found.is_known:
            raise DatabaseUnsuitable(NEWER.format(revision=found.revision))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def can_serve(engine: Engine) -> bool:
    """Whether the tables are this version's, or those of a newer one that leaves it at work."""
    with read(engine) as connection:
        found = schema_of(connection)
        return found is not None and found.can_be_served


def is_migrated(engine: Engine) -> bool:
    """Whether the tables are this version's, neither older nor newer."""
    with read(engine) as connection:
        found = schema_of(connection)
        return found is not None and found.revision == HEAD
