"""Sealed totals in, a release out: each figure under the rule that `policy` has for it. Pure.

Promises that nothing but rounded, bounded or withheld figures passes. Refuses totals of fewer than k people.
"""

from dataclasses import replace
from datetime import date
from math import sqrt
from statistics import fmean

from app.publication import policy, thanks
from app.publication.campaign import CampaignFacts
from app.publication.documents import (
    PLAIN,
    SCHEMA,
    Level,
    Mirror,
    ReleasedDimension,
    ReleasedForce,
    ReleaseDocument,
    ReleasedSide,
    SegmentFigures,
    TotemShare,
)
from app.publication.instrument import instrument_of
from app.publication.policy import Rounding
from app.publication.source import Source, source_of
from app.publication.values import Coefficient, Figure, Phrase, Share
from app.tallies.counts import MirrorId, ScaleId
from app.tallies.named_counts import NamedCounts
from app.tallies.statistics import NO_NEAR, correlation, gap
from app.tallies.sums import Counts
from app.totem.model import Bank
from app.totem.packing import fingerprint


def summarise(
    bank: Bank,
    counts: Counts,
    campaign: CampaignFacts,
    draw: Rounding,
    *,
    number: int,
    k: int,
    today: date,
    room: bool = False,
) -> ReleaseDocument:
    """room: a seminar's reveal, with exact totems, and levels from 10 people. Raises TooFew, CountsInvalid."""
    source = source_of(bank, counts, k, room=room)
    totems, none, winner = _totems(source.reading, draw, room=room)
    dimensions = tuple(_dimension(source, dimension.id, draw) for dimension in bank.dimensions)
    return ReleaseDocument(
        slug=campaign.slug,
        number=number,
        made_on=today.isoformat(),
        n=source.reading.n,
        k=k,
        bank=bank.id,
        fingerprint=fingerprint(bank),
        edition=campaign.edition,
        people=campaign.people,
        opened_on=campaign.opened_on.isoformat(),
        closed_on=campaign.closed_on.isoformat() if campaign.closed_on else None,
        room=room,
        totems=totems,
        none=none,
        winner=winner,
        dimensions=dimensions,
        sides=_sides(source, dimensions),
        mirrors=_whole_mirrors(source, dimensions),
        forces=tuple(
            ReleasedForce(force, _chosen(source, force), *_alpha(source, ScaleId(force=force))) for force in bank.forces
        ),
        protection=campaign.protection,
        not_counted=campaign.not_counted,
        series=campaign.series,
        behind=False,
        instrument=None if room else instrument_of(bank, source.reading, k),
        importance=thanks.importance(source, draw),
        promises=thanks.promises(source, draw),
        schema=SCHEMA if bank.ends_on_thanks else PLAIN,
    )


def part(
    bank: Bank, counts: Counts, draw: Rounding, *, k: int, id_: str, name: tuple[tuple[str, str], ...], as_of: int
) -> SegmentFigures:
    """A segment, by the same rules as the whole, with draws of its own. Raises TooFew, CountsInvalid."""
    source = source_of(bank, counts, k, room=False)
    totems, none, winner = _totems(source.reading, draw, room=False)
    dimensions = tuple(_dimension(source, dimension.id, draw) for dimension in bank.dimensions)
    return SegmentFigures(
        id=id_,
        name=name,
        n=source.reading.n,
        totems=totems,
        none=none,
        winner=winner,
        dimensions=tuple(replace(dimension, mirrors=()) for dimension in dimensions),
        mirrors=_whole_mirrors(source, dimensions),
        as_of=as_of,
        sides=_sides(source, dimensions) if bank.ends_on_thanks else (),
    )


def _totems(
    reading: NamedCounts, draw: Rounding, *, room: bool
) -> tuple[tuple[TotemShare, ...], Share | None, str | None]:
    if not reading.totems:
        return (), None, None
    if room:
        exact = {id_: Share(Phrase.COUNT, count=many) for id_, many in reading.totems.items()}
        shares, none = exact, Share(Phrase.COUNT, count=reading.none)
        first = policy.winner(reading.totems, lead=1)
    else:
        rounded = {id_: policy.rounded_count(many, draw) for id_, many in reading.totems.items()}
        shares = {id_: policy.share(many, reading.n) for id_, many in rounded.items()}
        none = policy.share(policy.rounded_count(reading.none, draw), reading.n)
        first = policy.winner(rounded)
    return tuple(TotemShare(id_, found) for id_, found in shares.items()), none, first


