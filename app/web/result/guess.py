"""“Guess which animal I am”: a link that tells nothing until somebody has guessed.

Promises that the page of seven masks is the same for everyone whose link it is of, but for the link itself, which says
nothing and is as long for one animal as for another. Refuses to tell the sender anything, and to store anything.
"""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from app.banks import nouns, schema
from app.banks.loader import Questionnaire
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.figures.mask import Mask
from app.totem.model import Bank
from app.web.context import public_paths
from app.web.deps import QuizDoor, Site, SiteDep, open_door, refuse_unspoken
from app.web.drawings import drawn_mask
from app.web.pages import Page
from app.web.responses import private_page
from app.web.tokens import LinkDamaged, Tokens
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
SEALED = "guess"


@dataclass(frozen=True, slots=True)
class Guessable:
    """name: as a label, the: in a sentence, being: as one is said to be it (loup, a wolf); line: what is told of it;
    path: where it is told of.
    """

    id: str
    mask: Mask
    name: str
    the: str
    being: str
    line: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuessPage(Page):
    """place: of this page, after the language."""

    template: ClassVar[str] = "result/guess.html"
    place: str
    animals: tuple[Guessable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuessedPage(Page):
    """guess: what the reader saw in the sender; truth: what the sender met."""

    template: ClassVar[str] = "result/guessed.html"
    guess: Guessable
    truth: Guessable
    door: QuizDoor | None


def guess_path(tokens: Tokens, bank: Bank, totem: str, result: str) -> str:
    """The address after the language. result: the token of a result, which makes the link its own: links of one animal
    do not look alike."""
    at = [one.id for one in bank.totems].index(totem)
    return f"guess/{tokens.seal_note(SEALED, f'{tokens.sign(SEALED, result)} {at:02} {bank.id}')}"


@router.get("/{language}/guess/{token}")
def ask(site: SiteDep, language: Language, token: str) -> Response:
    """Raises LinkDamaged."""
    questionnaire, _ = _opened(site, language, token)
    place = f"guess/{token}"
    page = GuessPage(
        language=language,
        path=place,
        spoken=questionnaire.file.languages,
        place=place,
        animals=tuple(_guessable(site, questionnaire, one, language) for one in questionnaire.file.totems),
    )
    return private_page(site.templates, page)


@router.get("/{language}/guess/{token}/{totem}")
def tell(site: SiteDep, language: Language, token: str, totem: str) -> Response:
    """Raises LinkDamaged."""
    questionnaire, truth = _opened(site, language, token)
    known = {one.id: one for one in questionnaire.file.totems}
    if totem not in known:
        raise HTTPException(404)
    page = GuessedPage(
        language=language,
        path=f"guess/{token}/{totem}",
        spoken=questionnaire.file.languages,
        guess=_guessable(site, questionnaire, known[totem], language),
        truth=_guessable(site, questionnaire, truth, language),
        door=open_door(site, language, questionnaire.bank.id),
    )
    return private_page(site.templates, page)


def _opened(site: Site, language: Language, token: str) -> tuple[Questionnaire, schema.Totem]:
    """Raises LinkDamaged, SpeaksAnother, and a plain 404 for a questionnaire that is no longer here."""
    _, at, bank = site.tokens.open_note(SEALED, token).split(" ", 2)
    questionnaire = site.questionnaires.public.get(bank)
    if questionnaire is None:
        raise HTTPException(404)
    refuse_unspoken(questionnaire, language)
    if int(at) >= len(questionnaire.file.totems):
        raise LinkDamaged
    return questionnaire, questionnaire.file.totems[int(at)]


def _guessable(site: Site, questionnaire: Questionnaire, totem: schema.Totem, language: Language) -> Guessable:
    name = totem.name.noun(language)
    return Guessable(
        id=totem.id,
        mask=drawn_mask(questionnaire, totem.id, language),
        name=nouns.capital(name.one),
        the=nouns.the(name, language),
        being=name.one if language == "fr" else nouns.a(name, language),
        line=Wording(language, USUAL_PEOPLE)(totem.line),
        path=public_paths(site.questionnaires, questionnaire.bank.id).animals.get(totem.id, ""),
    )
