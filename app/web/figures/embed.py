"""A release in a frame on someone else's page, and oEmbed, by which such a page learns how to frame it.

Promises figures, and nothing of the reader to anybody. Refuses scripts, search engines, and addresses of other sites.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Annotated, Any, ClassVar
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse

from app.figures.mask import Mask
from app.web.context import CampaignContext, title_of
from app.web.deps import BaseDep, ContextDep, Site, SiteDep, SpeaksAnother, find_context, site_of
from app.web.drawings import CARD_WIDTH, CrowdDrawings, drawn_masks
from app.web.figures.blocks import GapView, TotemView, gap_view
from app.web.figures.release_context import ReleaseContext, Reserved, Withdrawn, taken
from app.web.figures.routes import FRESH
from app.web.figures.thanks_blocks import ThanksView
from app.web.figures.unread import how_it_stands
from app.web.language import language_of_path
from app.web.pages import Page
from app.web.responses import ANYONE
from app.web.security import FRAMED

router = APIRouter(include_in_schema=False)
PAGE = re.compile(r"/(?P<language>[a-z]{2})/figures/(?P<slug>[a-z0-9-]{2,40})/?")
WIDTH, HEIGHT, TALL, NARROW = 640, 440, 640, 520
"""Of a frame, in pixels; below NARROW, its parts stand one above the other, and it is TALL."""
CARD_HEIGHT = 630
SECONDS = 600
FOR_A_WHILE = f"public, max-age={SECONDS}"
FRAME_HEADERS = {**FRAMED, "Cache-Control": FOR_A_WHILE}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPage(Page):
    """over: title and edition; address: of the figures page; withdrawn: instead of figures; masks: of who may come;
    without: that there are no figures, and will be none; reserved: that they are not for everyone; since: the day of a
    deletion."""

    template: ClassVar[str] = "figures/embed.html"
    over: str
    address: str
    withdrawn: bool
    masks: tuple[Mask, ...] = ()
    without: bool = False
    reserved: bool = False
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFigures(EmbedPage):
    """gap: of the first pair of sides; dimensions, sides, forces: names, for a bank without totems; thanks: of one that
    ends on thanks."""

    template: ClassVar[str] = "figures/embedded.html"
    withdrawn: bool = False
    sentence: str
    n: int
    totems: tuple[TotemView, ...]
    gap: GapView | None
    dimensions: tuple[str, ...]
    sides: tuple[str, ...]
    forces: tuple[str, ...]
    drawings: CrowdDrawings
    thanks: ThanksView | None


@router.get("/embed/{language}/{slug}")
def embed(request: Request, site: SiteDep, base: BaseDep, context: ContextDep) -> Response:
    """The newest release; before there is one, that it will come; or that it was withdrawn."""
    headers = dict(FRAME_HEADERS)
    try:
        found = taken(site, context, base)
    except Reserved:
        page = replace(_without_figures(context, base, without=True), without=False, reserved=True)
        return HTMLResponse(site.templates.render(page), 403, {**headers, "Cache-Control": FRESH})
    except Withdrawn:
        return HTMLResponse(site.templates.render(_without_figures(context, base, withdrawn=True)), 410, headers)
    if found is None:
        without = how_it_stands(site, context)[0] in ("few", "unpublished")
        return HTMLResponse(site.templates.render(_without_figures(context, base, without=without)), headers=headers)
    mark = found.mark("embed", addressed=False)
    return site.page_cache.answer(
        request,
        mark,
        lambda base: site.templates.render(embedded(replace(found, base=base))),
        headers,
        base=base,
        mark=mark,
    )


def embedded(found: ReleaseContext) -> EmbeddedFigures:
    return EmbeddedFigures(
        language=found.language,
        over=found.over,
        address=found.page,
        sentence=found.sentence,
        n=found.released.n,
        totems=found.totems,
        gap=gap_view(found.context, found.released.mirrors),
        dimensions=found.dimensions,
        sides=found.sides,
        forces=found.forces,
        drawings=found.drawings,
        thanks=found.thanks,
    )


def answer_deleted_frame(request: Request, since: date) -> Response:
    """That there were figures in this frame, and until when."""
    site, path = site_of(request), request.url.path.removeprefix("/embed")
    language = language_of_path(path, None)
    base = site.base_url or str(request.base_url).rstrip("/")
    told = (
        path
        if path.startswith(f"/{language}/barometer/")
        else path.replace(f"/{language}/", f"/{language}/figures/", 1)
    )
    address = base + told
    page = EmbedPage(language=language, over="Totem", address=address, withdrawn=False, since=since)
    return HTMLResponse(site.templates.render(page), 410, {**FRAMED, "Cache-Control": "no-cache"})


def _without_figures(
    context: CampaignContext, base: str, *, withdrawn: bool = False, without: bool = False
) -> EmbedPage:
    address = f"{base}/{context.wording.language}/figures/{context.campaign.slug}"
    masks = () if withdrawn or without else drawn_masks(context.questionnaire, context.wording.language)
    return EmbedPage(
        language=context.wording.language,
        over=title_of(context),
        address=address,
        withdrawn=withdrawn,
        masks=masks,
        without=without,
    )


def snippet(base: str, language: str, slug: str, title: str, width: str = "100%", height: int = HEIGHT) -> str:
    """What an organiser pastes into a page. width: in pixels, or a part of the page's."""
    address = escape(f"{base}/embed/{language}/{slug}")
    size = f'width="{escape(width)}" height="{height}"'
    # As tall as it has to be where its parts stand one above the other; where styles are stripped, it scrolls.
    tall = f";height:max({height}px,min({TALL}px,({NARROW + 40}px - 100vw)*999))" if width == "100%" else ""
    return f'<iframe src="{address}" title="{escape(title)}" {size} style="border:0{tall}" loading="lazy"></iframe>'


