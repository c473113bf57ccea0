"""The page that documents the API, with the script that draws it served from here."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse

from app.web.deps import SiteDep
from app.web.language import negotiate
from app.web.pages import Page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocsPage(Page):
    template: ClassVar[str] = "figures/docs.html"


@router.get("/docs")
def docs(request: Request, site: SiteDep) -> Response:
    language = negotiate(request.headers.get("accept-language"))
    return HTMLResponse(site.templates.render(DocsPage(language=language)), headers={"Vary": "Accept-Language"})
