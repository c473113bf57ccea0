"""What a release says of a bank that ends on thanks, beside its levels: favourable shares, the mean level of a side,
what matters most, what was answered of promises. Source: `barometer.md`, §4. Pure."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean

from app.publication import policy
from app.publication.basis import Basis
from app.publication.documents import DimensionShare, Level, ReleasedImportance, ReleasedPromise
from app.publication.policy import Rounding
from app.publication.values import Figure, Reason, Share
from app.tallies.beside import ImportanceCounts
from app.tallies.counts import ScaleId, layout_of
from app.tallies.statistics import CountsRow, in_points, side_spread
from app.totem.model import Bank

TWO_OF = 4
"""Points from which on the two highest are favourable; of fewer, the highest alone."""


def favourable(basis: Basis, scale: ScaleId, draw: Rounding) -> Share | None:
    """Of those who answered the scale's one question, who ticked one of the two highest points. None for every other
    bank, for fewer people than levels wait for, and for several questions."""
    bank, items = basis.bank, layout_of(basis.bank).scales[scale]
    if not bank.ends_on_thanks or len(items) > 1:
        return None
    histogram = in_points(basis.reading.histograms[items[0]], reverse=bank.items[items[0]].question.reversed)
    answered = sum(histogram[1:])
    if answered < basis.at_least:
        return None
    many = sum(histogram[-2 if bank.points >= TWO_OF else -1 :])
    return policy.share(policy.rounded_count(many, draw), answered)


def side_level(basis: Basis, side: str, levels: Sequence[Level]) -> Level | None:
    """The mean of the levels of a side as they are shown, with an interval from whoever answered four fifths of them.
    levels: of the dimensions that are not the whole itself. None for every other bank, and without any levels."""
    scale = ScaleId(side=side)
    if not basis.bank.ends_on_thanks or not levels:
        return None
    sums, near = basis.reading.scales[scale], basis.reading.beside.sides[side]
    spread = side_spread(sums, near, basis.bank.points)
    shown = [level.mean.value for level in levels if level.mean.value is not None]
    sd = policy.shown_sd(spread, basis.at_least, basis.too_few)
    rounding = policy.step_of(spread.n) / sqrt(12 * max(1, len(shown)))
    withheld = Figure(reason=basis.too_few)
    return Level(
        side=side,
        mean=Figure(round(fmean(shown))) if shown else withheld,
        half_width=policy.shown_half_width(sd, spread.n, rounding) if shown else withheld,
        sd=sd,
        alpha=basis.alpha(scale),
        base=basis.base(spread.n, scale),
    )


def importance(basis: Basis, draw: Rounding) -> tuple[ReleasedImportance, ...]:
    """From 50 people on, in multiples of five people: whoever knows all the others seldom learns what one picked."""
    counted = zip(basis.bank.importance, basis.reading.beside.importance, strict=True)
    return tuple(_importance(basis.bank, asked.id, asked.side, counts, draw) for asked, counts in counted)


def _importance(bank: Bank, id_: str, side: str, counts: ImportanceCounts, draw: Rounding) -> ReleasedImportance:
    if counts.n < policy.IMPORTANCE_FROM:
        return ReleasedImportance(id_, side, reason=Reason.FEWER_THAN_50)
    *picked, none = (
        policy.share(policy.rounded_count(many, draw, policy.PICKED_MULTIPLE), counts.n, policy.PICKED_MULTIPLE)
        for many in (*counts.picked, counts.none)
    )
    names = (bank.dimensions[at].id for at in bank.within)
    return ReleasedImportance(id_, side, tuple(map(DimensionShare, names, picked)), none)


def promises(basis: Basis, draw: Rounding) -> tuple[ReleasedPromise, ...]:
    """Of those who were asked about each slot and answered."""
    return tuple(_promise(basis, slot, row, draw) for slot, row in enumerate(basis.reading.beside.promises, 1))


def _promise(basis: Basis, slot: int, row: CountsRow, draw: Rounding) -> ReleasedPromise:
    answered = sum(row)
    if answered < basis.at_least:
        return ReleasedPromise(slot, reason=basis.too_few)
    base = policy.shown_base(answered, basis.reading.n, basis.at_least, may_miss=True)
    noticed, not_noticed, cannot_say = (policy.share(policy.rounded_count(many, draw), answered) for many in row)
    return ReleasedPromise(slot, noticed, not_noticed, cannot_say, base)
