"""What a bank says of its dimensions, for anybody: all of them on one page, and each on a page of its own.

Promises the bank's own texts, with the usual word for the people served. Refuses levels, anybody's or a crowd's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from app.banks import schema
from app.banks.loader import Questionnaire
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.web.context import first_questionnaire, public_paths, told_by
from app.web.deps import QuizDoor, Site, SiteDep, find_bank, open_door
from app.web.pages import Page
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}


@dataclass(frozen=True, slots=True)
class DimensionCaption:
    """path: of its page, after the language."""

    path: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class DimensionFamily:
    """Dimensions of one force. name, meaning: of the force, empty for those that have none."""

    name: str
    meaning: str
    dimensions: tuple[DimensionCaption, ...]


@dataclass(frozen=True, slots=True)
class SideTold:
    """What a dimension is on one side. high, low: what it looks like there; action: something to try."""

    name: str
    high: str
    low: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionsPage(Page):
    """told: of each bank that has dimensions of its own, its title and its families; the first page's comes first.

    mirrored: whether all of them are asked on both sides of a mirror.
    """

    template: ClassVar[str] = "site/dimensions.html"
    indexed: bool = True
    told: tuple[tuple[str, tuple[DimensionFamily, ...]], ...]
    mirrored: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionPage(Page):
    """force: its name and meaning, None without; kin: the others of that force; before, after: in the bank's order,
    None at its ends; animals: whether its quiz ends with one; door: None while the bank's own campaign is not open."""

    template: ClassVar[str] = "site/dimension.html"
    indexed: bool = True
    dimension: DimensionCaption
    sides: tuple[SideTold, ...]
    prompt: str
    force: tuple[str, str] | None
    kin: tuple[DimensionCaption, ...]
    before: DimensionCaption | None
    after: DimensionCaption | None
    animals: bool
    door: QuizDoor | None


@router.get("/{language}/dimensions")
def dimensions(request: Request, site: SiteDep, language: Language) -> Response:
    first, told = find_bank(site, language, None), _tellers(site, language)

    def render(_: str) -> str:
        say = Wording(language, USUAL_PEOPLE)
        page = DimensionsPage(
            language=language,
            path="dimensions",
            spoken=first.file.languages,
            told=tuple((say(one.file.title), tuple(_families(site, language, one))) for one in told),
            mirrored=all(one.bank.pairs for one in told),
        )
        return site.templates.render(page)

    return site.page_cache.answer(request, ("dimensions", language), render, FOR_AN_HOUR)


@router.get("/{language}/dimensions/{dimension}")
def of_the_first(request: Request, site: SiteDep, language: Language, dimension: str) -> Response:
    return _answer(request, site, language, find_bank(site, language, None), dimension, f"dimensions/{dimension}")


@router.get("/{language}/dimensions/{bank}/{dimension}")
def of_a_bank(request: Request, site: SiteDep, language: Language, bank: str, dimension: str) -> Response:
    questionnaire = find_bank(site, language, bank)
    return _answer(request, site, language, questionnaire, dimension, f"dimensions/{bank}/{dimension}")


def _answer(
    request: Request, site: Site, language: Language, questionnaire: Questionnaire, dimension: str, asked: str
) -> Response:
    """At one address alone, whichever it was asked at."""
    path = public_paths(site.questionnaires, questionnaire.bank.id).dimensions.get(dimension)
    if path is None:
        raise HTTPException(404)
    if path != asked:
        return RedirectResponse(f"/{language}/{path}", 307)
    door = open_door(site, language, questionnaire.bank.id)
    return site.page_cache.answer(
        request,
        ("dimension", language, path, door),
        lambda _: site.templates.render(_dimension_page(site, language, questionnaire, dimension, door)),
        FOR_AN_HOUR,
    )


def _tellers(site: Site, language: Language) -> list[Questionnaire]:
    """Those that speak the reader's language, the first page's first."""
    first, known = first_questionnaire(site.questionnaires), site.questionnaires
    spoken = (one for one in known.values() if one.speaks(language) and one.file.ends == "result")
    told = (one for one in spoken if told_by(known, one.bank.id, "dimensions") is one)
    return sorted(told, key=lambda one: one is not first)


def _families(site: Site, language: Language, questionnaire: Questionnaire) -> Iterator[DimensionFamily]:
    """By force, in their order; those without one last."""
    file, say = questionnaire.file, Wording(language, USUAL_PEOPLE)
    captions = _captions(site, language, questionnaire)
    for force in (*file.forces, None):
        own = tuple(captions[one.id] for one in file.dimensions if one.force == (force.id if force else None))
        if own:
            yield DimensionFamily(say(force.name) if force else "", say(force.meaning) if force else "", own)


def _captions(site: Site, language: Language, questionnaire: Questionnaire) -> dict[str, DimensionCaption]:
    paths = public_paths(site.questionnaires, questionnaire.bank.id).dimensions
    say = Wording(language, USUAL_PEOPLE)
    return {
        one.id: DimensionCaption(paths[one.id], say(one.name), say(one.meaning))
        for one in questionnaire.file.dimensions
    }


def _dimension_page(
    site: Site, language: Language, questionnaire: Questionnaire, id_: str, door: QuizDoor | None
) -> DimensionPage:
    file, say = questionnaire.file, Wording(language, USUAL_PEOPLE)
    captions = _captions(site, language, questionnaire)
    at, dimension = next((at, one) for at, one in enumerate(file.dimensions) if one.id == id_)
    row = [None, *captions.values(), None]
    force = next((one for one in file.forces if one.id == dimension.force), None)
    return DimensionPage(
        language=language,
        path=captions[id_].path,
        spoken=file.languages,
        dimension=captions[id_],
        sides=tuple(_side(dimension, side, say) for side in file.sides),
        prompt=say(dimension.prompt),
        force=(say(force.name), say(force.meaning)) if force else None,
        kin=tuple(captions[one.id] for one in file.dimensions if force and one.force == force.id and one.id != id_),
        before=row[at],
        after=row[at + 2],
        animals=bool(file.totems),
        door=door,
    )


def _side(dimension: schema.Dimension, side: schema.Side, say: Wording) -> SideTold:
    return SideTold(
        say(side.name), say(dimension.high[side.id]), say(dimension.low[side.id]), say(dimension.actions[side.id])
    )
