"""The first page: one door, one code, then the animals, what the crowd says, and what one does with others.

Promises that it follows the banks that are there, and a figure only where one is published. Refuses a second door.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar, Literal

from app.banks.loader import Questionnaire
from app.banks.schema import Language
from app.barometer.edition import Edition
from app.campaigns.store import USUAL_PEOPLE
from app.campaigns.words import titled
from app.figures.mask import Mask
from app.publication.documents import ReleaseDocument
from app.web.context import FIRST, QUICK, first_questionnaire, offered_to_rooms, public_paths
from app.web.deps import Site
from app.web.drawings import drawn_sides, gallery
from app.web.headlines import Headlines, nouns_of
from app.web.pages import Page
from app.web.site.parts import Parts
from app.web.wording import Wording

FADED = 0.45
"""How strong the second half of the first page's mask is: seen at a glance, and still a face."""

SurveyLink = tuple[str, str]
"""The title of a mirror survey, and where it is, after the language."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A questionnaire to take. language: the one that it is read in here; address: of its quiz; minutes: about;
    animals: whether one meets an animal at its end; kind: beside the door, the long form or the short one of it."""

    title: str
    summary: str
    language: Language
    address: str
    minutes: int
    animals: bool
    kind: Literal["whole", "quick", ""]


@dataclass(frozen=True, slots=True)
class LiveFigure:
    """What a release says of its most frequent animal: “28% are chameleons”, of n people; path: of its page."""

    family: str
    n: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """masks: the animals of the first questionnaire, each with its name; links: to the page of each;
    hero: one of them, with a lean to show; sides: the names of its halves, none without a mirror.

    first: the questionnaire that the page speaks of, None on a site without any; door: the one that it leads to;
    others: the rest; live: None while nothing is published; dimensions: where each is told of, with its name;
    organise, seminar: whether campaigns can be made on this site, and rooms opened; surveys: those that everyone may
    read, each with its title and where it is, after the language.
    """

    template: ClassVar[str] = "site/home.html"
    indexed: bool = True
    first: Offer | None
    door: Offer | None
    others: tuple[Offer, ...]
    masks: tuple[tuple[Mask, str], ...]
    links: tuple[str, ...]
    hero: Mask | None
    sides: tuple[str, ...]
    live: LiveFigure | None
    dimensions: tuple[tuple[str, str], ...]
    organise: bool
    seminar: bool
    surveys: tuple[SurveyLink, ...]


def home_page(
    site: Site, parts: Parts, language: Language, live: LiveFigure | None, surveys: tuple[SurveyLink, ...] = ()
) -> HomePage:
    known = site.questionnaires.public
    first, door = first_questionnaire(known), door_of(known)
    speaking = first if first and first.speaks(language) else None
    masks = gallery(speaking, language) if speaking else ()
    public = public_paths(known, speaking.bank.id if speaking else "")
    others = (_offer(site, one, language) for one in known.values() if one is not door)
    say = Wording(language, USUAL_PEOPLE)
    told = speaking.file.dimensions if speaking else ()
    pair = drawn_sides(speaking.bank) if speaking and speaking.bank.pairs else ()
    return HomePage(
        language=language,
        first=_offer(site, first, language) if first else None,
        door=_offer(site, door, language) if door else None,
        others=tuple(sorted(others, key=lambda one: not one.kind)),
        masks=masks,
        links=tuple(f"/{language}/{path}" for path in public.animals.values()),
        hero=replace(masks[-1][0], second=FADED if pair else 1.0) if masks else None,
        sides=tuple(say.side(speaking.file, side) for side in pair) if speaking else (),
        live=live,
        dimensions=tuple((public.dimensions[one.id], say(one.name)) for one in told),
        organise=parts.organise,
        seminar=parts.seminars and bool(offered_to_rooms(known)),
        surveys=surveys,
    )


def survey_links(editions: Sequence[Edition]) -> tuple[SurveyLink, ...]:
    return tuple((titled(one.barometer.title, one.label), f"barometer/{one.barometer.slug}") for one in editions)


def door_of(questionnaires: Mapping[str, Questionnaire]) -> Questionnaire | None:
    """The one that the first page leads to: the short form of the first, where there is one."""
    return first_and_door(tuple(questionnaires.values()))[1]


@lru_cache(64)
def first_and_door(known: tuple[Questionnaire, ...]) -> tuple[Questionnaire | None, Questionnaire | None]:
    """The first page's own one, and the one that it leads to: found once for the same questionnaires."""
    by_id = {one.bank.id: one for one in known}
    first, quick = first_questionnaire(by_id), by_id.get(QUICK)
    return first, quick if first and quick and quick.file.totems == first.file.totems else first


async def live_figure(site: Site, language: Language) -> LiveFigure | None:
    """Of the public campaigns of the first page's questionnaires, that of most people; never waits for long."""
    known = {one.bank.id: one for one in first_and_door(tuple(site.questionnaires.values())) if one}
    found = []
    for id_, one in known.items():
        for slug in site.public_slugs(id_):
            campaign = await site.campaigns.aside(slug)
            if campaign and campaign.bank == id_ and not campaign.withdrawn_on and one.speaks(language):
                released = await site.releases.aside(campaign.id)
                if figure := released and _figure(site, language, one, released):
                    found.append(figure)
    return max(found, key=lambda figure: figure.n, default=None)


def _figure(
    site: Site, language: Language, questionnaire: Questionnaire, released: ReleaseDocument
) -> LiveFigure | None:
    """None where no animal leads."""
    names = nouns_of(questionnaire, language)
    share = next((totem.share for totem in released.totems if totem.id == released.winner and totem.id in names), None)
    if share is None or released.winner is None:
        return None
    told = Headlines(language, site.templates.gettext(language), names)
    return LiveFigure(told.short(share, released.winner), released.n, f"figures/{released.slug}")


def _offer(site: Site, questionnaire: Questionnaire, language: Language) -> Offer:
    id_, spoken = questionnaire.bank.id, questionnaire.spoken(language)
    say = Wording(spoken, USUAL_PEOPLE)
    kinds: dict[str, Literal["whole", "quick", ""]] = {FIRST: "whole", QUICK: "quick"}
    return Offer(
        title=say(questionnaire.file.title),
        summary=say(questionnaire.file.summary),
        language=spoken,
        address=f"/{spoken}/quiz/{site.successors.get(id_, id_)}",
        minutes=site.minutes_in(spoken, id_),
        animals=bool(questionnaire.bank.totems),
        kind=kinds.get(id_, ""),
    )
