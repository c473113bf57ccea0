"""An edition as pictures that leave the page: its wings, alone or on the card that other sites show.

Promises the levels and the sentence that the page shows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from app.figures.lettering import Line
from app.figures.wings import Wings
from app.web.barometer.edition_context import EditionContext
from app.web.barometer.mirror_drawings import force_names
from app.web.barometer.page_parts import compared_part, people_said
from app.web.barometer.views import edition_head
from app.web.drawings import CARD_WIDTH, lettered
from app.web.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class WingsDrawing(Page):
    """The drawing alone, for what is set or painted around it."""

    template: ClassVar[str] = "barometer/wings_drawing.html"
    wings: Wings
    subjects: tuple[str, ...]
    sides: tuple[str, str]
    absent: tuple[str, str]
    forces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyPicture(WingsDrawing):
    """over: what it is about; people: how many answered, voice by voice; address: the page's."""

    template: ClassVar[str] = "barometer/wings_file.html"
    lines: Callable[..., tuple[tuple[Line, ...], ...]] = lettered
    over: str
    label: str
    sentence: str
    people: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyCard(SurveyPicture):
    template: ClassVar[str] = "barometer/card.html"


def wings_drawing(context: EditionContext) -> WingsDrawing:
    part = compared_part(context)
    return WingsDrawing(
        language=context.language,
        wings=part.wings,
        subjects=part.subjects,
        sides=part.sides,
        absent=part.absent,
        forces=force_names(context.site, context.wording),
    )


def wings_file(context: EditionContext) -> bytes:
    return context.site.templates.render(survey_picture(SurveyPicture, context)).encode()


def survey_card(context: EditionContext) -> bytes:
    return context.site.png.paint(context.site.templates.render(survey_picture(SurveyCard, context)), CARD_WIDTH)


def survey_picture(kind: type[SurveyPicture], context: EditionContext) -> SurveyPicture:
    drawing, head = wings_drawing(context), edition_head(context, ())
    return kind(
        language=context.language,
        wings=drawing.wings,
        subjects=drawing.subjects,
        sides=drawing.sides,
        absent=drawing.absent,
        forces=drawing.forces,
        over=context.over,
        label=head.label,
        sentence=head.sentence,
        people=people_said(context),
        address=context.printed or "Totem",
    )
