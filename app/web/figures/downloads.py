"""What people take away from a release: data, pictures and the poster, at addresses that name its number.

Promises the same bytes at an address for as long as the figures are not withdrawn. Refuses what the release lacks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Header, Request, Response
from starlette.responses import RedirectResponse

from app.exports.files import to_csv, to_json, to_xlsx
from app.web.deps import SiteDep
from app.web.figures.poster import poster, unprinted
from app.web.figures.release_context import LatestDep, OneDep, ReleaseContext, ToldDep
from app.web.figures.release_pictures import card, figure
from app.web.responses import PRIVATE

router = APIRouter(include_in_schema=False)
File = Literal[
    "data.csv",
    "data-semicolon.csv",
    "data.xlsx",
    "data.json",
    "release.json",
    "troupe.svg",
    "triangle.svg",
    "butterfly.svg",
    "balance.svg",
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


FILES: Mapping[File, Made] = {
    "data.csv": Made("text/csv; charset=utf-8", lambda taken: to_csv(taken.table, "."), addressed=False),
    "data-semicolon.csv": Made("text/csv; charset=utf-8", lambda taken: to_csv(taken.table, ","), addressed=False),
    "data.xlsx": Made(XLSX, lambda taken: to_xlsx(taken.table, taken.page)),
    "data.json": Made("application/json", lambda taken: to_json(taken.table, taken.page)),
    # As it is kept: the SHA-256 of these bytes is its digest, and what a mirror survey is composed of.
    "release.json": Made("application/json", lambda taken: taken.released.to_document().encode(), addressed=False),
    "troupe.svg": Made("image/svg+xml", partial(figure, "troupe")),
    "triangle.svg": Made("image/svg+xml", partial(figure, "triangle")),
    "butterfly.svg": Made("image/svg+xml", partial(figure, "butterfly")),
    "balance.svg": Made("image/svg+xml", partial(figure, "balance")),
    "card.png": Made("image/png", card, addressed=False),
    "poster.pdf": Made("application/pdf", poster),
}


@router.get("/{language}/figures/{slug}/{number}/{file}")
async def take(
    request: Request, site: SiteDep, taken: OneDep, file: File, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """Raises Busy, Left."""
    made = FILES[file]
    headers = {**KEPT, "ETag": made.mark(taken, file)}
    if headers["ETag"] in if_none_match:
        return Response(status_code=304, headers=headers)
    if file == "poster.pdf" and not site.pdf.is_here:
        return unprinted(taken)
    content = await site.workshop.get(request, headers["ETag"], partial(made.make, taken))
    return Response(content, media_type=made.media_type, headers=headers | _named(taken, file))


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
    return Response(content, media_type=made.media_type, headers={**PRIVATE, **_named(taken, file)})


async def _newest(taken: LatestDep, request: Request) -> Response:
    file = request.url.path.rpartition("/")[2]
    return RedirectResponse(f"{taken.address}/{file}", 302, {"Cache-Control": "no-cache"})


for _name in get_args(File):
    router.add_api_route(f"/{{language}}/figures/{{slug}}/{_name}", _newest)
