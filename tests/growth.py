"""How the time of some work grows with the text that it is given: for tests that find what is not linear.

Growth is a ratio of processor times of this thread: the same on a busy machine, and the same on a slow one.
"""

import time
from collections.abc import Callable, Iterable

SIZES = 2_048, 8_192, 65_536
"""Letters: to find what takes longest, and to see how that grows; the last is the longest body."""
FASTEST_SECONDS = 0.0002
"""Less than this says nothing of growth: what is quadratic takes a hundred times as long on the short one already."""
MOST_GROWTH = 24.0
"""8 for what is linear, 64 for what is quadratic."""


def growth(
    work: Callable[[str], object], worst: Iterable[tuple[str, str, str]], sizes: tuple[int, int, int] = SIZES
) -> float:
    """How many times as long eight times as much takes, for what takes longest.

    worst: what comes first, what is repeated, and how it ends.
    """
    slowest = max(worst, key=lambda one: _seconds(work, one, sizes[0]))
    short, long = (min(_seconds(work, slowest, letters) for _ in range(2)) for letters in sizes[1:])
    return long / max(short, FASTEST_SECONDS)


def _seconds(work: Callable[[str], object], one: tuple[str, str, str], letters: int) -> float:
    start, repeated, end = one
    text = start + repeated * (letters // len(repeated)) + end
    begun = time.thread_time()
    work(text)
    return time.thread_time() - begun
