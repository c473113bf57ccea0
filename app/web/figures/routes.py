"""The public page of a campaign: what the crowd said, as released; or how many answers that takes.

Promises the same page to everyone, and an answer without a page to whoever has it already. Refuses anything unreleased.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Route

from app.banks.schema import Language
from app.barometer.edition import Days
from app.campaigns.store import Campaign, State, state_of
from app.publication.documents import ReleaseDocument
from app.publication.releases import ReleaseGone
from app.publication.store import Head, ReleaseDamaged
from app.web.context import CampaignContext, public_paths
from app.web.deps import Deleted, Site, SiteDep, base_of, document_of, find_context, site_of
from app.web.figures.editions import SeriesEdition
from app.web.figures.views import CrowdPage, crowd_page, withdrawn_page
from app.web.figures.waiting import After, after_of, waiting_page
from app.web.headlines import Headlines, names_of
from app.web.language import language_in
from app.web.pages import Page
from app.web.responses import Handlers

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
        public = [replace(one, code="", manager=None, reader=None, seen_on=date.min) for one in self.series]
        own = self.context.wording.language, self.context.campaign.slug, self.release
        return site.page_cache.mark(site.base_url, own, self.state, public, self.heads, self.after, self.read)


async def figures(request: Request) -> Response:
    """The newest release, or by its number one that is for ever the same. The database is asked once for all who come
    while it is: a crowd that opens the page together costs it one look."""
    site, release = site_of(request), _number(request.query_params.get("release"))
    context = await find_context(site, language_in(request), request.path_params["slug"])
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
    site: Site, base: str, context: CampaignContext, released: ReleaseDocument, *, fixed: bool = False
) -> CrowdPage:
    """What everyone sees of a release, stored or still to be. fixed: without what may change afterwards."""
    series = site.campaigns.editions(context.campaign.series)
    others = [one.id for one in series if one.id != context.campaign.id and not one.withdrawn_on]
    shown = {id_: _readable(site, head) for id_, head in _newest(site, others).items()}
    shown[context.campaign.id] = released
    found = [SeriesEdition(one, shown.get(one.id)) for one in series]
    public = public_paths(site.questionnaires, context.campaign.bank)
    return crowd_page(context, released, headlines_of(site, context), base, found, public, fixed=fixed)


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
    read = read_together(site, own)
    after = "together" if read else after_of(context, waiting=own.id not in found and figures_wait(site, context))
    return Stand(context, release, state_of(own, own.seen_on), tuple(series), found, after, read)


def read_together(site: Site, campaign: Campaign) -> Days | None:
    """The days of the edition that it is a voice of, until everyone may read it; None for any other campaign."""
    if campaign.edition_id is None:
        return None
    with suppress(LookupError):  # deleted meanwhile
        edition = site.barometers.edition_of(campaign.edition_id)
        return None if edition.is_public else edition.days
    return None


def figures_wait(site: Site, context: CampaignContext) -> bool:
    """Whether there are figures that wait to be published."""
    campaign = context.campaign
    return site.releases.is_waiting(campaign, context.questionnaire.bank, campaign.seen_on)


def _newest(site: Site, campaign_ids: list[int], own: int | None = None, release: int | None = None) -> dict[int, Head]:
    """The newest release of each campaign by its id, but of one's own the one with this number."""
    found: dict[int, Head] = {}
    for head in site.releases.heads(campaign_ids):
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
