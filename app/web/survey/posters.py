"""The papers of a mirror survey's places: posters, table tents, a screen, one-use cards; and another code for a place.

Promises that a card exists on its sheet alone: here, only its digest is kept, and the sheet is not. Refuses to print an
address that nobody could type.
"""

import json
import secrets
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, ClassVar, Literal, NamedTuple

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.barometer.barometers import PlaceDoor
from app.campaigns.campaigns import Campaigns
from app.campaigns.draft import N_, CampaignInvalid
from app.web.context import CampaignContext, title_of
from app.web.deps import PrintedBaseDep, QuestionnaireGone, Site, SiteDep, refuse_unspoken
from app.web.forms import Form, TypedDep, number_in
from app.web.pages import Page
from app.web.qr import scan_of
from app.web.responses import no_store, private_page, see_other
from app.web.survey.access import SurveyAccess, SurveyorDep
from app.web.survey.parts import PartsDep
from app.web.survey.poster_words import PosterWords
from app.web.wording import Wording

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/barometer/{slug}/{key}/posters")
PaperFile = Literal["a4.pdf", "a5.pdf", "tent.pdf", "screen.pdf"]
WHOLE_PATH = "-"
"""The one counter of a survey without places, in an address."""
CARDS_ON_A_SHEET, MOST_SHEETS = 24, 10
"""As many as the press sets in half of the time that it is given."""
PRESS = "survey/posters.typ"


class Counters(NamedTuple):
    """The places that take part now, by their name in an address, each with its code and where it leads."""

    context: CampaignContext
    doors: dict[str, PlaceDoor]
    codes: dict[str, str]


@dataclass(frozen=True, slots=True)
class PlacePapers:
    """id: in an address; code: as it is read; at: where it leads, after the site's address."""

    id: str
    name: str
    code: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostersPage(Page):
    """place: of these pages, after the language; base: the site's address as it is printed, empty where it is not
    known; printed: whether there is a press; cards: whether each answer needs one; done: what was just done."""

    template: ClassVar[str] = "survey/posters.html"
    place: str
    survey: str
    edition: str
    base: str
    printed: bool
    cards: bool
    most: int
    papers: tuple[PlacePapers, ...]
    done: str
    form: Form
    faulty: str


@router.get("")
def posters(site: SiteDep, base: PrintedBaseDep, found: SurveyorDep, done: str = "") -> Response:
    return _page(site, base, found, done=done)


@router.get("/{file}")
async def all_papers(
    request: Request, site: SiteDep, base: PrintedBaseDep, found: SurveyorDep, file: PaperFile
) -> Response:
    """Of all places at once."""
    return await _printed(request, site, base, found, file)


@router.get("/{place}/scan.svg")
def scan(site: SiteDep, base: PrintedBaseDep, found: SurveyorDep, place: str) -> Response:
    codes = _counters(site, found).codes
    if place not in codes or not base:
        raise HTTPException(404)
    return scan_of(f"{base}/at/{codes[place]}")


@router.get("/{place}/{file}")
async def papers(
    request: Request, site: SiteDep, base: PrintedBaseDep, found: SurveyorDep, place: str, file: PaperFile
) -> Response:
    """Of one place."""
    return await _printed(request, site, base, found, file, place)


@router.post("/{place}/replace")
def replace_code(site: SiteDep, found: SurveyorDep, place: str) -> Response:
    """Another code: the one before leads nowhere from now on."""
    counters = _counters(site, found)
    if place not in counters.codes:
        raise HTTPException(404)
    site.barometers.replace_code(found.barometer, "" if place == WHOLE_PATH else place)
    site.places.forget(counters.codes[place])
    return see_other(f"{found.address}/posters?done=replaced#{place}")


@router.post("/{place}/cards")
async def cards(
    request: Request, site: SiteDep, parts: PartsDep, base: PrintedBaseDep, found: SurveyorDep, place: str,
    typed: TypedDep,
) -> Response:  # fmt: skip
    """They exist on the sheets that this answers with, and are made once these are being set."""
    counters = await run_in_threadpool(_counters, site, found)
    if place not in counters.codes or not (base and site.pdf.is_here):
        raise HTTPException(404)
    sheets = number_in(typed.get("sheets", "")) or 0
    make = partial(_set_cards, site, parts.campaigns, counters, base, place, sheets)
    try:
        content = await site.workshop.get(request, f"cards {secrets.token_hex()}", make, keeps=False)
    except CampaignInvalid as fault:
        form = Form(typed, {"sheets": fault})
        return await run_in_threadpool(_page, site, base, found, form=form, faulty=place)
    return _pdf(content, f"{found.barometer.slug}-{place}-cards.pdf", "attachment")


