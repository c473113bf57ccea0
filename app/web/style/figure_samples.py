"""Each figure in each of its states, from invented numbers, for the page that shows all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.figures.balance import Balance, balance
from app.figures.butterfly import Butterfly, butterfly
from app.figures.duo import Duo, TwoPoints, duo, two_points
from app.figures.mask import Mask
from app.figures.triangle import Triangle, triangle
from app.figures.troupe import Troupe, troupe
from app.totem.model import Bank
from app.totem.triangle import prototypes
from app.web.context import CampaignContext
from app.web.drawings import drawn_mask, forces_of

Figure = TypeVar("Figure")
HALF_WIDTH = 10.0
GAPS = (0.0, 8.0, 20.0, 35.0, 60.0, -20.0, -60.0)
LEVELS = (88.0, 25.0, 62.0, 100.0, 44.0, 0.0, 75.0, 52.0, 31.0, 95.0)


@dataclass(frozen=True, slots=True)
class Case(Generic[Figure]):
    """A figure in one of its states."""

    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Crowd:
    """A troupe with its shares in percent."""

    name: str
    troupe: Troupe
    shares: tuple[float, ...]


def halves(context: CampaignContext) -> Iterator[Case[Mask]]:
    for gap, totem in zip(GAPS, context.questionnaire.bank.totems, strict=False):
        yield Case(_apart(gap), drawn_mask(context.questionnaire, totem.id, context.wording.language, gap, HALF_WIDTH))


def balances() -> Iterator[Case[Balance]]:
    for gap in GAPS:
        yield Case(_apart(gap), balance(gap, HALF_WIDTH))


def _apart(gap: float) -> str:
    return f"gap {gap:g} ± {HALF_WIDTH:g}".replace("-", "−")


def butterflies(bank: Bank) -> Iterator[Case[Butterfly]]:
    forces = forces_of(bank)
    levels = [LEVELS[at % len(LEVELS)] for at in range(len(forces))]
    mirrored = [(level, levels[-at]) for at, level in enumerate(levels)]
    yield Case("a person", butterfly(mirrored, forces))
    yield Case("a crowd, with intervals", butterfly(mirrored, forces, [(6.0, 11.0)] * len(levels)))
    yield Case("missing levels", butterfly([(a if at % 2 else None, None) for at, a in enumerate(levels)], forces))
    yield Case("one side", butterfly([(level,) for level in levels], forces))
    yield Case("no forces", butterfly(mirrored, [None] * len(levels)))


def duos(bank: Bank) -> Iterator[Case[Duo]]:
    forces = forces_of(bank)
    levels = [LEVELS[at % len(LEVELS)] for at in range(len(forces))]
    first, second = ([(level, levels[turn - at]) for at, level in enumerate(levels)] for turn in (0, 1))
    yield Case("two results, one level marked", duo(first, second, forces, (1, 1)))
    yield Case("missing levels, none marked", duo(first, [(None, level) for level in levels], forces))
    yield Case("one side", duo([(one,) for one, _ in first], [(other,) for _, other in second], forces))


def triangles(bank: Bank) -> Iterator[Case[Triangle]]:
    if bank.posture:
        homes, radius = prototypes(bank), bank.posture.radius
        yield Case("a person", triangle(homes, radius, (0.4 * radius, 0.7 * radius)))
        yield Case("a person beyond the corners", triangle(homes, radius, (-2 * radius, -2 * radius)))
        yield Case("a crowd", triangle(homes, radius, None, [2.0**at for at in range(len(homes))]))


def pairs(bank: Bank) -> Iterator[Case[TwoPoints]]:
    if bank.posture:
        homes, radius = prototypes(bank), bank.posture.radius
        yield Case("far apart", two_points(homes, radius, (0.0, radius), (radius, -0.5 * radius)))
        yield Case("the same place", two_points(homes, radius, (0.1, 0.1), (0.1, 0.1)))
        yield Case("one without an animal", two_points(homes, radius, None, (-radius, 0.0)))


def crowds(totems: int) -> Iterator[Crowd]:
    if totems:
        others = totems - 1
        known = {"even": (100 / totems,) * totems, "one leads": (63.0, *(37 / (others or 1),) * others)}
        for name, shares in (known | {"one alone": (100.0, *(0.0,) * others)}).items():
            yield Crowd(name, troupe(shares), shares)
