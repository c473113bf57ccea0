"""A release as its reader sees it: the views that crowd/figures.html renders.

Promises nothing that the release does not hold, and words for what it withholds. Refuses raw counts.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.banks import nouns
from app.figures.mask import Mask
from app.publication.policy import figures_waiting
from app.publication.released import Figure, Mirror, Released, Share
from app.web.asked import Asked
from app.web.drawings import CrowdDrawings, drawn_crowd, drawn_sides, gallery
from app.web.templating import Page


@dataclass(frozen=True, slots=True)
class TotemView:
    """share: None for the animals of a bank that nobody has; size: what to draw, in percent."""

    mask: str
    one: str
    many: str
    of_the: str
    share: Share
    size: float


@dataclass(frozen=True, slots=True)
class LevelView:
    side: str
    mean: Figure
    half_width: Figure


@dataclass(frozen=True, slots=True)
class DimensionView:
    name: str
    force: str | None
    meaning: str
    levels: tuple[LevelView, ...]


@dataclass(frozen=True, slots=True)
class GapView:
    """first, second: the names of the sides, as they read in mid-sentence."""

    first: str
    second: str
    gap: Figure
    half_width: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPage(Page):
    """answers: how many it takes while the campaign is open; at_close: how many once it is closed.

    masks: every animal that may come, with its name.
    """

    template: ClassVar[str] = "crowd/waiting.html"
    questionnaire: str
    campaign: str
    is_open: bool
    answers: int
    at_close: int
    masks: tuple[tuple[Mask, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdPage(Page):
    """totems: from the most frequent; winner: None when none leads by enough people to be named."""

    template: ClassVar[str] = "crowd/figures.html"
    indexed: bool = True
    questionnaire: str
    campaign: str
    is_open: bool
    edition: str
    n: int
    k: int
    release: int
    made_on: date
    opened_on: date
    closed_on: date | None
    fingerprint: str
    digest: str
    winner: TotemView | None
    totems: tuple[TotemView, ...]
    none: Share | None
    dimensions: tuple[DimensionView, ...]
    gap: GapView | None
    sides: tuple[str, ...]
    drawn_sides: tuple[str, ...]
    forces: tuple[str, ...]
    drawings: CrowdDrawings


def waiting_page(asked: Asked) -> WaitingPage:
    waiting = figures_waiting(asked.campaign.k)
    return WaitingPage(
        language=asked.voice.language,
        path=f"figures/{asked.campaign.slug}",
        questionnaire=asked.voice(asked.questionnaire.file.title),
        campaign=asked.campaign.slug,
        is_open=asked.campaign.is_open,
        answers=waiting.answers,
        at_close=waiting.at_close,
        masks=gallery(asked.questionnaire, asked.voice.language),
    )


def crowd_page(asked: Asked, released: Released) -> CrowdPage:
    say, file = asked.voice, asked.questionnaire.file
    totems = dict(sorted(totem_views(asked, released).items(), key=lambda pair: -pair[1].size))
    names = {side.id: say(side.name) for side in file.sides}
    sizes = {id_: totem.size for id_, totem in totems.items()}
    return CrowdPage(
        language=say.language,
        path=f"figures/{released.slug}",
        questionnaire=say(file.title),
        campaign=released.slug,
        is_open=asked.campaign.is_open,
        edition=released.edition,
        n=released.n,
        k=released.k,
        release=released.number,
        made_on=date.fromisoformat(released.made_on),
        opened_on=date.fromisoformat(released.opened_on),
        closed_on=date.fromisoformat(released.closed_on) if released.closed_on else None,
        fingerprint=released.fingerprint,
        digest=released.digest,
        winner=totems.get(released.winner or ""),
        totems=tuple(totems.values()),
        none=released.none,
        dimensions=dimension_views(asked, released),
        gap=gap_view(asked, released.mirrors[0]) if released.mirrors else None,
        sides=tuple(names.values()),
        drawn_sides=tuple(names[side] for side in drawn_sides(asked.questionnaire.bank)),
        forces=tuple(say(force.name) for force in file.forces),
        drawings=drawn_crowd(asked.questionnaire, released, say.language, sizes),
    )


def totem_views(asked: Asked, released: Released) -> dict[str, TotemView]:
    """By id; a totem that the file no longer describes is left out."""
    language = asked.voice.language
    shares = {totem.id: totem.share for totem in released.totems}
    views = {}
    for totem in asked.questionnaire.file.totems:
        if share := shares.get(totem.id):
            name = totem.name.noun(language)
            views[totem.id] = TotemView(
                mask=totem.mask,
                one=name.one,
                many=name.many,
                of_the=nouns.of_the(name, language, many=True),
                share=share,
                size=share.size(released.n),
            )
    return views


def dimension_views(asked: Asked, released: Released) -> tuple[DimensionView, ...]:
    say, file = asked.voice, asked.questionnaire.file
    texts = {dimension.id: dimension for dimension in file.dimensions}
    names = {side.id: say(side.name) for side in file.sides}
    return tuple(
        DimensionView(
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


def gap_view(asked: Asked, mirror: Mirror) -> GapView:
    first, second = (asked.voice.side(asked.questionnaire.file, side) for side in (mirror.first, mirror.second))
    return GapView(first, second, mirror.gap, mirror.half_width)
