"""The questionnaire on paper, for those without a phone: answered, then scored by hand, by nobody else.

Promises the statements and scenes of the bank, and a way to score them that says how far it can be trusted. Refuses to
be counted: no figure of any page comes from paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from app.banks.loader import Questionnaire
from app.banks.nouns import PEOPLE
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.figures.mask import Mask
from app.totem.order import option_order
from app.totem.pencil import PencilForce, balanced_within, brought, pencil
from app.web.deps import SiteDep, refuse_unspoken
from app.web.drawings import drawn_mask
from app.web.pages import Page
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
LETTERS = "ABC"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A statement on one side. marks: what each answer counts for, in the order of the scale."""

    side: str
    example: str
    marks: tuple[int, ...]
    no_occasion: bool


@dataclass(frozen=True, slots=True)
class Statement:
    text: str
    rows: tuple[PaperRow, ...]


@dataclass(frozen=True, slots=True)
class PaperScene:
    """place: empty where the moment says it; options: in an order of the paper's own; letters: for each force, the
    letter of its option."""

    side: str
    place: str
    text: str
    options: tuple[str, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperForce:
    """questions: by number; kept: of their sum, as it is said (“¾”), empty for all of it; table: sum → what it counts
    for, where it is not all kept."""

    name: str
    questions: tuple[int, ...]
    replies: int
    kept: str
    table: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PaperAnimal:
    """home: the forces that lead to it, by name."""

    mask: Mask
    name: str
    line: str
    home: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage(Page):
    """agrees, nearest: how often, in percent, the pencil's animal is the site's, or one of its two nearest; None where
    nobody worked it out; near, balanced: what the scores and the sums may be apart; forces: empty where there is
    nothing to score; ranked: whether a scene asks for its last move too."""

    template: ClassVar[str] = "seminar/paper.html"
    title: str
    occasion: str
    points: tuple[str, ...]
    no_occasion: str
    sides: tuple[str, ...]
    statements: tuple[Statement, ...]
    scenes: tuple[PaperScene, ...]
    ranked: bool
    forces: tuple[PaperForce, ...]
    animals: tuple[PaperAnimal, ...]
    near: int
    balanced: int
    middle: int
    agrees: int | None
    nearest: int | None


@router.get("/{language}/seminar/paper/{bank}")
def paper(site: SiteDep, language: Language, bank: str, people: str = USUAL_PEOPLE) -> Response:
    """people: the id of the word for those served; one that nobody knows is the usual one."""
    questionnaire = site.questionnaires.public.get(bank)
    if questionnaire is None:
        raise HTTPException(404)
    refuse_unspoken(questionnaire, language)
    page = paper_page(
        questionnaire, language, site.simulated.get(bank, {}), people if people in PEOPLE else USUAL_PEOPLE
    )
    return HTMLResponse(site.templates.render(page), headers={"Cache-Control": "no-cache"})


def paper_page(
    questionnaire: Questionnaire, language: Language, figures: Mapping[str, float], people: str = USUAL_PEOPLE
) -> PaperPage:
    """figures: what simulations say of the bank; people: as their word is called."""
    file, bank, say = questionnaire.file, questionnaire.bank, Wording(language, people)
    rules = pencil(bank)
    return PaperPage(
        language=language,
        path=f"seminar/paper/{bank.id}" + (f"?people={people}" if people != USUAL_PEOPLE else ""),
        spoken=file.languages,
        title=say(file.title),
        occasion=say(file.scale.occasion),
        points=tuple(map(say, file.scale.points)),
        no_occasion=say(file.scale.no_occasion) if file.scale.no_occasion else "",
        sides=tuple(say(side.name) for side in file.sides) if bank.pairs else (),
        statements=_statements(questionnaire, say),
        scenes=_scenes(questionnaire, say),
        ranked=bank.is_ranked,
        forces=tuple(_force(questionnaire, say, force) for force in rules.forces) if rules else (),
        animals=_animals(questionnaire, say) if rules else (),
        near=rules.near if rules else 0,
        balanced=balanced_within(bank),
        middle=(bank.points + 1) // 2,
        agrees=_floor(figures.get("pencil_totem")),
        nearest=_floor(figures.get("pencil_nearest_two")),
    )


def _floor(percent: float | None) -> int | None:
    """Never more than was found."""
    return None if percent is None else int(percent)


def _statements(questionnaire: Questionnaire, say: Wording) -> tuple[Statement, ...]:
    file, bank = questionnaire.file, questionnaire.bank
    names = {side.id: say(side.name) for side in file.sides}
    rising = tuple(range(1, bank.points + 1))
    return tuple(
        Statement(
            say(texts.text),
            tuple(
                PaperRow(
                    names[side],
                    say(texts.examples[side]) if texts.examples and side in texts.examples else "",
                    rising[::-1] if question.reversed else rising,
                    side in question.no_occasion,
                )
                for side in question.sides
            ),
        )
        for question, texts in zip(bank.questions, file.questions, strict=True)
    )


def _scenes(questionnaire: Questionnaire, say: Wording) -> tuple[PaperScene, ...]:
    file, bank = questionnaire.file, questionnaire.bank
    names, texts = {side.id: say(side.name) for side in file.sides}, {scene.id: scene for scene in file.scenes}
    found = []
    for at, scene in enumerate(bank.scenes):
        order = option_order(f"paper {bank.id}".encode(), at, len(scene.options))
        forces = [bank.force_of[scene.options[option]] for option in order]
        found.append(
            PaperScene(
                names[scene.side],
                say(place) if (place := texts[scene.id].place) else "",
                say(texts[scene.id].text),
                tuple(say(texts[scene.id].options[option].text) for option in order),
                tuple(LETTERS[forces.index(force)] for force in bank.forces),
            )
        )
    return tuple(found)


def _force(questionnaire: Questionnaire, say: Wording, force: PencilForce) -> PaperForce:
    bank = questionnaire.bank
    replies = sum(len(bank.questions[at].sides) for at in force.questions)
    sums = range(replies, replies * bank.points + 1) if force.kept else ()
    return PaperForce(
        name=next(say(text.name) for text in questionnaire.file.forces if text.id == force.id),
        questions=tuple(at + 1 for at in force.questions),
        replies=replies,
        kept=f"{force.kept[0]}/{force.kept[1]}" if force.kept else "",
        table=tuple((total, brought(total, force.kept)) for total in sums),
    )


def _animals(questionnaire: Questionnaire, say: Wording) -> tuple[PaperAnimal, ...]:
    file = questionnaire.file
    forces = {force.id: say(force.name) for force in file.forces}
    return tuple(
        PaperAnimal(
            drawn_mask(questionnaire, totem.id, say.language),
            totem.name.noun(say.language).one,
            say(totem.line),
            tuple(forces[force] for force in totem.forces),
        )
        for totem in file.totems
    )
