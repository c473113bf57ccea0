"""What people take away from an edition of a mirror survey: data, its picture, and one page to print.

Promises the same bytes at an address for as long as the edition is not withdrawn.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Query, Request, Response

from app.banks.schema import Language
from app.exports.survey_files import survey_csv, survey_xlsx
from app.exports.survey_table import SurveyTable, survey_table
from app.web.barometer.api import Composition, Known, edition_at
from app.web.barometer.edition_context import EditionContext
from app.web.barometer.one_page import one_page
from app.web.barometer.published_survey import share_of
from app.web.barometer.survey_pictures import survey_card, wings_file
from app.web.deps import PrintedBaseDep, SiteDep
from app.web.figures.downloads import IN_PLACE, KEPT, XLSX
from app.web.figures.poster import UnprintedPage
from app.web.language import DEFAULT

router = APIRouter()
SurveyFile = Literal[
    "data.csv", "data-semicolon.csv", "data.xlsx", "wings.svg", "card.png", "one-page-a4.pdf", "one-page-a3.pdf"
]
CSV = "text/csv; charset=utf-8"
NamesIn = Annotated[Language, Query(description="Of names and words.")]


@dataclass(frozen=True, slots=True)
class SurveyMade:
    media_type: str
    make: Callable[[EditionContext], bytes]


def table_here(context: EditionContext) -> SurveyTable:
    said, telling = context.said, context.telling
    return survey_table(
        said.content, said.number, said.made_on.isoformat(), said.digest, context.subjects, context.language,
        lambda share: telling.share(share_of(share)),
    )  # fmt: skip


SURVEY_FILES: Mapping[SurveyFile, SurveyMade] = {
    "data.csv": SurveyMade(CSV, lambda context: survey_csv(table_here(context), ".")),
    "data-semicolon.csv": SurveyMade(CSV, lambda context: survey_csv(table_here(context), ",")),
    "data.xlsx": SurveyMade(XLSX, lambda context: survey_xlsx(table_here(context), context.page)),
    "wings.svg": SurveyMade("image/svg+xml", wings_file),
    "card.png": SurveyMade("image/png", survey_card),
    "one-page-a4.pdf": SurveyMade("application/pdf", partial(one_page, paper="a4")),
    "one-page-a3.pdf": SurveyMade("application/pdf", partial(one_page, paper="a3")),
}


@router.get("/{language}/barometer/{slug}/{edition}/{number:int}/{file}", include_in_schema=False)
async def take_survey(
    request: Request,
    site: SiteDep,
    base: PrintedBaseDep,
    language: Language,
    slug: str,
    edition: str,
    number: Annotated[int, Path(ge=1, lt=10**6)],
    file: SurveyFile,
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """Raises Busy, Left, Deleted, EditionWithdrawn, a plain 404."""
    context = await site.workshop.look(request, edition_at, site, base, language, slug, edition, number)
    if file.endswith(".pdf") and not site.pdf.is_here:
        page = UnprintedPage(language=language, path=context.path)
        return Response(site.templates.render(page), 404, {"Cache-Control": "no-cache"}, "text/html")
    return await _made(request, context, file, SURVEY_FILES[file], if_none_match)


@router.get("/api/v1/barometers/{slug}/{edition}.csv", summary="The same as CSV", response_class=Response)
async def as_csv(
    request: Request,
    site: SiteDep,
    base: PrintedBaseDep,
    slug: str,
    edition: str,
    language: NamesIn = DEFAULT,
    release: Composition = None,
    known: Known = "",
) -> Response:
    context = await site.workshop.look(request, edition_at, site, base, language, slug, edition, release)
    return await _made(request, context, "data.csv", SURVEY_FILES["data.csv"], known)


@router.get("/api/v1/barometers/{slug}/{edition}.xlsx", summary="The same as XLSX", response_class=Response)
async def as_xlsx(
    request: Request,
    site: SiteDep,
    base: PrintedBaseDep,
    slug: str,
    edition: str,
    language: NamesIn = DEFAULT,
    release: Composition = None,
    known: Known = "",
) -> Response:
    context = await site.workshop.look(request, edition_at, site, base, language, slug, edition, release)
    return await _made(request, context, "data.xlsx", SURVEY_FILES["data.xlsx"], known)


async def _made(request: Request, context: EditionContext, file: SurveyFile, made: SurveyMade, known: str) -> Response:
    headers = {**KEPT, "ETag": context.mark(file, context.base)}
    if headers["ETag"] in known:
        return Response(status_code=304, headers=headers)
    content = await context.site.workshop.get(request, headers["ETag"], partial(made.make, context))
    kind = "inline" if made.media_type in IN_PLACE else "attachment"
    name = f"{context.stem}{file.removeprefix('data') if file.startswith('data') else f'-{file}'}"
    headers["Content-Disposition"] = f'{kind}; filename="{name}"'
    return Response(content, media_type=made.media_type, headers=headers)
