"""The way to a Redis or Valkey node, which never makes anybody wait long.

Promises an answer or an error within a second, whatever the node does. Refuses to try again by itself: who asks knows
whether that would help.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from redis import Redis

PATIENCE_SECONDS = 0.5
"""To connect, and again for each answer."""
MOST_CONNECTIONS = 16


class NodeUnsuitable(Exception):
    """No node can be reached by this address, whatever its state."""


def node(address: str, **options: Any) -> "Redis":
    """redis://[user:password@]host[:port][/number], rediss:// or unix://. Connects when it is first asked.

    options: of redis.Redis, in place of these. Whatever it is asked for raises redis.RedisError where the node is away,
    hangs or refuses. Raises NodeUnsuitable.
    """
    try:
        from redis import BlockingConnectionPool, Redis  # here: an extra, and slow to load
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ModuleNotFoundError:
        raise NodeUnsuitable("Redis needs its driver: pip install 'totem-quiz[redis]'.") from None
    usual: dict[str, Any] = {
        "socket_timeout": PATIENCE_SECONDS,
        "socket_connect_timeout": PATIENCE_SECONDS,
        "socket_keepalive": True,
        "health_check_interval": 0,
        "retry": Retry(NoBackoff(), 0),
        "max_connections": MOST_CONNECTIONS,
        "timeout": PATIENCE_SECONDS,  # for one of the connections
    }
    try:
        pool = BlockingConnectionPool.from_url(address, **usual | options)
    except ValueError:
        # Its own words may hold the password.
        raise NodeUnsuitable("This is not the address of a node, such as redis://127.0.0.1:6379/0.") from None
    return Redis(connection_pool=pool)