def oembed_of(base: str, page: str) -> str:
    """Where oEmbed describes the frame of a page of figures. page: its whole address."""
    return f"{base}/oembed?{urlencode({'url': page, 'format': 'json'})}"


@router.get("/oembed")
async def oembed(
    site: SiteDep,
    base: BaseDep,
    url: str = "",
    wanted: Annotated[str, Query(alias="format")] = "json",
    maxwidth: Annotated[int, Query(ge=1)] = CARD_WIDTH,
    maxheight: Annotated[int, Query(ge=1)] = CARD_HEIGHT,
) -> Response:
    """As oembed.com has it: 501 for another format than JSON, 404 for an address without figures."""
    if wanted != "json":
        return JSONResponse({"error": "The format is json."}, 501, ANYONE)
    found = await _at(site, base, url)
    if found is None:
        return JSONResponse({"error": "There are no figures at this address."}, 404, ANYONE)
    return JSONResponse(_described(found, maxwidth, maxheight), headers={**ANYONE, "Cache-Control": FOR_A_WHILE})


async def _at(site: Site, base: str, url: str) -> ReleaseContext | None:
    """What the address of one of this site's pages of figures shows."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    named = PAGE.fullmatch(parts.path)
    if named is None or parts.netloc != urlsplit(base).netloc or parts.scheme not in ("http", "https"):
        return None
    try:
        context = await _read(site, named["language"], named["slug"])
        return await run_in_threadpool(taken, site, context, base)
    except (HTTPException, Withdrawn, Reserved):
        return None


async def _read(site: Site, language: str, slug: str) -> CampaignContext:
    try:
        return await find_context(site, language, slug)
    except SpeaksAnother as other:
        return await find_context(site, other.instead, slug)


def _described(found: ReleaseContext, maxwidth: int, maxheight: int) -> dict[str, Any]:
    width = min(maxwidth, WIDTH)
    height = min(maxheight, TALL if width < NARROW else HEIGHT)
    frame = snippet(found.base, found.language, found.released.slug, found.sentence, str(width), height)
    content: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "provider_name": "Totem",
        "provider_url": f"{found.base}/{found.language}/",
        "title": f"{found.sentence} · {found.over}",
        "cache_age": SECONDS,
        "width": width,
        "height": height,
        "html": frame,
    }
    if maxwidth >= CARD_WIDTH and maxheight >= CARD_HEIGHT:
        picture = f"{found.base}{found.address}/card.png"
        content |= {"thumbnail_url": picture, "thumbnail_width": CARD_WIDTH, "thumbnail_height": CARD_HEIGHT}
    return content
