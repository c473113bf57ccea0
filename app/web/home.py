"""The first page, the pages of plain text, and the address without a language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from app.banks.schema import Language
from app.figures.mask import Mask
from app.web.deps import SiteDep
from app.web.drawings import gallery
from app.web.language import negotiate
from app.web.templating import Page

router = APIRouter(include_in_schema=False)
FIRST = "totem"
FADED = 0.45
"""How strong the second half of the first page's mask is: seen at a glance, and still a face."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """masks: the animals of the first questionnaire, each with its name; hero: one of them, with a lean to show.

    minutes: how long each questionnaire takes, about; organise, seminar: whether campaigns can be made on this
    site, and rooms opened.
    """

    template: ClassVar[str] = "home/home.html"
    indexed: bool = True
    masks: tuple[tuple[Mask, str], ...]
    hero: Mask | None
    organise: bool
    seminar: bool
    minutes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage(Page):
    """One of the pages that are written once in each language. operator: who runs this site, or None if unsaid.

    figures: what simulations say of each shipped questionnaire, by the id of the figure.
    """

    template: ClassVar[str] = "texts/text.html"
    name: str
    operator: str | None
    figures: Mapping[str, Mapping[str, float]]
    indexed: bool = True


@router.get("/")
def choose_language(request: Request) -> Response:
    language = negotiate(request.headers.get("accept-language"))
    return RedirectResponse(f"/{language}/", 307, {"Vary": "Accept-Language", "Cache-Control": "no-cache"})


@router.get("/{language}")
def with_slash(language: Language) -> Response:
    return RedirectResponse(f"/{language}/", 307)


@router.get("/{language}/")
def home(here: SiteDep, language: Language) -> Response:
    questionnaire = here.questionnaires.get(FIRST)
    masks = gallery(questionnaire, language) if questionnaire else ()
    hero = replace(masks[-1][0], second=FADED) if masks else None
    page = HomePage(
        language=language,
        masks=masks,
        hero=hero,
        organise=here.organising.create != "closed",
        seminar=here.trainers.open != "closed",
        minutes=here.minutes,
    )
    return HTMLResponse(here.templates.render(page))


@router.get("/{language}/{name}")
def text(here: SiteDep, language: Language, name: Literal["method", "privacy", "legal", "about"]) -> Response:
    page = TextPage(language=language, path=name, name=name, operator=here.operator, figures=here.figures)
    return HTMLResponse(here.templates.render(page))
