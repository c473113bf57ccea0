"""What results of one questionnaire have in common for a reader of one language: names, meanings, portraits, links.

Promises the same object for the same questionnaire and wording, so that what was rendered of it is found again by its
identity (`kept` in app/web/pages.py). Refuses to hold anything of one person.
"""

from dataclasses import dataclass
from functools import lru_cache

from app.banks import nouns, schema
from app.banks.loader import Questionnaire
from app.figures.mask import Mask
from app.web.context import CampaignContext, PublicPaths
from app.web.drawings import drawn_masks, drawn_sides
from app.web.wording import Wording

MOST = 512
"""Portraits: of every animal of every questionnaire in two languages, and of some words for the people served."""


@dataclass(frozen=True, slots=True)
class AnimalView:
    """A totem's name in the forms that sentences need (fox, the fox, a fox, of fox), and its mask."""

    mask: str
    one: str
    the: str
    a: str
    of: str
    line: str


@dataclass(frozen=True, slots=True)
class StrengthView:
    strength: str
    cost: str


@dataclass(frozen=True, slots=True)
class PortraitView:
    """animal: None for a sheet that says nothing; the rest is empty then."""

    animal: AnimalView
    portrait: str
    strengths: tuple[StrengthView, ...]
    working_with: str


@dataclass(frozen=True, slots=True)
class ActionView:
    side: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class OwnDimensionView:
    id: str
    name: str
    force: str | None
    meaning: str
    actions: tuple[ActionView, ...]


@dataclass(frozen=True, slots=True)
class OwnForceView:
    id: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True, eq=False)
class ResultWords:
    """forces, totems: none of a bank without animals; links: to the page of each animal; masks: of each; public: where
    animals and dimensions are told of."""

    title: str
    forces: tuple[OwnForceView, ...]
    force_names: tuple[str, ...]
    totems: tuple[str, ...]
    links: tuple[str, ...]
    masks: tuple[Mask, ...]
    sides: tuple[str, ...]
    drawn_sides: tuple[str, ...]
    dimensions: tuple[OwnDimensionView, ...]
    dimension_names: tuple[str, ...]
    public: PublicPaths


@lru_cache(64)
def result_words(questionnaire: Questionnaire, say: Wording, public: PublicPaths) -> ResultWords:
    file, names = questionnaire.file, {side.id: say(side.name) for side in questionnaire.file.sides}
    forces = file.forces if questionnaire.bank.posture and file.totems else ()
    return ResultWords(
        title=say(file.title),
        forces=tuple(OwnForceView(force.id, say(force.name), say(force.meaning)) for force in forces),
        force_names=tuple(say(force.name) for force in forces),
        totems=tuple(totem.name.noun(say.language).one for totem in file.totems),
        links=tuple(f"/{say.language}/{path}" for path in public.animals.values()),
        masks=drawn_masks(questionnaire, say.language),
        sides=tuple(names.values()),
        drawn_sides=tuple(names[side] for side in drawn_sides(questionnaire.bank)),
        dimensions=tuple(_dimension_view(file, say, one) for one in file.dimensions),
        dimension_names=tuple(say(one.name) for one in file.dimensions),
        public=public,
    )


def _dimension_view(file: schema.BankFile, say: Wording, dimension: schema.Dimension) -> OwnDimensionView:
    actions = ((side, dimension.actions[side.id]) for side in file.sides if side.id in dimension.actions)
    return OwnDimensionView(
        id=dimension.id,
        name=say(dimension.name),
        force=dimension.force,
        meaning=say(dimension.meaning),
        actions=tuple(ActionView(say(side.name), say(text)) for side, text in actions),
    )


def animal_view(context: CampaignContext, totem: str) -> AnimalView:
    return _animal_view(context.questionnaire, context.wording, totem)


@lru_cache(MOST)
def _animal_view(questionnaire: Questionnaire, say: Wording, totem: str) -> AnimalView:
    texts = _texts(questionnaire, totem)
    name = texts.name.noun(say.language)
    return AnimalView(
        mask=texts.mask,
        one=name.one,
        the=nouns.the(name, say.language),
        a=nouns.a(name, say.language),
        of=nouns.of(name, say.language),
        line=say(texts.line),
    )


def portrait_view(context: CampaignContext, totem: str) -> PortraitView:
    return _portrait_view(context.questionnaire, context.wording, totem)


@lru_cache(MOST)
def _portrait_view(questionnaire: Questionnaire, say: Wording, totem: str) -> PortraitView:
    texts = _texts(questionnaire, totem)
    return PortraitView(
        animal=_animal_view(questionnaire, say, totem),
        portrait=say(texts.portrait),
        strengths=tuple(StrengthView(say(one.strength), say(one.cost)) for one in texts.strengths),
        working_with=say(texts.working_with),
    )


def action_views(context: CampaignContext, totem: str, *, leads: bool) -> tuple[ActionView, ...]:
    """One small action for each side; for a person who leads a team, the variant where there is one."""
    return _action_views(context.questionnaire, context.wording, totem, leads)


@lru_cache(MOST)
def _action_views(questionnaire: Questionnaire, say: Wording, totem: str, leads: bool) -> tuple[ActionView, ...]:
    texts = _texts(questionnaire, totem)
    chosen = {**texts.actions, **((texts.actions_when_leading or {}) if leads else {})}
    sides = (side for side in questionnaire.file.sides if side.id in chosen)
    return tuple(ActionView(say(side.name), say(chosen[side.id])) for side in sides)


def _texts(questionnaire: Questionnaire, totem: str) -> schema.Totem:
    return next(one for one in questionnaire.file.totems if one.id == totem)