def _dimension(source: Source, id_: str, draw: Rounding) -> ReleasedDimension:
    levels = {
        side: _level(source, ScaleId(id_, side), draw)
        for side in source.bank.sides
        if ScaleId(id_, side) in source.reading.scales
    }
    mirrors = tuple(
        _mirror(source, MirrorId(*pair, id_), [(levels[pair[0]], levels[pair[1]])])
        for pair in source.bank.pairs
        if levels.keys() >= set(pair)
    )
    return ReleasedDimension(id_, tuple(levels.values()), mirrors)


def _alpha(source: Source, scale: ScaleId) -> tuple[Coefficient, int | None]:
    """With its base."""
    sums = source.reading.scales.get(scale)
    return source.alpha(scale), source.base(sums.n, scale) if sums else None


def _sides(source: Source, dimensions: tuple[ReleasedDimension, ...]) -> tuple[ReleasedSide, ...]:
    within = [level for at in source.bank.within for level in dimensions[at].levels]
    return tuple(
        ReleasedSide(
            side,
            *_alpha(source, ScaleId(side=side)),
            level=thanks.side_level(source, side, [level for level in within if level.side == side]),
        )
        for side in source.bank.sides
    )


def _level(source: Source, scale: ScaleId, draw: Rounding) -> Level:
    spread = source.spread(scale)
    rounding = policy.step_of(spread.n) / sqrt(12)
    sd = policy.shown_sd(spread, source.at_least, source.too_few)
    return Level(
        side=scale.side or "",
        mean=policy.shown_mean(spread.mean, spread.n, source.at_least, source.too_few),
        half_width=policy.shown_half_width(sd, spread.n, rounding),
        sd=sd,
        alpha=source.alpha(scale),
        base=source.base(spread.n, scale),
        favourable=thanks.favourable(source, scale, draw),
    )


def _whole_mirrors(source: Source, dimensions: tuple[ReleasedDimension, ...]) -> tuple[Mirror, ...]:
    pairs = (_whole_mirror(source, MirrorId(*pair), dimensions) for pair in source.bank.pairs)
    return tuple(mirror for mirror in pairs if mirror)


def _whole_mirror(source: Source, mirror: MirrorId, dimensions: tuple[ReleasedDimension, ...]) -> Mirror | None:
    """From the dimensions that are asked on both sides, the whole itself left out; None without any."""
    levels = [{level.side: level for level in dimensions[at].levels} for at in source.bank.within]
    both = [(found[mirror.first], found[mirror.second]) for found in levels if found.keys() >= set(mirror[:2])]
    return _mirror(source, mirror, both) if both else None


def _mirror(source: Source, mirror: MirrorId, levels: list[tuple[Level, Level]]) -> Mirror:
    """The gap says nothing that the levels beside it do not say; nor does anything else round it once more."""
    sums = source.reading.mirrors[mirror]
    first, second = (source.reading.scales[scale] for scale in mirror.scales)
    near = source.reading.nears.get(mirror, NO_NEAR)
    spread = gap(sums, (len(first.item_totals), len(second.item_totals)), source.bank.points, near)
    gaps = [a.mean.value - b.mean.value for a, b in levels if a.mean.value is not None and b.mean.value is not None]
    rounding = policy.step_of(spread.n) / sqrt(6 * max(1, len(gaps)))
    sd = policy.shown_sd(spread, source.at_least, source.too_few, most=100)
    half_width = policy.shown_half_width(sd, spread.n, rounding)
    return Mirror(
        first=mirror.first,
        second=mirror.second,
        gap=Figure(round(fmean(gaps))) if gaps else Figure(reason=source.too_few),
        half_width=half_width if gaps else Figure(reason=source.too_few),
        correlation=policy.shown_correlation(
            correlation(sums), sums.n, *(source.spread(scale).sd for scale in mirror.scales)
        ),
        base=source.base(spread.n, *mirror.scales),
        complete=source.base(sums.n, *mirror.scales),
    )


def _chosen(source: Source, force: str) -> Figure | None:
    """One person moves it by at most 100/n: each chose in every scene."""
    bank, scenes = source.bank, source.reading.scenes
    if not scenes:
        return None
    times = sum(
        many
        for scene, choices in zip(bank.scenes, scenes, strict=True)
        for dimension, many in zip(scene.options, choices, strict=True)
        if bank.force_of[dimension] == force
    )
    n = source.reading.n
    return policy.shown_choice(100 * times / (n * len(scenes)), n, source.at_least, source.too_few)
