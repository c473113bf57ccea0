"""The public page of a campaign: what the crowd said, as released; or how many answers that takes.

Promises the same page to everyone, and an answer without a page to whoever has it already. Refuses anything unreleased.
"""

import logging
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from app.banks.schema import Language
from app.barometer.edition import Days
from app.campaigns.store import Campaign, State, state_of
from app.publication.documents import ReleaseDocument
from app.publication.releases import ReleaseGone
from app.publication.store import Head, ReleaseDamaged
from app.publishing import Reader
from app.web.context import CampaignContext, public_paths
from app.web.deps import Deleted, Site, SiteDep, base_of, document_of, find_context, site_of
from app.web.figures.editions import SeriesEdition
from app.web.figures.listed import list_page
from app.web.figures.reading import reading_key, reserved_page
from app.web.figures.unread import how_it_stands
from app.web.figures.views import CrowdPage, crowd_page, withdrawn_page
from app.web.figures.waiting import After, waiting_page
from app.web.headlines import Headlines, names_of
from app.web.language import language_in
from app.web.pages import Page
from app.web.responses import Handlers, private_page

router = APIRouter(include_in_schema=False)
log = logging.getLogger(__name__)
FRESH = "no-cache"
# Only in the reader's own cache: figures that are withdrawn must not stay in a cache that everyone shares.
FOR_EVER = "private, max-age=31536000, immutable"
FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}


@dataclass(frozen=True, slots=True)
class Stand:
    """All that the page depends on. series: the campaign and its other editions; heads: what each of them shows.

    release: the number that the address names, if it does; after: how it stands without figures, past the last day;
    read: the days of the survey that it is a voice of, until everyone reads it.
    """

    context: CampaignContext
    release: int | None
    state: State
    series: tuple[Campaign, ...]
    heads: dict[int, Head]
    after: After
    read: Days | None

    def mark(self, site: Site) -> str:
        public = [_without_secrets(one) for one in self.series]
        own = self.context.wording.language, self.context.campaign.slug, self.release
        return site.page_cache.mark(site.base_url, own, self.state, public, self.heads, self.after, self.read)


async def figures(request: Request) -> Response:
    """The newest release, or by its number one that is for ever the same. The database is asked once for all who come
    while it is: a crowd that opens the page together costs it one look."""
    site, release = site_of(request), _number(request.query_params.get("release"))
    context = await find_context(site, language_in(request), request.path_params["slug"])
    if context.campaign.audience != "everyone":
        return private_page(site.templates, reserved_page(context))
    key = context.wording.language, context.campaign, release
    mark, stand = await site.looks(key, partial(_marked, site, context, release))
    withdrawn = release and context.campaign.withdrawn_on
    answer = partial(
        site.page_cache.answer,
        request,
        mark,
        lambda base: site.templates.render(_page(site, stand, base)),
        {"Cache-Control": FOR_EVER if release and not withdrawn else FRESH},
        base=base_of(request),
        mark=mark,
        status=410 if withdrawn else 200,
    )
    return answer() if site.page_cache.has(mark) else await run_in_threadpool(answer)


def _without_secrets(one: Campaign) -> Campaign:
    """For a mark, which everyone is told: whoever guesses at a code is not to try it against that."""
    published = replace(one.published_as, code="").to_document()
    return replace(one, code="", manager=None, reader=None, publishing=published, seen_on=date.min)


def _number(text: str | None) -> int | None:
    """Of a release. Raises a plain 404 for what is none."""
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text):
        return int(text)
    raise HTTPException(404)


def _marked(site: Site, context: CampaignContext, release: int | None) -> tuple[str, Stand]:
    stand = _stand(site, context, release)
    return stand.mark(site), stand


ROUTES = [Route("/{language}/figures/{slug}", Handlers(figures))]


@router.get("/{language}/figures")
def all_figures(site: SiteDep, language: Language) -> Response:
    return HTMLResponse(site.templates.render(list_page(site, language)), headers={"Cache-Control": FRESH})


