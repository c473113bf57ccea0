"""What the editions of a mirror survey say, as JSON: their documents, and nothing else."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from app.banks.schema import Language
from app.barometer.edition import Edition
from app.web.barometer.api_surveys import SurveyEditionLink, SurveyEditions, SurveyFigures
from app.web.barometer.edition_context import EditionContext, edition_context, find_public, find_survey_here
from app.web.deps import BaseDep, Site, SiteDep
from app.web.language import DEFAULT

router = APIRouter()
FRESH = "no-cache"
Composition = Annotated[
    int | None, Query(ge=1, lt=10**6, description="The number of a composition; without: the newest.")
]
Known = Annotated[str, Header(alias="if-none-match")]


@router.get(
    "/api/v1/barometers/{slug}", response_model=SurveyEditions, summary="The public editions of a mirror survey"
)
def editions(site: SiteDep, slug: str) -> Response:
    barometer = find_survey_here(site, slug)
    public = [one for one in reversed(site.barometers.editions(barometer)) if one.is_public]
    if not public:
        raise HTTPException(404)
    told = SurveyEditions(
        slug=barometer.slug,
        title=barometer.title,
        signature=barometer.signature,
        people=barometer.people,
        editions=[_linked(one) for one in public],
    )
    return JSONResponse(told.model_dump(), headers={"Cache-Control": FRESH})


@router.get("/api/v1/barometers/{slug}/{edition}", response_model=SurveyFigures, summary="What one edition says")
def one(
    site: SiteDep, base: BaseDep, slug: str, edition: str, release: Composition = None, known: Known = ""
) -> Response:
    found = edition_at(site, base, DEFAULT, slug, edition, release)
    headers = {"Cache-Control": FRESH, "ETag": site.page_cache.mark(found.said.digest, found.said.number)}
    if headers["ETag"] in known:
        return Response(status_code=304, headers=headers)
    own = {"number": found.said.number, "made_on": found.said.made_on.isoformat(), "digest": found.said.digest}
    return JSONResponse(found.content | own, headers=headers)


def edition_at(site: Site, base: str, language: Language, slug: str, label: str, release: int | None) -> EditionContext:
    """Raises Deleted, EditionWithdrawn, a plain 404."""
    return edition_context(site, language, base, find_public(site, language, slug, label), release)


def _linked(edition: Edition) -> SurveyEditionLink:
    return SurveyEditionLink(
        edition=edition.label,
        public_on=edition.days.public_on.isoformat(),
        withdrawn_on=edition.withdrawn_on.isoformat() if edition.withdrawn_on else None,
        address=f"/api/v1/barometers/{edition.barometer.slug}/{edition.label}",
    )
