"""The page that shares an animal, with an air of a second one; and the cards, pictures that go with an address.

Promises the same page and the same picture to everyone with these two animals. Refuses to know more of anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from app.banks import nouns, schema
from app.banks.loader import Questionnaire
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.figures.mask import Mask
from app.signals.live import passed
from app.web.context import alike, public_paths
from app.web.deps import BaseDep, SiteDep, open_door, refuse_unspoken
from app.web.drawings import drawn_mask
from app.web.pages import Page
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
FOR_A_DAY = {"Cache-Control": "public, max-age=86400"}


@dataclass(frozen=True, slots=True)
class AnimalPair:
    """Two animals of one bank: a person's own and the second, in one language."""

    language: Language
    questionnaire: Questionnaire
    own: schema.Totem
    second: schema.Totem

    @property
    def names(self) -> tuple[nouns.Noun, nouns.Noun]:
        return self.own.name.noun(self.language), self.second.name.noun(self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnimalPage(Page):
    """one, of_the, to_the: forms of the animal's name, the first with a capital; of, second: the other's, and its face.

    address, card: whole, for other sites; file: the name that a download takes;
    reads: where both are told of, with their names; start: where the reader's turn begins;
    minutes: how long that takes, None if it is another page that leads there.
    """

    template: ClassVar[str] = "result/animal.html"
    mask: Mask
    one: str
    of_the: str
    to_the: str
    of: str
    second: str
    line: str
    address: str
    card: str
    file: str
    reads: tuple[tuple[str, str], ...]
    start: str
    minutes: int | None


def animal_path(questionnaires: Mapping[str, Questionnaire], bank: str, own: str, second: str) -> str:
    """The address after the language. Banks with the same animals share one: it does not tell which was answered."""
    return f"animal/{alike(questionnaires, bank, 'animals')[0].bank.id}/{own}/{second}"


async def pair(site: SiteDep, language: Language, bank: str, own: str, second: str) -> AnimalPair:
    questionnaire = site.questionnaires.public.get(bank)
    if questionnaire is None or own == second:
        raise HTTPException(404)
    refuse_unspoken(questionnaire, language)
    texts = {totem.id: totem for totem in questionnaire.file.totems}
    if own not in texts or second not in texts:
        raise HTTPException(404)
    return AnimalPair(language, questionnaire, texts[own], texts[second])


PairDep = Annotated[AnimalPair, Depends(pair)]


@router.get("/{language}/animal/{bank}/{own}/{second}")
def animal(site: SiteDep, base: BaseDep, pair: PairDep) -> Response:
    passed("shared")
    own, second = pair.names
    path = animal_path(site.questionnaires, pair.questionnaire.bank.id, pair.own.id, pair.second.id)
    address = f"{base}/{pair.language}/{path}"
    public = public_paths(site.questionnaires, pair.questionnaire.bank.id).animals
    door = open_door(site, pair.language, path.split("/")[1])
    page = AnimalPage(
        language=pair.language,
        path=path,
        spoken=pair.questionnaire.file.languages,
        mask=drawn_mask(pair.questionnaire, pair.own.id, pair.language),
        one=nouns.capital(own.one),
        of_the=nouns.of_the(own, pair.language),
        to_the=nouns.to_the(own, pair.language),
        of=nouns.of(second, pair.language),
        second=drawn_mask(pair.questionnaire, pair.second.id, pair.language).face,
        line=Wording(pair.language, USUAL_PEOPLE)(pair.own.line),
        address=address,
        card=f"{address}/card.png",
        file=f"totem-{pair.own.id}-{pair.second.id}.png",
        reads=tuple(
            (public[one.id], nouns.the(name, pair.language))
            for one, name in zip((pair.own, pair.second), pair.names, strict=True)
        ),
        start=f"{door.path}?from=share" if door else "",
        minutes=door.minutes if door else None,
    )
    return HTMLResponse(site.templates.render(page), headers=FOR_AN_HOUR)
