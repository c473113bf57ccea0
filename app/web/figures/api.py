"""The public figures as JSON, from releases alone."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Response
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from app.web.deps import Deleted, Site, SiteDep, document_of
from app.web.figures.api_figures import Figures, figures_of
from app.web.responses import ANYONE

router = APIRouter()


@router.get("/api/v1/figures/{campaign}", response_model=Figures, summary="The latest release of a campaign")
def figures(site: SiteDep, campaign: str, if_none_match: Annotated[str, Header()] = "") -> Response:
    return _answer(site, campaign, None, if_none_match)


@router.get("/api/v1/figures/{campaign}/{release}", response_model=Figures, summary="One release, by its number")
def release(
    site: SiteDep,
    campaign: str,
    release: Annotated[int, Path(ge=1, lt=10**6)],
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    return _answer(site, campaign, release, if_none_match)


def _answer(site: Site, slug: str, number: int | None, known: str) -> Response:
    """410 once the figures are withdrawn, or deleted; 403 where they are not for everyone. number: None for the latest,
    even if there is none yet."""
    campaign = site.campaigns.find(slug)
    if campaign is None and (day := site.campaigns.gone_on(slug)):
        raise Deleted(day)
    if campaign is None or campaign.protection == "room":
        raise HTTPException(404)
    if campaign.audience != "everyone":
        return JSONResponse({"status": 403, "title": "reserved"}, 403, media_type="application/problem+json")
    if campaign.withdrawn_on:
        return JSONResponse({"status": 410, "title": "withdrawn"}, 410, media_type="application/problem+json")
    head = site.releases.head(campaign.id, number)
    released = document_of(site, slug, head) if head else None
    if number and released is None:
        raise HTTPException(404)
    mark = site.page_cache.mark(head, campaign.closed_on, campaign.k, campaign.published_as.licence)
    headers = {**ANYONE, "Cache-Control": "no-cache", "ETag": mark}
    if headers["ETag"] in known:
        return Response(status_code=304, headers=headers)
    return JSONResponse(figures_of(campaign, released).model_dump(exclude_unset=True), headers=headers)
