"""Sealed totals in, a release out: each figure under the rule that `policy` has for it. Pure.

Promises that nothing but rounded, bounded or withheld figures passes. Refuses totals of fewer than k people.
"""

from dataclasses import replace
from datetime import date
from math import sqrt
from statistics import fmean

from app.publication import policy, thanks
from app.publication.basis import Basis, basis_of
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
    basis = basis_of(bank, counts, k, room=room)
    totems, none, winner = _totems(basis.reading, draw, room=room)
    dimensions = tuple(_dimension(basis, dimension.id, draw) for dimension in bank.dimensions)
    return ReleaseDocument(
        slug=campaign.slug,
        number=number,
        made_on=today.isoformat(),
        n=basis.reading.n,
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
        sides=_sides(basis, dimensions),
        mirrors=_whole_mirrors(basis, dimensions),
        forces=tuple(
            ReleasedForce(force, _chosen(basis, force), *_alpha(basis, ScaleId(force=force))) for force in bank.forces
        ),
        protection=campaign.protection,
        not_counted=campaign.not_counted,
        series=campaign.series,
        behind=False,
        instrument=None if room else instrument_of(bank, basis.reading, k),
        importance=thanks.importance(basis, draw),
        promises=thanks.promises(basis, draw),
        schema=SCHEMA if bank.ends_on_thanks else PLAIN,
    )


def part(
    bank: Bank, counts: Counts, draw: Rounding, *, k: int, id_: str, name: tuple[tuple[str, str], ...], as_of: int
) -> SegmentFigures:
    """A segment, by the same rules as the whole, with draws of its own. Raises TooFew, CountsInvalid."""
    basis = basis_of(bank, counts, k, room=False)
    totems, none, winner = _totems(basis.reading, draw, room=False)
    dimensions = tuple(_dimension(basis, dimension.id, draw) for dimension in bank.dimensions)
    return SegmentFigures(
        id=id_,
        name=name,
        n=basis.reading.n,
        totems=totems,
        none=none,
        winner=winner,
        dimensions=tuple(replace(dimension, mirrors=()) for dimension in dimensions),
        mirrors=_whole_mirrors(basis, dimensions),
        as_of=as_of,
        sides=_sides(basis, dimensions) if bank.ends_on_thanks else (),
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


def _dimension(basis: Basis, id_: str, draw: Rounding) -> ReleasedDimension:
    levels = {
        side: _level(basis, ScaleId(id_, side), draw)
        for side in basis.bank.sides
        if ScaleId(id_, side) in basis.reading.scales
    }
    mirrors = tuple(
        _mirror(basis, MirrorId(*pair, id_), [(levels[pair[0]], levels[pair[1]])])
        for pair in basis.bank.pairs
        if levels.keys() >= set(pair)
    )
    return ReleasedDimension(id_, tuple(levels.values()), mirrors)


def _alpha(basis: Basis, scale: ScaleId) -> tuple[Coefficient, int | None]:
    """With its base."""
    sums = basis.reading.scales.get(scale)
    return basis.alpha(scale), basis.base(sums.n, scale) if sums else None


def _sides(basis: Basis, dimensions: tuple[ReleasedDimension, ...]) -> tuple[ReleasedSide, ...]:
    within = [level for at in basis.bank.within for level in dimensions[at].levels]
    return tuple(
        ReleasedSide(
            side,
            *_alpha(basis, ScaleId(side=side)),
            level=thanks.side_level(basis, side, [level for level in within if level.side == side]),
        )
        for side in basis.bank.sides
    )


def _level(basis: Basis, scale: ScaleId, draw: Rounding) -> Level:
    spread = basis.spread(scale)
    rounding = policy.step_of(spread.n) / sqrt(12)
    sd = policy.shown_sd(spread, basis.at_least, basis.too_few)
    return Level(
        side=scale.side or "",
        mean=policy.shown_mean(spread.mean, spread.n, basis.at_least, basis.too_few),
        half_width=policy.shown_half_width(sd, spread.n, rounding),
        sd=sd,
        alpha=basis.alpha(scale),
        base=basis.base(spread.n, scale),
        favourable=thanks.favourable(basis, scale, draw),
    )


def _whole_mirrors(basis: Basis, dimensions: tuple[ReleasedDimension, ...]) -> tuple[Mirror, ...]:
    pairs = (_whole_mirror(basis, MirrorId(*pair), dimensions) for pair in basis.bank.pairs)
    return tuple(mirror for mirror in pairs if mirror)


def _whole_mirror(basis: Basis, mirror: MirrorId, dimensions: tuple[ReleasedDimension, ...]) -> Mirror | None:
    """From the dimensions that are asked on both sides, the whole itself left out; None without any."""
    levels = [{level.side: level for level in dimensions[at].levels} for at in basis.bank.within]
    both = [(found[mirror.first], found[mirror.second]) for found in levels if found.keys() >= set(mirror[:2])]
    return _mirror(basis, mirror, both) if both else None


def _mirror(basis: Basis, mirror: MirrorId, levels: list[tuple[Level, Level]]) -> Mirror:
    """The gap says nothing that the levels beside it do not say; nor does anything else round it once more."""
    sums = basis.reading.mirrors[mirror]
    first, second = (basis.reading.scales[scale] for scale in mirror.scales)
    near = basis.reading.nears.get(mirror, NO_NEAR)
    spread = gap(sums, (len(first.item_totals), len(second.item_totals)), basis.bank.points, near)
    gaps = [a.mean.value - b.mean.value for a, b in levels if a.mean.value is not None and b.mean.value is not None]
    rounding = policy.step_of(spread.n) / sqrt(6 * max(1, len(gaps)))
    sd = policy.shown_sd(spread, basis.at_least, basis.too_few, most=100)
    half_width = policy.shown_half_width(sd, spread.n, rounding)
    return Mirror(
        first=mirror.first,
        second=mirror.second,
        gap=Figure(round(fmean(gaps))) if gaps else Figure(reason=basis.too_few),
        half_width=half_width if gaps else Figure(reason=basis.too_few),
        correlation=policy.shown_correlation(
            correlation(sums), sums.n, *(basis.spread(scale).sd for scale in mirror.scales)
        ),
        base=basis.base(spread.n, *mirror.scales),
        complete=basis.base(sums.n, *mirror.scales),
    )


def _chosen(basis: Basis, force: str) -> Figure | None:
    """One person moves it by at most 100/n: each chose in every scene."""
    bank, scenes = basis.bank, basis.reading.scenes
    if not scenes:
        return None
    times = sum(
        many
        for scene, choices in zip(bank.scenes, scenes, strict=True)
        for dimension, many in zip(scene.options, choices, strict=True)
        if bank.force_of[dimension] == force
    )
    n = basis.reading.n
    return policy.shown_choice(100 * times / (n * len(scenes)), n, basis.at_least, basis.too_few)
