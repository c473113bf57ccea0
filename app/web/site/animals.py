"""What a bank says of its animals, for anybody: all of them on one page, and each on a page of its own.

Promises the bank's own texts, told as what somebody with this animal reads. Refuses to know anything of anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from app.banks import nouns, schema
from app.banks.loader import Questionnaire
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.figures.mask import Mask
from app.figures.triangle import Triangle, triangle
from app.totem.triangle import prototypes
from app.web.context import first_questionnaire, public_paths, told_by
from app.web.deps import QuizDoor, Site, SiteDep, find_bank, open_door
from app.web.drawings import drawn_mask, drawn_masks
from app.web.pages import Page
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
Home = Literal["centre", "corner", "side"]


@dataclass(frozen=True, slots=True)
class AnimalCaption:
    """path: of its page, after the language; name: as a label, the, to_the: in a sentence."""

    path: str
    mask: Mask
    name: str
    the: str
    to_the: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnimalsPage(Page):
    """troupes: of each bank that has animals of its own, its title and its animals; the first page's comes first."""

    template: ClassVar[str] = "site/animals.html"
    indexed: bool = True
    troupes: tuple[tuple[str, tuple[AnimalCaption, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TotemPage(Page):
    """a: its name with an article; strengths: with their costs; actions: with the name of their side; home, bonds:
    where it lives on the triangle, names and meanings of the forces there; near: whose territories meet its own.

    places, masks, forces, names, paths: what the triangle takes; door: None while the bank's own campaign is not open.
    """

    template: ClassVar[str] = "site/totem.html"
    indexed: bool = True
    animal: AnimalCaption
    a: str
    portrait: str
    strengths: tuple[tuple[str, str], ...]
    working_with: str
    actions: tuple[tuple[str, str], ...]
    home: Home
    bonds: tuple[tuple[str, str], ...]
    near: tuple[AnimalCaption, ...]
    places: Triangle
    masks: tuple[Mask, ...]
    forces: tuple[str, ...]
    names: tuple[str, ...]
    paths: tuple[str, ...]
    door: QuizDoor | None


@router.get("/{language}/animals")
def animals(request: Request, site: SiteDep, language: Language) -> Response:
    first = find_bank(site, language, None)
    if not first.file.totems:
        raise HTTPException(404)

    def render(_: str) -> str:
        troupes = tuple(_troupes(site, language))
        return site.templates.render(
            AnimalsPage(language=language, path="animals", spoken=first.file.languages, troupes=troupes)
        )

    return site.page_cache.answer(request, ("animals", language), render, FOR_AN_HOUR)


@router.get("/{language}/animals/{totem}")
def of_the_first(request: Request, site: SiteDep, language: Language, totem: str) -> Response:
    return _answer(request, site, language, find_bank(site, language, None), totem, f"animals/{totem}")


@router.get("/{language}/animals/{bank}/{totem}")
def of_a_bank(request: Request, site: SiteDep, language: Language, bank: str, totem: str) -> Response:
    return _answer(request, site, language, find_bank(site, language, bank), totem, f"animals/{bank}/{totem}")


def _answer(
    request: Request, site: Site, language: Language, questionnaire: Questionnaire, totem: str, asked: str
) -> Response:
    """At one address alone, whichever it was asked at."""
    path = public_paths(site.questionnaires, questionnaire.bank.id).animals.get(totem)
    if path is None:
        raise HTTPException(404)
    if path != asked:
        return RedirectResponse(f"/{language}/{path}", 307)
    door = open_door(site, language, questionnaire.bank.id)
    return site.page_cache.answer(
        request,
        ("animal", language, path, door),
        lambda _: site.templates.render(_totem_page(site, language, questionnaire, totem, door)),
        FOR_AN_HOUR,
    )


def _troupes(site: Site, language: Language) -> Iterator[tuple[str, tuple[AnimalCaption, ...]]]:
    """Of banks that speak the reader's language."""
    first, known = first_questionnaire(site.questionnaires), site.questionnaires
    told = sorted(known.values(), key=lambda one: one is not first)
    for one in told:
        if one.file.totems and one.speaks(language) and told_by(known, one.bank.id, "animals") is one:
            yield Wording(language, USUAL_PEOPLE)(one.file.title), _captions(site, language, one)


def _captions(site: Site, language: Language, questionnaire: Questionnaire) -> tuple[AnimalCaption, ...]:
    paths = public_paths(site.questionnaires, questionnaire.bank.id).animals
    say = Wording(language, USUAL_PEOPLE)
    return tuple(
        AnimalCaption(
            path=paths[totem.id],
            mask=drawn_mask(questionnaire, totem.id, language),
            name=name.one,
            the=nouns.the(name, language),
            to_the=nouns.to_the(name, language),
            line=say(totem.line),
        )
        for totem in questionnaire.file.totems
        for name in [totem.name.noun(language)]
    )


def _totem_page(
    site: Site, language: Language, questionnaire: Questionnaire, id_: str, door: QuizDoor | None
) -> TotemPage:
    file, bank, say = questionnaire.file, questionnaire.bank, Wording(language, USUAL_PEOPLE)
    at, totem = next((at, totem) for at, totem in enumerate(file.totems) if totem.id == id_)
    captions, name = _captions(site, language, questionnaire), totem.name.noun(language)
    assert bank.posture
    places = replace(triangle(prototypes(bank), bank.posture.radius), own=at)
    return TotemPage(
        language=language,
        path=captions[at].path,
        spoken=file.languages,
        animal=captions[at],
        a=nouns.a(name, language),
        portrait=say(totem.portrait),
        strengths=tuple((say(one.strength), say(one.cost)) for one in totem.strengths),
        working_with=say(totem.working_with),
        actions=tuple((say(side.name), say(totem.actions[side.id])) for side in file.sides),
        home=_home(totem),
        bonds=_bonds(questionnaire, totem, say),
        near=tuple(captions[other] for other in places.beside(at)),
        places=places,
        masks=drawn_masks(questionnaire, language),
        forces=tuple(say(force.name) for force in file.forces),
        names=tuple(one.name for one in captions),
        paths=tuple(one.path for one in captions),
        door=door,
    )


def _home(totem: schema.Totem) -> Home:
    return "centre" if not totem.forces else "corner" if len(totem.forces) == 1 else "side"


def _bonds(questionnaire: Questionnaire, totem: schema.Totem, say: Wording) -> tuple[tuple[str, str], ...]:
    """The forces that it lives by, with their meanings: all three in the centre."""
    forces = questionnaire.file.forces
    return tuple((say(one.name), say(one.meaning)) for one in forces if one.id in totem.forces or not totem.forces)
