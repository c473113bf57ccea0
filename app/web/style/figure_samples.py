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
from app.web.drawings import drawn_mask, forces_of, leaning

SampleFigure = TypeVar("SampleFigure")
HALF_WIDTH = 10.0
GAPS = (0.0, 8.0, 20.0, 35.0, 60.0, -20.0, -60.0)
LEVELS = (88.0, 25.0, 62.0, 100.0, 44.0, 0.0, 75.0, 52.0, 31.0, 95.0)


@dataclass(frozen=True, slots=True)
class SampleCase(Generic[SampleFigure]):
    """A figure in one of its states."""

    name: str
    figure: SampleFigure


@dataclass(frozen=True, slots=True)
class SampleCrowd:
    """A troupe with its shares in percent."""

    name: str
    troupe: Troupe
    shares: tuple[float, ...]


def halves(context: CampaignContext) -> Iterator[SampleCase[Mask]]:
    for gap, totem in zip(GAPS, context.questionnaire.bank.totems, strict=False):
        drawn = drawn_mask(context.questionnaire, totem.id, context.wording.language)
        yield SampleCase(_apart(gap), leaning(drawn, gap, HALF_WIDTH))


def balances() -> Iterator[SampleCase[Balance]]:
    for gap in GAPS:
        yield SampleCase(_apart(gap), balance(gap, HALF_WIDTH))


def _apart(gap: float) -> str:
    return f"gap {gap:g} ± {HALF_WIDTH:g}".replace("-", "−")


def butterflies(bank: Bank) -> Iterator[SampleCase[Butterfly]]:
    forces = forces_of(bank)
    levels = [LEVELS[at % len(LEVELS)] for at in range(len(forces))]
    mirrored = [(level, levels[-at]) for at, level in enumerate(levels)]
    yield SampleCase("a person", butterfly(mirrored, forces))
    yield SampleCase("a crowd, with intervals", butterfly(mirrored, forces, [(6.0, 11.0)] * len(levels)))
    yield SampleCase(
        "missing levels", butterfly([(a if at % 2 else None, None) for at, a in enumerate(levels)], forces)
    )
    yield SampleCase("one side", butterfly([(level,) for level in levels], forces))
    yield SampleCase("no forces", butterfly(mirrored, [None] * len(levels)))


def duos(bank: Bank) -> Iterator[SampleCase[Duo]]:
    forces = forces_of(bank)
    levels = [LEVELS[at % len(LEVELS)] for at in range(len(forces))]
    first, second = ([(level, levels[turn - at]) for at, level in enumerate(levels)] for turn in (0, 1))
    yield SampleCase("two results", duo(first, second, forces))
    yield SampleCase("missing levels", duo(first, [(None, level) for level in levels], forces))
    yield SampleCase("one side", duo([(one,) for one, _ in first], [(other,) for _, other in second], forces))


def triangles(bank: Bank) -> Iterator[SampleCase[Triangle]]:
    if bank.posture:
        homes, radius = prototypes(bank), bank.posture.radius
        yield SampleCase("a person", triangle(homes, radius, (0.4 * radius, 0.7 * radius)))
        yield SampleCase("a person beyond the corners", triangle(homes, radius, (-2 * radius, -2 * radius)))
        yield SampleCase("a crowd", triangle(homes, radius, None, [2.0**at for at in range(len(homes))]))


def pairs(bank: Bank) -> Iterator[SampleCase[TwoPoints]]:
    if bank.posture:
        homes, radius = prototypes(bank), bank.posture.radius
        yield SampleCase("far apart", two_points(homes, radius, (0.0, radius), (radius, -0.5 * radius)))
        yield SampleCase("the same place", two_points(homes, radius, (0.1, 0.1), (0.1, 0.1)))
        yield SampleCase("one without an animal", two_points(homes, radius, None, (-radius, 0.0)))


def crowds(totems: int) -> Iterator[SampleCrowd]:
    if totems:
        others = totems - 1
        known = {"even": (100 / totems,) * totems, "one leads": (63.0, *(37 / (others or 1),) * others)}
        for name, shares in (known | {"one alone": (100.0, *(0.0,) * others)}).items():
            yield SampleCrowd(name, troupe(shares), shares)