def _set_cards(site: Site, campaigns: Campaigns, counters: Counters, base: str, place: str, sheets: int) -> bytes:
    """Raises CampaignInvalid."""
    campaign = counters.context.campaign
    if campaign.protection != "invitation":
        raise CampaignInvalid("sheets", N_("This survey needs no cards: whoever sees a poster can answer."))
    if not 1 <= sheets <= MOST_SHEETS:
        raise CampaignInvalid("sheets", N_("Print from 1 to %(most)s sheets at a time."), most=MOST_SHEETS)
    door, code = counters.doors[place], counters.codes[place]
    words = PosterWords(site, counters.context, door, base)
    tokens = campaigns.invite(campaign, sheets * CARDS_ON_A_SHEET)
    data = words.common() | {"paper": "cards", "places": [words.place(door, code)], "cards": words.cards(code, tokens)}
    return site.pdf.print(PRESS, data)


async def _printed(
    request: Request, site: Site, base: str, found: SurveyAccess, file: PaperFile, place: str | None = None
) -> Response:
    """place: None for all of them. Raises a plain 404, Busy, Left."""
    counters = await run_in_threadpool(_counters, site, found)
    chosen = [place] if place else [*counters.codes]
    if not base or not site.pdf.is_here or not set(chosen) <= set(counters.codes):
        raise HTTPException(404)
    data = await run_in_threadpool(_data, site, counters, base, file, chosen)
    name = f"posters {sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()}"
    content = await site.workshop.get(request, name, partial(site.pdf.print, PRESS, data))
    return _pdf(content, "-".join(filter(None, (found.barometer.slug, place, file))))


def _data(site: Site, counters: Counters, base: str, file: PaperFile, chosen: list[str]) -> dict[str, Any]:
    words = PosterWords(site, counters.context, counters.doors[chosen[0]], base)
    places = [words.place(counters.doors[place], counters.codes[place]) for place in chosen]
    return words.common() | {"paper": file.removesuffix(".pdf"), "places": places, "cards": []}


def _pdf(content: bytes, name: str, kind: str = "inline") -> Response:
    headers = {"Content-Disposition": f'{kind}; filename="{name}"'}
    response = Response(content, media_type="application/pdf", headers=headers)
    no_store(response.headers)
    return response


def _counters(site: Site, found: SurveyAccess) -> Counters:
    """Raises QuestionnaireGone, SpeaksAnother."""
    codes = {place or WHOLE_PATH: code for place, code in site.barometers.place_codes(found.barometer).items()}
    led = {place: site.barometers.counter(code) for place, code in codes.items()}
    doors = {place: door for place, door in led.items() if door and not door.is_removed}
    campaign = next(iter(doors.values())).campaign
    questionnaire = site.questionnaires.asked(campaign.bank, campaign.fingerprint)
    if questionnaire is None:
        raise QuestionnaireGone
    refuse_unspoken(questionnaire, found.language)
    context = CampaignContext(campaign, questionnaire, Wording(found.language, campaign.people))
    order = [place.id for place in next(iter(doors.values())).edition.places] or [WHOLE_PATH]
    return Counters(context, doors, {place: codes[place] for place in order if place in doors})


def _page(
    site: Site, base: str, found: SurveyAccess, *, done: str = "", form: Form | None = None, faulty: str = ""
) -> Response:
    """form: what was typed for the place that is faulty."""
    counters = _counters(site, found)
    context, survey = counters.context, title_of(counters.context)
    page = PostersPage(
        language=found.language,
        path=f"{found.path}/posters",
        spoken=context.questionnaire.file.languages,
        place=found.path,
        survey=survey,
        edition=context.campaign.edition,
        base=base,
        printed=site.pdf.is_here,
        cards=context.campaign.protection == "invitation",
        most=MOST_SHEETS,
        papers=tuple(_papers(place, code, counters.doors[place], survey) for place, code in counters.codes.items()),
        done=done,
        form=form or Form(),
        faulty=faulty,
    )
    return private_page(site.templates, page, 422 if form else 200)


def _papers(place: str, code: str, door: PlaceDoor, survey: str) -> PlacePapers:
    return PlacePapers(place, door.place.name if door.place else survey, f"{code[:3]} {code[3:]}", f"/at/{code}")
