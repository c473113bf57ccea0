"""The editions of one series: where each one is read, and what changed from the one before.

Promises a change only beyond its interval, all of a table judged together. Refuses to compare two structures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Literal, NamedTuple

from app.campaigns.store import Campaign
from app.publication.contrasts import Contrast, crowds_factor, difference_between, published
from app.publication.documents import Level, ReleaseDocument
from app.publication.values import Phrase, Share
from app.web.context import CampaignContext
from app.web.headlines import Headlines
from app.web.language import number

Way = Literal["more", "less", "unclear", "unknown"]
MULTIPLE_VARIANCE = 4 / 3
"""Of the people that rounding a count to a multiple of 3 adds or takes away, on average over counts."""
OFF_BY = "\u00a0±\u00a0"
STEPS = {Phrase.PERCENT: 1, Phrase.ABOUT_PERCENT: 5}


class Interval(NamedTuple):
    low: float
    high: float


class SeriesEdition(NamedTuple):
    """released: None where nothing is published, or no longer; path: of its page, after the language."""

    campaign: Campaign
    released: ReleaseDocument | None
    path: str


@dataclass(frozen=True, slots=True)
class EditionLink:
    """here: whether it is this page's; there: whether its figures can be read."""

    label: str
    path: str
    here: bool
    there: bool


@dataclass(frozen=True, slots=True)
class Change:
    """before, now: as figures with what they may be off by; of: whose level or which animal."""

    of: str
    before: str
    now: str
    way: Way


@dataclass(frozen=True, slots=True)
class EditionComparison:
    """edition: the earlier one's label; totems, levels: empty where questionnaires differ."""

    edition: str
    compatible: bool
    totems: tuple[Change, ...] = ()
    levels: tuple[Change, ...] = ()

    @property
    def clear(self) -> tuple[Change, ...]:
        return tuple(change for change in self.totems + self.levels if change.way in ("more", "less"))


def edition_links(editions: Sequence[SeriesEdition], own: Campaign) -> tuple[EditionLink, ...]:
    """The newest first; none for an edition that stands alone."""
    if len(editions) < 2:
        return ()
    newest = sorted(editions, key=_when, reverse=True)
    return tuple(
        EditionLink(
            label=campaign.edition,
            path=path,
            here=campaign.id == own.id,
            there=released is not None,
        )
        for campaign, released, path in newest
    )


def comparison(
    context: CampaignContext, released: ReleaseDocument, editions: Sequence[SeriesEdition], told: Headlines
) -> EditionComparison | None:
    """With the newest of the earlier editions whose figures can be read; None for the first one."""
    own = context.campaign
    earlier = [one for one in editions if one.released and _when(one) < (own.opened_on, own.id)]
    if not earlier:
        return None
    campaign, before, _ = max(earlier, key=_when)
    assert before
    if before.fingerprint != released.fingerprint:
        return EditionComparison(campaign.edition, compatible=False)
    return EditionComparison(
        campaign.edition,
        compatible=True,
        totems=_totem_changes(before, released, told),
        levels=_level_changes(context, before, released),
    )


def interval(share: Share, n: int) -> Interval | None:
    """95 %: of drawing n people, of rounding counts and of rounding percents. None for shares in words.

    A bound is an interval already: nobody of n leaves up to 3/n, and so does rounding to multiples of 3.
    """
    if share.below is not None:
        return Interval(0, share.below)
    if share.above is not None:
        return Interval(share.above, 100)
    if share.percent is None:
        return None
    part, step = share.percent / 100, STEPS[share.phrase] / 100
    half = 100 * 1.96 * sqrt(part * (1 - part) / n + MULTIPLE_VARIANCE / n**2 + step**2 / 12)
    return Interval(max(0.0, share.percent - half), min(100.0, share.percent + half))


def way(before: Contrast | None, now: Contrast | None, factor: float) -> Way:
    """factor: for all that is compared beside it."""
    change = difference_between(before, now, factor) if before and now else None
    if change is None or change.half_width is None:
        return "unknown"
    if not change.is_clear:
        return "unclear"
    return "more" if change.value > 0 else "less"


def level_ways(before: ReleaseDocument, now: ReleaseDocument) -> dict[tuple[str, str], Way]:
    """By dimension and side, of two releases of one structure: how the second's level differs from the first's, all of
    them judged together."""
    earlier, later = levels_by_side(before), levels_by_side(now)
    factor = crowds_factor(min(before.n, now.n), len(later))
    return {key: way(published(earlier[key]), published(level), factor) for key, level in later.items()}


def levels_by_side(released: ReleaseDocument) -> dict[tuple[str, str], Level]:
    return {(one.id, level.side): level for one in released.dimensions for level in one.levels}


def _when(edition: SeriesEdition) -> tuple[date, int]:
    return edition.campaign.opened_on, edition.campaign.id


def _totem_changes(before: ReleaseDocument, now: ReleaseDocument, told: Headlines) -> tuple[Change, ...]:
    shares = {totem.id: totem.share for totem in before.totems}
    factor = crowds_factor(min(before.n, now.n), len(now.totems))
    return tuple(
        Change(
            of=told.names[totem.id].many,
            before=_share(shares[totem.id], before.n, told),
            now=_share(totem.share, now.n, told),
            way=way(middle(interval(shares[totem.id], before.n)), middle(interval(totem.share, now.n)), factor),
        )
        for totem in now.totems
        if totem.id in told.names
    )


def _level_changes(context: CampaignContext, before: ReleaseDocument, now: ReleaseDocument) -> tuple[Change, ...]:
    say, file = context.wording, context.questionnaire.file
    names = {dimension.id: say(dimension.name) for dimension in file.dimensions}
    sides = {side.id: say.side(file, side.id) for side in file.sides}
    levels, ways = levels_by_side(before), level_ways(before, now)
    return tuple(
        Change(
            of=f"{names[dimension.id]}, {sides[level.side]}",
            before=level_said(levels[dimension.id, level.side], say.language),
            now=level_said(level, say.language),
            way=ways[dimension.id, level.side],
        )
        for dimension in now.dimensions
        if dimension.id in names
        for level in dimension.levels
    )


def _share(share: Share, n: int, told: Headlines) -> str:
    around = interval(share, n)
    if around is None or share.percent is None:
        return told.share(share)
    off = max(around.high - share.percent, share.percent - around.low)
    return f"{told.share(share)}{OFF_BY}{number(told.language, off)}"


def middle(around: Interval | None) -> Contrast | None:
    return around and Contrast((around.low + around.high) / 2, (around.high - around.low) / 2)


def level_said(level: Level, language: str) -> str:
    if level.mean.value is None:
        return "–"
    mean, half = number(language, level.mean.value), level.half_width.value
    return mean if half is None else f"{mean}{OFF_BY}{number(language, half)}"
