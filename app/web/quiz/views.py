"""One step of the quiz as a reader sees it: the views that quiz/step.html renders.

Promises plain strings in the reader's language. Refuses to know where they came from or where they go.
"""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from app.banks.schema import Language
from app.campaigns.store import Campaign
from app.totem.course import SceneStep, Screen, Step
from app.totem.order import option_order
from app.web.context import CampaignContext, title_of
from app.web.pages import Page, Templates
from app.web.quiz.landing import Obstacle, obstacle_of
from app.web.tokens import Sheet

KEPT = 4096
PLACE = secrets.token_urlsafe(32)
"""Stands for the sheet in what is kept: made of the same letters, so nothing escapes it, and in no text."""


class Seen(NamedTuple):
    """All that a step's looks depend on, but for the sheet. order: of a scene's options; at: counted from 0."""

    campaign: Campaign
    language: Language
    step: Step
    order: tuple[int, ...]
    ticked: tuple[int | None, ...]
    leads: bool
    at: int
    last: int
    bar: Obstacle
    fragment: bool
    missing: bool


@dataclass(frozen=True, slots=True)
class SideView:
    """One facing scale. item: the position that its reply has in the bank."""

    name: str
    example: str | None
    item: int
    reply: int | None
    no_occasion: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    text: str
    sides: tuple[SideView, ...]


@dataclass(frozen=True, slots=True)
class ScreenView:
    """leading: the optional first question; None on every other screen, or in a bank without it."""

    questions: tuple[QuestionView, ...]
    occasion: str
    points: tuple[str, ...]
    no_occasion: str | None
    leading: str | None
    leads: bool


@dataclass(frozen=True, slots=True)
class OptionView:
    value: int
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SceneView:
    text: str
    options: tuple[OptionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage(Page):
    """at, last: this step's number and how many there are; token: the sealed sheet; back: the step before.

    bar: why the answers cannot be counted; opens_on: the campaign's first day, in its time zone; withdrawn: whether
    its figures are no longer shown; room: whether it is a seminar's; animals: whether anybody meets one.
    """

    template: ClassVar[str] = "quiz/step.html"
    questionnaire: str
    kind: str
    action: str
    token: str
    at: int
    last: int
    back: str | None
    fragment: bool
    missing: bool
    bar: Obstacle
    campaign: str
    opens_on: date
    zone: str
    withdrawn: bool
    room: bool
    animals: bool
    screen: ScreenView | None
    scene: SceneView | None


class RenderedSteps:
    """Steps as HTML. A step not answered yet looks the same to everyone but for the sheet: rendered once, and kept.

    Refuses to keep what somebody ticked, and more than KEPT steps: their number is bounded, but large.
    """

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        self._kept: dict[Seen, list[str]] = {}

    def html(self, context: CampaignContext, seen: Seen, token: str) -> str:
        pieces = self._kept.get(seen)
        if pieces is None:
            page = step_page(context, seen, PLACE)
            html = self._templates.render(page, "step").replace(">\n<", "><") if seen.fragment else None
            pieces = (html or self._templates.render(page)).split(PLACE)
            if not seen.leads and all(one is None for one in seen.ticked):
                if len(self._kept) >= KEPT:
                    self._kept.clear()
                self._kept[seen] = pieces
        return token.join(pieces)


def seen(
    context: CampaignContext, sheet: Sheet, course: tuple[Step, ...], at: int, *, fragment: bool, missing: bool
) -> Seen:
    """at: counted from 0."""
    step, answers = course[at], sheet.answers
    ticked: tuple[int | None, ...] = ()
    order: tuple[int, ...] = ()
    if isinstance(step, Screen):
        ticked = tuple(answers.replies[item] for item in step.items)
    elif isinstance(step, SceneStep):
        ticked = (answers.choices[step.scene],)
        order = option_order(sheet.nonce, step.scene, step.options)
    leads = answers.leads and at == 0
    language, last = context.wording.language, len(course)
    return Seen(
        context.campaign,
        language,
        step,
        order,
        ticked,
        leads,
        at,
        last,
        obstacle_of(context.campaign, sheet),
        fragment,
        missing,
    )


def step_page(context: CampaignContext, seen: Seen, token: str) -> StepPage:
    step = seen.step
    path = f"quiz/{context.campaign.slug}"
    action = f"/{seen.language}/{path}"
    room = seen.campaign.protection == "room"
    return StepPage(
        language=seen.language,
        path=f"{path}?s={token}&q={seen.at + 1}",
        spoken=context.questionnaire.file.languages,
        # A step in a room is as light as any, though its addresses are longer.
        questionnaire="Totem" if room else title_of(context),
        kind={Screen: "screen", SceneStep: "scene"}.get(type(step), "finish"),
        action=action,
        token=token,
        at=seen.at + 1,
        last=seen.last,
        back=f"{action}?s={token}&q={seen.at}" if seen.at else None,
        fragment=seen.fragment,
        missing=seen.missing,
        bar=seen.bar,
        campaign=seen.campaign.slug,
        opens_on=seen.campaign.opened_on,
        zone=seen.campaign.zone,
        withdrawn=seen.campaign.withdrawn_on is not None,
        room=room,
        animals=bool(context.questionnaire.bank.totems),
        screen=screen_view(context, seen, step) if isinstance(step, Screen) else None,
        scene=scene_view(context, seen, step) if isinstance(step, SceneStep) else None,
    )


def screen_view(context: CampaignContext, seen: Seen, screen: Screen) -> ScreenView:
    say, file, bank = context.wording, context.questionnaire.file, context.questionnaire.bank
    names = {side.id: say(side.name) for side in file.sides}
    views = []
    replies = iter(zip(screen.items, seen.ticked, strict=True))
    for position in screen.questions:
        text, question = file.questions[position], bank.questions[position]
        sides = tuple(
            SideView(
                name=names[side],
                example=say(text.examples[side]) if text.examples and side in text.examples else None,
                item=item,
                reply=reply,
                no_occasion=side in question.no_occasion,
            )
            for side, (item, reply) in zip(question.sides, replies, strict=False)
        )
        views.append(QuestionView(say(text.text), sides))
    scale = file.scale
    return ScreenView(
        questions=tuple(views),
        occasion=say(scale.occasion),
        points=tuple(say(point) for point in scale.points),
        no_occasion=say(scale.no_occasion) if scale.no_occasion else None,
        leading=say(file.leading) if file.leading and screen.questions[0] == 0 else None,
        leads=seen.leads,
    )


def scene_view(context: CampaignContext, seen: Seen, moment: SceneStep) -> SceneView:
    say, file = context.wording, context.questionnaire.file
    scene = (*file.scenes, *file.spare_scenes)[moment.scene]
    (chosen,) = seen.ticked
    return SceneView(
        text=say(scene.text),
        options=tuple(OptionView(value, say(scene.options[value].text), value == chosen) for value in seen.order),
    )
