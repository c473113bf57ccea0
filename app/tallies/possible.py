"""Which sums some people could have: the invariants behind `faults`. Pure.

Promises to refuse no sums that there are. What it accepts is nearly always possible.
"""

from app.tallies.statistics import NEAR_UNIT, CountsRow, MirrorSums, NearSums, ScaleSums


def is_possible(n: int, total: int, squares: int, low: int, high: int) -> bool:
    """Whether n integers of low … high may have this sum and this sum of squares (necessary, nearly sufficient)."""
    if n <= 0 or not n * low <= total <= n * high:
        return n == total == squares == 0
    each, more = divmod(total, n)
    least = n * each * each + more * (2 * each + 1)
    at_top, rest = divmod(total - n * low, high - low)
    most = n * low * low + at_top * (high * high - low * low) + rest * (2 * low + rest)
    return least <= squares <= most and (squares - total) % 2 == 0


def is_scale(scale: ScaleSums, histograms: list[CountsRow]) -> bool:
    """Whether people of these histograms (one for each item, in points) may have these sums."""
    n, total, squares, item_totals, item_squares = scale
    items, points, missing = len(histograms), len(histograms[0]) - 1, [histogram[0] for histogram in histograms]
    complete = sum(histograms[0]) - sum(missing) <= n <= sum(histograms[0]) - max(missing)
    adds_up = sum(item_totals) == total and squares <= items * sum(item_squares)
    each = (
        is_possible(n, one, two, 1, points) and _is_drawn_from(histogram, n, one, two)
        for histogram, one, two in zip(histograms, item_totals, item_squares, strict=True)
    )
    return complete and adds_up and is_possible(n, total, squares, items, items * points) and all(each)


def is_mirror(mirror: MirrorSums, first: ScaleSums, second: ScaleSums, people: int, points: int) -> bool:
    """Whether some of those complete on each scale may have these sums, with a correlation of 1 at most."""
    n, a, b, aa, bb, ab = mirror
    if not first.n + second.n - people <= n <= min(first.n, second.n):
        return False
    for scale, total, squares in ((first, a, aa), (second, b, bb)):
        low, high = len(scale.item_totals), len(scale.item_totals) * points
        rest = scale.n - n, scale.total - total, scale.squares - squares
        if not (is_possible(n, total, squares, low, high) and is_possible(*rest, low, high)):
            return False
    return (n * ab - a * b) ** 2 <= (n * aa - a * a) * (n * bb - b * b)


def is_pair(sums: MirrorSums, most: int, other: int) -> bool:
    """Whether two numbers of 0 … most and 0 … other, of some people, may have these sums: a correlation of 1 at
    most."""
    n, a, b, aa, bb, ab = sums
    return (
        _is_within(n, a, aa, most)
        and _is_within(n, b, bb, other)
        and (n * ab - a * b) ** 2 <= (n * aa - a * a) * (n * bb - b * b)
    )


def _is_within(n: int, total: int, squares: int, most: int) -> bool:
    return is_possible(n, total, squares, 0, most) if most else total == squares == 0


def is_near(near: NearSums, most: int, points: int) -> bool:
    """Whether up to `most` people may have these."""
    return near.n <= most and is_possible(*near, 0, 2 * (points - 1) * NEAR_UNIT)


def _is_drawn_from(histogram: CountsRow, n: int, total: int, squares: int) -> bool:
    """Whether n of the people of this histogram may have this sum of points and this sum of squares."""
    bins = [*enumerate(histogram)][1:]
    sums = ((1, total), (2, squares))
    return all(_first(bins, n, power) <= many <= _first(bins[::-1], n, power) for power, many in sums)


def _first(bins: list[tuple[int, int]], n: int, power: int) -> int:
    """The sum over the first n people, bin by bin."""
    found = 0
    for worth, many in bins:
        found += min(many, n) * worth**power
        n -= min(many, n)
    return found
