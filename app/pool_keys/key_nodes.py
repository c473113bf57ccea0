"""Keys of pools in two Valkey or Redis nodes that keep nothing on a disk, for any number of machines.

Promises that a key is in both before it is given out, that one node suffices to go on, and that a key which was
forgotten is never back: a node that was away is made a copy of the one that stayed before anything else is kept in it.
Refuses to choose where both went on apart: the database says which keys are in use then. All of it: decision 0034.
"""

import logging
import random
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from threading import RLock

from app.pool_keys.node import (
    EpochPassed,
    KeyNode,
    NodeAway,
    NodeState,
    drawn_keys,
    met,
    parted,
    refuse_unsuitable,
    states_of,
)
from app.pool_keys.watch import NodeWatch
from app.tallies.keys import GIVE_UP, NOBODY, KeyHome, Owner, PoolKey, PoolKeysAway, PoolKeysDamaged, PoolKeysForeign

TRIES = 8
LOOK_SECONDS = 2.0
HINT = "Is a node away, or were both restarted? What only they held is gone then: fewer than 2k answers of each cell. "
log = logging.getLogger(__name__)


class KeyNodes:
    """Shared by threads, processes and machines."""

    folder, is_unclean = None, False

    def __init__(self, addresses: Sequence[str]) -> None:
        """Of two nodes. Raises PoolKeysAway where neither answers, KeyNodesUnsuitable where one may keep what it must
        not."""
        self._nodes = tuple(KeyNode(address) for address in addresses)
        self.home = KeyHome("+".join(one.name for one in self._nodes), "key store", "TOTEM_KEYS", HINT)
        self.site: str | None = None
        self._members: tuple[KeyNode, ...] = ()
        """Those that each change is made in; empty until it is known, or known again."""
        self._epoch = self._shared = ""
        """Of the members; and the last one, as far as this process knows, that both nodes were in."""
        self._alone: KeyNode | None = None
        """The node that went on without the other one, by all that this process knows."""
        self._lock, self._watch = RLock(), NodeWatch(self.mend, LOOK_SECONDS)
        if not refuse_unsuitable(self._nodes):
            raise PoolKeysAway(self.home)

    def start(self) -> None:
        """Look every LOOK_SECONDS whether a node is away or back, so that answers do not wait for that."""
        with self._lock:
            self._settle()
        self._watch.start()

    def stop(self) -> None:
        self._watch.stop()

    def owner(self) -> Owner:
        """Both sites, where the nodes are of two."""
        owners = {state.owner for state in self._look().values()}
        if settled := {owner.site for owner in owners if owner.settled}:
            return Owner("+".join(sorted(settled)), settled=True)
        return next(iter(owners - {NOBODY}), NOBODY)

    def claim(self, owner: Owner) -> None:
        with self._lock:
            self._unite(self._look(), owner, None)
            self.site = owner.site if owner.settled else None

    def new(self, number: int = 1) -> list[PoolKey]:
        drawn = [PoolKey(*one) for one in drawn_keys(number).items()]
        self.put(drawn)
        return drawn

    def put(self, keys: Iterable[PoolKey]) -> None:
        kept = dict(keys)
        self._change(lambda node, epoch: node.add(epoch, kept))

    def find(self, key_ids: Collection[str]) -> dict[str, PoolKey]:
        """Of either node: a row of the database names them, so each is in use."""
        found, missing, away = dict[str, PoolKey](), set(key_ids), 0
        for node in dict.fromkeys((*self._members, *self._nodes)):
            if missing:
                try:
                    found |= {key_id: PoolKey(key_id, secret) for key_id, secret in node.find(missing).items()}
                except NodeAway:
                    away += 1
                missing -= found.keys()
        if missing and away == len(self._nodes):
            raise PoolKeysAway(self.home)
        return found

    def get(self, key_id: str) -> PoolKey | None:
        return self.find([key_id]).get(key_id)

    def forget(self, key_ids: Iterable[str], *, soon: bool = False) -> None:  # noqa: ARG002
        """At once: that costs no disk anything."""
        if gone := [*key_ids]:
            self._change(lambda node, epoch: node.drop(epoch, gone))

    def keep_only(self, key_ids: Collection[str]) -> None:
        """The nodes are the same afterwards, if both are there: these keys, from whichever holds them."""
        with self._lock:
            mine = self._mine(self._look())
            if len({state.epoch for state in mine.values()}) > 1:
                self._unite(mine, Owner(str(self.site), settled=True), key_ids)
            self.forget(self.ids() - set(key_ids))
            self.is_unclean = False

    def ids(self) -> set[str]:
        found, states = set[str](), self._look()
        for node in self._mine(states) if self.site else states:
            try:
                found |= node.keys().keys()
            except NodeAway:
                continue
        return found

    def mend(self) -> None:
        """Go on alone where a node is away, bring one up to date that is back; nothing where all is as it was."""
        states = self._look()
        if {*states} != {*self._members} or {state.epoch for state in states.values()} != {self._epoch}:
            with self._lock:
                self._settle()

    def probe(self) -> None:
        self._change(lambda node, epoch: node.add(epoch, {}))

    def remark(self) -> str:
        states = self._look()
        mine = self._mine(states)
        if not mine:
            raise self._nothing_mine(states)
        if len(mine) < len(states):
            return "one key node is empty, or of another site"
        if len(mine) < len(self._nodes):
            return "one key node is away"
        return "" if len({state.epoch for state in mine.values()}) == 1 else "the key nodes differ"

    def _change(self, work: Callable[[KeyNode, str], object]) -> None:
        with self._lock:
            for _ in range(TRIES):
                if not self._members:
                    self._settle()
                try:
                    for node in self._members:
                        work(node, self._epoch)
                except (NodeAway, EpochPassed):
                    self._members = ()
                else:
                    return
        raise PoolKeysAway(self.home)

    def _settle(self) -> None:
        """Find out which nodes are to be used from now on, and bring one up to date that is back."""
        if self.site is None:
            raise PoolKeysForeign(self.home)
        for _ in range(TRIES):
            try:
                self._agree(self._look())
            except (NodeAway, EpochPassed):  # a node went, or another process did the same at this moment
                time.sleep(random.uniform(0, 0.02))  # noqa: S311
            else:
                return
        raise PoolKeysAway(self.home)

    def _agree(self, states: Mapping[KeyNode, NodeState]) -> None:
        mine = self._mine(states)
        if not mine:
            raise self._nothing_mine(states)
        epochs, alone = {state.epoch for state in mine.values()}, [node for node in mine if mine[node].alone]
        source = alone[0] if alone else next(iter(mine))
        (other,) = (node for node in self._nodes if node is not source)
        if other in mine and len(epochs) == 1:
            self._use(*mine, epoch=epochs.pop())
        elif other in mine and len(alone) != 1:
            # Both went on apart, each with keys that the other lacks: see keep_only. Until then, as before.
            self.is_unclean, source = True, next((node for node in mine if mine[node].epoch == self._epoch), source)
            self._go_alone(source, mine[source])
        elif other in mine or (other in states and not states[other].owner.settled):
            self.is_unclean |= self._alone not in (None, source)
            self._copy(source, other, states)
        else:
            if self._alone not in (None, source) and not mine[source].alone:
                # The other one went on alone. Unless this one was brought up to date since, it has missed keys.
                if self._shared in ("", mine[source].epoch):
                    raise PoolKeysAway(self.home)
                self.is_unclean = True
            self._go_alone(source, mine[source])

    def _copy(self, source: KeyNode, other: KeyNode, states: Mapping[KeyNode, NodeState]) -> None:
        """Make the other one the same as the source, which goes on alone until it is."""
        told = parted(states[source].owner)
        both = met(told)
        keys = source.tell(states[source].epoch, told)
        self._use(source, epoch=told.epoch)
        other.replace(states[other].epoch, both, keys)
        source.meet(told.epoch, both)
        self._use(*(node for node in self._nodes if node in (source, other)), epoch=both.epoch)
        log.warning("Both key nodes hold the same again.")

    def _go_alone(self, node: KeyNode, state: NodeState) -> None:
        told = parted(state.owner)
        if not state.alone:
            node.tell(state.epoch, told)
            log.warning("Keys are kept in %s alone: no other node can be used now.", node.name)
        self._use(node, epoch=state.epoch if state.alone else told.epoch)

    def _unite(self, states: Mapping[KeyNode, NodeState], owner: Owner, keep: Collection[str] | None) -> None:
        """All keys of these nodes in each of them, or those to keep."""
        try:
            held = {key_id: secret for node in states for key_id, secret in node.keys().items()}
            kept = held if keep is None else {key_id: held[key_id] for key_id in held.keys() & set(keep)}
            told = parted(owner)
            both = met(told)
            self._members = ()
            first, *rest = states
            first.replace(states[first].epoch, told, kept)
            for other in rest:
                other.replace(states[other].epoch, both, kept)
                first.meet(told.epoch, both)
        except (NodeAway, EpochPassed, ValueError):
            raise PoolKeysAway(self.home) from None

    def _use(self, *nodes: KeyNode, epoch: str) -> None:
        self._members, self._epoch = nodes, epoch
        self._alone = nodes[0] if len(nodes) == 1 else None
        self._shared = self._shared if self._alone else epoch

    def _mine(self, states: Mapping[KeyNode, NodeState]) -> dict[KeyNode, NodeState]:
        return {node: state for node, state in states.items() if state.owner == Owner(str(self.site), settled=True)}

    def _nothing_mine(self, states: Mapping[KeyNode, NodeState]) -> Exception:
        if any(state.owner.settled for state in states.values()):
            return PoolKeysForeign(self.home)
        if len(states) < len(self._nodes):
            return PoolKeysAway(self.home)
        return PoolKeysDamaged(f"{self.home.place} holds nothing any more: both nodes were restarted. {GIVE_UP}")

    def _look(self) -> dict[KeyNode, NodeState]:
        """Of those that answer, and may be used. Raises PoolKeysAway where none does."""
        if found := states_of(self._nodes, self._members):
            return found
        raise PoolKeysAway(self.home)
