"""What may be shown of a figure, given how many people stand behind it. Source: `privacy.md`, what a release may show.

No share or mean says 0 or 100, and what is withheld has a reason. Random draws come in as `draw`, which gives an
integer from 0 to one below its argument, each as likely. Pure.
"""

from collections.abc import Callable, Mapping
from math import ceil, floor, sqrt
from typing import NamedTuple

from app.publication.values import Coefficient, Figure, Phrase, Reason, Share
from app.tallies.statistics import Estimate, Spread, alpha_estimate, correlation_estimate, student

Rounding = Callable[[int], int]

MULTIPLE, PICKED_MULTIPLE = 3, 5
"""People to whose multiples counts are rounded; wider for what matters most, where one answer is in several counts."""
LEAD = 6
STEPS = (1, 2, 5, 10, 20)
WIDEST_STEP = 50  # under five people, which no campaign allows: everything rounds to 50
NUMBERS_FROM, WHOLE_PERCENT_FROM = 30, 100
LEAST_SD = 5.0
SPREAD_FROM, IMPORTANCE_FROM, ALPHA_FROM, CORRELATION_FROM, MINUTES_FROM = 20, 50, 100, 200, 200
WORDS = (
    (75 / 4, Phrase.A_FEW),
    (175 / 6, Phrase.ABOUT_A_QUARTER),
    (125 / 3, Phrase.ABOUT_A_THIRD),
    (175 / 3, Phrase.ABOUT_HALF),
    (425 / 6, Phrase.ABOUT_TWO_THIRDS),
    (85, Phrase.ABOUT_THREE_QUARTERS),
)
"""Percent below which each is said: halfway to the next."""


class Waiting(NamedTuple):
    """When the first figures come: at so many answers, or at the close if there are so many. The same for everyone."""

    answers: int
    at_close: int


def figures_waiting(k: int) -> Waiting:
    return Waiting(2 * k, k)


def most_waiting(k: int, parts: int) -> int:
    """Answers that may wait, sealed in no total: in each part, and among those who would rather not say theirs, up to
    k that are ready and fewer than k more."""
    return (parts + 1 if parts else 1) * (2 * k - 1)


