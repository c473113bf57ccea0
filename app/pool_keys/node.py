"""One Valkey or Redis node that holds keys of pools, in its memory alone.

Promises that a change is made only in the epoch that its caller knows of: a command that was on its way while the node
was given up changes nothing any more. Refuses a node that writes to a disk, copies itself or throws keys away.
"""

import logging
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit
from weakref import finalize

from app.redis_nodes import NodeUnsuitable, node
from app.tallies.keys import NOBODY, SITE_BYTES, Owner, PoolKeysDamaged

if TYPE_CHECKING:
    from redis import Redis

KEY_BYTES = 32
log = logging.getLogger(__name__)
SIGN, KEYS = "totem:site", "totem:keys"
GUARD = "if (redis.call('HGET', KEYS[1], 'epoch') or '') ~= ARGV[1] then return 0 end "
NOTE = (
    "redis.call('HSET', KEYS[1], 'site', ARGV[2], 'settled', ARGV[3], 'epoch', ARGV[4], 'alone', ARGV[5], "
    "'changes', '0') "
)
CHANGE = GUARD + "redis.call('HINCRBY', KEYS[1], 'changes', 1) "
ADD = CHANGE + "for at = 2, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1]) end return 1"
DROP = CHANGE + "for at = 2, #ARGV do redis.call('HDEL', KEYS[2], ARGV[at]) end return 1"
TELL = GUARD + NOTE + "return redis.call('HGETALL', KEYS[2])"
MEET = GUARD + "if redis.call('HGET', KEYS[1], 'changes') ~= '0' then return 0 end " + NOTE + "return 1"
REPLACE = (
    f"{GUARD}redis.call('DEL', KEYS[2]) {NOTE}"
    "for at = 6, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1]) end return 1"
)
WANTED = {"save": "", "appendonly": "no", "maxmemory-policy": "noeviction"}
"""As CONFIG GET tells them of a node whose keys never reach a disk, and are never thrown away."""


class NodeAway(Exception):
    """It does not answer, or does not do what it is asked."""


class EpochPassed(Exception):
    """It is not, or no longer, what its caller knows: nothing was changed."""


class KeyNodesUnsuitable(PoolKeysDamaged):
    """Nodes that cannot keep the promise, whatever their state."""


class NodeState(NamedTuple):
    """owner: whose keys it holds; epoch: random, drawn anew whenever nodes part or meet, and empty in a node that was
    just started; alone: whether keys were drawn or forgotten that another node may not know of."""

    owner: Owner = NOBODY
    epoch: str = ""
    alone: bool = False


