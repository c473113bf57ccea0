"""What routes are given: the site that main wired together, and what the address names.

Refuses a language, a campaign or a questionnaire that is not here with a plain 404; a questionnaire that does not
speak the language of the screens is read in one that it does.
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, NoReturn, cast

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.banks.loader import Catalogue, Questionnaire
from app.banks.schema import Language
from app.barometer.barometers import Barometers
from app.barometer.place_directory import PlaceDirectory
from app.campaigns.directory import Directory
from app.campaigns.draft import SLUG
from app.exports.pdf import PdfRenderer
from app.publication.documents import ReleaseDocument
from app.publication.releases import ReleaseGone, Releases
from app.publication.store import Head
from app.revealing import FirstVotes
from app.totem.model import Answers
from app.web.client_network import client_network, is_loopback
from app.web.context import CampaignContext, as_it_counts, first_questionnaire
from app.web.language import as_language
from app.web.page_cache import PageCache, SharedLooks
from app.web.pages import Templates
from app.web.passphrase import Passphrase
from app.web.png import PngRenderer
from app.web.rate_limit import CodeLimiter
from app.web.tokens import LinkDamaged, ResultLink, Sheet, Tokens
from app.web.wording import Wording
from app.web.workshop import Workshop


class Deleted(HTTPException):
    """There were figures at this address, until that day."""

    def __init__(self, day: date) -> None:
        super().__init__(410)
        self.day = day


class SpeaksAnother(Exception):
    """The reader's language is none of the questionnaire's; instead: the one of its own that the page is sent to."""

    def __init__(self, wanted: Language, instead: Language) -> None:
        self.wanted, self.instead = wanted, instead


def refuse_unspoken(questionnaire: Questionnaire, language: Language) -> None:
    """Raises SpeaksAnother. Whatever an address shows of a questionnaire comes through here first."""
    if not questionnaire.speaks(language):
        raise SpeaksAnother(language, questionnaire.spoken(language))


@dataclass(frozen=True, slots=True)
class Site:
    """What pages of every family use; what one alone does is in its parts.

    base_url: None takes the address of each request; operator: who runs this site, None if unsaid; minutes: the
    estimated time of each questionnaire, for readers of each language; simulated: what simulations say of it, if they
    were run; places: where codes on posters lead; votes: of staff who read first; workshop: where pictures and papers
    are made; passphrase: of whoever opens campaigns or rooms; wrong_keys: who guesses at keys; looks: at the database,
    for all who ask at once.
    """

    base_url: str | None
    operator: str | None
    questionnaires: Catalogue
    successors: Mapping[str, str]
    minutes: Mapping[str, Mapping[Language, int]]
    simulated: Mapping[str, Mapping[str, float]]
    campaigns: Directory
    releases: Releases
    barometers: Barometers
    places: PlaceDirectory
    votes: FirstVotes
    tokens: Tokens
    templates: Templates
    png: PngRenderer
    pdf: PdfRenderer
    workshop: Workshop
    page_cache: PageCache
    passphrase: Passphrase
    wrong_keys: CodeLimiter = field(default_factory=CodeLimiter)
    looks: SharedLooks = field(default_factory=SharedLooks)

    def public_slugs(self, bank: str) -> list[str]:
        """The site's own campaigns of a bank, the present one first."""
        present = self.successors.get(bank, bank)
        return [present, *(former for former, taken_by in self.successors.items() if taken_by == present)]

    def minutes_in(self, language: Language, bank: str) -> int:
        """About so many, as it is told on a page of this language; 0 for a questionnaire that is not here."""
        return self.minutes.get(bank, {}).get(language, 0)


def find_bank(site: Site, language: Language, id_: str | None) -> Questionnaire:
    """That an address names, or the first page's without a name. Raises SpeaksAnother, a plain 404."""
    found = first_questionnaire(site.questionnaires) if id_ is None else site.questionnaires.get(id_)
    if found is None:
        raise HTTPException(404)
    refuse_unspoken(found, language)
    return found


@dataclass(frozen=True, slots=True)
class QuizDoor:
    """Into the quiz of a bank's own campaign. path: after the language; minutes: about how long it takes."""

    path: str
    minutes: int


def open_door(site: Site, language: Language, bank: str) -> QuizDoor | None:
    """None while that campaign is not open. May wait for the database: not for an event loop."""
    campaign = site.campaigns.find(slug := site.successors.get(bank, bank))
    if campaign and campaign.is_open and campaign.bank == bank:
        return QuizDoor(f"quiz/{slug}", site.minutes_in(language, bank))
    return None


def site_of(request: Request) -> Site:
    return cast(Site, request.app.state.site)


