"""Each revealed beat as SVG and PNG, and the room's released figures as CSV, for whoever holds the screen's key.

Promises the figures of the newest release and no others: what its recap shows. Refuses everything before the reveal, in
a rehearsal, and for a room of fewer than five.
"""

from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.banks.schema import Language
from app.exports.files import Decimal, to_csv
from app.publication.documents import ReleaseDocument
from app.web.deps import Site, SiteDep
from app.web.figures.release_context import ReleaseContext
from app.web.figures.release_pictures import FigureKind, card_of, figure
from app.web.responses import no_store
from app.web.seminar.parts import PartsDep
from app.web.seminar.recap import RecapRoom, recap_room

router = APIRouter(include_in_schema=False, prefix="/{language}/slides/{key}")
SlideBeat = Literal["sentence", "animals", "triangle", "dimensions", "gap"]
DRAWN: dict[SlideBeat, FigureKind] = {
    "animals": "troupe",
    "triangle": "triangle",
    "dimensions": "butterfly",
    "gap": "balance",
}
WIDTH = 1920


@dataclass(frozen=True, slots=True)
class RevealedRoom:
    """released: its newest release, never an invented one."""

    site: Site
    room: RecapRoom
    released: ReleaseDocument

    @property
    def taken(self) -> ReleaseContext:
        """Without an address: a room is on no public page."""
        return ReleaseContext(self.site, self.room.context, self.released, "")

    @property
    def stem(self) -> str:
        return f"totem-{self.room.seminar.code}"

    @property
    def has_levels(self) -> bool:
        return any(level.mean.value is not None for one in self.released.dimensions for level in one.levels)


async def revealed(site: SiteDep, parts: PartsDep, language: Language, key: str) -> RevealedRoom:
    """Raises a plain 404."""
    room = await run_in_threadpool(recap_room, site, parts, language, key)
    if room.released is None or room.seminar.stage.rehearsal:
        raise HTTPException(404)
    return RevealedRoom(site, room, room.released)


RevealedDep = Annotated[RevealedRoom, Depends(revealed)]


@router.get("/figures.csv")
def figures(found: RevealedDep, decimal: Decimal = ".") -> Response:
    """As a campaign's figures are, with the same columns; decimal: a comma for spreadsheets that want one."""
    return file_response(to_csv(found.taken.table, decimal), "text/csv; charset=utf-8", f"{found.stem}.csv")


@router.get("/{beat}.{kind}")
async def picture(
    request: Request, site: SiteDep, found: RevealedDep, beat: SlideBeat, kind: Literal["svg", "png"]
) -> Response:
    """Raises Busy, Left, and a plain 404 for what this room has nothing to draw for."""
    svg = await run_in_threadpool(_drawn, found, beat)
    if kind == "svg":
        return file_response(svg.encode(), "image/svg+xml", f"{found.stem}-{beat}.svg")
    name = f"slide {sha256(svg.encode()).hexdigest()}"
    painted = await site.workshop.get(request, name, partial(site.png.paint, svg, WIDTH))
    return file_response(painted, "image/png", f"{found.stem}-{beat}.png")


def file_response(content: bytes, media_type: str, name: str) -> Response:
    kind = "inline" if media_type.startswith("image/") else "attachment"
    response = Response(content, media_type=media_type, headers={"Content-Disposition": f'{kind}; filename="{name}"'})
    no_store(response.headers)
    return response


def _drawn(found: RevealedRoom, beat: SlideBeat) -> str:
    """Raises a plain 404."""
    if beat in ("dimensions", "gap") and not found.has_levels:
        raise HTTPException(404)
    if beat == "sentence":
        if not found.released.totems:
            raise HTTPException(404)
        return found.site.templates.render(card_of(found.taken))
    return figure(DRAWN[beat], found.taken).decode()
