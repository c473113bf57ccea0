"""Which carrier a site has, by where its database is and what stands beside it."""

import hmac
from pathlib import Path

from sqlalchemy import Engine, make_url

from app.bus.bus import Alone, Bus, Carrier
from app.bus.carriers import Datagrams, Notify, RedisChannel

FOLDER = "processes"


def bus_of(engine: Engine, url: str, secret: bytes, processes: int, redis: str | None, direct: str | None) -> Alone:
    """url: the engine's, as the site has it; secret: the site's; direct: of PostgreSQL, past a pooler.

    Raises NodeUnsuitable, DatabaseUnsuitable.

    Processes on one PostgreSQL hear each other however many were announced.
    """
    if redis:
        # Other sites may use the same node.
        carrier: Carrier = RedisChannel(redis, hmac.digest(secret, b"totem processes", "sha256").hex())
    elif engine.dialect.name == "postgresql":
        if "pgbouncer" in make_url(url).query and not direct and processes == 1:
            return Alone()
        carrier = Notify(engine, direct)
    elif processes == 1:
        return Alone()
    else:
        carrier = Datagrams(Path(str(engine.url.database)).parent / FOLDER)
    return Bus(carrier, processes)
