"""A limit holds for a site: counted together where its processes hear each other, else each has its part of it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.bus.bus import Alone, Bus, Carrier
from app.bus.carriers import Datagrams, Notify, RedisChannel
from app.web.rate_limit import SLICES, RateLimit, SharedLimits
from tests.nodes import RedisNode
from tests.patience import eventually

pytestmark = pytest.mark.slow
SECRET = bytes(range(32))


class Process:
    """Three wrong codes are taken from a place."""

    def __init__(self, carrier: Carrier, stack: ExitStack) -> None:
        self.bus = Bus(carrier, 3)
        self.limits = SharedLimits(self.bus, SECRET)
        self.codes = self.limits.codes("rooms", here=3, overall=20)
        self.counted = self.limits.rate("counted", 3, 3600)
        self.bus.start()
        stack.callback(self.bus.stop)

    def takes(self, place: str) -> bool:
        return self.codes.may_try(place, "AAA")


@pytest.fixture
def started() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def three(carriers: list[Carrier], started: ExitStack) -> list[Process]:
    made = [Process(carrier, started) for carrier in carriers]
    eventually(lambda: all(one.bus.hears_all for one in made))
    return made


@pytest.mark.parametrize("kind", ["sqlite", "redis"])
def test_processes_count_together(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, started: ExitStack
) -> None:
    if kind == "redis":
        address = request.getfixturevalue("redis").address
        made = three([RedisChannel(address, "site") for _ in range(3)], started)
    else:
        made = three([Datagrams(tmp_path) for _ in range(3)], started)
    for one in made:
        assert one.takes("here")
        one.codes.was_wrong("here")
        one.counted.add("campaign")
    for one in made:
        eventually(lambda one=one: one.counted.is_exceeded("campaign"))  # type: ignore[misc]
        assert one.codes.may_try("there", "AAA")
        # Past its own limit, a place is compared until all places together have had theirs.
        assert (one.codes._here.count(" here"), one.codes._overall.count("")) == (3, 3)
    made[0].counted.take_back("campaign")
    eventually(lambda: not made[2].counted.is_exceeded("campaign"))
    made[1].codes.was_right("here", "AAA")
    eventually(lambda: made[2].codes._right.is_exceeded(" here AAA"))
    late = Process(made[0].bus._carrier, started)
    eventually(lambda: late.codes._here.count(" here") == 3)


def test_without_the_node_each_has_its_part_and_nobody_is_refused_for_that(
    redis: RedisNode, started: ExitStack
) -> None:
    one, two, _ = three([RedisChannel(redis.address, "site") for _ in range(3)], started)
    redis.kill()
    eventually(lambda: not one.bus.hears_all and not two.bus.hears_all)
    assert not one.counted.is_exceeded("campaign")
    one.counted.add("campaign")
    assert one.counted.is_exceeded("campaign")
    assert not two.counted.is_exceeded("campaign")
    redis.start()
    eventually(lambda: one.bus.hears_all and two.counted.count("campaign") == 1)
    assert not one.counted.is_exceeded("campaign")


@pytest.mark.parametrize(("most", "part"), [(600, 200), (10, 4), (1, 1)])
def test_a_part_is_rounded_up_and_at_least_one(most: int, part: int) -> None:
    limit = RateLimit(most, 3600, bus=Alone(3))
    for _ in range(part):
        assert not limit.is_exceeded("here")
        limit.add("here")
    assert limit.is_exceeded("here")


def test_what_a_database_would_write_down_is_not_told(postgres_engine: object) -> None:
    """PostgreSQL keeps what it hands on in files: which place tried something is for nobody's disk."""
    bus = Bus(Notify(postgres_engine), 3)  # type: ignore[arg-type]
    limit = SharedLimits(bus, SECRET).rate("counted", 3, 3600)
    limit.add("here")
    assert bus._due == {}
    assert bus._members == {}


def test_others_are_forgotten_a_window_later_and_no_name_can_be_read() -> None:
    limit = RateLimit(10, SLICES, bus=Alone(), salt=SECRET)
    limit.add("192.0.2.1")
    ((_, told),) = limit.everything()
    ((name, slices),) = told.items()
    assert "192.0.2.1" not in name
    other = RateLimit(10, SLICES, bus=Alone(), salt=SECRET)
    other.hear("another", "", told)
    assert other.count("192.0.2.1") == 1
    other.hear("another", "", {name: [[at - SLICES - 1, many] for at, many in slices]})
    assert other.count("192.0.2.1") == 0
