"""The first page, the pages of plain text, and the address without a language."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from app.banks.schema import Language
from app.web.deps import SiteDep
from app.web.language import negotiate
from app.web.templating import Page

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    template: ClassVar[str] = "home/home.html"
    indexed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage(Page):
    """One of the pages that are written once in each language. operator: who runs this site, or None if unsaid."""

    template: ClassVar[str] = "texts/text.html"
    name: str
    operator: str | None
    indexed: bool = True


@router.get("/")
def choose_language(request: Request) -> Response:
    language = negotiate(request.headers.get("accept-language"))
    return RedirectResponse(f"/{language}/", 307, {"Vary": "Accept-Language", "Cache-Control": "no-cache"})


@router.get("/{language}/")
def home(here: SiteDep, language: Language) -> Response:
    return HTMLResponse(here.templates.render(HomePage(language=language)))


@router.get("/{language}/{name}")
def text(here: SiteDep, language: Language, name: Literal["method", "privacy", "legal", "about"]) -> Response:
    page = TextPage(language=language, path=name, name=name, operator=here.operator)
    return HTMLResponse(here.templates.render(page))
