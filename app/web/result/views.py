"""A profile as its reader sees it: the views that result/result.html renders.

Promises words for every number and no verdict on a single dimension. Refuses to rank a person among others.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from app.banks import nouns, schema
from app.totem.chances import Chances, chances
from app.totem.model import Answers, Lean, Match, Nearness, Profile, Symmetry
from app.web.context import CampaignContext, PublicPaths
from app.web.drawings import ResultDrawings, drawn_result, drawn_sides
from app.web.language import in_words
from app.web.pages import Page
from app.web.result.beside_crowd import AmongView
from app.web.result.refine import RefineView

Finish = Literal["counted", "already", "closed", "spent", "private", "unsure"]
"""How the person came here: counted (already: in an older address), out of days, with a used invitation, not to be
counted, or not to be counted again where nobody could tell whether it had been."""
Again = Literal["count", "private"]
"""What was pressed on a sheet that was counted before."""


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


@dataclass(frozen=True, slots=True)
class SymmetryView:
    """first, second: the names of the sides, as they read in mid-sentence; questions: in words, how
    many look for a gap; gap, half_width: in points of 100."""

    first: str
    second: str
    questions: str
    lean: Lean
    gap: float
    half_width: float


@dataclass(frozen=True, slots=True)
class OwnDimensionView:
    """levels: 0–100 a side, in the order of sides, None where nothing was answered."""

    id: str
    name: str
    force: str | None
    meaning: str
    levels: tuple[float | None, ...]
    actions: tuple[ActionView, ...]


@dataclass(frozen=True, slots=True)
class OwnForceView:
    id: str
    name: str
    meaning: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage(Page):
    """address: of this page, whole, to keep; card: of the page to share, None without an animal;
    even: a sheet that says nothing, whose bank does have totems; among: None while there is no edition to show;
    public: where animals and dimensions are told of; second_path: the second animal's, empty without;
    chosen_counts: how often each force was the first move, in words; guess: where others guess the animal, whole;
    refine: where a longer questionnaire goes on from these answers, None without one that asks more scenes."""

    template: ClassVar[str] = "result/result.html"
    questionnaire: str
    campaign: str
    address: str
    card: str | None
    finish: Finish | None
    again: Again | None
    even: bool
    portrait: PortraitView | None
    second: AnimalView | None
    nearness: Nearness | None
    forces: tuple[OwnForceView, ...]
    totems: tuple[str, ...]
    sides: tuple[str, ...]
    drawn_sides: tuple[str, ...]
    drawings: ResultDrawings
    dimensions: tuple[OwnDimensionView, ...]
    symmetry: SymmetryView | None
    actions: tuple[ActionView, ...]
    among: AmongView | None
    public: PublicPaths
    second_path: str
    chosen_counts: str
    guess: str
    chances: Chances | None
    refine: RefineView | None


def result_page(
    context: CampaignContext,
    answers: Answers,
    profile: Profile,
    address: str,
    card: str | None,
    finish: Finish | None,
    again: Again | None = None,
    among: AmongView | None = None,
    public: PublicPaths = PublicPaths({}, {}),
    guess: str = "",
    refine: RefineView | None = None,
) -> ResultPage:
    say, file, match = context.wording, context.questionnaire.file, profile.match
    texts = {totem.id: totem for totem in file.totems}
    own = texts.get(match.totem) if match and match.totem else None
    names = {side.id: say(side.name) for side in file.sides}
    return ResultPage(
        language=say.language,
        path=address.partition(f"/{say.language}/")[2],
        spoken=file.languages,
        questionnaire=say(file.title),
        campaign=context.campaign.slug,
        address=address,
        card=card,
        finish=finish,
        again=again,
        even=match is not None and match.totem is None,
        portrait=portrait_view(context, own) if own else None,
        second=animal_view(context, texts[match.second]) if own and match else None,
        nearness=match.nearness if own and match else None,
        forces=own_force_views(context, match),
        totems=tuple(totem.name.noun(say.language).one for totem in file.totems),
        sides=tuple(say(side.name) for side in file.sides),
        drawn_sides=tuple(names[side] for side in drawn_sides(context.questionnaire.bank)),
        drawings=drawn_result(context.questionnaire, profile, say.language),
        dimensions=own_dimension_views(context, profile),
        symmetry=symmetry_view(context, profile.symmetries[0]) if profile.symmetries else None,
        actions=action_views(context, own, leads=answers.leads) if own else (),
        among=among,
        public=public,
        second_path=public.animals.get(match.second, "") if own and match else "",
        chosen_counts=chosen_counts(context, match) if match else "",
        guess=guess,
        chances=chances(context.questionnaire.bank, match) if match else None,
        refine=refine,
    )


def animal_view(context: CampaignContext, texts: schema.Totem) -> AnimalView:
    language = context.wording.language
    name = texts.name.noun(language)
    return AnimalView(
        mask=texts.mask,
        one=name.one,
        the=nouns.the(name, language),
        a=nouns.a(name, language),
        of=nouns.of(name, language),
        line=context.wording(texts.line),
    )


def portrait_view(context: CampaignContext, texts: schema.Totem) -> PortraitView:
    say = context.wording
    return PortraitView(
        animal=animal_view(context, texts),
        portrait=say(texts.portrait),
        strengths=tuple(StrengthView(say(one.strength), say(one.cost)) for one in texts.strengths),
        working_with=say(texts.working_with),
    )


def action_views(context: CampaignContext, texts: schema.Totem, *, leads: bool) -> tuple[ActionView, ...]:
    """One small action for each side; for a person who leads a team, the variant where there is one."""
    chosen = {**texts.actions, **((texts.actions_when_leading or {}) if leads else {})}
    return tuple(
        ActionView(context.wording(side.name), context.wording(chosen[side.id]))
        for side in context.questionnaire.file.sides
        if side.id in chosen
    )


def own_force_views(context: CampaignContext, match: Match | None) -> tuple[OwnForceView, ...]:
    say, shares = context.wording, match.shares if match else ()
    return tuple(
        OwnForceView(force.id, say(force.name), say(force.meaning), share)
        for force, share in zip(context.questionnaire.file.forces, shares, strict=False)
    )


def chosen_counts(context: CampaignContext, match: Match) -> str:
    """“Compass 5, Drive 2, Bond 1”: scenes by the force of their first move."""
    names = (context.wording(force.name) for force in context.questionnaire.file.forces)
    return ", ".join(f"{name}\u00a0{first}" for name, first in zip(names, match.firsts, strict=True))


def own_dimension_views(context: CampaignContext, profile: Profile) -> tuple[OwnDimensionView, ...]:
    say, file = context.wording, context.questionnaire.file
    sides = [side.id for side in file.sides]
    return tuple(
        OwnDimensionView(
            id=dimension.id,
            name=say(dimension.name),
            force=dimension.force,
            meaning=say(dimension.meaning),
            levels=tuple(profile.levels[dimension.id, side] for side in sides),
            actions=tuple(
                ActionView(say(side.name), say(dimension.actions[side.id]))
                for side in file.sides
                if side.id in dimension.actions
            ),
        )
        for dimension in file.dimensions
    )


def symmetry_view(context: CampaignContext, symmetry: Symmetry) -> SymmetryView:
    first, second = (context.wording.side(context.questionnaire.file, side) for side in symmetry.pair)
    both = sum({*symmetry.pair} <= {*one.sides} for one in context.questionnaire.bank.questions)
    return SymmetryView(
        first, second, in_words(context.wording.language, both), symmetry.lean, symmetry.gap, symmetry.half_width
    )
