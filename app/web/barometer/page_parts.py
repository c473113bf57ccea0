"""The parts of an edition’s page, each with its picture and the table behind it: what is compared, what matters most,
what leaders expected, and what stands behind all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.banks.faults import N_
from app.barometer.published import JsonMap
from app.figures.marks import Mark
from app.figures.priority import PriorityPlane
from app.figures.wings import Wings
from app.web.barometer.contrast_words import LABELS
from app.web.barometer.edition_context import EditionContext
from app.web.barometer.importance_sentences import ImportanceTold, PrioritiesTold
from app.web.barometer.mirror_drawings import (
    drawn_leaders,
    drawn_priority,
    drawn_wings,
    mirror_parts,
    published_marks,
    told_rows,
)
from app.web.barometer.sentences import LeadersTold
from app.web.barometer.sources_told import SourceTold, false_breaks_told, sources_told

CITED = 8
"""Letters of a digest that a citation holds."""
ABSENT = {"fewer_than_k": N_("too few answers"), "not_asked": N_("not asked")}
VOICE_ANSWERS = N_("%(voice)s: %(n)s answers")
NOTHING, OFF_BY = "–", "\u00a0±\u00a0"


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """sides: names of the left wing and the right one; absent: for each, why it has none, or empty; subjects: names of
    the dimensions; rows: the table, a subject each: answered, expected, their gap and what it came to, what staff live,
    and what the two lives come to; unguessed: whether those who were to say what they expected are missing."""

    wings: Wings
    sides: tuple[str, str]
    absent: tuple[str, str]
    subjects: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unguessed: bool


@dataclass(frozen=True, slots=True)
class WeighedPart:
    """plane: None where picks are not shown; subjects: names of its dimensions; side: whose levels go up."""

    priorities: PrioritiesTold | None
    importance: tuple[ImportanceTold, ...]
    plane: PriorityPlane | None
    subjects: tuple[str, ...]
    side: str


@dataclass(frozen=True, slots=True)
class LeadersPart:
    told: LeadersTold
    wings: Wings | None


@dataclass(frozen=True, slots=True)
class BehindPart:
    """number: of the composition; digest: its first letters; place, address: whole, of the page and of this very
    composition; files: where its files are, after the language; api: of its JSON."""

    sources: tuple[SourceTold, ...]
    false_breaks: str
    number: int
    digest: str
    made_on: date
    place: str
    address: str
    files: str
    api: str


def compared_part(context: EditionContext) -> ComparedPart:
    parts = mirror_parts(context)
    voices = (parts.outside.voice, parts.inside.voice if parts.inside else "")
    return ComparedPart(
        wings=drawn_wings(context),
        sides=(context.told.voice(voices[0]) or voices[0], context.told.voice(voices[1]) or voices[1]),
        absent=(_absent(context, voices[0]), _absent(context, voices[1])),
        subjects=tuple(context.subjects[id_] for id_ in context.dimensions),
        rows=_rows(context),
        unguessed=parts.believed is not None and context.survey.people(parts.believed.voice) is None,
    )


def weighed_part(context: EditionContext) -> WeighedPart:
    nothing: JsonMap = {"dimensions": [], "asked": ""}
    asked: JsonMap = next(iter(context.content["importance"]), nothing)
    return WeighedPart(
        context.told.priorities(),
        context.told.importance(),
        drawn_priority(context),
        tuple(context.subjects[row["id"]] for row in asked["dimensions"]),
        context.told.voice(asked["asked"].partition(".")[0]),
    )


def leaders_part(context: EditionContext) -> LeadersPart | None:
    told = context.told.leaders()
    return LeadersPart(told, drawn_leaders(context)) if told else None


def behind_part(context: EditionContext) -> BehindPart:
    number, slug = context.said.number, context.barometer.slug
    return BehindPart(
        sources=sources_told(context),
        false_breaks=false_breaks_told(context),
        number=number,
        digest=context.said.digest[:CITED],
        made_on=context.said.made_on,
        place=context.page,
        address=f"{context.page}?release={number}",
        files=context.files,
        api=f"/api/v1/barometers/{slug}/{context.edition.label}",
    )


def _absent(context: EditionContext, voice: str) -> str:
    reasons = {one["voice"]: one["reason"] for one in context.content["dropped"]}
    return context.telling.said(ABSENT.get(reasons[voice], NOTHING)) if voice in reasons else ""


def _rows(context: EditionContext) -> tuple[tuple[str, ...], ...]:
    parts = mirror_parts(context)
    lived, expected, received = (
        published_marks(context.content, part) for part in (parts.outside, parts.believed, parts.inside)
    )
    gaps, lives = told_rows(context, "prediction"), told_rows(context, "pattern")
    return tuple(
        (
            context.subjects[id_],
            mark_said(context, lived.get(id_)),
            mark_said(context, expected.get(id_)),
            _gap_said(context, gaps.get(id_)),
            _reading_said(context, gaps.get(id_)),
            mark_said(context, received.get(id_)),
            _reading_said(context, lives.get(id_)),
        )
        for id_ in context.dimensions
    )


def mark_said(context: EditionContext, mark: Mark | None) -> str:
    """As a cell says a level, with its interval."""
    if mark is None:
        return NOTHING
    half = "" if mark.half_width is None else f"{OFF_BY}{context.telling.points(mark.half_width)}"
    return f"{context.telling.points(mark.mean)}{half}"


def _gap_said(context: EditionContext, row: Mapping[str, float | None] | None) -> str:
    """With its sign: expected less answered."""
    gap, half = (row["gap"], row["half_width"]) if row else (None, None)
    if gap is None:
        return NOTHING
    sign = "−" if gap < 0 else "+" if gap > 0 else ""
    return f"{sign}{mark_said(context, Mark(abs(gap), half))}"


def _reading_said(context: EditionContext, row: Mapping[str, object] | None) -> str:
    return context.telling.said(LABELS[str(row["reading"])]) if row else NOTHING


def people_said(context: EditionContext) -> str:
    """“Customers: 240 · Staff: 70”."""
    told = ((context.told.voice(one["voice"]) or one["voice"], one["n"]) for one in context.content["sources"])
    say = context.telling
    return " · ".join(say.said(VOICE_ANSWERS, voice=voice, n=say.points(n)) for voice, n in told)