@router.get("/{language}/figures/{series}/{edition}")
def edition(site: SiteDep, language: Language, series: str, edition: str) -> Response:
    """An address by year that never changes: it leads to the campaign that holds this edition of the series."""
    slug = next((one.slug for one in site.campaigns.editions(series) if one.edition == edition), None)
    if slug is None:
        if day := site.campaigns.edition_gone_on(series, edition):
            raise Deleted(day)
        raise HTTPException(404)
    return RedirectResponse(f"/{language}/figures/{slug}", 307, FOR_AN_HOUR)


def public_page(
    site: Site, base: str, context: CampaignContext, released: ReleaseDocument, *, fixed: bool = False, key: str = ""
) -> CrowdPage:
    """What everyone sees of a release, stored or still to be; with a key, whoever was told how to read.

    fixed: without what may change afterwards. Editions that this reader was not told how to read are not named.
    """
    own = context.campaign
    series = [one for one in site.campaigns.editions(own.series) if one.id == own.id or _reads_too(own, one, key)]
    others = [one.id for one in series if one.id != own.id and not one.withdrawn_on]
    newest = _newest(site, others, reader="told" if key else "everyone")
    shown = {id_: _readable(site, head) for id_, head in newest.items()}
    shown[own.id] = released
    found = [SeriesEdition(one, shown.get(one.id), _path(site, one)) for one in series]
    public = public_paths(site.questionnaires, own.bank)
    return crowd_page(context, released, headlines_of(site, context), base, found, public, fixed=fixed, key=key)


def _reads_too(own: Campaign, other: Campaign, key: str) -> bool:
    """Whether who reads this edition may read the other: everyone may, or the same code opens both."""
    one, two = own.published_as, other.published_as
    return other.audience == "everyone" or (bool(key) and (one.audience, one.code) == (two.audience, two.code))


def _path(site: Site, campaign: Campaign) -> str:
    """Of its page, for a reader who may read it, after the language."""
    path = f"figures/{campaign.slug}"
    return path if campaign.audience == "everyone" else f"{path}/read/{reading_key(site, campaign)}"


def _readable(site: Site, head: Head) -> ReleaseDocument | None:
    """A damaged release of another edition keeps this one from nothing, nor does one that is gone by now."""
    try:
        return site.releases.document(head)
    except ReleaseGone:
        return None
    except ReleaseDamaged:
        # Without the reason: it may quote what the document holds.
        log.error("Release %s of campaign %s is damaged and left out; run totem verify.", head.number, head.campaign_id)
        return None


def headlines_of(site: Site, context: CampaignContext) -> Headlines:
    language = context.wording.language
    return Headlines(language, site.templates.gettext(language), names_of(context.questionnaire.file, language))


def _stand(site: Site, context: CampaignContext, release: int | None) -> Stand:
    """Raises a plain 404 for a release that is not there."""
    own = context.campaign
    series = site.campaigns.editions(own.series) or [own]
    found = _newest(site, [one.id for one in series], own.id, release)
    if release and own.id not in found:
        raise HTTPException(404)
    after, read = ("", None) if own.id in found else how_it_stands(site, context)
    return Stand(context, release, state_of(own, own.seen_on), tuple(series), found, after, read)


def _newest(
    site: Site,
    campaign_ids: list[int],
    own: int | None = None,
    release: int | None = None,
    reader: Reader = "everyone",
) -> dict[int, Head]:
    """The newest release of each campaign by its id, but of one's own the one with this number."""
    found: dict[int, Head] = {}
    for head in site.releases.heads(campaign_ids, reader):
        if head.campaign_id != own or release in (None, head.number):
            found.setdefault(head.campaign_id, head)
    return found


def _page(site: Site, stand: Stand, base: str) -> Page:
    context, own = stand.context, stand.heads.get(stand.context.campaign.id)
    if context.campaign.withdrawn_on:
        return withdrawn_page(context, context.campaign.withdrawn_on)
    if own is None:
        return waiting_page(context, stand.after, stand.read)
    released = document_of(site, context.campaign.slug, own)
    return public_page(site, base, context, released, fixed=stand.release is not None)
