"""Where search engines may look: everywhere.

Refuses to hide by refusal: results and sheets say themselves that they are not to be indexed, which only a robot that
may read them learns; and a shared animal is read by robots that draw previews.
"""

from fastapi import APIRouter, Response
from starlette.responses import PlainTextResponse

from app.web.deps import BaseDep
from app.web.site.sitemap import FOR_A_DAY

router = APIRouter(include_in_schema=False)


@router.get("/robots.txt")
def robots(base: BaseDep) -> Response:
    return PlainTextResponse(f"User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n", headers=FOR_A_DAY)
