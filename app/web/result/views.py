"""A profile as its reader sees it: the views that result/result.html renders.

Promises words for every number and no verdict on a single dimension. Refuses to rank a person among others.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from app.banks.loader import Questionnaire
from app.totem.chances import Chances, chances
from app.totem.model import Answers, Lean, Match, Nearness, Profile, Symmetry
from app.web.context import NOWHERE, CampaignContext, PublicPaths
from app.web.drawings import ResultDrawings, drawn_result
from app.web.language import in_words
from app.web.pages import Page
from app.web.result.beside_crowd import AmongView
from app.web.result.refine import RefineView
from app.web.result.result_words import (
    ActionView,
    AnimalView,
    PortraitView,
    ResultWords,
    action_views,
    animal_view,
    portrait_view,
    result_words,
)
from app.web.wording import Wording

Finish = Literal["counted", "already", "closed", "spent", "private", "unsure"]
"""How the person came here: counted (already: in an older address), out of days, with a used invitation, not to be
counted, or not to be counted again where nobody could tell whether it had been."""
Again = Literal["count", "private"]
"""What was pressed on a sheet that was counted before."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage(Page):
    """address: of this page, whole, to keep; card: of the page to share, None without an animal;
    even: a sheet that says nothing, whose bank does have totems; among: None while there is no edition to show;
    second_path: where the second animal is told of, empty without; levels: of each dimension, 0–100 a side, None
    where nothing was answered;
    chosen_counts: how often each force was the first move, in words; guess: where others guess the animal, whole;
    refine: where a longer questionnaire goes on from these answers, None without one that asks more scenes."""

    template: ClassVar[str] = "result/result.html"
    words: ResultWords
    campaign: str
    address: str
    card: str | None
    finish: Finish | None
    again: Again | None
    even: bool
    portrait: PortraitView | None
    second: AnimalView | None
    nearness: Nearness | None
    drawings: ResultDrawings
    levels: tuple[tuple[float | None, ...], ...]
    symmetry: SymmetryView | None
    actions: tuple[ActionView, ...]
    among: AmongView | None
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
    public: PublicPaths = NOWHERE,
    guess: str = "",
    refine: RefineView | None = None,
) -> ResultPage:
    say, bank, match = context.wording, context.questionnaire.bank, profile.match
    own = match.totem if match else None
    return ResultPage(
        language=say.language,
        path=address.partition(f"/{say.language}/")[2],
        spoken=context.questionnaire.file.languages,
        words=result_words(context.questionnaire, say, public),
        campaign=context.campaign.slug,
        address=address,
        card=card,
        finish=finish,
        again=again,
        even=match is not None and match.totem is None,
        portrait=portrait_view(context, own) if own else None,
        second=animal_view(context, match.second) if own and match else None,
        nearness=match.nearness if own and match else None,
        drawings=drawn_result(context.questionnaire, profile, say.language),
        levels=tuple(tuple(profile.levels[one.id, side] for side in bank.sides) for one in bank.dimensions),
        symmetry=symmetry_view(context, profile.symmetries[0]) if profile.symmetries else None,
        actions=action_views(context, own, leads=answers.leads) if own else (),
        among=among,
        second_path=public.animals.get(match.second, "") if own and match else "",
        chosen_counts=chosen_counts(context, match) if match else "",
        guess=guess,
        chances=chances(bank, match) if match else None,
        refine=refine,
    )


def chosen_counts(context: CampaignContext, match: Match) -> str:
    """“Compass 5, Drive 2, Bond 1”: scenes by the force of their first move."""
    names = (context.wording(force.name) for force in context.questionnaire.file.forces)
    return ", ".join(f"{name}\u00a0{first}" for name, first in zip(names, match.firsts, strict=True))


def symmetry_view(context: CampaignContext, symmetry: Symmetry) -> SymmetryView:
    first, second, questions = _asked_on_both(context.questionnaire, context.wording, symmetry.pair)
    return SymmetryView(first, second, questions, symmetry.lean, symmetry.gap, symmetry.half_width)


@lru_cache(64)
def _asked_on_both(questionnaire: Questionnaire, say: Wording, pair: tuple[str, str]) -> tuple[str, str, str]:
    """The names of both sides, and of how many questions, in words."""
    first, second = (say.side(questionnaire.file, side) for side in pair)
    both = sum({*pair} <= {*one.sides} for one in questionnaire.bank.questions)
    return first, second, in_words(say.language, both)
