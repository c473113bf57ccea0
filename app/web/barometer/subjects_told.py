"""The subjects of a contrast as the page lists them: what is said of each, what was asked, how many say so."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.banks.faults import N_
from app.barometer.spec import SpecContrast, VoicePart
from app.web.barometer.contrast_sentences import ContrastTold, DimensionsTold, DimensionTold
from app.web.barometer.edition_context import EditionContext

QUIET = ("not_settled", "too_few")
BOTH_CLEAR = N_("Both sides would have to stand clear of their own average.")


@dataclass(frozen=True, slots=True)
class AskedTold:
    """voice: whose answer it is, empty where one sentence was asked of both; sentences: as they were asked; favourable:
    how many ticked one of the highest points, or empty."""

    voice: str
    sentences: tuple[str, ...]
    favourable: str


@dataclass(frozen=True, slots=True)
class SubjectTold:
    told: DimensionTold
    asked: tuple[AskedTold, ...]


@dataclass(frozen=True, slots=True)
class SubjectsTold:
    """Under one heading. is_quiet: of which nothing is told, so that they may be folded away; explained: why, once for
    all of them, or empty."""

    heading: str
    is_numbered: bool
    is_quiet: bool
    explained: str
    subjects: tuple[SubjectTold, ...]


@dataclass(frozen=True, slots=True)
class ContrastListed:
    told: ContrastTold
    groups: tuple[SubjectsTold, ...]


def contrast_listed(context: EditionContext, contrast: SpecContrast | None) -> ContrastListed | None:
    """None without both of its voices."""
    told = context.told.contrast(contrast.id) if contrast else None
    if contrast is None or told is None:
        return None
    groups = (
        SubjectsTold(
            group.heading,
            group.is_numbered,
            all(one.reading in QUIET for one in group.dimensions),
            _explained(context, contrast, group),
            tuple(SubjectTold(one, tuple(_asked(context, contrast, one))) for one in group.dimensions),
        )
        for group in told.groups
    )
    return ContrastListed(told, tuple(groups))


def _explained(context: EditionContext, contrast: SpecContrast, group: DimensionsTold) -> str:
    unsettled = all(one.reading == "not_settled" for one in group.dimensions)
    return context.telling.said(BOTH_CLEAR) if contrast.kind == "pattern" and unsettled else ""


def _asked(context: EditionContext, contrast: SpecContrast, told: DimensionTold) -> Iterator[AskedTold]:
    """Of a prediction the one sentence of both, and how those answered whom it is about; of a pattern each side's."""
    sides: list[tuple[VoicePart, str]] = [*zip((contrast.first, contrast.second), told.favourable, strict=True)]
    if contrast.kind == "prediction":
        yield AskedTold("", context.asked(contrast.second, told.id), sides[1][1])
        return
    for part, favourable in reversed(sides):
        if sentences := context.asked(part, told.id):
            yield AskedTold(context.told.voice(part.voice), sentences, favourable)
