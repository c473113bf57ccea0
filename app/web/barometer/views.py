"""The page of one edition of a mirror survey, and the one in place of an edition that was taken back.

Promises nothing that the edition’s document does not hold, in the sentences that its readings bear.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.banks.faults import N_
from app.banks.schema import Language
from app.barometer.edition import Edition
from app.campaigns.words import titled
from app.web.barometer.commitment_view import CommitmentTelling, CommitmentView
from app.web.barometer.edition_context import EditionContext, first_contrast
from app.web.barometer.editions_told import EditionsTold, editions_told
from app.web.barometer.first_vote import VotePart
from app.web.barometer.mirror_drawings import force_names
from app.web.barometer.page_parts import (
    BehindPart,
    ComparedPart,
    LeadersPart,
    WeighedPart,
    behind_part,
    compared_part,
    leaders_part,
    people_said,
    weighed_part,
)
from app.web.barometer.subjects_told import ContrastListed, contrast_listed
from app.web.figures.blocks import Said, said_in
from app.web.figures.editions import EditionLink
from app.web.pages import Page

LIVES = N_("Two lives: for {customers}, for staff")
LIMITS = (
    N_("A gap says neither why, nor because of whom."),
    N_("Those answer who wish to: {customers} who kept silent may think otherwise."),
    N_("Staff answer together: these figures judge nobody."),
    N_("Higher or lower than the rest means than one’s own average: everything may be good, or bad."),
    N_("Not settled does not mean the same."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionWithdrawnPage(Page):
    """notice: why, in the organiser's words."""

    template: ClassVar[str] = "barometer/withdrawn.html"
    over: str
    withdrawn_on: date
    notice: Said | None
    signature: str


@dataclass(frozen=True, slots=True)
class SurveyListed:
    """sentence: what its latest edition says in one; label: the small words over it; path: after the language."""

    over: str
    label: str
    sentence: str
    people: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveysPage(Page):
    """The surveys of this site that everyone may read, the newest first."""

    template: ClassVar[str] = "barometer/surveys.html"
    surveys: tuple[SurveyListed, ...]


@dataclass(frozen=True, slots=True)
class EditionHead:
    """label, means, knew: small, over the sentence and under it; each may be empty; notes: what is missing; lead: said
    to staff, who read before the public; links: to all editions."""

    over: str
    edition: str
    signature: str
    label: str
    sentence: str
    means: str
    knew: str
    notes: tuple[str, ...]
    lead: tuple[str, ...]
    public_on: date
    links: tuple[EditionLink, ...]


@dataclass(frozen=True, slots=True)
class PromisesPart:
    """asked: those of the edition before, whose name is asked_of, and who noticed them; made: those of this one."""

    asked: tuple[CommitmentView, ...]
    asked_of: str
    made: tuple[CommitmentView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPage(Page):
    """fixed: whether the address names this composition, so that nothing here changes; vote: of staff alone;
    prediction, pattern: the two contrasts that the page is about; lives: over the second; limits: what it does not say;
    forces: their names."""

    template: ClassVar[str] = "barometer/edition.html"
    fixed: bool
    private: bool = False
    head: EditionHead
    compared: ComparedPart
    prediction: ContrastListed | None
    pattern: ContrastListed | None
    lives: str
    weighed: WeighedPart
    leaders: LeadersPart | None
    promises: PromisesPart
    editions: EditionsTold | None
    limits: tuple[str, ...]
    forces: tuple[str, ...]
    behind: BehindPart
    vote: VotePart | None = None


def edition_page(
    context: EditionContext, path: str, links: Sequence[EditionLink] = (), *, fixed: bool = False, indexed: bool = False
) -> EditionPage:
    """path: the page's address after the language."""
    today = context.said.made_on if fixed else context.edition.seen_on
    return EditionPage(
        language=context.language,
        path=path,
        indexed=indexed,
        fixed=fixed,
        head=edition_head(context, links),
        compared=compared_part(context),
        prediction=contrast_listed(context, first_contrast(context.spec, "prediction")),
        pattern=contrast_listed(context, first_contrast(context.spec, "pattern")),
        lives=context.telling.said(LIVES),
        weighed=weighed_part(context),
        leaders=leaders_part(context),
        promises=promises_part(context, today),
        editions=None if fixed else editions_told(context),
        forces=force_names(context.site, context.wording),
        limits=tuple(map(context.telling.said, LIMITS)),
        behind=behind_part(context),
    )


def edition_head(context: EditionContext, links: Sequence[EditionLink]) -> EditionHead:
    contrast = first_contrast(context.spec, "prediction")
    told = context.told.contrast(contrast.id) if contrast else None
    whole, missing = told.whole if told else None, context.told.missing()
    sentence, *notes = [*([whole.sentence] if whole else []), *missing] or [context.content["title"]]
    return EditionHead(
        over=context.over,
        edition=context.content["edition"],
        signature=context.content["signature"],
        label=whole.label if whole else "",
        sentence=sentence,
        means=whole.means if whole else "",
        knew=whole.knew if whole else "",
        notes=tuple(notes),
        lead=(),
        public_on=context.edition.days.public_on,
        links=tuple(links),
    )


def promises_part(context: EditionContext, today: date) -> PromisesPart:
    """today: what tells whether one is late."""
    telling = CommitmentTelling(context.wording, context.telling.say, context.subjects, today)
    asked_of = (one["made_in"] for one in context.content["commitments"] if one["made_in"] != context.edition.label)
    return PromisesPart(
        asked=telling.views(context.content, own=False),
        asked_of=next(asked_of, ""),
        made=telling.views(context.content, own=True),
    )


def withdrawn_edition_page(edition: Edition, language: Language) -> EditionWithdrawnPage:
    assert edition.withdrawn_on
    return EditionWithdrawnPage(
        language=language,
        path=f"barometer/{edition.barometer.slug}/{edition.label}",
        over=titled(edition.barometer.title, edition.label),
        withdrawn_on=edition.withdrawn_on,
        notice=said_in(edition.notice, language),
        signature=edition.barometer.signature,
    )


def survey_listed(context: EditionContext) -> SurveyListed:
    head = edition_head(context, ())
    path = f"barometer/{context.barometer.slug}"
    return SurveyListed(head.over, head.label, head.sentence, people_said(context), path)
