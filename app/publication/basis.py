"""Counts with names as a release is made of them, and from how many people on it says what. Pure."""

from typing import NamedTuple

from app.publication import policy
from app.publication.values import Coefficient, Reason
from app.tallies.counts import ScaleId, layout_of
from app.tallies.named_counts import NamedCounts, named_counts
from app.tallies.statistics import Spread, alpha, level_spread
from app.tallies.sums import Counts
from app.totem.model import Bank

ROOM_LEVELS_FROM = 10


class TooFew(ValueError):
    """Fewer than k people: there is nothing to release."""


class Basis(NamedTuple):
    """Levels wait for at_least people, whose lack is called too_few."""

    bank: Bank
    reading: NamedCounts
    at_least: int
    too_few: Reason

    def spread(self, scale: ScaleId) -> Spread:
        return level_spread(self.reading.scales[scale], self.bank.points)

    def base(self, answered: int, *scales: ScaleId) -> int | None:
        """answered: how many answered all of these scales."""
        items = {item for scale in scales for item in layout_of(self.bank).scales[scale]}
        may_miss = any(self.bank.items[item][1] in self.bank.items[item][0].no_occasion for item in items)
        return policy.shown_base(answered, self.reading.n, self.at_least, may_miss=may_miss)

    def alpha(self, scale: ScaleId) -> Coefficient:
        sums = self.reading.scales.get(scale)
        if sums is None:
            return Coefficient(reason=Reason.ONE_QUESTION)
        return policy.shown_alpha(alpha(sums), self.spread(scale), len(sums.item_totals))


def basis_of(bank: Bank, counts: Counts, k: int, *, room: bool) -> Basis:
    """Raises TooFew, CountsInvalid."""
    reading = named_counts(bank, counts)
    if reading.n < k:
        raise TooFew
    if room and k < ROOM_LEVELS_FROM:
        return Basis(bank, reading, ROOM_LEVELS_FROM, Reason.FEWER_THAN_10)
    return Basis(bank, reading, k, Reason.FEWER_THAN_K)
