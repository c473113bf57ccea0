"""The latest public edition in a frame on someone else’s page: the sentence and the wings.

Promises figures, and nothing of the reader to anybody. Refuses scripts and search engines.
"""

from dataclasses import dataclass
from typing import ClassVar

from app.banks.schema import Language
from app.barometer.edition import Edition
from app.campaigns.words import titled
from app.figures.wings import Wings
from app.web.barometer.edition_context import EditionContext
from app.web.barometer.mirror_drawings import force_names
from app.web.barometer.page_parts import compared_part, people_said
from app.web.barometer.views import edition_head
from app.web.figures.embed import EmbedPage


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFrame(EmbedPage):
    """people: how many answered, voice by voice."""

    template: ClassVar[str] = "barometer/frame.html"
    withdrawn: bool = False
    label: str
    sentence: str
    means: str
    people: str
    wings: Wings
    subjects: tuple[str, ...]
    sides: tuple[str, str]
    absent: tuple[str, str]
    forces: tuple[str, ...]


def survey_frame(context: EditionContext) -> SurveyFrame:
    part, head = compared_part(context), edition_head(context, ())
    return SurveyFrame(
        language=context.language,
        over=context.over,
        address=f"{context.base}/{context.language}/barometer/{context.barometer.slug}",
        label=head.label,
        sentence=head.sentence,
        means=head.means,
        people=people_said(context),
        wings=part.wings,
        subjects=part.subjects,
        sides=part.sides,
        absent=part.absent,
        forces=force_names(context.site, context.wording),
    )


def withdrawn_frame(edition: Edition, language: Language, base: str) -> EmbedPage:
    of = edition.barometer
    address = f"{base}/{language}/barometer/{of.slug}"
    return EmbedPage(language=language, over=titled(of.title, edition.label), address=address, withdrawn=True)
