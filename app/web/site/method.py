"""What the site's own crowds say of the questionnaires, beside what simulations had predicted.

Promises a verdict that follows from the figures shown. Refuses to compare what no simulation predicted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.publication.documents import Instrument
from app.publication.values import Coefficient
from app.web.deps import Site

Verdict = Literal["holds", "lower", "higher"]
COMPARED: tuple[Literal["halves", "tie"], ...] = ("halves", "tie")


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """predicted: give or take `margin`, invented crowds lie there; value, low, high: of the crowd, with the ends of its
    interval; verdict: whether the two meet."""

    id: str
    predicted: float
    margin: float
    value: float
    low: float
    high: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class CrowdView:
    """half, most: in how many minutes half of those who told theirs, and four in five, had finished;
    minutes_base: how many told theirs, at least; None where fewer than 200 did."""

    bank: str
    n: int
    figures: tuple[ComparedFigure, ...]
    half: int | None
    most: int | None
    minutes_base: int | None


async def crowds_of(site: Site) -> tuple[CrowdView, ...]:
    """Of each questionnaire, the site's own campaign of most people; never waits for long."""
    found = []
    for bank, predicted in site.simulated.items():
        known = [await _instrument(site, slug, bank) for slug in site.public_slugs(bank)]
        views = [crowd_view(bank, n, instrument, predicted) for n, instrument in filter(None, known)]
        saying = [view for view in views if view.figures or view.half is not None]
        found += sorted(saying, key=lambda view: view.n)[-1:]
    return tuple(found)


async def _instrument(site: Site, slug: str, bank: str) -> tuple[int, Instrument] | None:
    campaign = await site.campaigns.aside(slug)
    if campaign is None or campaign.bank != bank or campaign.withdrawn_on:
        return None
    released = await site.releases.aside(campaign.id)
    if released is None or released.fingerprint != site.questionnaires[bank].fingerprint:
        return None
    return (released.n, released.instrument) if released.instrument else None


def crowd_view(bank: str, n: int, instrument: Instrument, predicted: Mapping[str, float]) -> CrowdView:
    """predicted: by the id of the figure, as `simulated` gives them."""
    figures = (_compared(id_, getattr(instrument, id_), predicted) for id_ in COMPARED)
    return CrowdView(
        bank=bank,
        n=n,
        figures=tuple(figure for figure in figures if figure),
        half=instrument.half.value,
        most=instrument.most.value,
        minutes_base=instrument.minutes_base,
    )


def _compared(id_: str, found: Coefficient, predicted: Mapping[str, float]) -> ComparedFigure | None:
    if id_ not in predicted or found.value is None or found.low is None or found.high is None:
        return None
    shown, margin = round(predicted[id_], 2), round(predicted.get(f"{id_} margin", 0.0), 2)
    verdict: Verdict = "holds"
    if found.high < round(shown - margin, 2):
        verdict = "lower"
    elif found.low > round(shown + margin, 2):
        verdict = "higher"
    return ComparedFigure(id_, shown, margin, found.value, found.low, found.high, verdict)
