"""What one process tells, the others know, by each of the three carriers; and whoever was cut off is told it all."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine

from app.bus import bus as buses
from app.bus.bus import Alone, Bus, Carrier, Notes
from app.bus.carriers import Datagrams, Notify, RedisChannel
from app.bus.choice import bus_of
from app.db.engine import make_engine
from app.redis_nodes import NodeUnsuitable
from tests.databases import POSTGRESQL
from tests.nodes import RedisNode
from tests.patience import eventually

pytestmark = pytest.mark.slow
SECRET = bytes(32)
NEEDS = {"postgresql": "postgres_engine", "redis": "redis"}


class Heard:
    """A member that keeps what it is told."""

    def __init__(self, bus: Alone) -> None:
        self.notes: dict[str, dict[str, Any]] = {}
        self.losses, self.bus = 0, bus
        bus.join("heard", self)

    def tell(self, topic: str, **notes: Any) -> None:
        self.notes.setdefault(topic, {}).update(notes)
        self.bus.tell("heard", topic, notes)

    def hear(self, _: str, topic: str, notes: Notes) -> None:
        self.notes.setdefault(topic, {}).update(notes)

    def everything(self) -> Iterator[tuple[str, Notes]]:
        yield from self.notes.items()

    def lost(self) -> None:
        self.losses += 1

    def knows(self, topic: str, **notes: Any) -> None:
        eventually(lambda: self.notes.get(topic) == notes, lambda: self.notes)


class Carriers:
    """Of several processes: one for each. kind: sqlite, postgresql or redis."""

    def __init__(self, kind: str, request: pytest.FixtureRequest, folder: Path) -> None:
        self.kind, self._folder = kind, folder
        self._what: Any = request.getfixturevalue(NEEDS[kind]) if kind in NEEDS else None

    def one(self) -> Carrier:
        match self.kind:
            case "sqlite":
                # Longer than the name of a socket may be.
                return Datagrams(self._folder / ("data" * 30) / "processes")
            case "postgresql":
                return Notify(self._what)
        return RedisChannel(self._what.address, "site")


@pytest.fixture(params=["sqlite", POSTGRESQL, "redis"])
def carriers(request: pytest.FixtureRequest, tmp_path: Path) -> Carriers:
    return Carriers(request.param, request, tmp_path)


@pytest.fixture
def started() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def process(carrier: Carrier, stack: ExitStack, processes: int = 3) -> Heard:
    bus = Bus(carrier, processes)
    heard = Heard(bus)
    bus.start()
    stack.callback(bus.stop)
    return heard


def test_three_processes_know_what_each_of_them_tells(carriers: Carriers, started: ExitStack) -> None:
    one, two, three = (process(carriers.one(), started) for _ in range(3))
    for heard in (one, two, three):
        eventually(lambda heard=heard: heard.bus.hears_all)  # type: ignore[misc]
    one.tell("room", a=1)
    two.tell("room", b=2)
    three.tell("other", c=3)
    for heard in (one, two, three):
        heard.knows("room", a=1, b=2)
        heard.knows("other", c=3)
        assert all(heard.bus.is_there(other.bus.name) for other in (one, two, three))
    assert not one.bus.is_there("another")


def test_who_comes_later_is_told_what_was_told_before_however_much(carriers: Carriers, started: ExitStack) -> None:
    one = process(carriers.one(), started)
    much = {f"{number:012x}": number for number in range(1500)}
    one.tell("room", **much)
    process(carriers.one(), started).knows("room", **much)


@pytest.mark.long
def test_a_node_that_was_lost_is_caught_up_with(redis: RedisNode, started: ExitStack) -> None:
    one, two = (process(RedisChannel(redis.address, "site"), started) for _ in range(2))
    eventually(lambda: one.bus.hears_all and two.bus.hears_all)
    redis.kill()
    one.tell("room", a=1)
    eventually(lambda: not one.bus.hears_all and two.losses)
    assert "room" not in two.notes
    redis.start()
    two.knows("room", a=1)
    eventually(lambda: one.bus.hears_all and two.bus.hears_all)


@pytest.mark.long
def test_a_process_that_was_stopped_notices_that_it_heard_nothing(redis: RedisNode, started: ExitStack) -> None:
    """The node takes what is sent and says nothing: whoever listens would wait for ever."""
    one = process(RedisChannel(redis.address, "site"), started)
    eventually(lambda: one.bus.hears_all)
    with redis.frozen():
        eventually(lambda: not one.bus.hears_all)
        losses = one.losses
        eventually(lambda: one.losses > losses)
    eventually(lambda: one.bus.hears_all)


@pytest.mark.postgres
def test_a_database_that_was_restarted_is_listened_to_again(postgres_engine: Engine, started: ExitStack) -> None:
    one, two = (process(Notify(postgres_engine), started) for _ in range(2))
    eventually(lambda: one.bus.hears_all and two.bus.hears_all)
    with postgres_engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN totem' AND datname = "
            "current_database()"
        )
    one.tell("room", a=1)
    two.knows("room", a=1)


def test_a_socket_of_a_process_that_was_killed_is_cleared_away(tmp_path: Path, started: ExitStack) -> None:
    folder = tmp_path / "processes"
    dead = Datagrams(folder).listening()
    dead.__enter__()
    (left,) = folder.iterdir()
    left.rename(folder / "left")  # as one that nobody will take away
    dead.__exit__(None, None, None)
    (folder / "notes").write_text("Not ours.")
    heard = process(Datagrams(folder), started)
    eventually(lambda: heard.bus.hears_all and not (folder / "left").exists())
    assert (folder / "notes").exists()


def test_nothing_is_sent_to_another_site_on_the_same_node(redis: RedisNode, started: ExitStack) -> None:
    one, other, two = (process(RedisChannel(redis.address, name), started) for name in ("one", "other", "one"))
    one.tell("room", a=1)
    two.knows("room", a=1)
    assert other.notes == {}


def test_a_site_has_the_carrier_that_is_there(
    sqlite_engine: Engine, postgres: URL, tmp_path: Path, redis: RedisNode
) -> None:
    url = postgres.render_as_string(hide_password=False)
    many = make_engine(url)

    def chosen(engine: Engine, processes: int, url: str = url, **named: str | None) -> str:
        made = bus_of(engine, url, SECRET, processes, named.get("redis"), named.get("direct"))
        return type(made._carrier).__name__ if isinstance(made, Bus) else "alone"

    assert chosen(sqlite_engine, 1) == "alone"
    assert chosen(sqlite_engine, 3) == "Datagrams"
    assert chosen(sqlite_engine, 1, redis=redis.address) == "RedisChannel"
    assert chosen(many, 1) == chosen(many, 3) == "Notify"
    assert chosen(many, 1, f"{url}&pgbouncer=true") == "alone"
    assert chosen(many, 1, f"{url}&pgbouncer=true", direct=url) == "Notify"
    assert chosen(many, 3, f"{url}&pgbouncer=true") == "Notify"
    with pytest.raises(NodeUnsuitable):
        chosen(sqlite_engine, 1, redis="somewhere")


def test_messages_fit_into_what_postgresql_takes() -> None:
    """A phone's id has twelve letters, a limit's name 32 and up to eleven slices."""
    bus = Bus(RedisChannel("redis://localhost", "site"), 1)
    notes = {f"{number:012x}": 40 for number in range(1000)}
    messages = [*bus._messages({("rooms", "room-abcdefghij"): notes})]
    assert len(messages) == -(-1000 // buses.MOST_NOTES)
    assert max(map(len, messages)) < 4000
