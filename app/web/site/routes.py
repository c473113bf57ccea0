"""The first page, the pages of plain text, and the address without a language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from app.banks.loader import Questionnaire
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.figures.mask import Mask
from app.web.context import QUICK, first_questionnaire, offered_to_rooms
from app.web.deps import Site, SiteDep
from app.web.drawings import gallery
from app.web.language import negotiate
from app.web.pages import Page
from app.web.site.parts import PartsDep
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
FADED = 0.45
"""How strong the second half of the first page's mask is: seen at a glance, and still a face."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A questionnaire to take. language: the one that it is read in here; address: of its quiz; minutes: about."""

    title: str
    summary: str
    language: Language
    address: str
    minutes: int
    quick: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """masks: the animals of the first questionnaire, each with its name; hero: one of them, with a lean to show.

    first: the questionnaire that the page opens with, None on a site without any; others: the rest; organise,
    seminar: whether campaigns can be made on this site, and rooms opened.
    """

    template: ClassVar[str] = "site/home.html"
    indexed: bool = True
    masks: tuple[tuple[Mask, str], ...]
    hero: Mask | None
    organise: bool
    seminar: bool
    first: Offer | None
    others: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage(Page):
    """One of the pages that are written once in each language. operator: who runs this site, or None if unsaid.

    figures: what simulations say of each shipped questionnaire, by the id of the figure.
    """

    template: ClassVar[str] = "site/text.html"
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
def home(site: SiteDep, parts: PartsDep, language: Language) -> Response:
    questionnaire = first_questionnaire(site.questionnaires)
    masks = gallery(questionnaire, language) if questionnaire and questionnaire.speaks(language) else ()
    hero = replace(masks[-1][0], second=FADED) if masks else None
    page = HomePage(
        language=language,
        masks=masks,
        hero=hero,
        organise=parts.organise,
        seminar=parts.seminars and bool(offered_to_rooms(site.questionnaires)),
        first=_offer(site, questionnaire, language) if questionnaire else None,
        others=tuple(_offer(site, one, language) for one in site.questionnaires.values() if one is not questionnaire),
    )
    return HTMLResponse(site.templates.render(page))


def _offer(site: Site, questionnaire: Questionnaire, language: Language) -> Offer:
    id_, spoken = questionnaire.bank.id, questionnaire.spoken(language)
    say = Wording(spoken, USUAL_PEOPLE)
    return Offer(
        say(questionnaire.file.title),
        say(questionnaire.file.summary),
        spoken,
        f"/{spoken}/quiz/{site.successors.get(id_, id_)}",
        site.minutes_in(spoken, id_),
        quick=id_ == QUICK,
    )


@router.get("/{language}/{name}")
def text(site: SiteDep, language: Language, name: Literal["method", "privacy", "legal", "about"]) -> Response:
    page = TextPage(language=language, path=name, name=name, operator=site.operator, figures=site.simulated)
    return HTMLResponse(site.templates.render(page))
