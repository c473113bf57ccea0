"""Pools: opaque, bound to their cell, and sealed only when they cover k people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tallies.counts import nothing
from app.tallies.keys import PoolKey
from app.tallies.pool import Cell, Pool, PoolLost, Pools, add_to_pools, decrypt, encrypt
from app.tallies.sums import CountsInvalid, to_bytes, total, unpacked
from tests.crowd import a_bank, a_sheet

KEY = PoolKey("00" * 16, bytes(range(32)))
CELL = Cell(7, "0123456789abcdef", "north")
people = st.lists(st.integers(0, 50), max_size=60)


def waiting(pools: Pools) -> list[Pool]:
    return [pool for pool in pools if pool]


def test_a_box_opens_to_what_was_put_in() -> None:
    counts = a_sheet(1)
    assert decrypt(KEY, CELL, encrypt(KEY, CELL, counts)) == counts


def test_the_same_counts_never_make_the_same_box() -> None:
    assert len({encrypt(KEY, CELL, a_sheet(1)) for _ in range(100)}) == 100


def test_every_box_of_a_bank_has_one_size() -> None:
    crowds = [total(map(a_sheet, range(many))) for many in (1, 2, 300)]
    assert len({len(encrypt(KEY, CELL, counts)) for counts in crowds}) == 1


@pytest.mark.parametrize(
    "other", [CELL._replace(campaign_id=8), CELL._replace(fingerprint="f" * 16), CELL._replace(segment="south")]
)
def test_a_box_does_not_open_in_another_cell(other: Cell) -> None:
    with pytest.raises(PoolLost):
        decrypt(KEY, other, encrypt(KEY, CELL, a_sheet(1)))


def test_a_box_does_not_open_with_another_key_nor_when_it_was_touched() -> None:
    boxed = encrypt(KEY, CELL, a_sheet(1))
    with pytest.raises(PoolLost):
        decrypt(PoolKey(KEY.id, bytes(32)), CELL, boxed)
    for at in (0, 11, 12, len(boxed) - 1):
        touched = bytearray(boxed)
        touched[at] ^= 1
        with pytest.raises(PoolLost):
            decrypt(KEY, CELL, bytes(touched))
    for cut in (b"", boxed[:5], boxed[:-1]):
        with pytest.raises(PoolLost):
            decrypt(KEY, CELL, cut)


def test_unpacked_bytes_are_the_counts_whatever_the_bank() -> None:
    assert unpacked(to_bytes(a_sheet(1))) == a_sheet(1)
    for broken in (b"", b"1234567"):
        with pytest.raises(CountsInvalid):
            unpacked(broken)


@given(people)
def test_a_total_is_the_sum_of_its_parts(crowd: list[int]) -> None:
    added = nothing(a_bank())
    for person in crowd:
        added += a_sheet(person)
    assert total([nothing(a_bank()), *map(a_sheet, crowd)]) == added


def test_counts_of_two_structures_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="different structures"):
        total([a_sheet(1), a_sheet(1, a_bank(scenes=2))])


@given(people, st.integers(1, 12), st.data())
def test_nobody_is_lost_and_nothing_under_k_is_sealed(crowd: list[int], k: int, data: st.DataObject) -> None:
    """However the sheets come in groups, the same people are sealed, ready and open."""
    pools, sealed = Pools(), []
    rest = [a_sheet(person) for person in crowd]
    while rest:
        many = data.draw(st.integers(1, len(rest)))
        pools, more = add_to_pools(pools, rest[:many], k)
        sealed += more
        rest = rest[many:]
        assert pools.open is None or 0 < pools.open.counts.n < k
        assert pools.ready is None or pools.ready.counts.n >= k
        assert all(counts.n >= k for counts in more)
    assert add_to_pools(Pools(), [a_sheet(person) for person in crowd], k) == (pools, sealed)
    found = total([nothing(a_bank()), *sealed, *(pool.counts for pool in waiting(pools))])
    assert found == total([nothing(a_bank()), *map(a_sheet, crowd)])


SHAPES = {
    0: (0, 0, 0),
    1: (1, 0, 0),
    4: (4, 0, 0),
    5: (0, 5, 0),
    9: (4, 5, 0),
    10: (0, 5, 5),
    14: (4, 5, 5),
    15: (0, 5, 10),
}


@pytest.mark.parametrize(("many", "shape"), SHAPES.items())
def test_the_first_figures_come_at_twice_k(many: int, shape: tuple[int, int, int]) -> None:
    """Of (open, ready, sealed) people, with k = 5."""
    pools, sealed = add_to_pools(Pools(), [a_sheet(person) for person in range(many)], 5)
    opened, ready = (pool.counts.n if pool else 0 for pool in pools)
    assert (opened, ready, sum(counts.n for counts in sealed)) == shape


def test_a_pool_that_grew_needs_another_key_and_one_that_did_not_keeps_its_own() -> None:
    """So that no two states of a pool ever lie under one key."""
    before = Pools(Pool(total(map(a_sheet, range(3))), KEY), Pool(total(map(a_sheet, range(5))), KEY))
    after, _ = add_to_pools(before, [a_sheet(3)], 5)
    assert after.open == Pool(total(map(a_sheet, range(4))))
    assert after.ready is before.ready


def test_after_k_was_raised_a_smaller_ready_pool_is_not_sealed_alone() -> None:
    ready = Pool(total(map(a_sheet, range(5))), KEY)
    pools, sealed = add_to_pools(Pools(ready=ready), [a_sheet(person) for person in range(5, 13)], 8)
    assert sealed == []
    assert pools.ready == Pool(total(map(a_sheet, range(13))))


def test_after_k_was_lowered_the_next_sheet_makes_the_open_pool_ready() -> None:
    pools, _ = add_to_pools(Pools(open=Pool(total(map(a_sheet, range(9))), KEY)), [a_sheet(9)], 5)
    assert pools.open is None
