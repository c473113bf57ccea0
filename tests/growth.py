"""How the time of some work grows with the text that it is given: for tests that find what is not linear.

Growth is a ratio of processor times of this thread: the same on a busy machine, and the same on a slow one.
"""

import time
from collections.abc import Callable, Iterable

SIZES = 2_048, 8_192, 65_536
"""Letters: to find what takes longest, and to see how that grows; the last is the longest body."""
FASTEST_SECONDS = 0.0002
"""Less than this says nothing of growth: what is quadratic takes a hundred times as long on the short one already."""
SUSPECTS = 3
MOST_GROWTH = 24.0
"""8 for what is linear, 64 for what is quadratic."""


def growth(
    work: Callable[[str], object], worst: Iterable[tuple[str, str, str]], sizes: tuple[int, int, int] = SIZES
) -> float:
    """How many times as long eight times as much takes: the most, of what takes longest and of what grows fastest.

    worst: what comes first, what is repeated, and how it ends. What takes longest at first need not be what grows.
    """
    look, *lengths = sizes
    taken = {one: (_seconds(work, one, look // 4), _seconds(work, one, look)) for one in worst}
    by_growth = sorted(taken, key=lambda one: taken[one][1] / max(taken[one][0], FASTEST_SECONDS / 8))
    suspects = {max(taken, key=lambda one: taken[one][1]), *by_growth[-SUSPECTS:]}
    return max(_growth_of(work, one, *lengths) for one in suspects)


def _growth_of(work: Callable[[str], object], one: tuple[str, str, str], short: int, long: int) -> float:
    before, after = (min(_seconds(work, one, letters) for _ in range(2)) for letters in (short, long))
    return after / max(before, FASTEST_SECONDS)


def _seconds(work: Callable[[str], object], one: tuple[str, str, str], letters: int) -> float:
    start, repeated, end = one
    text = start + repeated * (letters // len(repeated)) + end
    begun = time.thread_time()
    work(text)
    return time.thread_time() - begun
