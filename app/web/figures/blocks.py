"""The parts of a release as its reader sees them: animals, dimensions, the gap, segments; and the organiser's words.

Promises nothing that the release does not hold, and words for what it withholds. Refuses raw counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.banks.schema import Language
from app.campaigns.words import Texts
from app.publication.contrasts import paired_factor
from app.publication.documents import Mirror, ReleaseDocument
from app.publication.values import Figure, Share
from app.web.context import CampaignContext
from app.web.figures.thanks_blocks import level_told
from app.web.headlines import Headlines, coarse


@dataclass(frozen=True, slots=True)
class TotemView:
    """said: the share in words; size: what to draw, in percent; coarse: of a small crowd, how a caption says it."""

    id: str
    one: str
    share: Share
    said: str
    size: float
    coarse: str | None = None


@dataclass(frozen=True, slots=True)
class LevelView:
    side: str
    mean: Figure
    half_width: Figure


@dataclass(frozen=True, slots=True)
class DimensionView:
    id: str
    name: str
    force: str | None
    meaning: str
    levels: tuple[LevelView, ...]


@dataclass(frozen=True, slots=True)
class ForceView:
    """chosen: how often, of 100 first moves; None for a bank without scenes."""

    id: str
    name: str
    meaning: str
    chosen: Figure | None


@dataclass(frozen=True, slots=True)
class GapView:
    """first, second: the names of the sides, as they read in mid-sentence; base: that of ±, at least; is_clear: None
    where it cannot be told."""

    first: str
    second: str
    gap: Figure
    half_width: Figure
    base: int | None
    is_clear: bool | None


@dataclass(frozen=True, slots=True)
class Said:
    """What an organiser wrote. language: of the text where it is not the reader's, else None."""

    language: str | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SegmentView:
    """name: None for all those in no other segment; leader: None where the segment is not shown, or has no totems.

    as_of: the number of the earlier release that it stands for, None for the one shown; wholes: of each side, in a bank
    that ends on thanks.
    """

    name: Said | None
    n: int
    leader: str | None
    gap: GapView | None
    as_of: int | None
    wholes: Mapping[str, str]


def totem_views(released: ReleaseDocument, told: Headlines) -> dict[str, TotemView]:
    """By id, the most frequent first; a totem that the file no longer describes is left out."""
    words, said_in = coarse(released), told.shares(released)
    views = [
        TotemView(totem.id, name.one, totem.share, said_in[totem.id], totem.share.size(released.n), words.get(totem.id))
        for totem in released.totems
        if (name := told.names.get(totem.id))
    ]
    return {view.id: view for view in sorted(views, key=lambda view: -view.size)}


def dimension_views(context: CampaignContext, released: ReleaseDocument) -> tuple[DimensionView, ...]:
    say, file = context.wording, context.questionnaire.file
    texts = {dimension.id: dimension for dimension in file.dimensions}
    names = {side.id: say(side.name) for side in file.sides}
    return tuple(
        DimensionView(
            id=text.id,
            name=say(text.name),
            force=text.force,
            meaning=say(text.meaning),
            levels=tuple(
                LevelView(names[level.side], level.mean, level.half_width)
                for level in dimension.levels
                if level.side in names
            ),
        )
        for dimension in released.dimensions
        if (text := texts.get(dimension.id))
    )


def force_views(context: CampaignContext, released: ReleaseDocument) -> tuple[ForceView, ...]:
    say, chosen = context.wording, {force.id: force.chosen for force in released.forces}
    return tuple(
        ForceView(force.id, say(force.name), say(force.meaning), chosen.get(force.id))
        for force in context.questionnaire.file.forces
    )


def gap_view(context: CampaignContext, mirrors: tuple[Mirror, ...], factor: float = 1.0) -> GapView | None:
    """Of the first pair of sides; None without one. factor: of what is judged together, 1 for what stands alone."""
    if not mirrors:
        return None
    mirror, file = mirrors[0], context.questionnaire.file
    first, second = (context.wording.side(file, side) for side in (mirror.first, mirror.second))
    gap, half = mirror.gap.value, mirror.half_width.value
    is_clear = None if gap is None or half is None else abs(gap) > factor * half
    return GapView(first, second, mirror.gap, mirror.half_width, mirror.base, is_clear)


def segment_views(context: CampaignContext, released: ReleaseDocument, told: Headlines) -> tuple[SegmentView, ...]:
    """In the campaign's order, the others last; their gaps are judged together."""
    parts = (*released.segments, *((released.others,) if released.others else ()))
    shown = sum(part.n > 0 for part in parts)
    return tuple(
        SegmentView(
            name=said_in(dict(part.name), told.language),
            n=part.n,
            leader=told.leader(part) if part.totems else None,
            gap=gap_view(context, part.mirrors, paired_factor(part.n, shown)),
            as_of=part.as_of if 0 < part.as_of < released.number else None,
            wholes={side.id: level_told(side.level, told) for side in part.sides if side.level},
        )
        for part in parts
    )


def said_in(texts: Texts, language: Language) -> Said | None:
    """In the reader's language, or in the one that was given; None if nothing was."""
    given = language if texts.get(language) else next((other for other, text in texts.items() if text), None)
    if given is None:
        return None
    lines = (line.strip() for line in texts[given].splitlines())
    return Said(None if given == language else given, tuple(line for line in lines if line))