class KeyNode:
    """Each method raises NodeAway within a second; what changes something raises EpochPassed."""

    def __init__(self, address: str) -> None:
        """Raises KeyNodesUnsuitable; connects when it is first asked."""
        try:
            self._redis: Redis = node(address)
        except NodeUnsuitable as error:
            raise KeyNodesUnsuitable(f"TOTEM_KEYS: {error}") from None
        finalize(self, self._redis.connection_pool.disconnect)
        parts = urlsplit(address)
        self.name = f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path

    def state(self) -> NodeState:
        told = {name.decode(): value.decode() for name, value in self._asked(lambda: self._redis.hgetall(SIGN)).items()}
        if not told:
            return NodeState()
        return NodeState(Owner(told["site"], told["settled"] == "1"), told["epoch"], told["alone"] == "1")

    def keys(self) -> dict[str, bytes]:
        return {key_id.decode(): secret for key_id, secret in self._asked(lambda: self._redis.hgetall(KEYS)).items()}

    def find(self, key_ids: Collection[str]) -> dict[str, bytes]:
        ids = [*key_ids]
        found = self._asked(lambda: self._redis.hmget(KEYS, ids)) if ids else []
        return {key_id: secret for key_id, secret in zip(ids, found, strict=True) if secret}

    def add(self, epoch: str, keys: Mapping[str, bytes]) -> None:
        self._changed(ADD, epoch, _flat(keys))

    def drop(self, epoch: str, key_ids: Iterable[str]) -> None:
        self._changed(DROP, epoch, key_ids)

    def tell(self, epoch: str, state: NodeState) -> dict[str, bytes]:
        """What it is from now on. Returns the keys that it held at that instant."""
        flat = self._changed(TELL, epoch, _noted(state))
        return {key_id.decode(): secret for key_id, secret in zip(flat[::2], flat[1::2], strict=True)}

    def meet(self, epoch: str, state: NodeState) -> None:
        """The same, if nothing has changed in this epoch: what another node was given is still all that there is."""
        self._changed(MEET, epoch, _noted(state))

    def replace(self, epoch: str, state: NodeState, keys: Mapping[str, bytes]) -> None:
        """The same; and these are all the keys that it holds."""
        self._changed(REPLACE, epoch, [*_noted(state), *_flat(keys)])

    def run(self) -> str:
        """Of this run of its server: no two have the same."""
        return str(self._asked(lambda: self._redis.info("server"))["run_id"])

    def refuse_unsuitable(self) -> None:
        """Raises KeyNodesUnsuitable for a node that persists, evicts or replicates, or does not tell."""
        said = {name: self._setting(name) for name in WANTED}
        wrong = [f"{name} is “{value}”" for name, value in said.items() if value != WANTED[name]]
        about = self._asked(lambda: self._redis.info("replication"))
        if about["role"] != "master" or about["connected_slaves"]:
            wrong.append("it is one of a group of replicas")
        if wrong:
            raise KeyNodesUnsuitable(
                f"The key node {self.name} may write keys to a disk, copy them or lose them: {', '.join(wrong)}. Start "
                'it with --save "" --appendonly no --maxmemory-policy noeviction, and without replicas.'
            )

    def _setting(self, name: str) -> str:
        told = self._asked(lambda: self._redis.config_get(name))
        return _text(next(iter(told.values()), "?"))

    def _changed(self, script: str, epoch: str, arguments: Iterable[str | bytes]) -> Any:
        done = self._asked(lambda: self._redis.eval(script, 2, SIGN, KEYS, epoch, *arguments))
        if done == 0 and not isinstance(done, list):
            raise EpochPassed(self.name)
        return done

    def _asked(self, work: Callable[[], Any]) -> Any:
        from redis import RedisError  # here: see app.redis_nodes

        try:
            return work()
        except (RedisError, OSError) as error:
            raise NodeAway(f"{self.name}: {error}") from None


def drawn_keys(number: int) -> dict[str, bytes]:
    return {secrets.token_hex(SITE_BYTES): secrets.token_bytes(KEY_BYTES) for _ in range(number)}


def parted(owner: Owner) -> NodeState:
    """In an epoch of its own, until another node is the same."""
    return NodeState(owner, secrets.token_hex(SITE_BYTES), alone=True)


def met(state: NodeState) -> NodeState:
    """In an epoch that another node is to share."""
    return NodeState(state.owner, secrets.token_hex(SITE_BYTES))


def refuse_unsuitable(nodes: Sequence[KeyNode]) -> bool:
    """Whether any answers. Raises KeyNodesUnsuitable for one that may not hold keys, or is named twice."""
    runs = []
    for one in nodes:
        try:
            one.refuse_unsuitable()
            runs.append(one.run())
        except NodeAway as error:
            log.warning("A key node is away: %s", error)
    if len({*runs}) < len(runs):
        raise KeyNodesUnsuitable("TOTEM_KEYS names one node twice: two are needed.")
    return bool(runs)


def states_of(nodes: Iterable[KeyNode], trusted: Collection[KeyNode]) -> dict[KeyNode, NodeState]:
    """Of those that answer, and may hold keys: the trusted ones were looked at before."""
    found = {}
    for one in nodes:
        try:
            if one not in trusted:
                one.refuse_unsuitable()
            found[one] = one.state()
        except (NodeAway, KeyNodesUnsuitable):
            continue
    return found


def _noted(state: NodeState) -> tuple[str, ...]:
    return state.owner.site, f"{state.owner.settled:d}", state.epoch, f"{state.alone:d}"


def _flat(keys: Mapping[str, bytes]) -> Iterable[str | bytes]:
    for key_id, secret in keys.items():
        yield key_id
        yield secret


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
