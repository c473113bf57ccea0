"""No sum or difference of published counts, however often each is taken, is the count of 1 … k−1 people.

Pairs are in test_differences and test_states: here are three counts and more, such as a whole less all of its parts.
"""

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest
from sqlalchemy import Connection, Engine

from app.db.engine import make_engine, migrate
from app.tallies.pool import UNDISCLOSED
from tests import soak
from tests.privacy.published import People, isolated, isolated_by_trying, size
from tests.privacy.site import AXIS, SmallSite

pytestmark = pytest.mark.slow

CAMPAIGNS = soak.many(200, 5_000)
K = 5


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = make_engine(f"sqlite:///{tmp_path_factory.mktemp('combinations')}/totem.db")
    migrate(made)
    yield made
    made.dispose()


def a_campaign(connection: Connection, random: Random) -> tuple[SmallSite, list[People]]:
    """Rounds of answers of any size in any segment, each with an attempt to publish; then the close. Also whom counters
    kept apart, of all who answered and of those who named a part, would count after each round."""
    site, counter = SmallSite(connection), []
    for _ in range(3):
        for segment in (*AXIS, UNDISCLOSED):
            site.answer(segment, random.choice((0, 1, 2, 4, 7, 11, 16, 30)))
        everyone = (1 << site.many) - 1
        counter += [everyone, everyone & ~site.silent]
        site.publish(days=1)
    site.close()
    site.publish(days=0)
    assert not site.faults()
    return site, counter


def test_no_combination_of_what_random_campaigns_published_isolates_anyone(engine: Engine) -> None:
    random, releases, parts, alone = Random(1), 0, 0, 0
    for _ in range(CAMPAIGNS):
        with engine.connect() as connection:
            site, counter = a_campaign(connection, random)
            connection.rollback()
        published = [people for one in site.releases for people in one.sets.values()]
        assert isolated(published, K) == []
        releases += len(site.releases)
        parts += len(published)
        alone += bool(isolated([*published, *counter], K))
    assert releases > CAMPAIGNS
    assert parts > 3 * CAMPAIGNS
    assert alone > CAMPAIGNS / 6  # the control


def test_trying_every_combination_finds_what_the_algebra_finds() -> None:
    """Two releases, one segment twice, and a total kept apart: 3125 combinations."""
    random, found = Random(2), 0
    for _ in range(20):
        sizes = [random.choice((5, 8, 12, 3)) for _ in range(4)]
        groups, first = [], 0
        for many in sizes:
            groups.append(((1 << many) - 1) << first)
            first += many
        a1, b1, a2, b2 = groups
        published = [a1 | b1, a1, a1 | b1 | a2 | b2, a1 | a2, b1]
        tried = isolated_by_trying(published, K, product(range(-2, 3), repeat=len(published)))
        assert bool(tried) is bool(isolated(published, K))
        assert bool(tried) is any(size(group) < K for group in groups)
        found += bool(tried)
    assert 0 < found < 20
