"""What browsers and telephones show of the site: its mark, painted from one drawing, and a manifest in each language.

Promises the same mark at every size. Refuses to be needed: pages name the drawing itself, which most browsers show.
"""

import struct
from functools import partial
from typing import Literal

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from app.banks.schema import Language
from app.web.deps import Site, SiteDep

router = APIRouter(include_in_schema=False)
FOR_A_WEEK = {"Cache-Control": "public, max-age=604800"}
GROUND, PAPER = "#241f1a", "#fbf7ef"
BOX, WIDE_BOX = 'viewBox="0 0 64 64"', 'viewBox="-9 -9 82 82"'
"""The drawing's own view box, and one for telephones that cut off what is outside a circle, four fifths as wide."""
FAVICON = 32


@router.get("/favicon.ico")
async def favicon(request: Request, site: SiteDep) -> Response:
    """For those who ask at the old address without reading a page: an ICO file that holds one PNG."""
    picture = await _painted(request, site, FAVICON)
    head = struct.pack("<HHHBBBBHHII", 0, 1, 1, FAVICON, FAVICON, 0, 0, 1, 32, len(picture), 22)
    return Response(head + picture, media_type="image/vnd.microsoft.icon", headers=FOR_A_WEEK)


@router.get("/apple-touch-icon.png")
async def touched(request: Request, site: SiteDep) -> Response:
    return await _mark(request, site, 180, GROUND)


@router.get("/icon-{size}.png")
async def installed(request: Request, site: SiteDep, size: Literal["192", "512"]) -> Response:
    return await _mark(request, site, int(size))


@router.get("/maskable.png")
async def maskable(request: Request, site: SiteDep) -> Response:
    return await _mark(request, site, 512, GROUND, WIDE_BOX)


@router.get("/{language}/manifest.webmanifest")
def manifest(language: Language) -> Response:
    icons = [
        {"src": f"/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
        for size in (192, 512)
    ]
    content = {
        "id": "/",
        "name": "Totem",
        "short_name": "Totem",
        "lang": language,
        "start_url": f"/{language}/",
        "scope": "/",
        # With Back and the address at hand: a result is kept by its address.
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [*icons, {**icons[-1], "src": "/maskable.png", "purpose": "maskable"}],
    }
    return JSONResponse(content, media_type="application/manifest+json", headers=FOR_A_WEEK)


async def _mark(request: Request, site: Site, size: int, ground: str = "", box: str = BOX) -> Response:
    picture = await _painted(request, site, size, ground, box)
    return Response(picture, media_type="image/png", headers=FOR_A_WEEK)


async def _painted(request: Request, site: Site, size: int, ground: str = "", box: str = BOX) -> bytes:
    """Raises Busy, Left."""
    drawing = site.png.icon.replace(BOX, box)
    return await site.workshop.get(
        request, f"icon {size} {ground} {box}", partial(site.png.paint, drawing, size, ground)
    )
