"""Cards: the pictures that go with the address of an animal, or of the site.

Promises the same picture to everyone with these two animals. Refuses to know more of anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from fastapi import APIRouter, Request, Response

from app.banks import nouns
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.figures.lettering import Line
from app.figures.mask import Mask
from app.web.context import first_questionnaire
from app.web.deps import PrintedBaseDep, Site, SiteDep
from app.web.drawings import CARD_WIDTH, drawn_mask, drawn_masks, lettered
from app.web.pages import Page
from app.web.result.animal import AnimalPair, PairDep
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
FOR_A_DAY = {"Cache-Control": "public, max-age=86400"}
UPRIGHT_WIDTH = 1080


@dataclass(frozen=True, slots=True, kw_only=True)
class AnimalCard(Page):
    """second: the face whose hue the ground takes; lines: what lays words out on the picture."""

    template: ClassVar[str] = "result/card.html"
    lines: Callable[..., tuple[tuple[Line, ...], ...]] = lettered
    mask: Mask
    second: str
    one: str
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UprightCard(AnimalCard):
    """Upright, as telephones show pictures. line: of the animal; site: its address, as people type it, empty where it
    is not known."""

    template: ClassVar[str] = "result/upright.html"
    line: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeCard(Page):
    """title: of the questionnaire, on a site without animals."""

    template: ClassVar[str] = "site/card.html"
    lines: Callable[..., tuple[tuple[Line, ...], ...]] = lettered
    masks: tuple[Mask, ...]
    title: str


def animal_card_of(pair: AnimalPair) -> AnimalCard:
    own, second = pair.names
    return AnimalCard(
        language=pair.language,
        mask=drawn_mask(pair.questionnaire, pair.own.id, pair.language),
        second=drawn_mask(pair.questionnaire, pair.second.id, pair.language).face,
        one=nouns.capital(own.one),
        of=nouns.of(second, pair.language),
    )


@router.get("/{language}/animal/{bank}/{own}/{second}/card.png")
async def card(request: Request, site: SiteDep, pair: PairDep) -> Response:
    name = f"animal {pair.language} {pair.questionnaire.bank.id} {pair.own.id} {pair.second.id}"
    return await _picture(request, site, name, partial(animal_card_of, pair))


@router.get("/{language}/animal/{bank}/{own}/{second}/card/upright.png")
async def upright(request: Request, site: SiteDep, base: PrintedBaseDep, pair: PairDep) -> Response:
    shown = base.partition("://")[2]
    name = f"upright {pair.language} {pair.questionnaire.bank.id} {pair.own.id} {pair.second.id} {shown}"
    return await _picture(request, site, name, partial(upright_card_of, pair, shown), UPRIGHT_WIDTH)


def upright_card_of(pair: AnimalPair, site: str) -> UprightCard:
    card = animal_card_of(pair)
    return UprightCard(
        language=card.language,
        mask=card.mask,
        second=card.second,
        one=card.one,
        of=card.of,
        line=Wording(pair.language, USUAL_PEOPLE)(pair.own.line),
        site=site,
    )


@router.get("/{language}/card.png")
async def home_card(request: Request, site: SiteDep, language: Language) -> Response:
    return await _picture(request, site, f"home {language}", partial(_home_card, site, language))


def _home_card(site: Site, language: Language) -> HomeCard:
    first = first_questionnaire(site.questionnaires)
    masks = drawn_masks(first, language) if first and first.speaks(language) else ()
    title = "" if masks or first is None else Wording(first.spoken(language), USUAL_PEOPLE)(first.file.title)
    return HomeCard(language=language, masks=masks, title=title)


async def _picture(
    request: Request,
    site: Site,
    name: str,
    page: Callable[[], AnimalCard] | Callable[[], HomeCard],
    width: int = CARD_WIDTH,
) -> Response:
    """Raises Busy, Left."""

    def paint() -> bytes:
        return site.png.paint(site.templates.render(page()), width)

    picture = await site.workshop.get(request, name, paint)
    return Response(picture, media_type="image/png", headers=FOR_A_DAY)
