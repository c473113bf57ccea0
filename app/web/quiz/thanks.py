"""Where a bank ends that gives nobody a result: thanks, and what became of the answers.

Promises a page that holds nothing of a sheet, so that whoever goes back to it finds nobody's. Refuses to believe an
address: it says what the site itself said at the end of a sheet, as far as the campaign still bears it out.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal, NamedTuple, get_args

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.banks.counter import Counter
from app.barometer.commitments import Commitment
from app.barometer.edition import Edition
from app.campaigns.campaign import Campaign
from app.web.context import as_it_counts, title_of
from app.web.deps import ContextDep, Site, SiteDep, find_context
from app.web.pages import Page
from app.web.quiz.visit import Visit, tongues_of
from app.web.responses import private_page

router = APIRouter(include_in_schema=False)
Ending = Literal["counted", "already", "closed", "spent", "private", "unsure"]
"""already: the sheet had been sent before; spent: its invitation was; unsure: it adds nothing, and nobody can tell now
whether it had been sent before."""
THANKS = "thanks"
"""What is signed of an end: nobody's in particular, so that all who came to it have the same address."""


class PromisedLine(NamedTuple):
    """What was promised, in words of this language, and for when."""

    text: str
    tongue: str
    due_on: date


class EditionTold(NamedTuple):
    """What a mirror survey says at the end. promised: before this edition; first: whether those who answered read it
    before everyone; apart: whether they are asked not to answer as another voice too."""

    edition: Edition
    promised: Sequence[Commitment]
    first: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ThanksPage(Page):
    """tongue: of the screen; counter: its texts, where no other page speaks it; tongues: what else could be answered in
    at the counter, by name; tablet: whether another person comes to this screen; restart: where they begin.

    title: of the campaign; closed_on: its last day, if any; results_on: None where it is no mirror survey; results:
    where they are then, after the language; public: whether they are; first, apart: as of EditionTold.
    """

    template: ClassVar[str] = "quiz/thanks.html"
    tongue: str
    counter: Counter | None
    tongues: Mapping[str, str]
    tablet: bool
    restart: str
    title: str
    outcome: Ending
    closed_on: date | None
    promised: tuple[PromisedLine, ...]
    results_on: date | None
    results: str
    public: bool
    first: bool
    apart: bool


def thanks_address(visit: Visit, outcome: str) -> str:
    end = f"finish={outcome}&by={visit.site.tokens.sign(THANKS, f'{visit.campaign.slug} {outcome}')}"
    return visit.with_query(end) if visit.door else f"/{visit.tongue}/thanks/{visit.campaign.slug}?{end}"


def told_end(site: Site, slug: str, finish: str, by: str) -> Ending | None:
    """How a sheet of this campaign ended; None for what the site never said."""
    known = next((one for one in get_args(Ending) if one == finish), None)
    return known if known and site.tokens.is_signed(THANKS, f"{slug} {finish}", by) else None


def is_refuted(campaign: Campaign, outcome: Ending) -> bool:
    """Whether what was said once cannot be so in this campaign, as it is now."""
    if outcome == "closed":
        return campaign.is_open
    return outcome == "spent" and campaign.protection != "invitation"


@router.get("/{language}/thanks/{slug}")
async def thanks(site: SiteDep, context: ContextDep, finish: str = "", by: str = "") -> Response:
    """A plain 404 for a campaign whose questionnaire ends on a result, and for an end that was nobody's."""
    outcome = told_end(site, context.campaign.slug, finish, by)
    if outcome == "closed" and context.campaign.is_open:  # the ledger may know it before this process does
        site.campaigns.forget(context.campaign.slug)
        context = await find_context(site, context.wording.language, context.campaign.slug)
    if outcome is None or is_refuted(context.campaign, outcome) or not context.questionnaire.bank.ends_on_thanks:
        raise HTTPException(404)
    told = await run_in_threadpool(_told, site, context.campaign)
    visit = Visit(site, context, f"thanks/{context.campaign.slug}", context.wording.language)
    return private_page(site.templates, _page(visit, outcome, by, told))


async def counter_thanks(visit: Visit, finish: str, by: str) -> Response:
    """The same at the counter of a place. Raises a plain 404."""
    outcome, door = told_end(visit.site, visit.campaign.slug, finish, by), visit.door
    assert door
    if outcome == "closed" and visit.campaign.is_open:
        code = visit.path.partition("/")[2].partition("?")[0]
        visit.site.places.forget(code)
        door = await visit.site.places.ask(code) or door
        questionnaire = visit.context.questionnaire
        visit = replace(visit, context=replace(visit.context, campaign=as_it_counts(door.campaign, questionnaire)))
    if outcome is None or is_refuted(visit.campaign, outcome):
        raise HTTPException(404)
    page = _page(visit, outcome, by, EditionTold(door.edition, door.promised))
    return private_page(visit.site.templates, page)


def _told(site: Site, campaign: Campaign) -> EditionTold | None:
    """None for a plain campaign. May wait for the database: not for an event loop."""
    if campaign.edition_id is None:
        return None
    with suppress(LookupError):
        edition = site.barometers.edition_of(campaign.edition_id)
        spec = site.barometers.spec(edition.barometer)
        first, apart = campaign.voice in spec.subjects, campaign.voice in spec.apart
        return EditionTold(edition, site.barometers.promised(edition), first, apart)
    return None


def _page(visit: Visit, outcome: Ending, by: str, told: EditionTold | None) -> ThanksPage:
    context, campaign = visit.context, visit.campaign
    edition = told.edition if told else None
    here = context.wording.language
    return ThanksPage(
        language=here,
        path=visit.with_query(f"finish={outcome}&by={by}").removeprefix(f"/{visit.tongue}/"),
        spoken=context.questionnaire.file.languages,
        tongue=visit.tongue,
        counter=visit.counter if visit.door else None,
        tongues=tongues_of(context.questionnaire) if visit.door else {},
        tablet=visit.tablet,
        restart=visit.restart,
        title=title_of(context),
        outcome=outcome,
        closed_on=campaign.closed_on or campaign.closes_on,
        promised=tuple(_line(one, visit.tongue, here) for one in told.promised) if told else (),
        results_on=_results_on(told) if told else None,
        results=f"barometer/{edition.barometer.slug}/{edition.label}" if edition else "",
        public=edition is not None and edition.is_public,
        first=bool(told and told.first),
        apart=bool(told and told.apart),
    )


def _results_on(told: EditionTold) -> date:
    return told.edition.days.staff_see_on if told.first else told.edition.days.public_on


def _line(made: Commitment, tongue: str, language: str) -> PromisedLine:
    spoken = next((one for one in (tongue, language, *made.words) if one in made.words), language)
    return PromisedLine(made.words.get(spoken, ""), spoken, made.due_on)
