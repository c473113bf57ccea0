"""The first page, the pages of plain text, and the address without a language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal
from unicodedata import combining, normalize

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Route

from app.banks.schema import Language
from app.web.deps import SiteDep, site_of
from app.web.language import as_language, language_in, negotiate
from app.web.pages import Page
from app.web.responses import Handlers
from app.web.site.method import CrowdView, crowds_of
from app.web.site.parts import PartsDep, SimulatedSurveys, parts_of
from app.web.site.views import home_page, live_figure, survey_links

router = APIRouter(include_in_schema=False)
FRESH = {"Cache-Control": "no-cache"}
TYPED = {"j": "j", "ecran": "pairing", "screen": "pairing"}
"""Addresses without a language that a screen or a remote tells people to type, and where they lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage(Page):
    """One of the pages that are written once in each language. operator: who runs this site, or None if unsaid.

    figures: what simulations say of each shipped questionnaire, by the id of the figure; crowds: what the site's own
    crowds say, on the page that compares them; surveys: what simulations say of mirror surveys, there.
    """

    template: ClassVar[str] = "site/text.html"
    name: str
    operator: str | None
    figures: Mapping[str, Mapping[str, float]]
    crowds: tuple[CrowdView, ...] = ()
    surveys: SimulatedSurveys | None = None
    indexed: bool = True


@router.get("/")
def choose_language(request: Request) -> Response:
    language = negotiate(request.headers.get("accept-language"))
    return RedirectResponse(f"/{language}/", 307, {"Vary": "Accept-Language", "Cache-Control": "no-cache"})


@router.get("/{word}")
def short(request: Request, word: str) -> Response:
    """A language without its slash, or what is typed by hand: into the reader's language. Raises a plain 404."""
    if language := as_language(word):
        return RedirectResponse(f"/{language}/", 307)
    if (path := TYPED.get(_plain(word))) is None:
        raise HTTPException(404)
    language = negotiate(request.headers.get("accept-language"))
    return RedirectResponse(f"/{language}/{path}", 307, {"Vary": "Accept-Language", "Cache-Control": "no-cache"})


def _plain(word: str) -> str:
    """Without accents and capitals: a keyboard has both."""
    return "".join(one for one in normalize("NFKD", word) if not combining(one)).lower()


async def home(request: Request) -> Response:
    """The same for everybody until a figure is published: rendered once for each language."""
    site, parts, language = site_of(request), parts_of(request), language_in(request)
    live, surveys = await live_figure(site, language), survey_links(await parts.surveys.aside())
    return site.page_cache.answer(
        request,
        ("home", language, live, surveys, parts.organise, parts.seminars),
        lambda _: site.templates.render(home_page(site, parts, language, live, surveys)),
        FRESH,
    )


ROUTES = [Route("/{language}/", Handlers(home))]


@router.get("/{language}/{name}")
async def text(
    request: Request,
    site: SiteDep,
    parts: PartsDep,
    language: Language,
    name: Literal["method", "privacy", "legal", "about"],
) -> Response:
    crowds = await crowds_of(site) if name == "method" else ()
    page = TextPage(
        language=language,
        path=name,
        name=name,
        operator=site.operator,
        figures=site.simulated,
        crowds=crowds,
        surveys=parts.simulated if name == "method" else None,
    )
    return site.page_cache.answer(
        request, ("text", language, name, crowds), lambda _: site.templates.render(page), FRESH
    )
