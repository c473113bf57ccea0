"""The order of a scene's options: drawn from the sheet's seed, the same on every screen."""

from collections import Counter
from itertools import combinations, permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.totem.order import option_order

SEEDS = st.binary(min_size=16, max_size=16)
DRAWN = [Random(at).randbytes(16) for at in range(3000)]


@given(SEEDS, st.integers(0, 99), st.integers(1, 4))
def test_an_order_names_each_option_once_and_is_the_same_every_time(seed: bytes, scene: int, options: int) -> None:
    order = option_order(seed, scene, options)
    assert sorted(order) == list(range(options))
    assert option_order(seed, scene, options) == order


def test_the_order_of_a_known_seed_is_known() -> None:
    assert [option_order(b"totem", scene, 3) for scene in range(4)] == [
        (1, 2, 0),
        (2, 0, 1),
        (1, 0, 2),
        (1, 2, 0),
    ]


def test_each_order_is_about_equally_likely() -> None:
    # A byte modulo 6 favours four orders by 1/256; chance adds 0.7 % (SD) on 3000 seeds.
    for scene in (0, 31, 32):
        counted = Counter(option_order(seed, scene, 3) for seed in DRAWN)
        assert set(counted) == set(permutations(range(3)))
        assert all(abs(many / len(DRAWN) - 1 / 6) < 0.03 for many in counted.values())


def test_the_scenes_of_one_sheet_are_ordered_independently() -> None:
    # Scene 32 is the first whose draw comes from another block of the hash.
    for first, second in combinations((0, 1, 32), 2):
        alike = sum(option_order(seed, first, 3) == option_order(seed, second, 3) for seed in DRAWN)
        assert abs(alike / len(DRAWN) - 1 / 6) < 0.03