# async: FastAPI sends anything else to a thread, which costs more than the whole step.
async def site(request: Request) -> Site:
    return site_of(request)


SiteDep = Annotated[Site, Depends(site)]


def base_of(request: Request) -> str:
    """The site's public address, without a slash at its end."""
    return site_of(request).base_url or str(request.base_url).rstrip("/")


async def base(request: Request) -> str:
    return base_of(request)


BaseDep = Annotated[str, Depends(base)]


async def printed_base(request: Request, site: SiteDep) -> str:
    """The same for what leaves the site and is kept for others: where the site is not told its address, the one that
    this very connection reached (a laptop in a room), and no name that whoever asks has made up; else empty."""
    if site.base_url:
        return site.base_url
    reached, port = request.scope.get("server") or ("", None)
    own = {f"[{reached}]" if ":" in reached else reached, *(["localhost"] if is_loopback(reached) else [])}
    known = request.headers.get("host", "") in {name for one in own for name in (one, f"{one}:{port}")}
    return str(request.base_url).rstrip("/") if known else ""


PrintedBaseDep = Annotated[str, Depends(printed_base)]


def open_sheet(site: Site, context: CampaignContext, token: str) -> tuple[CampaignContext, Sheet]:
    """The sheet, and its campaign as it was asked when the sheet was begun. Raises LinkDamaged, SheetExpired."""
    slug, asked = context.campaign.slug, context.questionnaire
    with suppress(LinkDamaged):
        return context, site.tokens.open_sheet(slug, asked.bank, token, time.time())
    for one in site.questionnaires.versions(asked.bank.id):
        if one is not asked:
            with suppress(LinkDamaged):
                sheet = site.tokens.open_sheet(slug, one.bank, token, time.time())
                return asked_in(context, one), sheet
    raise LinkDamaged


def open_answers(site: Site, context: CampaignContext, link: ResultLink) -> tuple[CampaignContext, Answers]:
    """A result's answers, and its campaign as it was asked then. Raises ResultOutdated."""
    former = site.questionnaires.asked(context.questionnaire.bank.id, link.fingerprint)
    if former and former is not context.questionnaire:
        context = asked_in(context, former)
    return context, link.answers(context.questionnaire.bank)


def asked_in(context: CampaignContext, version: Questionnaire) -> CampaignContext:
    """A campaign that nobody answered yet is asked in the present version: a sheet of before is not to undo that."""
    campaign = as_it_counts(context.campaign, version)
    if not campaign.has_answers:
        campaign = replace(campaign, closed_on=campaign.closed_on or campaign.seen_on)
    return replace(context, questionnaire=version, campaign=campaign)


async def find_context(site: Site, language: str, slug: str, *, rooms: bool = False) -> CampaignContext:
    """Raises a plain 404, Deleted, SpeaksAnother. Asks the database now and then; waits where it never was asked.

    rooms: whether a room's campaign is found too, for the pages of phones: it is on no other.
    """
    campaign = site.campaigns.known(slug) or await site.campaigns.ask(slug)
    if campaign is None and SLUG.fullmatch(slug) and (day := await run_in_threadpool(site.campaigns.gone_on, slug)):
        raise Deleted(day)
    questionnaire = site.questionnaires.asked(campaign.bank, campaign.fingerprint) if campaign else None
    known = as_language(language)
    if campaign is None or questionnaire is None or known is None or (campaign.protection == "room" and not rooms):
        raise HTTPException(404)
    refuse_unspoken(questionnaire, known)
    return CampaignContext(as_it_counts(campaign, questionnaire), questionnaire, Wording(known, campaign.people))


def document_of(site: Site, slug: str, head: Head) -> ReleaseDocument:
    """Raises Deleted, or a plain 404, for what is gone since its head was read."""
    try:
        return site.releases.document(head)
    except ReleaseGone:
        if day := site.campaigns.gone_on(slug):
            raise Deleted(day) from None
        raise HTTPException(404) from None


async def context(site: SiteDep, language: Language, slug: str) -> CampaignContext:
    return await find_context(site, language, slug)


ContextDep = Annotated[CampaignContext, Depends(context)]


class KeyRefused(Exception):
    """Wrong, revoked, or of no campaign: nobody is told which."""


class TooManyTries(Exception):
    """Too many wrong keys from one place."""


def refuse_key(site: Site, request: Request) -> NoReturn:
    """Raises KeyRefused, TooManyTries."""
    if site.wrong_keys.was_wrong(client_network(request)):
        raise TooManyTries
    raise KeyRefused


class QuestionnaireGone(Exception):
    """The campaign's questionnaire is no longer on this site."""
