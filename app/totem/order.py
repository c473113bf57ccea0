"""The order in which a scene's options stand on one person's screen. Pure.

Promises the same order for the same seed, so that reload, Back and another language change nothing.
"""

import hashlib
from functools import cache
from itertools import permutations


def option_order(seed: bytes, scene: int, options: int) -> tuple[int, ...]:
    """Which option of the bank stands at each place. seed: the sheet's own random bytes; scene: its position."""
    block, place = divmod(scene, 32)
    drawn = hashlib.blake2b(seed, digest_size=32, salt=block.to_bytes(16, "big")).digest()[place]
    orders = _orders(options)
    return orders[drawn % len(orders)]


@cache
def _orders(options: int) -> tuple[tuple[int, ...], ...]:
    return tuple(permutations(range(options)))
