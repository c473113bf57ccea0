"""What sums alone say: means, spreads, alpha, the correlation and the gap of two sides, each with its 95 % interval.

Promises what the rows would have given, to rounding of floats. Refuses to guess: without enough people or without any
variation the answer is None. Pure.
"""

from functools import lru_cache
from math import atanh, exp, inf, lgamma, log, log1p, sqrt, tanh
from typing import NamedTuple

CONVERGED = 1e-13
TINY = 1e-300
NEAR_UNIT = 2520
"""Parts of a point: a mean over up to ten pairs is whole in them, and is rounded beyond."""
CountsRow = tuple[int, ...]


class ScaleSums(NamedTuple):
    """Over the n sheets complete on a scale: of its totals of points (after reversal), and of each of its items."""

    n: int
    total: int
    squares: int
    item_totals: CountsRow
    item_squares: CountsRow


class MirrorSums(NamedTuple):
    """Over the n sheets complete on both scales of a pair: a and b are their totals of points."""

    n: int
    a: int
    b: int
    aa: int
    bb: int
    ab: int


class NearSums(NamedTuple):
    """Over the n sheets that are not complete on both sides, but on at least four fifths of the pairs: of their mean
    gaps over these pairs, in NEAR_UNITs above the lowest gap that there can be (so never below 0)."""

    n: int
    total: int
    squares: int


NO_NEAR = NearSums(0, 0, 0)


class Spread(NamedTuple):
    """mean: None for nobody; sd: that of a sample (n − 1), None under two people."""

    n: int
    mean: float | None
    sd: float | None

    @property
    def half_width(self) -> float | None:
        """That of the 95 % interval of the mean: t·SD/√n."""
        return None if self.sd is None else student(self.n - 1) * self.sd / sqrt(self.n)


class Estimate(NamedTuple):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


def spread(n: int, total: int, squares: int, *, unit: float = 1.0) -> Spread:
    """unit: what one point is worth in the mean and in the SD."""
    if n == 0:
        return Spread(0, None, None)
    sd = unit * sqrt((n * squares - total * total) / (n * (n - 1))) if n > 1 else None
    return Spread(n, unit * total / n, sd)


def in_points(histogram: CountsRow, *, reverse: bool) -> CountsRow:
    """[no occasion, 1…points] after reversal, from the same as ticked."""
    return (histogram[0], *histogram[:0:-1]) if reverse else histogram


def item_spread(histogram: CountsRow) -> Spread:
    """histogram: [no occasion, 1…points]."""
    total, squares = (sum(many * worth**power for worth, many in enumerate(histogram)) for power in (1, 2))
    return spread(sum(histogram[1:]), total, squares)


def level_spread(scale: ScaleSums, points: int) -> Spread:
    """In levels: 0–100 between the lowest and the highest total that the scale can have."""
    n, total, items = scale.n, scale.total, len(scale.item_totals)
    above = total - n * items
    squares = scale.squares - 2 * items * total + n * items * items
    return spread(n, above, squares, unit=100 / (items * (points - 1)))


def side_spread(scale: ScaleSums, near: NearSums, points: int) -> Spread:
    """The same of a whole side. near: sheets beside those, by their mean in NEAR_UNITs above the lowest point."""
    n, total, items = scale.n, scale.total, len(scale.item_totals)
    squares = scale.squares - 2 * items * total + n * items * items
    return spread(
        n + near.n,
        NEAR_UNIT * (total - n * items) + items * near.total,
        NEAR_UNIT**2 * squares + items**2 * near.squares,
        unit=100 / (items * NEAR_UNIT * (points - 1)),
    )


def alpha(scale: ScaleSums) -> Estimate | None:
    """Cronbach's alpha with Feldt's interval; None for one item, under two people or without variation."""
    n, items = scale.n, len(scale.item_totals)
    whole = n * scale.squares - scale.total**2
    if items < 2 or whole <= 0:
        return None
    parts = sum(n * squares - total**2 for total, squares in zip(scale.item_totals, scale.item_squares, strict=True))
    return alpha_estimate(items / (items - 1) * (1 - parts / whole), n, items)


def alpha_estimate(value: float, n: int, items: int) -> Estimate:
    """An alpha of n people with Feldt's interval."""
    return Estimate(value, *(1 - (1 - value) * fisher(p, n - 1, (n - 1) * (items - 1)) for p in (0.975, 0.025)))


def correlation(mirror: MirrorSums) -> Estimate | None:
    """Pearson's r of the two sides with Fisher's interval; None under four people or without variation."""
    n, a, b, aa, bb, ab = mirror
    around = (n * aa - a * a) * (n * bb - b * b)
    if n < 4 or around <= 0:
        return None
    return correlation_estimate(max(-1.0, min(1.0, (n * ab - a * b) / sqrt(around))), n)


def correlation_estimate(r: float, n: int) -> Estimate:
    """A correlation of n people with Fisher's interval."""
    if abs(r) == 1.0:
        return Estimate(r, r, r)
    return Estimate(r, *(tanh(atanh(r) + side * 1.959964 / sqrt(n - 3)) for side in (-1, 1)))


def gap(mirror: MirrorSums, items: tuple[int, int], points: int, near: NearSums = NO_NEAR) -> Spread:
    """First side minus second, in levels (−100 … 100). items: how many each side adds up; near: sheets beside those."""
    n, a, b, aa, bb, ab = mirror
    one, two = items
    total = two * a - one * b
    squares = two * two * aa - 2 * one * two * ab + one * one * bb
    base, parts = (points - 1) * NEAR_UNIT, one * two
    above = near.total - near.n * base
    spans = near.squares - 2 * base * near.total + near.n * base * base
    return spread(
        n + near.n,
        NEAR_UNIT * total + parts * above,
        NEAR_UNIT**2 * squares + parts**2 * spans,
        unit=100 / (parts * NEAR_UNIT * (points - 1)),
    )


def student(freedom: int, together: int = 1) -> float:
    """Student's t, two-sided 95 % for so many intervals together (Bonferroni): at least that often all of them hold."""
    return sqrt(fisher(1 - 0.05 / together, 1, freedom))


@lru_cache(1024)
def fisher(p: float, above: int, below: int) -> float:
    """The p-quantile of F with these degrees of freedom, by halving on the beta distribution behind it."""
    low, high = 0.0, 1.0
    while (middle := (low + high) / 2) not in (low, high):
        if _beta(middle, above / 2, below / 2) < p:
            low = middle
        else:
            high = middle
    return below * high / (above * (1 - high)) if high < 1 else inf


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz; DLMF 8.17.22)."""
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(1 - x, b, a)
    c, d, found, step = 1 / TINY, 1.0, 1.0, 0
    while abs(c * d - 1) > CONVERGED:
        step += 1
        half = step // 2
        if step % 2:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        c = 1 + term / c or TINY
        d = 1 / (1 + term * d or TINY)
        found *= c * d
    scale = a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)
    return exp(scale) * found / a
