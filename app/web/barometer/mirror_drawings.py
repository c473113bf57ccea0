"""From an edition's document to its figures: which published numbers are drawn where.

Promises that each figure shows what the words and the table beside it say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.barometer.changes import fingerprints
from app.barometer.published import JsonMap
from app.barometer.spec import ContrastKind, SpecContrast, VoicePart
from app.figures.editions_marks import EditionMarks, EditionsPanels, editions_panels
from app.figures.marks import Mark
from app.figures.priority import PriorityPlane, Weighed, priority
from app.figures.wings import WingMark, Wings, wings
from app.web.barometer.edition_context import EditionContext, first_contrast
from app.web.context import first_questionnaire
from app.web.deps import Site
from app.web.drawings import forces_of
from app.web.wording import Wording

Marks = Mapping[str, Mark | None]
EXPECTING = "leaders"
"""The voice whose expectations are drawn apart, over both wings."""


@dataclass(frozen=True, slots=True)
class MirrorParts:
    """What stands where: outside, on the left; inside, on the right; believed: over the left wing. prediction: the
    contrast of what is believed; None where a survey asks for none."""

    outside: VoicePart
    inside: VoicePart | None
    believed: VoicePart | None
    prediction: SpecContrast | None


def mirror_parts(context: EditionContext) -> MirrorParts:
    prediction, pattern = first_contrast(context.spec, "prediction"), first_contrast(context.spec, "pattern")
    outside = (prediction or context.spec.contrasts[0]).second
    inside, believed = (contrast.first if contrast else None for contrast in (pattern, prediction))
    return MirrorParts(outside, inside, believed, prediction)


def published_marks(content: JsonMap, part: VoicePart | None) -> Marks:
    """By dimension, as published; empty without the voice."""
    sides = [one for one in content["levels"] if (one["voice"], one["side"]) == part]
    return {row["id"]: published_mark(row) for side in sides for row in side["dimensions"]}


def published_mark(level: JsonMap) -> Mark | None:
    return None if level["mean"] is None else Mark(level["mean"], level["half_width"])


def drawn_wings(context: EditionContext) -> Wings:
    """Of whoever answered: a voice that did not leaves an outline."""
    parts = mirror_parts(context)
    left = _wing(context, parts.outside, parts.prediction)
    right = {id_: WingMark(mark) for id_, mark in published_marks(context.content, parts.inside).items()}
    return _drawn(context, left, right)


def drawn_leaders(context: EditionContext) -> Wings | None:
    """What leaders expected, over both wings; None without them."""
    parts, found = mirror_parts(context), dict[VoicePart | None, dict[str, WingMark]]()
    for part in (parts.outside, parts.inside):
        contrasts = (one for one in context.spec.contrasts if one.kind == "prediction" and one.second == part)
        about = next((one for one in contrasts if one.first.voice == EXPECTING), None)
        found[part] = _wing(context, part, about)
    asked = any(mark.believed for side in found.values() for mark in side.values())
    return _drawn(context, found[parts.outside], found[parts.inside]) if asked else None


def drawn_priority(context: EditionContext) -> PriorityPlane | None:
    """Of the first question of importance; None where its picks are not shown."""
    asked = next(iter(context.content["importance"]), None)
    if asked is None or not any(row["asked"] for row in asked["dimensions"]):
        return None
    voice = asked["asked"].partition(".")[0]
    contrast = next((one for one in context.spec.contrasts if one.second.voice == voice), None)
    lived = published_marks(context.content, contrast.second) if contrast else {}
    first = {one["id"] for one in context.content["priorities"] if one["asked"] == asked["asked"]}
    blind = {id_ for id_, row in told_rows(context, "prediction").items() if row["reading"] == "blind_spot"}
    forces = dict(zip(context.dimensions, forces_of_dimensions(context.site, context.dimensions), strict=True))
    rows = [
        Weighed(
            importance=Mark(row["asked"]["percent"]) if row["asked"] else None,
            level=lived.get(row["id"]),
            force=forces.get(row["id"]),
            blind_spot=row["id"] in blind,
            priority=row["id"] in first,
            span=(row["asked"]["low"], row["asked"]["high"]) if row["asked"] else None,
        )
        for row in asked["dimensions"]
    ]
    names = [context.subjects[row["id"]] for row in asked["dimensions"]]
    return priority(rows, names, 100 * asked["most"] / len(rows))


def told_rows(context: EditionContext, kind: ContrastKind) -> dict[str, JsonMap]:
    """By dimension, what came of the contrast of this kind that the page is about; empty without its voices."""
    contrast = first_contrast(context.spec, kind)
    found = (one for one in context.content["contrasts"] if contrast and one["id"] == contrast.id)
    return {row["id"]: row for row in next(found, {"dimensions": []})["dimensions"]}


def drawn_editions(context: EditionContext, editions: Sequence[JsonMap]) -> EditionsPanels:
    """editions: documents, the oldest first, all of the same questions."""
    parts = mirror_parts(context)
    voices = (parts.outside, parts.inside, parts.believed)
    return editions_panels(
        [_edition(one, voices, context.dimensions) for one in editions],
        forces_of_dimensions(context.site, context.dimensions),
    )


def _edition(content: JsonMap, voices: tuple[VoicePart | None, ...], dimensions: Sequence[str]) -> EditionMarks:
    lived, received, expected = (published_marks(content, part) for part in voices)
    prints = fingerprints(content)
    first, second, third = (prints.get(part.voice, "") if part else "" for part in voices)
    return EditionMarks(
        content["edition"],
        tuple((lived.get(id_), received.get(id_), expected.get(id_)) for id_ in dimensions),
        (first, second, third),
    )


def _wing(context: EditionContext, part: VoicePart | None, contrast: SpecContrast | None) -> dict[str, WingMark]:
    """One side as it is lived, and as the contrast's first side believed it to be."""
    told = next((one for one in context.content["contrasts"] if contrast and one["id"] == contrast.id), None)
    rows = {row["id"]: row for row in told["dimensions"]} if told else {}
    believed = published_marks(context.content, contrast.first) if contrast else {}
    return {
        id_: WingMark(mark, believed.get(id_), rows[id_]["reading"]) if id_ in rows else WingMark(mark)
        for id_, mark in published_marks(context.content, part).items()
    }


def _drawn(context: EditionContext, left: Mapping[str, WingMark], right: Mapping[str, WingMark]) -> Wings:
    nothing = WingMark(None)
    rows = [(left.get(id_, nothing), right.get(id_, nothing)) for id_ in context.dimensions]
    return wings(rows, forces_of_dimensions(context.site, context.dimensions))


def forces_of_dimensions(site: Site, dimensions: Sequence[str]) -> list[int | None]:
    """As the questionnaire of the first page has them: the voices' own have none."""
    first = first_questionnaire(site.questionnaires)
    known = dict(zip((one.id for one in first.bank.dimensions), forces_of(first.bank), strict=True)) if first else {}
    return [known.get(id_) for id_ in dimensions]


def force_names(site: Site, wording: Wording) -> tuple[str, ...]:
    """Of all of them, by position."""
    first = first_questionnaire(site.questionnaires)
    return tuple(wording(force.name) for force in first.file.forces) if first else ()
