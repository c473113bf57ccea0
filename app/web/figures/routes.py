"""The public page of a campaign: what the crowd said, as released; or how many answers that takes.

Promises the same page to everyone, and an answer without a page to whoever has it already. Refuses anything unreleased.
"""

import logging
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse

from app.banks.schema import Language
from app.campaigns.gone import edition_gone_on
from app.campaigns.store import Campaign, State, editions, state_of
from app.db.engine import read
from app.publication.documents import Released
from app.publication.store import Head, ReleaseDamaged, heads
from app.web.context import Asked
from app.web.deps import AskedDep, BaseDep, Deleted, Site, SiteDep
from app.web.figures.editions import Edition
from app.web.figures.previews import is_waiting
from app.web.figures.views import CrowdPage, crowd_page, withdrawn_page
from app.web.figures.waiting import After, after_of, waiting_page
from app.web.headlines import Sentences, names_of
from app.web.pages import Page

router = APIRouter(include_in_schema=False)
log = logging.getLogger(__name__)
FRESH = "no-cache"
# Only in the reader's own cache: figures that are withdrawn must not stay in a cache that everyone shares.
FOR_EVER = "private, max-age=31536000, immutable"
FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}


@dataclass(frozen=True, slots=True)
class Stand:
    """All that the page depends on. series: the campaign and its other editions; heads: what each of them shows.

    release: the number that the address names, if it does; after: how it stands without figures, past the last day.
    """

    asked: Asked
    release: int | None
    state: State
    series: tuple[Campaign, ...]
    heads: dict[int, Head]
    after: After

    def mark(self, here: Site) -> str:
        public = [replace(one, code="", manager=None, reader=None, seen_on=date.min) for one in self.series]
        own = self.asked.voice.language, self.asked.campaign.slug, self.release
        return here.shelf.mark(here.base_url, own, self.state, public, self.heads, self.after)


@router.get("/{language}/figures/{slug}")
def figures(
    request: Request, here: SiteDep, base: BaseDep, asked: AskedDep, release: Annotated[int | None, Query(ge=1)] = None
) -> Response:
    """release: the number of the one to show, for ever the same; the newest without."""
    stand = _stand(here, asked, release)
    mark = stand.mark(here)
    fixed = release and not asked.campaign.withdrawn_on
    headers = {"ETag": mark, "Cache-Control": FOR_EVER if fixed else FRESH}
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    page = here.shelf.page(mark, base, lambda base: here.templates.render(_page(here, stand, base)))
    return HTMLResponse(page, 410 if release and asked.campaign.withdrawn_on else 200, headers)


@router.get("/{language}/figures/{series}/{edition}")
def edition(here: SiteDep, language: Language, series: str, edition: str) -> Response:
    """An address by year that never changes: it leads to the campaign that holds this edition of the series."""
    slug = next((one.slug for one in editions(here.engine, series) if one.edition == edition), None)
    if slug is None:
        if day := edition_gone_on(here.engine, series, edition):
            raise Deleted(day)
        raise HTTPException(404)
    return RedirectResponse(f"/{language}/figures/{slug}", 307, FOR_AN_HOUR)


def public_page(here: Site, base: str, asked: Asked, released: Released, *, fixed: bool = False) -> CrowdPage:
    """What everyone sees of a release, stored or still to be. fixed: without what may change afterwards."""
    series = editions(here.engine, asked.campaign.series)
    with read(here.engine) as connection:
        newest = _newest(connection, [one.id for one in series if one.id != asked.campaign.id and not one.withdrawn_on])
        shown = {id_: _readable(here, connection, head) for id_, head in newest.items()}
    shown[asked.campaign.id] = released
    found = [Edition(one, shown.get(one.id)) for one in series]
    return crowd_page(asked, released, sentences(here, asked), base, found, fixed=fixed)


def _readable(here: Site, connection: Connection, head: Head) -> Released | None:
    """A damaged release of another edition keeps this one from nothing."""
    try:
        return here.shelf.release(connection, head)
    except ReleaseDamaged:
        # Without the reason: it may quote what the document holds.
        log.error("Release %s of campaign %s is damaged and left out; run totem verify.", head.number, head.campaign_id)
        return None


def sentences(here: Site, asked: Asked) -> Sentences:
    language = asked.voice.language
    return Sentences(language, here.templates.gettext(language), names_of(asked.questionnaire.file, language))


def _stand(here: Site, asked: Asked, release: int | None) -> Stand:
    """Raises a plain 404 for a release that is not there."""
    own = asked.campaign
    series = editions(here.engine, own.series) or [own]
    with read(here.engine) as connection:
        found = _newest(connection, [one.id for one in series], own.id, release)
    if release and own.id not in found:
        raise HTTPException(404)
    after = after_of(asked, waiting=own.id not in found and is_waiting(here.engine, asked, own.seen_on))
    return Stand(asked, release, state_of(own, own.seen_on), tuple(series), found, after)


def _newest(
    connection: Connection, campaign_ids: list[int], own: int | None = None, release: int | None = None
) -> dict[int, Head]:
    """The newest release of each campaign by its id, but of one's own the one with this number."""
    found: dict[int, Head] = {}
    for head in heads(connection, campaign_ids):
        if head.campaign_id != own or release in (None, head.number):
            found.setdefault(head.campaign_id, head)
    return found


def _page(here: Site, stand: Stand, base: str) -> Page:
    asked, own = stand.asked, stand.heads.get(stand.asked.campaign.id)
    if asked.campaign.withdrawn_on:
        return withdrawn_page(asked, asked.campaign.withdrawn_on)
    if own is None:
        return waiting_page(asked, stand.after)
    with read(here.engine) as connection:
        released = here.shelf.release(connection, own)
    return public_page(here, base, asked, released, fixed=stand.release is not None)
