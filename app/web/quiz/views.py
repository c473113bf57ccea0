"""One step of the quiz as a reader sees it: the views that quiz/step.html renders.

Promises plain strings in the reader's language. Refuses to know where they came from or where they go.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.banks.counter import Counter
from app.totem.course import Course, ImportanceStep, OfferStep, PromiseStep, SceneStep, Screen, Step
from app.totem.model import Answers, More
from app.totem.order import option_order
from app.web.context import CampaignContext, title_of
from app.web.pages import Page, Templates
from app.web.quiz.landing import Obstacle, obstacle_of
from app.web.quiz.spliced import Spliced
from app.web.quiz.step_views import (
    ImportanceView,
    OfferView,
    PromiseView,
    SceneView,
    ScreenView,
    Seen,
    counter_of,
    importance_view,
    offer_view,
    promise_view,
    scene_view,
    screen_view,
)
from app.web.quiz.visit import Visit, tongues_of
from app.web.tokens import Sheet

KEPT = 4096
ANSWERED = {More.OPEN: None, More.TAKEN: 1, More.DECLINED: 0, More.NEVER: 0}
SHEET, PATH = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
"""Stand for the sheet and the address of the steps in what is kept: of letters that nothing escapes, and in no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage(Page):
    """tongue: of the screen; counter: its texts, where no other page speaks it; tongues: what else it can be answered
    in where the code of a place led here, by name; tablet: whether many people answer on this screen; restart: where
    the next one begins.

    at, last: this step's number and how many there are; token: the sealed sheet; back: the step before.

    bar: why the answers cannot be counted; opens_on: the campaign's first day, in its time zone; withdrawn: whether
    its figures are no longer shown; room: whether it is a seminar's; animals: whether anybody meets one; thanks:
    whether the bank ends on thanks; sends: whether this is the last step of one: the answers are counted with it;
    undoes: whether an answer that is a button can be taken back.
    """

    template: ClassVar[str] = "quiz/step.html"
    tongue: str
    counter: Counter | None
    tongues: Mapping[str, str]
    tablet: bool
    restart: str
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
    thanks: bool
    sends: bool
    undoes: bool
    screen: ScreenView | None
    importance: ImportanceView | None
    promise: PromiseView | None
    scene: SceneView | None
    offer: OfferView | None
    leading: str | None
    leads: bool


class RenderedSteps:
    """Steps as HTML. A step not answered yet looks the same to everyone but for the sheet: rendered once, and kept.

    Refuses to keep what somebody ticked, and more than KEPT steps: their number is bounded, but large.
    """

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        self._kept: dict[tuple[Seen, int], Spliced] = {}

    def html(self, visit: Visit, seen: Seen, token: str) -> str:
        spliced = self._kept.get((seen, len(token))) or self._rendered(visit, seen, len(token))
        return spliced.text(token).replace(PATH, visit.path)

    def packed(self, seen: Seen, token: str) -> bytes | None:
        """The same as Brotli, where that costs nothing: at a campaign's own address, for a step that is kept."""
        spliced = self._kept.get((seen, len(token)))
        return spliced.packed(token) if spliced else None

    def _rendered(self, visit: Visit, seen: Seen, length: int) -> Spliced:
        """length: of the sealed sheet, the same for nearly all of a campaign."""
        path = PATH if seen.placed else visit.path
        page = step_page(visit.context, seen, path, SHEET)
        html = self._templates.render(page, "step").replace(">\n<", "><") if seen.fragment else None
        pieces = (html or self._templates.render(page)).split(SHEET)
        if seen.leads or any(one is not None for one in seen.ticked):
            return Spliced(pieces, 0)
        if len(self._kept) >= KEPT:
            self._kept.clear()
        kept = self._kept[seen, length] = Spliced(pieces, 0 if seen.placed else length)
        return kept


def seen(
    context: CampaignContext,
    sheet: Sheet,
    course: Course,
    at: int,
    *,
    fragment: bool,
    missing: bool,
    typed: tuple[int, ...] = (),
    visit: Visit | None = None,
) -> Seen:
    """at: counted from 0; typed: what was picked too much of; visit: None at the campaign's own address."""
    step, answers = course[at], sheet.answers
    return Seen(
        context.campaign,
        context.wording.language,
        visit.tongue if visit else context.wording.language,
        step,
        option_order(sheet.nonce, step.scene, step.options) if isinstance(step, SceneStep) else (),
        typed or _ticked(step, answers),
        answers.leads and step is None,
        at,
        len(course),
        obstacle_of(context.campaign, sheet),
        fragment,
        missing,
        close=isinstance(step, OfferStep) and len(set(answers.replies)) > 1,
        placed=bool(visit and visit.door),
        home=visit.home if visit else "",
    )


def _ticked(step: Step, answers: Answers) -> tuple[int | None, ...]:
    if isinstance(step, Screen):
        return tuple(answers.replies[item] for item in step.items)
    if isinstance(step, ImportanceStep):
        return answers.importance[step.asked] or ()
    if isinstance(step, PromiseStep):
        return (answers.promises[step.slot],)
    if isinstance(step, SceneStep):
        return (answers.choices[step.scene], *answers.lasts[step.scene : step.scene + 1])
    return (ANSWERED[answers.more],) if isinstance(step, OfferStep) else ()


def _undoes(context: CampaignContext, seen: Seen) -> bool:
    lone = isinstance(seen.step, Screen) and len(seen.step.items) == 1 and context.questionnaire.bank.ends_on_thanks
    return (lone or isinstance(seen.step, PromiseStep)) and seen.ticked[0] is not None


def step_page(context: CampaignContext, seen: Seen, path: str, token: str) -> StepPage:
    """path: of the steps, after the language."""
    step, action = seen.step, f"/{seen.tongue}/{path}"
    with_sheet = f"?s={token}&q="
    room, file, counter = seen.campaign.protection == "room", context.questionnaire.file, counter_of(context, seen)
    return StepPage(
        language=seen.language,
        path=path if seen.home else f"{path}{with_sheet}{seen.at + 1}",
        spoken=file.languages,
        tongue=seen.tongue,
        counter=counter,
        tongues=tongues_of(context.questionnaire) if seen.placed else {},
        tablet=bool(seen.home),
        restart=f"/{seen.home or seen.tongue}/{path}",
        questionnaire="Totem" if room else title_of(context),  # to be as light as any, though addresses are longer
        kind=seen.kind,
        action=action,
        token=token,
        at=seen.at + 1,
        last=seen.last,
        back=f"{action}{with_sheet}{seen.at}" if seen.at else None,
        fragment=seen.fragment,
        missing=seen.missing,
        bar=seen.bar,
        campaign=seen.campaign.slug,
        opens_on=seen.campaign.opened_on,
        zone=seen.campaign.zone,
        withdrawn=seen.campaign.withdrawn_on is not None,
        room=room,
        animals=bool(context.questionnaire.bank.totems),
        thanks=context.questionnaire.bank.ends_on_thanks,
        sends=context.questionnaire.bank.ends_on_thanks and seen.at == seen.last - 2,
        undoes=_undoes(context, seen),
        screen=screen_view(context, seen, step) if isinstance(step, Screen) else None,
        importance=importance_view(context, seen, step) if isinstance(step, ImportanceStep) else None,
        promise=promise_view(context, seen, step) if isinstance(step, PromiseStep) else None,
        scene=scene_view(context, seen, step) if isinstance(step, SceneStep) else None,
        offer=offer_view(seen, step) if isinstance(step, OfferStep) else None,
        leading=context.wording(told) if step is None and (told := file.leading) else None,
        leads=seen.leads,
    )
