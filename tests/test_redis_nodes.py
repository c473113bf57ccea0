"""A node that is away, hangs or is none makes nobody wait, and says so in one kind of error."""

import pytest
from redis import RedisError

from app.redis_nodes import NodeUnsuitable, node
from tests.nodes import RedisNode

pytestmark = pytest.mark.slow


def test_a_node_that_is_away_or_hangs_is_an_error_and_afterwards_it_answers_again(redis: RedisNode) -> None:
    asked = node(redis.address)
    assert asked.set("a", "1")
    with redis.frozen(), pytest.raises(RedisError):
        asked.get("a")
    assert asked.get("a") == b"1"
    redis.kill()
    with pytest.raises(RedisError):
        asked.get("a")
    redis.start()
    assert asked.get("a") is None


@pytest.mark.parametrize("address", ["127.0.0.1:6379", "http://127.0.0.1", "redis://user:hidden@127.0.0.1:port/0"])
def test_what_is_no_address_is_said_without_its_password(address: str) -> None:
    with pytest.raises(NodeUnsuitable, match="not the address of a node") as told:
        node(address)
    assert "hidden" not in str(told.value)
