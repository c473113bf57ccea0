"""The first page at the counter of a place: where one is, what is asked, in which languages; or why nothing is.

Promises no count and no result. Refuses to let anyone start where nobody would be counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from app.banks.counter import Counter
from app.banks.reading_time import minutes_at_most
from app.barometer.barometers import PlaceDoor
from app.barometer.edition import Edition
from app.campaigns.words import said
from app.web.context import title_of
from app.web.language import in_words
from app.web.pages import Page
from app.web.quiz.landing import obstacle_of
from app.web.quiz.visit import Visit, tongues_of
from app.web.tokens import Sheet

CounterBar = Literal["", "draft", "closed", "withdrawn", "void", "removed", "invitation"]
"""Why nobody is counted: days to come, days over, figures taken back, a code that was replaced, a place that takes part
no more, no card."""
STATUS: dict[CounterBar, int] = {"withdrawn": 410, "void": 410, "removed": 410}
PlaceMistake = Literal["", "shape", "unknown", "tries"]
"""Nothing that could be a code; no place has it; too many wrong ones from this network."""


@dataclass(frozen=True, slots=True)
class EditionDays:
    """results: where they are then, after the language; public: whether they are; notice: why it was withdrawn."""

    opens_on: date
    closed_on: date
    results_on: date
    results: str
    public: bool
    withdrawn_on: date | None
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPage(Page):
    """tongue: of the screen; counter: its texts, where no other page speaks it; tongues: all of them, by name; tablet:
    whether many people answer on this screen; restart: where it comes back to; over: the survey and the place; start:
    where the form leads; invited: whether a card or a link led here.

    sentences: how many, in words; minutes: at most; told: the same in words; k: the fewest that count on their own,
    None where there is one group alone; together: the other places that these answers count with; days: of the
    edition.
    """

    template: ClassVar[str] = "quiz/counter.html"
    tongue: str
    counter: Counter | None
    tongues: Mapping[str, str]
    tablet: bool
    restart: str
    over: str
    place: str
    title: str
    start: str
    invited: bool
    bar: CounterBar
    sentences: str
    minutes: int
    told: str
    k: int | None
    together: tuple[str, ...]
    days: EditionDays


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCodePage(Page):
    """code: as it was typed."""

    template: ClassVar[str] = "quiz/place_code.html"
    code: str
    mistake: PlaceMistake


def bar_of(visit: Visit, sheet: Sheet | None, *, begins: bool = False) -> CounterBar:
    """sheet: None for whoever has only just come; begins: whether nothing is answered yet. A code that was replaced
    keeps nobody from finishing, and no card from being used."""
    assert visit.door
    if (sheet is None or begins) and visit.door.is_removed:
        return "removed"
    if sheet is None and visit.door.void:
        return "void"
    if visit.door.edition.withdrawn_on:
        return "withdrawn"
    obstacle = obstacle_of(visit.campaign, sheet)
    if obstacle in ("closed", "archived"):
        return "closed"
    return obstacle if obstacle in ("draft", "invitation") else ""


def counter_page(visit: Visit, bar: CounterBar, token: str = "") -> CounterPage:
    """token: of a card or a one-use link."""
    door, context, language = visit.door, visit.context, visit.context.wording.language
    assert door
    survey, place = title_of(context), door.place.name if door.place else ""
    path, question, query = visit.path.partition("?")
    path = f"{path}/{token}{question}{query}" if token else visit.path
    minutes = minutes_at_most(context.questionnaire, language, len(door.promised))
    return CounterPage(
        language=language,
        path=path,
        spoken=context.questionnaire.file.languages,
        tongue=visit.tongue,
        counter=visit.counter,
        tongues=tongues_of(context.questionnaire),
        tablet=visit.tablet,
        restart=visit.restart,
        over=" · ".join(filter(None, (survey, place))),
        place=place or survey,
        title=visit.counter.title if visit.counter else context.wording(context.questionnaire.file.title),
        start=f"/{visit.tongue}/{path}",
        invited=bool(token),
        bar=bar,
        sentences=in_words(language, len(visit.bank.items)),
        minutes=minutes,
        told=in_words(language, minutes),
        k=visit.campaign.k if visit.campaign.own_words.segments else None,
        together=_together(door),
        days=_days(visit, door.edition),
    )


def _together(door: PlaceDoor) -> tuple[str, ...]:
    own = door.place
    return tuple(one.name for one in door.edition.places if own and one != own and own.group and one.group == own.group)


def _days(visit: Visit, edition: Edition) -> EditionDays:
    days = edition.days
    return EditionDays(
        opens_on=days.opens_on,
        closed_on=visit.campaign.closed_on or days.voices_close_on,
        results_on=days.public_on,
        results=f"barometer/{edition.barometer.slug}/{edition.label}",
        public=edition.is_public,
        withdrawn_on=edition.withdrawn_on,
        notice=said(edition.notice, visit.context.wording.language),
    )
