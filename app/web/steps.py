"""One step of the quiz as a reader sees it: the views that quiz/step.html renders.

Promises plain strings in the reader's language. Refuses to know where they came from or where they go.
"""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from app.totem.course import Moment, Screen, Step
from app.totem.model import Answers
from app.web.deps import Asked
from app.web.templating import Page


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
    """at, last: this step's number and how many there are; token: the sealed sheet; back: the step before."""

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
    screen: ScreenView | None
    scene: SceneView | None


def step_page(
    asked: Asked, answers: Answers, course: tuple[Step, ...], at: int, token: str, *, fragment: bool, missing: bool
) -> StepPage:
    """at: counted from 0."""
    step = course[at]
    path = f"quiz/{asked.campaign.slug}"
    action = f"/{asked.voice.language}/{path}"
    return StepPage(
        language=asked.voice.language,
        path=f"{path}?{urlencode({'s': token, 'q': at + 1})}",
        questionnaire=asked.voice(asked.questionnaire.file.title),
        kind={Screen: "screen", Moment: "scene"}.get(type(step), "finish"),
        action=action,
        token=token,
        at=at + 1,
        last=len(course),
        back=f"{action}?{urlencode({'s': token, 'q': at})}" if at else None,
        fragment=fragment,
        missing=missing,
        screen=screen_view(asked, answers, step) if isinstance(step, Screen) else None,
        scene=scene_view(asked, answers, step) if isinstance(step, Moment) else None,
    )


def screen_view(asked: Asked, answers: Answers, screen: Screen) -> ScreenView:
    say, file, bank = asked.voice, asked.questionnaire.file, asked.questionnaire.bank
    names = {side.id: say(side.name) for side in file.sides}
    views = []
    items = iter(screen.items)
    for position in screen.questions:
        text, question = file.questions[position], bank.questions[position]
        sides = tuple(
            SideView(
                name=names[side],
                example=say(text.examples[side]) if text.examples and side in text.examples else None,
                item=(item := next(items)),
                reply=answers.replies[item],
                no_occasion=side in question.no_occasion,
            )
            for side in question.sides
        )
        views.append(QuestionView(say(text.text), sides))
    scale = file.scale
    return ScreenView(
        questions=tuple(views),
        occasion=say(scale.occasion),
        points=tuple(say(point) for point in scale.points),
        no_occasion=say(scale.no_occasion) if scale.no_occasion else None,
        leading=say(file.leading) if file.leading and screen.questions[0] == 0 else None,
        leads=answers.leads,
    )


def scene_view(asked: Asked, answers: Answers, moment: Moment) -> SceneView:
    say, file = asked.voice, asked.questionnaire.file
    scene = (*file.scenes, *file.spare_scenes)[moment.scene]
    chosen = answers.choices[moment.scene]
    return SceneView(
        text=say(scene.text),
        options=tuple(OptionView(value, say(scene.options[value].text), value == chosen) for value in moment.order),
    )
