"""PostgreSQL's advisory locks: who writes what at the same time, across threads, processes and machines.

Promises that counting in one campaign waits for nobody in another, and that whoever holds the site's lock is alone.
Refuses an engine that gives one lock to two. SQLite needs none: one transaction at a time writes there.
"""

import secrets
from collections.abc import Collection

from sqlalchemy import Connection, Engine

SITES_LOCK = int.from_bytes(b"totem", "big")
CAMPAIGNS_LOCKS = int.from_bytes(b"cell", "big")
NO_LOCKS = (
    "This database gives one advisory lock to two connections at once (as CockroachDB did before 2026), so two "
    "processes would count over each other. Nothing was changed. Totem needs PostgreSQL itself."
)


def hold_site(connection: Connection, seconds: float, campaigns: Collection[int] | None) -> None:
    """Until the transaction ends; see app.db.engine.write_transaction. Waits for each lock so many seconds."""
    connection.exec_driver_sql(
        f"SELECT set_config('lock_timeout', '{seconds}s', true), "
        f"pg_advisory_xact_lock{'' if campaigns is None else '_shared'}({SITES_LOCK})"
    )
    hold_campaigns(connection, campaigns or ())


def hold_campaigns(connection: Connection, campaigns: Collection[int]) -> None:
    """In one order for all, so that two that need the same ones never wait for each other. Once in a transaction."""
    if campaigns and connection.dialect.name == "postgresql":
        wanted = (f"pg_advisory_xact_lock({CAMPAIGNS_LOCKS}, {int(id_)})" for id_ in sorted({*campaigns}))
        connection.exec_driver_sql(f"SELECT {', '.join(wanted)}")


def excludes(engine: Engine) -> bool:
    """Whether what one connection has locked is locked for another."""
    if engine.dialect.name != "postgresql":
        return True
    asks = f"SELECT pg_try_advisory_xact_lock({secrets.randbits(62)})"
    with engine.connect() as one, engine.connect() as other:
        return bool(one.exec_driver_sql(asks).scalar()) and not other.exec_driver_sql(asks).scalar()
