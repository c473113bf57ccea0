"""What invented people answer beside their statements, in a bank that ends on thanks: what matters most, and promises.

Importance. Utility of a dimension = w + g; as many as may be picked are, the largest first. w ~ N(0, 1), drawn once for
    each question and dimension, the same for everybody and in every crowd; g ~ Gumbel of scale 1, anew on every sheet.
Promises. Half of them noticed it, a third did not, the others cannot say: each slot on its own.

No constant was fitted to people, and none of it follows from what they say of the statements.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from math import exp
from random import Random

from app.totem.model import CANNOT_SAY, NOT_NOTICED, NOTICED, Answers, Bank

PROMISE_ODDS = {NOTICED: 3, NOT_NOTICED: 2, CANNOT_SAY: 1}


def with_matters(bank: Bank, sheet: Answers, random: Random, *, at_random: bool = False) -> Answers:
    """The sheet with it; as it is in every other bank. at_random: of somebody who reads nothing."""
    if not bank.ends_on_thanks:
        return sheet
    weights = [[1.0] * len(bank.within)] * len(bank.importance) if at_random else _weights(bank)
    odds = [1] * len(PROMISE_ODDS) if at_random else [*PROMISE_ODDS.values()]
    return replace(
        sheet,
        importance=tuple(
            _picked(bank, asked.most, each, random) for asked, each in zip(bank.importance, weights, strict=True)
        ),
        promises=tuple(random.choices([*PROMISE_ODDS], odds, k=bank.promises)),
    )


def _picked(bank: Bank, most: int, weights: Sequence[float], random: Random) -> tuple[int, ...]:
    """The largest w + g come first where exponentials of rate exp(w) are smallest."""
    order = sorted((random.expovariate(weight), at) for weight, at in zip(weights, bank.within, strict=True))
    return tuple(sorted(at for _, at in order[:most]))


@lru_cache(64)
def _weights(bank: Bank) -> list[list[float]]:
    drawn = [Random(f"{bank.id} {asked.id}") for asked in bank.importance]  # noqa: S311 - invented people, not secrets
    return [[exp(random.gauss(0, 1)) for _ in bank.within] for random in drawn]
