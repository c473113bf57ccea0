"""The public page of a mirror survey: what an edition says, for everyone, from the day on which it is public.

Promises the same page to everyone, and an answer without a page to whoever has it already. Refuses whatever is not
public yet with a 404 that nothing keeps, and that says from when.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse

from app.banks.schema import Language
from app.barometer.edition import Edition
from app.publication.store import ReleaseDamaged
from app.web.barometer.awaited import awaited_edition, awaited_page
from app.web.barometer.edition_context import EditionContext, EditionWithdrawn, edition_context, find_public
from app.web.barometer.frames import survey_frame, withdrawn_frame
from app.web.barometer.views import SurveyListed, SurveysPage, edition_page, survey_listed, withdrawn_edition_page
from app.web.deps import BaseDep, Site, SiteDep, site_of
from app.web.figures.editions import EditionLink
from app.web.figures.embed import FRAME_HEADERS
from app.web.figures.routes import FOR_EVER, FRESH
from app.web.responses import private_page

router = APIRouter(include_in_schema=False)
log = logging.getLogger(__name__)
MOST_LISTED = 50
ReleaseQuery = Annotated[int | None, Query(ge=1, lt=10**6)]


@router.get("/{language}/barometer")
def surveys(site: SiteDep, base: BaseDep, language: Language) -> Response:
    """All of this site that everyone may read, with what the latest edition of each says."""
    found = [one for one in site.barometers.latest_public() if one.barometer.spec in site.barometers.specs]
    listed = tuple(told for one in found[:MOST_LISTED] if (told := _listed(site, base, language, one)))
    page = SurveysPage(language=language, path="barometer", indexed=bool(listed), surveys=listed)
    return HTMLResponse(site.templates.render(page), headers={"Cache-Control": FRESH})


@router.get("/{language}/barometer/{slug}")
def latest_edition(
    request: Request, site: SiteDep, base: BaseDep, language: Language, slug: str, release: ReleaseQuery = None
) -> Response:
    """The newest edition that everyone may read."""
    return _answer(request, site, base, language, slug, None, release)


@router.get("/{language}/barometer/{slug}/{edition}")
def one_edition(
    request: Request,
    site: SiteDep,
    base: BaseDep,
    language: Language,
    slug: str,
    edition: str,
    release: ReleaseQuery = None,
) -> Response:
    """release: the number of the composition to show, for ever the same; the newest without."""
    return _answer(request, site, base, language, slug, edition, release)


@router.get("/embed/{language}/barometer/{slug}")
def frame(request: Request, site: SiteDep, base: BaseDep, language: Language, slug: str) -> Response:
    """The newest edition that everyone may read, on someone else’s page; or that it was withdrawn."""
    headers = dict(FRAME_HEADERS)
    try:
        context = edition_context(site, language, base, find_public(site, language, slug))
    except EditionWithdrawn as gone:
        page = withdrawn_frame(gone.edition, language, base)
        return HTMLResponse(site.templates.render(page), 410, {**headers, "Cache-Control": FRESH})
    mark = context.mark("frame")
    return site.page_cache.answer(
        request,
        mark,
        lambda base: site.templates.render(survey_frame(replace(context, base=base))),
        headers,
        base=base,
        mark=mark,
    )


def _listed(site: Site, base: str, language: Language, edition: Edition) -> SurveyListed | None:
    """A damaged one keeps the others from nothing."""
    try:
        return survey_listed(edition_context(site, language, base, edition))
    except ReleaseDamaged:
        log.error("What edition %s of %s says is damaged, and left out.", edition.label, edition.barometer.slug)
    except HTTPException:
        log.info("The edition %s of %s says nothing any more.", edition.label, edition.barometer.slug)
    return None


def _answer(
    request: Request, site: Site, base: str, language: Language, slug: str, label: str | None, release: int | None
) -> Response:
    awaited = None if release else awaited_edition(site, slug, label)
    if awaited:
        path = "/".join(filter(None, ("barometer", slug, label)))
        return private_page(site.templates, awaited_page(awaited, language, path), 404)
    edition = find_public(site, language, slug, label)
    context = edition_context(site, language, base, edition, release)
    links = () if release else tuple(_links(site, edition))
    days = None if release else edition.seen_on
    mark = context.mark(label, release, days, links, [said.digest for _, said in context.before])
    headers = {"Cache-Control": FOR_EVER if release else FRESH}
    return site.page_cache.answer(
        request, mark, lambda base: _rendered(context, label, release, links, base), headers, base=base, mark=mark
    )


def _rendered(
    context: EditionContext, label: str | None, release: int | None, links: tuple[EditionLink, ...], base: str
) -> str:
    """label: as the address has it; the latest edition is found at two, and search engines at one."""
    slug, is_latest = f"barometer/{context.barometer.slug}", not links or links[0].here
    path = slug if label is None else f"{slug}/{label}"
    page = edition_page(
        replace(context, base=base),
        f"{path}?release={release}" if release else path,
        links,
        fixed=bool(release),
        indexed=not release and (label is None or not is_latest),
    )
    return context.site.templates.render(page)


def _links(site: Site, edition: Edition) -> Iterator[EditionLink]:
    """To all editions that everyone may read, the newest first; none for one that stands alone."""
    public = [one for one in site.barometers.editions(edition.barometer) if one.is_public]
    for one in reversed(public) if len(public) > 1 else ():
        path = f"barometer/{one.barometer.slug}/{one.label}"
        yield EditionLink(one.label, path, here=one.id == edition.id, there=one.withdrawn_on is None)


async def answer_edition_withdrawn(request: Request, error: Exception) -> Response:
    """The notice, at every address that had figures."""
    assert isinstance(error, EditionWithdrawn)
    if request.url.path.startswith("/api/"):
        told = {"status": 410, "title": "withdrawn"}
        return JSONResponse(told, 410, {"Cache-Control": "no-cache"}, media_type="application/problem+json")
    page = site_of(request).templates.render(withdrawn_edition_page(error.edition, error.language))
    return HTMLResponse(page, 410, {"Cache-Control": "no-cache"})