def most_unreleased(n_released: int, k: int) -> int:
    """Answers that may be sealed while no release of them is due."""
    return max(k, -(-n_released // 4)) - 1


def is_due(n_now: int, n_released: int, k: int, days_since_last: int | None, *, closed: bool) -> bool:
    """Whether a release may be made. days_since_last: None for one that somebody asked for, or without an earlier."""
    growth = n_now - n_released
    rested = days_since_last is None or days_since_last >= 1
    return growth >= k and (closed or (rested and 4 * growth >= n_released))


def rounded_count(count: int, draw: Rounding, multiple: int = MULTIPLE) -> int:
    """One of the two nearest multiples, so that on average nothing is added or lost. To be drawn once."""
    over = count % multiple
    return count - over + (multiple if draw(multiple) < over else 0)


def winner(counts: Mapping[str, int], lead: int = LEAD) -> str | None:
    """The largest, if it leads by that many people after rounding."""
    first, *others = sorted(counts, key=lambda id_: -counts[id_])
    return first if counts[first] - max((counts[id_] for id_ in others), default=0) >= lead else None


def share(rounded: int, n: int, multiple: int = MULTIPLE) -> Share:
    """rounded: a count of people as `rounded_count` drew it, so less than `multiple` away from the true one."""
    if n < NUMBERS_FROM:
        return Share(_words(rounded, n), reason=Reason.FEWER_THAN_30)
    step = 1 if n >= WHOLE_PERCENT_FROM else 5
    percent = (200 * rounded + step * n) // (2 * step * n) * step
    if percent <= 0:
        return Share(Phrase.BELOW, below=-(-100 * (rounded + multiple) // (step * n)) * step)
    if percent >= 100:
        return Share(Phrase.ABOVE, above=100 * (rounded - multiple) // (step * n) * step)
    return Share(Phrase.PERCENT if step == 1 else Phrase.ABOUT_PERCENT, percent=percent)


def _words(rounded: int, n: int) -> Phrase:
    if rounded <= 0:
        return Phrase.FEW_OR_NONE
    return next((phrase for below, phrase in WORDS if 100 * rounded / n < below), Phrase.ALMOST_ALL)


def shown_base(base: int, n: int, k: int, *, may_miss: bool) -> int | None:
    """How many of n sheets a figure rests on at least, in steps of k and never all: it counts those who skipped
    nothing. (All are told where nothing can be skipped.) A threshold that the base misses, this misses too."""
    if not may_miss:
        return n
    return min(base, n - 1) // k * k or None


def step_of(n: int) -> int:
    """To what a figure on 0–100 is rounded: at least what one of n people can move it by."""
    return next((step for step in STEPS if step * n >= 100), WIDEST_STEP)


def shown_mean(mean: float | None, n: int, at_least: int, too_few: Reason = Reason.FEWER_THAN_K) -> Figure:
    """A mean on 0–100, to a step, at least one step away from both ends: that everyone was at an end is not told."""
    return Figure(reason=too_few) if mean is None or n < at_least else Figure(_stepped(mean, step_of(n)))


def choice_step(n: int) -> int:
    """Four times as wide, or 20: the forces chosen add up, so that together they narrow down what one person chose."""
    return min(STEPS[-1], step_of(max(1, n // 4)))


def shown_choice(percent: float, n: int, at_least: int, too_few: Reason = Reason.FEWER_THAN_K) -> Figure:
    """How often a force was chosen, in percent of all choices of n people."""
    return Figure(reason=too_few) if n < at_least else Figure(_stepped(percent, choice_step(n)))


def _stepped(value: float, step: int, most: int = 100) -> int:
    return max(step, min(most - step, floor(value / step + 0.5) * step))


def sd_step(n: int) -> int:
    """Twice as wide: an answer far from the others moves the SD by more than the mean."""
    return 2 * step_of(n)


def shown_sd(spread: Spread, at_least: int, too_few: Reason = Reason.FEWER_THAN_K, *, most: int = 50) -> Figure:
    """To a step, at least one of them and at most `most` less one (50 for a level, 100 for a gap): that all agree, or
    split in two, is not told."""
    if spread.n < max(at_least, SPREAD_FROM) or spread.sd is None:
        return Figure(reason=too_few if spread.n < at_least else Reason.FEWER_THAN_20)
    return Figure(_stepped(spread.sd, sd_step(spread.n), most))


def shown_half_width(sd: Figure, n: int, rounding: float) -> Figure:
    """Of the 95 % interval of a mean of n people, rounded up. From the SD as shown, so that it says nothing more, and
    from the largest that is shown so. rounding: SD of the error that comes from showing the mean rounded."""
    if sd.value is None:
        return sd
    largest = sd.value + sd_step(n) / 2
    return Figure(ceil(sqrt((student(n - 1) * largest) ** 2 / n + (1.96 * rounding) ** 2)))


def coefficient_step(n: int) -> int:
    """To how many hundredths a coefficient is rounded: one of n people moves it by less, unless they differ much."""
    return next((step for step in (1, 2) if step * n >= 500), 5)


def shown_alpha(alpha: Estimate | None, spread: Spread, items: int) -> Coefficient:
    """spread: of the scale's levels."""
    if items < 2:
        return Coefficient(reason=Reason.ONE_QUESTION)
    if spread.n < ALPHA_FROM:
        return Coefficient(reason=Reason.FEWER_THAN_100)
    if alpha is None or (spread.sd or 0.0) < LEAST_SD:
        return Coefficient(reason=Reason.HARDLY_DIFFER)
    return _coefficient(alpha_estimate(_bounded(alpha.value, spread.n), spread.n, items))


def shown_correlation(correlation: Estimate | None, n: int, *sds: float | None) -> Coefficient:
    """sds: of the two sides' levels."""
    if n < CORRELATION_FROM:
        return Coefficient(reason=Reason.FEWER_THAN_200)
    if correlation is None or min(sd or 0.0 for sd in sds) < LEAST_SD:
        return Coefficient(reason=Reason.HARDLY_DIFFER)
    return _coefficient(correlation_estimate(_bounded(correlation.value, n), n))


def shown_minutes(minutes: int | None, n: int) -> Figure:
    """In how many a part of n people had finished: one of so many hardly ever moves it."""
    return Figure(reason=Reason.FEWER_THAN_200) if minutes is None or n < MINUTES_FROM else Figure(minutes)


def _bounded(value: float, n: int) -> float:
    """Rounded and within ±.99: it is undefined when all agree, and withheld a little before, so that nothing tells."""
    step = coefficient_step(n)
    return max(-0.99, min(0.99, floor(100 * value / step + 0.5) * step / 100))


def _coefficient(shown: Estimate) -> Coefficient:
    """Its interval is that of the coefficient as shown, so that it says nothing more."""
    value, low, high = (round(max(-0.99, min(0.99, x)), 2) for x in shown)
    return Coefficient(value, low, high)
