"""What comes first: clearly picked, and a blind spot or clearly weak; at most three, and none ranked below 100."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.barometer.priorities import PickShare, Priority, pick_share, priorities_of

IDS = tuple("abcdefghij")


def shares(n: int, **percents: int) -> dict[str, PickShare]:
    found = {id_: pick_share(percents.get(id_, 10), n, len(IDS)) for id_ in IDS}
    return {id_: share for id_, share in found.items() if share}


@pytest.mark.parametrize(
    ("percent", "n", "low", "high"),
    [(40, 50, 19.3, 64.1), (40, 100, 25.3, 56.4), (40, 400, 32.7, 47.7), (0, 50, 0.0, 21.3)],
)
def test_the_interval_of_a_share_is_wilsons_for_ten_with_half_of_a_multiple_of_people(
    percent: int, n: int, low: float, high: float
) -> None:
    assert pick_share(percent, n, 10) == (percent, low, high)


@given(st.integers(0, 100), st.integers(50, 2000), st.integers(1, 20))
def test_an_interval_holds_its_share_and_stays_a_share(percent: int, n: int, of: int) -> None:
    share = pick_share(percent, n, of)
    assert share
    assert 0 <= share.low <= percent <= share.high <= 100
    other = pick_share(100 - percent, n, of)
    assert other
    assert other.low == pytest.approx(100 - share.high, abs=0.11)


def test_no_share_is_judged_below_50_people() -> None:
    assert pick_share(90, 49, 10) is None


def test_a_crowd_without_a_preference_makes_hardly_any_dimension_a_priority() -> None:
    """Each of 100 people picks two of ten: of the counts that are told above chance, the chance that there is one."""
    least = next(many for many in range(100) if (share := pick_share(many, 100, 10)) and share.low > 20)
    beyond = sum(comb(100, many) * 0.2**many * 0.8 ** (100 - many) for many in range(least, 101))
    assert least == 34
    assert 10 * beyond < 0.05


def test_a_priority_is_picked_above_chance_and_seen_wrongly_or_weak() -> None:
    picked = shares(200, a=40, b=45, c=50, d=25)
    assert priorities_of(picked, 200, 20, {"a", "d", "e"}, {"b", "a"}) == (
        Priority("b", 1, False, True),
        Priority("a", 2, True, True),
    )


def test_three_are_priorities_at_most_those_that_are_most_clearly_picked() -> None:
    picked = shares(400, a=35, b=40, c=45, d=50)
    assert [one.id for one in priorities_of(picked, 400, 20, set(IDS), ())] == ["d", "c", "b"]


def test_below_100_people_priorities_stand_in_their_order_without_a_rank() -> None:
    picked = shares(99, a=45, b=60)
    assert priorities_of(picked, 99, 20, {"b", "a"}, ()) == (
        Priority("a", None, True, False),
        Priority("b", None, True, False),
    )
    assert priorities_of(shares(49, a=90), 49, 20, {"a"}, ()) == ()


@given(st.permutations(IDS), st.lists(st.integers(0, 60), min_size=10, max_size=10, unique=True), st.integers(100, 500))
def test_priorities_are_the_same_in_any_order_of_the_dimensions(order: list[str], percents: list[int], n: int) -> None:
    picked = shares(n, **dict(zip(IDS, percents, strict=True)))
    assert priorities_of({id_: picked[id_] for id_ in order}, n, 20, IDS, ()) == priorities_of(picked, n, 20, IDS, ())
