"""The order in which a scene's options stand on one person's screen. Pure.

Promises the same order for the same seed, so that reload, Back and another language change nothing.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from itertools import permutations

BLOCK = 32


def option_order(seed: bytes, scene: int, options: int) -> tuple[int, ...]:
    """Which option of the bank stands at each place. seed: the sheet's own random bytes; scene: its position."""
    block, place = divmod(scene, BLOCK)
    orders = _orders(options)
    return orders[_drawn(seed, block)[place] % len(orders)]


def option_orders(seed: bytes, options: Sequence[int]) -> list[tuple[int, ...]]:
    """The same for all scenes, from the first on; options: of each."""
    drawn = b"".join(_drawn(seed, block) for block in range(-(-len(options) // BLOCK)))
    return [orders[at % len(orders)] for at, orders in zip(drawn, map(_orders, options), strict=False)]


def _drawn(seed: bytes, block: int) -> bytes:
    """A byte for each scene of a block."""
    return hashlib.blake2b(seed, digest_size=BLOCK, salt=block.to_bytes(16, "big")).digest()


@cache
def _orders(options: int) -> tuple[tuple[int, ...], ...]:
    return tuple(permutations(range(options)))
