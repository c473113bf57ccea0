"""The shape of the public figures as JSON: what stands at /docs, and how a release fills it.

Promises fields that stay, in version 1. Refuses to leave a figure out without its reason.
"""

from pydantic import BaseModel, ConfigDict, Field

from app.campaigns.store import Campaign
from app.publication.documents import Instrument, Mirror, ReleasedDimension, ReleaseDocument
from app.publication.documents import SegmentFigures as Part
from app.publication.policy import figures_waiting
from app.publication.values import Coefficient, Figure, Share
from app.web.figures.api_thanks import (
    ImportanceFigures,
    PromiseFigures,
    ShareFigure,
    SideFigures,
    favourable_figures,
    of_thanks,
    share_fields,
    side_figures,
)

OF_THANKS = "Only where the questionnaire ends on thanks."


class TotemFigure(ShareFigure):
    """The share of one totem, in whole percent, or why it is not a number."""


class DimensionFigures(BaseModel):
    """The mean level on each side, 0–100, under the id of the side; null with its reason where it is withheld."""

    model_config = ConfigDict(extra="allow")

    id: str
    reasons: dict[str, str] = Field(description="Why a side's level is null.")
    bases: dict[str, int] = Field(description="How many people at least answered on a side, in steps of k.")
    favourable: list[ShareFigure] = Field(
        [],
        description="By side, who gave one of the two highest answers, of those who answered; none where the level is "
        f"null. {OF_THANKS}",
    )


class Gap(BaseModel):
    first: str
    second: str
    gap: int | None = Field(description="First side minus second, in points of 100.")
    half_width: int | None = Field(description="Of the 95 % interval, rounding included.")
    reasons: dict[str, str]
    base: int | None = Field(description="On how many sheets the interval rests at least, in steps of k.")


class SegmentFigures(BaseModel):
    """A part of the respondents. n is null, with a reason, where it is not shown."""

    id: str
    name: dict[str, str] = Field(description="In each language that was given; empty for the others.")
    n: int | None
    reason: str | None = Field(
        description="part_hidden: it is of fewer than k people, or it counts in the whole alone, to protect so few."
    )
    as_of: int | None = Field(description="The release up to which it counts everyone: maybe an earlier one.")
    totems: list[TotemFigure]
    none: TotemFigure | None
    dimensions: list[DimensionFigures]
    gaps: list[Gap]
    sides: list[SideFigures] = Field([], description=OF_THANKS)


class CoefficientFigure(BaseModel):
    """Between −1 and 1, with its 95 % interval; null, with a reason, where it is withheld."""

    value: float | None
    low: float | None
    high: float | None
    reason: str | None


class InstrumentFigures(BaseModel):
    """What whole sheets say of the questionnaire, from 200 people on."""

    halves: CoefficientFigure = Field(description="How far the two halves of the scenes agree on each force.")
    tie: CoefficientFigure = Field(description="How far answers and choices agree on each force.")
    half_minutes: int | None = Field(description="Within how many minutes half of those who told theirs had finished.")
    most_minutes: int | None = Field(description="The same of four in five.")
    reasons: dict[str, str]
    bases: dict[str, int] = Field(description="On how many sheets a figure rests at least, in steps of k.")


class Figures(BaseModel):
    """One release: immutable, numbered, rounded. n is null, with a reason, before the first one."""

    campaign: str
    n: int | None
    reason: str | None
    first_figures_at: int = Field(description="Answers needed before the first release while the campaign is open.")
    k: int
    release: int | None
    made_on: str | None
    digest: str | None
    bank: str
    fingerprint: str | None
    edition: str
    opened_on: str
    closed_on: str | None
    respondents: str = "self-selected"
    protection: str = Field(
        description="Who could answer: whoever had the open link, the code or an invitation, or saw a place’s poster."
    )
    licence: str | None = Field(
        description="Under which licence they may be used, as SPDX writes it; null where none is given."
    )
    series: str = Field(description="What the editions of a campaign share; empty without.")
    totems: list[TotemFigure]
    none: TotemFigure | None = Field(description="Sheets that say nothing, so have no animal.")
    dimensions: list[DimensionFigures]
    gaps: list[Gap]
    segments: list[SegmentFigures]
    others: SegmentFigures | None = Field(description="Who is in none of the segments that can be shown.")
    not_counted: bool = Field(description="Whether some segments stayed too small to be counted.")
    instrument: InstrumentFigures | None = Field(
        description="Null for a room, without scenes, and in releases of before it was counted."
    )
    sides: list[SideFigures] = Field([], description=OF_THANKS)
    importance: list[ImportanceFigures] = Field([], description=OF_THANKS)
    promises: list[PromiseFigures] = Field([], description=OF_THANKS)


