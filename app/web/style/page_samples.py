"""States of real pages, cut out between header and footer so that many of them stand side by side.

Promises what the page's own template renders. Refuses two elements of one id.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import get_args

from markupsafe import Markup

from app.banks.schema import Language
from app.totem.course import SceneStep, Screen, steps
from app.totem.model import NO_OCCASION, Answers, blank
from app.web.context import CampaignContext
from app.web.errors import KIND_OF_STATUS, STATUS_OF, error_page
from app.web.figures.waiting import waiting_page
from app.web.pages import Page, Templates
from app.web.quiz.views import StepPage, seen, step_page
from app.web.result.duo_view import EMPTY, Field, FormPage
from app.web.result.result_link_input import LinkMistake
from app.web.tokens import Sheet

NAMED = re.compile(r' id="([^"]+)"')
NAMING = re.compile(r'( (?:id|for|aria-(?:labelledby|describedby|controls))="|href="#|url\(#|target="#)([\w -]+)')
SEED = bytes(16)


@dataclass(frozen=True, slots=True)
class Specimen:
    name: str
    html: Markup


def specimens(templates: Templates, kind: str, pages: Iterable[tuple[str, Page]]) -> tuple[Specimen, ...]:
    """kind: a word that no other specimens of the same page have."""
    return tuple(
        Specimen(name, cut_out(templates.render(page), f"{kind}{at}-")) for at, (name, page) in enumerate(pages)
    )


def cut_out(html: str, prefix: str) -> Markup:
    """What stands in <main>, each id and what refers to it with a prefix; nothing asks for the focus."""
    main = html.partition("<main")[2].partition(">")[2].rpartition("</main>")[0].replace(" autofocus", "")
    own = set(NAMED.findall(main))

    def renamed(found: re.Match[str]) -> str:
        return found[1] + " ".join(prefix + name if name in own else name for name in found[2].split(" "))

    return Markup(NAMING.sub(renamed, main))  # noqa: S704 - it comes from a template, which has escaped it


def step_pages(context: CampaignContext) -> Iterator[tuple[str, StepPage]]:
    """The quiz of one questionnaire, at every kind of step and in every state, from the first to the last."""
    bank = context.questionnaire.bank
    course = steps(bank, blank(bank), SEED)
    screens = [at for at, step in enumerate(course) if isinstance(step, Screen)]
    moments = [at for at, step in enumerate(course) if isinstance(step, SceneStep)]
    yield "first question", _step(context, screens[0])
    yield "answered", _step(context, screens[1 % len(screens)], ticked=bank.points - 1)
    if any(question.no_occasion for question in bank.questions):
        yield "no occasion", _step(context, screens[-1], ticked=NO_OCCASION)
    yield "one answer missing", _step(context, screens[len(screens) // 2], missing=True)
    alone = _step(context, screens[-2 % len(screens)])
    if alone.screen and bank.pairs:
        questions = tuple(replace(question, sides=question.sides[:1]) for question in alone.screen.questions)
        yield "one side", replace(alone, screen=replace(alone.screen, questions=questions))
    if moments:
        yield "scene", _step(context, moments[0])
        yield "scene, chosen", _step(context, moments[len(moments) // 2], ticked=0)
        yield "scene, nothing chosen", _step(context, moments[-1], missing=True)
    yield "last choice", _step(context, len(course) - 1)
    closed = replace(context.campaign, closed_on=context.campaign.opened_on)
    yield "last choice, closed", _step(replace(context, campaign=closed), len(course) - 1)


def second_step(context: CampaignContext) -> tuple[str, StepPage]:
    return f"second step of {context.questionnaire.bank.id}", _step(context, 1)


def _step(context: CampaignContext, at: int, *, ticked: int | None = None, missing: bool = False) -> StepPage:
    """ticked: on every side, or of the options of a scene; None for nothing."""
    bank = context.questionnaire.bank
    scenes = (ticked,) * len(bank.all_scenes)
    answers = Answers((ticked,) * len(bank.items), scenes, lasts=(None,) * len(scenes) if bank.is_ranked else ())
    sheet, course = Sheet(SEED, 0, answers), steps(bank, blank(bank), SEED)
    looks = seen(context, sheet, course, at, fragment=False, missing=missing)
    return step_page(context, looks, f"quiz/{context.campaign.slug}", "specimen")


def error_pages(context: CampaignContext) -> Iterator[tuple[str, Page]]:
    known = [*KIND_OF_STATUS.items(), *STATUS_OF.values(), (500, "broken")]
    for kind, status in {kind: status for status, kind in known}.items():
        yield f"{status}, {kind}", error_page(context.wording.language, kind, status)


def form_pages(language: Language) -> Iterator[tuple[str, Page]]:
    """The form that asks for two links: empty, with every mistake, and with two results that do not go together."""
    yield "two links", FormPage(language=language, path="duo", fields=EMPTY)
    mistakes: tuple[LinkMistake, ...] = get_args(LinkMistake)
    for one, two in zip(mistakes, (*mistakes[1:], mistakes[0]), strict=True):
        fields = (Field("one", "https://totem.example/fr/", one), Field("two", "", two))
        yield f"two links: {one}, {two}", FormPage(language=language, path="duo", fields=fields)
    yield "two questionnaires", FormPage(language=language, path="duo", fields=EMPTY, apart=("one", "two"))


def empty_pages(context: CampaignContext) -> Iterator[tuple[str, Page]]:
    yield "figures, before the first", waiting_page(context)
    closed = replace(context.campaign, closed_on=context.campaign.opened_on)
    yield "figures, closed without any", waiting_page(replace(context, campaign=closed))
