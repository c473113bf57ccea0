"""A room beside a published edition, or beside another room: both figures of each, and where levels clearly differ.

Promises two columns and no verdict: neither is better. Refuses to lay two structures of a questionnaire side by side.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from babel.lists import format_list

from app.banks.faults import N_
from app.publication.documents import ReleaseDocument
from app.web.context import CampaignContext
from app.web.figures.editions import level_said, level_ways, levels_by_side
from app.web.headlines import Headlines
from app.web.language import locale_of, number

WEIGHT = N_(
    "Two pictures, neither better than the other: in a room of %(n)s, one person weighs %(weight)s points of 100."
)
APART = N_("Clearly different, whatever the cause: %(list)s.")
CLOSE = N_("No level is far enough from theirs to say that it differs.")
NotCompared = Literal["unknown", "unpublished", "other", "foreign"]


@dataclass(frozen=True, slots=True)
class Abreast:
    """why: the reason why there is nothing to compare with, and then no figures. path: of the edition's figures;

    there: what the edition says of itself; said: how far the two can be told apart; totems: its shares, by id; levels:
    by dimension and side; is_room: whether it is another room, from a file that its trainer kept.
    """

    why: NotCompared | None = None
    title: str = ""
    path: str = ""
    heading: str = ""
    there: str = ""
    said: str = ""
    totems: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    is_room: bool = False


def abreast(
    context: CampaignContext,
    room: ReleaseDocument,
    edition: ReleaseDocument,
    told: Headlines,
    title: str,
    *,
    is_room: bool = False,
) -> Abreast:
    """context: of the edition, so that its sides are named in its own words."""
    if room.fingerprint != edition.fingerprint:
        return Abreast("other", title, is_room=is_room)
    there = {"n": number(told.language, edition.n), "sentence": told.headline(edition)}
    return Abreast(
        title=title,
        path="" if is_room else f"figures/{edition.slug}?release={edition.number}",
        heading=told.say(N_("Beside “%(title)s”")) % {"title": title},
        there=told.say(N_("There, %(n)s people answered, and read: “%(sentence)s.”")) % there,
        said=_said(context, room, edition, told),
        totems={totem.id: told.share(totem.share) for totem in edition.totems},
        levels={key: level_said(level, told.language) for key, level in levels_by_side(edition).items()},
        is_room=is_room,
    )


def _said(context: CampaignContext, room: ReleaseDocument, edition: ReleaseDocument, told: Headlines) -> str:
    """What one person weighs, and which levels clearly differ."""
    say, file = context.wording, context.questionnaire.file
    names = {dimension.id: say(dimension.name) for dimension in file.dimensions}
    apart = [
        f"{names[dimension]} {say.side(file, side)}"
        for (dimension, side), way in level_ways(edition, room).items()
        if way in ("more", "less")
    ]
    weight = {"n": number(told.language, room.n), "weight": number(told.language, 100 / room.n)}
    listed = format_list(apart, locale=locale_of(told.language))
    return f"{told.say(WEIGHT) % weight} {told.say(APART) % {'list': listed} if apart else told.say(CLOSE)}"
