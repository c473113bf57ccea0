"""Keys in two nodes: one suffices, none is ever back once it was forgotten, and who is told so is counted.

Real servers, killed and frozen at each step; what is left in each node is read from the node itself.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from itertools import count as numbers
from typing import Any
from unittest.mock import patch

import pytest
from redis import Redis
from sqlalchemy import Engine, select

from app.db.engine import read
from app.db.tables import PoolRow
from app.pool_keys.key_file import KeyFile
from app.pool_keys.key_nodes import KeyNodes
from app.pool_keys.moving import move_keys
from app.pool_keys.node import EpochPassed, KeyNode, KeyNodesUnsuitable, NodeAway, parted
from app.redis_nodes import node
from app.tallies.closing import close
from app.tallies.custody import abandon, forget_orphans, is_needed, lost_in, recover_pools
from app.tallies.keys import Owner, PoolKeysAway, PoolKeysDamaged, PoolKeysForeign, PoolsUnreadable
from app.tallies.ledger import Outcome
from app.tallies.readiness import Readiness
from app.tallies.verify import verify
from tests import soak
from tests.crowd import TODAY, a_bank, a_campaign, an_entry
from tests.faults.test_trouble import running, told
from tests.faults.writers import count_people, heard, start
from tests.forked import processes
from tests.nodes import RedisNode, redis_node
from tests.patience import eventually
from tests.site import free_port
from tests.stores import assert_each_is_counted_once, totals

pytestmark = pytest.mark.slow
PEOPLE, TURNS = soak.many(400, 4000), soak.many(4, 40)
SITE = Owner("ab" * 16, settled=True)
OTHER = Owner("cd" * 16, settled=True)


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[RedisNode, RedisNode]]:
    with redis_node() as one, redis_node() as two:
        yield one, two
        for server in (one, two):
            asked(server).connection_pool.disconnect()


@pytest.fixture
def pair(servers: tuple[RedisNode, RedisNode]) -> tuple[RedisNode, RedisNode]:
    """Both there, and empty."""
    for server in servers:
        if not server.answers():
            server.start()
        asked(server).flushall()
    return servers


@cache
def asked(server: RedisNode) -> "Redis":
    return node(server.address)


def held(server: RedisNode) -> set[str]:
    return {key_id.decode() for key_id in asked(server).hkeys("totem:keys")}  # type: ignore[union-attr]


def opened(pair: tuple[RedisNode, RedisNode], site: Owner = SITE) -> KeyNodes:
    keys = KeyNodes([server.address for server in pair])
    if keys.owner() != site:
        keys.claim(site)
    keys.site = site.site
    return keys


def restarted(server: RedisNode) -> None:
    server.kill()
    server.start()


def ids_of(drawn: list[Any]) -> set[str]:
    return {key.id for key in drawn}


def test_a_key_is_in_both_nodes_before_it_is_given_out_and_gone_from_both(pair: tuple[RedisNode, RedisNode]) -> None:
    keys = opened(pair)
    drawn = keys.new(3)
    assert [held(server) for server in pair] == [ids_of(drawn)] * 2
    assert len({key.secret for key in drawn}) == 3
    assert all(len(key.secret) == 32 for key in drawn)
    assert opened(pair).find(ids_of(drawn)) == {key.id: key for key in drawn}
    keys.forget([drawn[0].id])
    assert [held(server) for server in pair] == [ids_of(drawn[1:])] * 2
    assert opened(pair).get(drawn[0].id) is None
    assert keys.remark() == ""


@pytest.mark.parametrize("lost", [0, 1])
@pytest.mark.parametrize("how", ["killed", "frozen"])
def test_one_node_suffices_and_the_other_is_made_the_same_when_it_is_back(
    pair: tuple[RedisNode, RedisNode], lost: int, how: str
) -> None:
    keys = opened(pair)
    before = keys.new(3)
    gone, stays = pair[lost], pair[1 - lost]
    with ExitStack() as stack:
        gone.kill() if how == "killed" else stack.enter_context(gone.frozen())
        during = keys.new(2)
        keys.forget([before[0].id])
        assert keys.find(ids_of(before)).keys() == ids_of(before[1:])
        assert keys.remark() == "one key node is away"
        keys.mend()
    if how == "killed":
        gone.start()
    else:  # with a key that was forgotten meanwhile
        assert before[0].id in held(gone)
    keys.mend()
    assert held(gone) == held(stays) == ids_of(before[1:]) | ids_of(during)
    assert keys.remark() == ""
    stays.kill()
    assert keys.find(ids_of(during)).keys() == ids_of(during)
    assert ids_of(keys.new()) <= held(gone)


def test_a_node_that_is_back_is_not_trusted_before_it_is_made_the_same(pair: tuple[RedisNode, RedisNode]) -> None:
    """It was away, and is the only one now: it has missed what was drawn and forgotten."""
    keys = opened(pair)
    keys.new()
    with pair[1].frozen():
        keys.new()
        during = keys.new()
    pair[0].kill()
    with pytest.raises(PoolKeysAway):
        keys.new()
    pair[0].start()  # empty: what was drawn meanwhile is lost, and the rest is not
    keys.mend()
    assert held(pair[0]) == held(pair[1])
    assert keys.find(ids_of(during)) == {}
    assert keys.is_unclean


def test_what_was_on_its_way_to_a_node_that_was_given_up_changes_nothing(pair: tuple[RedisNode, RedisNode]) -> None:
    """A command may arrive late: in a machine that hung, in a network."""
    keys = opened(pair)
    (key,) = keys.new()
    late = KeyNode(pair[1].address)
    epoch = late.state().epoch
    with pair[1].frozen():
        keys.forget([key.id])
    keys.mend()
    with pytest.raises(EpochPassed):
        late.add(epoch, {key.id: key.secret})
    assert held(pair[1]) == set()


@pytest.mark.parametrize("step", range(1, 12))
def test_a_process_that_dies_at_any_step_of_bringing_a_node_up_to_date_harms_nothing(
    pair: tuple[RedisNode, RedisNode], step: int
) -> None:
    keys = opened(pair)
    kept, old = keys.new(2)
    with cut(keys, 1):
        keys.forget([old.id])
    steps, asks = numbers(1), KeyNode._asked

    def dies(asked_node: KeyNode, work: Callable[[], Any]) -> Any:
        if next(steps) == step:
            raise KeyboardInterrupt
        return asks(asked_node, work)

    with patch.object(KeyNode, "_asked", dies), suppress(KeyboardInterrupt):
        keys.mend()
    other = opened(pair)
    during = other.new()
    other.mend()
    assert held(pair[0]) == held(pair[1]) == {kept.id} | ids_of(during)
    assert old.id not in held(pair[0]) | held(pair[1])
    assert ids_of(keys.new()) <= held(pair[0]) & held(pair[1])


def test_what_changes_while_a_node_is_made_the_same_is_changed_in_it_too(pair: tuple[RedisNode, RedisNode]) -> None:
    """Another process goes on with the one that stayed, which it still knows to be alone."""
    keys = opened(pair)
    kept, old = keys.new(2)
    with cut(keys, 1):
        keys.new()
    stays, replace = KeyNode(pair[0].address), KeyNode.replace
    more = iter([True])

    def meanwhile(copy: KeyNode, *arguments: Any) -> None:
        replace(copy, *arguments)
        if next(more, False):
            stays.drop(stays.state().epoch, [old.id])

    with patch.object(KeyNode, "replace", meanwhile):
        keys.mend()
    assert held(pair[0]) == held(pair[1])
    assert old.id not in held(pair[1])
    assert kept.id in held(pair[1])


def test_two_that_went_on_apart_are_brought_together_by_the_database(
    pair: tuple[RedisNode, RedisNode], sqlite_engine: Engine
) -> None:
    """Each of two processes saw another node alone, and drew and forgot keys there."""
    a_campaign(sqlite_engine, k=5)
    a_campaign(sqlite_engine, k=5, slug="autumn")
    mine, theirs = opened_for(sqlite_engine, pair), opened_for(sqlite_engine, pair)
    with running(sqlite_engine, mine) as ledger, running(sqlite_engine, theirs) as other:
        assert told(ledger, range(8)) == [*range(8)]
        with cut(mine, 1), cut(theirs, 0):
            assert [ledger.record_now(an_entry(person)) for person in range(8, 11)] == [Outcome.COUNTED] * 3
            assert [other.record_now(an_entry(person, 2)) for person in range(100, 103)] == [Outcome.COUNTED] * 3
        assert held(pair[0]) != held(pair[1])
        mine.mend()
        assert mine.is_unclean
        assert ledger.record_now(an_entry(20)) is Outcome.COUNTED
        assert other.record_now(an_entry(120, 2)) is Outcome.COUNTED
        assert not mine.is_unclean or ledger.record_now(an_entry(21)) is Outcome.COUNTED
    assert_same_and_whole(sqlite_engine, mine, pair)
    assert len(assert_each_is_counted_once(sqlite_engine, mine, range(130))) >= 16


@contextmanager
def cut(keys: KeyNodes, place: int) -> Iterator[None]:
    """This process reaches that node no more, though others may."""
    real = keys._nodes[place]._redis
    with node(f"redis://127.0.0.1:{free_port()}") as away:
        keys._nodes[place]._redis = away
        yield
    keys._nodes[place]._redis = real


def opened_for(engine: Engine, pair: tuple[RedisNode, RedisNode]) -> KeyNodes:
    keys = KeyNodes([server.address for server in pair])
    recover_pools(engine, keys)
    return keys


def assert_same_and_whole(engine: Engine, keys: KeyNodes, pair: tuple[RedisNode, RedisNode]) -> None:
    """Both nodes hold the keys of what waits, and nothing else."""
    keys.mend()
    forget_orphans(engine, keys)
    assert verify(engine, keys, [a_bank()], TODAY) == []
    assert held(pair[0]) == held(pair[1])
    assert keys.remark() == ""


class Unlucky:
    """From one command on and for some more, a node is not reached; or it is, and its answer is lost; or it has lost
    everything when it is back."""

    def __init__(self, pair: tuple[RedisNode, RedisNode], lost: int, first: int, how: str) -> None:
        self.server, self.first, self.how = pair[lost], first, how
        self.name, self.commands, self.is_over = f"127.0.0.1:{self.server.port}", 0, False

    def ask(self, asks: Callable[..., Any], asked_node: KeyNode, work: Callable[[], Any]) -> Any:
        self.commands += 1
        away = self.first <= self.commands < self.first + 12
        if self.commands == self.first + 12 and self.how == "empty":
            asked(self.server).flushall()
        if away and asked_node.name == self.name:
            if self.commands < self.first + 3 and self.how == "answer lost":
                asks(asked_node, work)
            raise NodeAway(self.name)
        return asks(asked_node, work)


FIRSTS = soak.many(range(1, 60, 6), range(1, 60))


@pytest.mark.parametrize("lost", [0, 1])
@pytest.mark.parametrize("how", ["old keys", "empty", "answer lost"])
def test_a_node_that_is_lost_at_any_step_of_counting_sealing_and_closing_loses_nobody(
    sqlite_engine: Engine, pair: tuple[RedisNode, RedisNode], lost: int, how: str
) -> None:
    keys = opened_for(sqlite_engine, pair)
    most = 0
    with running(sqlite_engine, keys) as ledger:
        for turn, first in enumerate(FIRSTS):
            campaign, people = a_campaign(sqlite_engine, k=5, slug=f"step-{first}"), range(turn * 11, turn * 11 + 11)
            luck = Unlucky(pair, lost, first, how)
            asks = KeyNode._asked
            with patch.object(KeyNode, "_asked", lambda node, work: luck.ask(asks, node, work)):  # noqa: B023
                for person in people:
                    assert ledger.record_now(an_entry(person, campaign.id)) is Outcome.COUNTED
                close(sqlite_engine, keys, campaign.id, TODAY)
            most = max(most, luck.commands)
            assert_same_and_whole(sqlite_engine, keys, pair)
            assert held(pair[0]) == set()
    assert most > FIRSTS[-1]
    assert sum(counts.n for counts in totals(sqlite_engine).values()) == 11 * len(FIRSTS)


def test_two_processes_count_while_nodes_come_and_go(engine: Engine, pair: tuple[RedisNode, RedisNode]) -> None:
    a_campaign(engine, k=5)
    url, home = engine.url.render_as_string(hide_password=False), [server.address for server in pair]
    keys = opened_for(engine, pair)
    together = processes.Barrier(3)
    started = [start(count_people, url, home, range(place, PEOPLE, 2), 8, together) for place in range(2)]
    together.wait()
    for turn in range(TURNS):
        restarted(pair[turn % 2])
        eventually(lambda: held_alike(keys), lambda: "the nodes stay apart")
    said = [person for _, pipe in started for person in heard(pipe)]
    for process, _ in started:
        process.join()
        assert process.exitcode == 0
    there = assert_each_is_counted_once(engine, keys, range(PEOPLE))
    assert {*said} <= {*there}
    assert len(there) >= PEOPLE - 64  # who comes between two looks may be asked to try again
    assert_same_and_whole(engine, keys, pair)


def held_alike(keys: KeyNodes) -> bool:
    with suppress(PoolKeysDamaged):
        keys.mend()
        return keys.remark() == ""
    return False


def test_a_site_whose_nodes_were_both_restarted_does_not_start_until_it_is_said_what_is_lost(
    engine: Engine, pair: tuple[RedisNode, RedisNode]
) -> None:
    a_campaign(engine, k=5)
    keys = opened_for(engine, pair)
    with running(engine, keys) as ledger:
        assert told(ledger, range(13)) == [*range(13)]
        for server in pair:
            restarted(server)
        assert told(ledger, range(13, 15)) == []
        with pytest.raises(PoolKeysDamaged, match=r"both nodes were restarted.*abandon-pools"):
            keys.remark()
    keys = KeyNodes([server.address for server in pair])
    with pytest.raises(PoolKeysForeign, match=r"were both restarted.*than 2k answers of each cell.*abandon-pools"):
        recover_pools(engine, keys)
    assert is_needed(engine, keys)
    assert [(lost.slug, lost.most) for lost in lost_in(engine, keys)] == [("spring", 9)]
    abandon(engine, keys)
    with running(engine, keys) as ledger:
        assert told(ledger, range(20, 24)) == [*range(20, 24)]
    assert_same_and_whole(engine, keys, pair)


def test_nodes_of_another_site_are_left_as_they_are(sqlite_engine: Engine, pair: tuple[RedisNode, RedisNode]) -> None:
    theirs = opened(pair, OTHER)
    drawn = theirs.new(2)
    for of_theirs in (pair, pair[:1], pair[1:]):
        for server in {*pair} - {*of_theirs}:
            asked(server).flushall()
        keys = KeyNodes([server.address for server in pair])
        with pytest.raises(PoolKeysForeign, match="belongs to another site"):
            recover_pools(sqlite_engine, keys)
        assert {key_id for server in of_theirs for key_id in held(server)} == ids_of(drawn)
        theirs.mend()
    mine = KeyNodes([server.address for server in pair])
    mine.site = SITE.site
    for change in (mine.new, lambda: mine.forget(ids_of(drawn)), mine.probe, mine.remark):
        with pytest.raises(PoolKeysForeign):
            change()
    assert held(pair[0]) == held(pair[1]) == ids_of(drawn)


def test_the_second_node_of_another_site_is_told_and_not_touched(pair: tuple[RedisNode, RedisNode]) -> None:
    theirs = opened(pair, OTHER).new()
    asked(pair[0]).flushall()
    KeyNode(pair[0].address).tell("", parted(SITE))
    mine = KeyNodes([server.address for server in pair])
    mine.site = SITE.site
    mine.mend()
    drawn = mine.new()
    assert (held(pair[0]), held(pair[1])) == (ids_of(drawn), ids_of(theirs))
    assert mine.remark() == "one key node is empty, or of another site"
    assert mine.owner() == Owner("+".join(sorted((SITE.site, OTHER.site))), settled=True)


@pytest.mark.parametrize(
    ("name", "value"), [("save", "3600 1"), ("appendonly", "yes"), ("maxmemory-policy", "allkeys-lru")]
)
def test_a_node_that_may_write_or_lose_keys_is_refused_in_a_sentence(
    pair: tuple[RedisNode, RedisNode], name: str, value: str
) -> None:
    keys, server = opened(pair), asked(pair[1])
    before = str(server.config_get(name)[name])
    server.config_set(name, value)
    try:
        with pytest.raises(KeyNodesUnsuitable, match=f"may write keys to a disk.*{name} is “{value}”.*--save"):
            KeyNodes([one.address for one in pair])
        server.delete("totem:site")
        keys.mend()  # nor is it taken back while a site runs
        drawn = keys.new()
        assert ids_of(drawn) <= held(pair[0])
        assert not ids_of(drawn) & held(pair[1])
    finally:
        server.config_set(name, before)


def test_a_node_with_a_replica_is_refused(pair: tuple[RedisNode, RedisNode]) -> None:
    with redis_node() as replica:
        asked(replica).replicaof("127.0.0.1", str(pair[1].port))
        eventually(lambda: asked(pair[1]).info("replication")["connected_slaves"] == 1, lambda: "no replica comes")
        for addresses in ([pair[0].address, pair[1].address], [pair[0].address, replica.address]):
            with pytest.raises(KeyNodesUnsuitable, match="it is one of a group of replicas"):
                KeyNodes(addresses)
        asked(replica).connection_pool.disconnect()


def test_one_node_by_two_names_is_refused_and_no_node_at_all_too(pair: tuple[RedisNode, RedisNode]) -> None:
    one = f"redis://localhost:{pair[0].port}/0"
    with pytest.raises(KeyNodesUnsuitable, match="names one node twice"):
        KeyNodes([one, pair[0].address])
    with pytest.raises(KeyNodesUnsuitable, match="not the address of a node"):
        KeyNodes(["http://127.0.0.1", pair[0].address])
    with pytest.raises(PoolKeysAway, match="nothing is counted until it is back"):
        KeyNodes([f"redis://127.0.0.1:{free_port()}", f"redis://127.0.0.1:{free_port()}"])


def test_a_start_with_one_node_refuses_only_what_that_node_does_not_open(
    sqlite_engine: Engine, pair: tuple[RedisNode, RedisNode]
) -> None:
    a_campaign(sqlite_engine, k=5)
    keys = opened_for(sqlite_engine, pair)
    with running(sqlite_engine, keys) as ledger:
        assert told(ledger, range(3)) == [*range(3)]
    pair[0].kill()
    with running(sqlite_engine, opened_for(sqlite_engine, pair)) as ledger:
        assert told(ledger, range(3, 6)) == [*range(3, 6)]
    pair[0].start()
    keys = opened_for(sqlite_engine, pair)
    with running(sqlite_engine, keys) as ledger, pair[1].frozen():
        for people in (range(6, 8), range(8, 9)):
            assert told(ledger, people) == [*people]
    pair[0].kill()
    with pytest.raises(PoolsUnreadable, match="Is a node away"):
        opened_for(sqlite_engine, pair)
    assert len(assert_nothing_changed(sqlite_engine)) == 2


def assert_nothing_changed(engine: Engine) -> list[Any]:
    with read(engine) as connection:
        return [*connection.execute(select(PoolRow))]


@pytest.mark.long
def test_what_is_amiss_is_told_and_hangs_nothing(engine: Engine, pair: tuple[RedisNode, RedisNode]) -> None:
    a_campaign(engine)
    keys = opened_for(engine, pair)
    with running(engine, keys) as ledger:
        ready = Readiness(engine, keys, ledger)

        def answers() -> tuple[list[str], str]:
            return asyncio.run(ready.health())

        assert answers() == ([], "")
        with pair[0].frozen():
            assert answers() == ([], "one key node is away")
            assert told(ledger, range(3)) == [*range(3)]
            with pair[1].frozen():
                assert answers() == (["the key store is away"], "")
                assert told(ledger, range(3, 5)) == []
        keys.mend()
        assert answers() == ([], "")
        assert told(ledger, range(3, 5)) == [3, 4]


@pytest.mark.parametrize("cut_at", ["keep_only", "claim", "probe"])
def test_keys_move_from_the_file_to_the_nodes_and_nobody_is_lost(
    sqlite_engine: Engine, keys: KeyFile, pair: tuple[RedisNode, RedisNode], cut_at: str
) -> None:
    """Cut off before the file is emptied, it is made again; afterwards, it is done."""
    a_campaign(sqlite_engine, k=5)
    with running(sqlite_engine, keys) as ledger:
        assert told(ledger, range(13)) == [*range(13)]
    nodes = KeyNodes([server.address for server in pair])
    with patch.object(keys, cut_at, side_effect=KeyboardInterrupt), suppress(KeyboardInterrupt):
        move_keys(sqlite_engine, keys, nodes)
    if cut_at == "keep_only":
        move_keys(sqlite_engine, KeyFile(keys.path), nodes)
    with running(sqlite_engine, opened_for(sqlite_engine, pair)) as ledger:
        assert told(ledger, range(13, 17)) == [*range(13, 17)]
    assert_same_and_whole(sqlite_engine, nodes, pair)
    assert len(assert_each_is_counted_once(sqlite_engine, nodes, range(17))) == 17
    assert KeyFile(keys.path).ids() == set()
    with pytest.raises(PoolKeysForeign if cut_at != "claim" else PoolsUnreadable):
        recover_pools(sqlite_engine, KeyFile(keys.path))


def test_keys_do_not_move_into_nodes_of_another_site(
    sqlite_engine: Engine, keys: KeyFile, pair: tuple[RedisNode, RedisNode]
) -> None:
    drawn = opened(pair, OTHER).new()
    with pytest.raises(PoolKeysForeign, match="belongs to another site"):
        move_keys(sqlite_engine, keys, KeyNodes([server.address for server in pair]))
    assert held(pair[0]) == held(pair[1]) == ids_of(drawn)
