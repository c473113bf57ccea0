"""What whole sheets say of the questionnaire itself: whether it holds together, and how long it takes. Pure."""

from app.publication import policy
from app.publication.documents import Instrument
from app.tallies.named_counts import NamedCounts
from app.tallies.whole_sheets import ForceSums, agreement, minutes_within
from app.totem.halves import most_of_halves, stand_in_levels
from app.totem.model import Bank

HALF, MOST = 0.5, 0.8


def instrument_of(bank: Bank, reading: NamedCounts, k: int) -> Instrument | None:
    """None for a bank without two scenes. Coefficients and minutes from 200 people on."""
    if not reading.forces:
        return None
    halves, tie = (agreement([getattr(one, name) for one in reading.forces.values()]) for name in ForceSums._fields)
    first, second = (max(1, most) for most in most_of_halves(bank))
    told = sum(reading.minutes)
    half, most = (minutes_within(reading.minutes, part) if told else None for part in (HALF, MOST))
    return Instrument(
        halves=policy.shown_correlation(
            halves.estimate, halves.n, 100 / first * halves.first_sd, 100 / second * halves.second_sd
        ),
        tie=policy.shown_correlation(
            tie.estimate, tie.n, stand_in_levels(bank) * tie.first_sd, 100 / (first + second) * tie.second_sd
        ),
        half=policy.shown_minutes(half, told),
        most=policy.shown_minutes(most, told),
        tie_base=policy.shown_base(tie.n, reading.n, k, may_miss=True),
        minutes_base=policy.shown_base(told, reading.n, k, may_miss=True),
    )