def figures_of(campaign: Campaign, released: ReleaseDocument | None) -> Figures:
    """Fields that its questionnaire does not have stay unset."""
    return Figures(
        campaign=campaign.slug,
        n=released.n if released else None,
        reason=None if released else "no_release_yet",
        first_figures_at=figures_waiting(campaign.k).answers,
        k=released.k if released else campaign.k,
        release=released.number if released else None,
        made_on=released.made_on if released else None,
        digest=released.digest if released else None,
        bank=released.bank if released else campaign.bank,
        fingerprint=released.fingerprint if released else None,
        edition=released.edition if released else campaign.edition,
        opened_on=released.opened_on if released else campaign.opened_on.isoformat(),
        closed_on=released.closed_on if released else (campaign.closed_on and campaign.closed_on.isoformat()),
        respondents="self-selected",  # said though it is the same for all: what stays unset is left out
        totems=[_totem(totem.id, totem.share) for totem in released.totems] if released else [],
        none=_totem("none", released.none) if released and released.none else None,
        dimensions=[_dimension(one, thanks=released.of_thanks) for one in released.dimensions] if released else [],
        gaps=[_gap(mirror) for mirror in released.mirrors] if released else [],
        protection=released.protection if released else campaign.protection,
        licence=campaign.published_as.licence or None,
        series=released.series if released else campaign.series,
        segments=[_segment(one, thanks=released.of_thanks) for one in released.segments] if released else [],
        others=_segment(released.others, thanks=released.of_thanks) if released and released.others else None,
        not_counted=released.not_counted if released else False,
        instrument=_instrument(released.instrument) if released and released.instrument else None,
        **(of_thanks(released) if released and released.of_thanks else {}),
    )


def _instrument(found: Instrument) -> InstrumentFigures:
    minutes = {"half_minutes": found.half, "most_minutes": found.most}
    bases = {"tie": found.tie_base, "minutes": found.minutes_base}
    return InstrumentFigures(
        halves=_coefficient(found.halves),
        tie=_coefficient(found.tie),
        half_minutes=found.half.value,
        most_minutes=found.most.value,
        reasons=_reasons(minutes),
        bases={name: base for name, base in bases.items() if base},
    )


def _coefficient(found: Coefficient) -> CoefficientFigure:
    reason = found.reason.value if found.reason else None
    return CoefficientFigure(value=found.value, low=found.low, high=found.high, reason=reason)


def _segment(segment: Part, *, thanks: bool) -> SegmentFigures:
    return SegmentFigures(
        id=segment.id,
        name=dict(segment.name),
        n=segment.n or None,
        reason=segment.withheld.value if segment.withheld else None,
        as_of=segment.as_of or None,
        totems=[_totem(totem.id, totem.share) for totem in segment.totems],
        none=_totem("none", segment.none) if segment.none else None,
        dimensions=[_dimension(dimension, thanks=thanks) for dimension in segment.dimensions],
        gaps=[_gap(mirror) for mirror in segment.mirrors],
        **({"sides": side_figures(segment.sides)} if thanks else {}),
    )


def _totem(id_: str, share: Share) -> TotemFigure:
    return TotemFigure(id=id_, **share_fields(share))


def _dimension(dimension: ReleasedDimension, *, thanks: bool) -> DimensionFigures:
    levels = {level.side: level.mean for level in dimension.levels}
    return DimensionFigures(
        id=dimension.id,
        reasons=_reasons(levels),
        bases={level.side: level.base for level in dimension.levels if level.base},
        **({"favourable": favourable_figures(dimension)} if thanks else {}),
        **{side: figure.value for side, figure in levels.items()},
    )


def _gap(mirror: Mirror) -> Gap:
    return Gap(
        first=mirror.first,
        second=mirror.second,
        gap=mirror.gap.value,
        half_width=mirror.half_width.value,
        reasons=_reasons({"gap": mirror.gap, "half_width": mirror.half_width}),
        base=mirror.base,
    )


def _reasons(figures: dict[str, Figure]) -> dict[str, str]:
    return {name: figure.reason.value for name, figure in figures.items() if figure.reason}
