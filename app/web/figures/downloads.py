"""What people take away from a release: data, pictures and the poster, at addresses that name its number.

Promises the same bytes at an address for as long as the figures are not withdrawn. Refuses what the release lacks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Header, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse

from app.exports.files import JSON_SCHEMA, to_csv, to_json, to_xlsx
from app.exports.package import schema_of_rows, to_package
from app.publication.left_out import ReleaseExtract
from app.web.deps import BaseDep, SiteDep
from app.web.figures.poster import poster, unprinted
from app.web.figures.release_context import LatestDep, OneDep, ReleaseContext, ToldDep
from app.web.figures.release_pictures import card, figure, painted
from app.web.responses import ANYONE, PRIVATE

router = APIRouter(include_in_schema=False)
File = Literal[
    "data.csv",
    "data-semicolon.csv",
    "data.xlsx",
    "data.json",
    "datapackage.json",
    "release.json",
    "troupe.svg",
    "triangle.svg",
    "butterfly.svg",
    "balance.svg",
    "troupe.png",
    "triangle.png",
    "butterfly.png",
    "balance.png",
    "card.png",
    "poster.pdf",
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Not for ever, although they never change: withdrawn figures are gone from every cache ten minutes later.
KEPT = {"Cache-Control": "public, max-age=600"}
IN_PLACE = ("image/svg+xml", "image/png", "application/pdf")


@dataclass(frozen=True, slots=True)
class Made:
    """addressed: whether the site's address is in it."""

    media_type: str
    make: Callable[[ReleaseContext], bytes]
    addressed: bool = True

    def mark(self, taken: ReleaseContext, file: File) -> str:
        return taken.mark(file, addressed=self.addressed)


def _whole(taken: ReleaseContext) -> bytes:
    """Raises a plain 404 where the organiser leaves something out: the bytes of its digest hold everything."""
    if isinstance(taken.released, ReleaseExtract):
        raise HTTPException(404)
    return taken.released.to_document().encode()


FILES: Mapping[File, Made] = {
    "data.csv": Made("text/csv; charset=utf-8", lambda taken: to_csv(taken.table, ".")),
    "data-semicolon.csv": Made("text/csv; charset=utf-8", lambda taken: to_csv(taken.table, ",")),
    "data.xlsx": Made(XLSX, lambda taken: to_xlsx(taken.table, taken.page)),
    "data.json": Made("application/json", lambda taken: to_json(taken.table, taken.page)),
    "datapackage.json": Made("application/json", lambda taken: to_package(taken.table, taken.stem)),
    # As it is kept: the SHA-256 of these bytes is its digest, and what a mirror survey is composed of.
    "release.json": Made("application/json", _whole, addressed=False),
    "troupe.svg": Made("image/svg+xml", partial(figure, "troupe")),
    "triangle.svg": Made("image/svg+xml", partial(figure, "triangle")),
    "butterfly.svg": Made("image/svg+xml", partial(figure, "butterfly")),
    "balance.svg": Made("image/svg+xml", partial(figure, "balance")),
    "troupe.png": Made("image/png", partial(painted, "troupe")),
    "triangle.png": Made("image/png", partial(painted, "triangle")),
    "butterfly.png": Made("image/png", partial(painted, "butterfly")),
    "balance.png": Made("image/png", partial(painted, "balance")),
    "card.png": Made("image/png", card, addressed=False),
    "poster.pdf": Made("application/pdf", poster),
}


@router.get("/{language}/figures/{slug}/{number}/{file}")
async def take(
    request: Request, site: SiteDep, taken: OneDep, file: File, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """Raises Busy, Left."""
    made = FILES[file]
    headers = {**KEPT, **ANYONE, **licensed(taken), "ETag": made.mark(taken, file)}
    if headers["ETag"] in if_none_match:
        return Response(status_code=304, headers=headers)
    if file == "poster.pdf" and not site.pdf.is_here:
        return unprinted(taken)
    content = await site.workshop.get(request, headers["ETag"], partial(made.make, taken))
    return Response(content, media_type=made.media_type, headers=headers | _named(taken, file))


def licensed(taken: ReleaseContext) -> dict[str, str]:
    """Where files have no room for it too: of the bytes of a digest, and of pictures."""
    return {"Link": f'<{taken.licence.address}>; rel="license"'} if taken.licence else {}


def _named(taken: ReleaseContext, file: File) -> dict[str, str]:
    kind = "inline" if FILES[file].media_type in IN_PLACE else "attachment"
    name = f"{taken.stem}{file.removeprefix('data') if file.startswith('data') else f'-{file}'}"
    return {"Content-Disposition": f'{kind}; filename="{name}"'}


@router.get("/{language}/figures/{slug}/read/{key}/{number}/{file}")
async def take_as_told(request: Request, site: SiteDep, taken: ToldDep, file: File) -> Response:
    """The same for whoever was told how to read; no cache keeps it. Raises Busy, Left, KeyRefused, TooManyTries."""
    if file == "poster.pdf" and not site.pdf.is_here:
        return unprinted(taken)
    made = FILES[file]
    content = await site.workshop.get(request, f"told {made.mark(taken, file)}", partial(made.make, taken))
    return Response(content, media_type=made.media_type, headers={**PRIVATE, **licensed(taken), **_named(taken, file)})


@router.get(f"/figures/data-{JSON_SCHEMA}.schema.json")
def schema_of_json(base: BaseDep) -> Response:
    """Of data.json, for whoever checks it. Another shape has another number, and another address."""
    content = schema_of_rows(f"{base}/figures/data-{JSON_SCHEMA}.schema.json")
    return JSONResponse(content, headers={**ANYONE, **KEPT}, media_type="application/schema+json")


async def _newest(taken: LatestDep, request: Request) -> Response:
    file = request.url.path.rpartition("/")[2]
    return RedirectResponse(f"{taken.address}/{file}", 302, {"Cache-Control": "no-cache"})


for _name in get_args(File):
    router.add_api_route(f"/{{language}}/figures/{{slug}}/{_name}", _newest)
