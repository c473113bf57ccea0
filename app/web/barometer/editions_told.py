"""An edition beside those before it: small figures a dimension, and what has clearly changed since the last one.

Promises no comparison where other questions were asked: that is said, not drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.banks.faults import N_
from app.barometer.changes import ClearChange, fingerprints, gap_changes, level_changes
from app.barometer.published import JsonMap
from app.figures.editions_marks import EditionsPanels
from app.web.barometer.edition_context import EditionContext
from app.web.barometer.mirror_drawings import drawn_editions, mirror_parts

SINCE = {
    ("customers", True): N_(
        "Since %(edition)s, %(dimension)s is up for {customers}: from %(before)s to %(after)s (± %(half)s)."
    ),
    ("customers", False): N_(
        "Since %(edition)s, %(dimension)s is down for {customers}: from %(before)s to %(after)s (± %(half)s)."
    ),
    ("staff", True): N_("Since %(edition)s, %(dimension)s is up for staff: from %(before)s to %(after)s (± %(half)s)."),
    ("staff", False): N_(
        "Since %(edition)s, %(dimension)s is down for staff: from %(before)s to %(after)s (± %(half)s)."
    ),
}
GAPS = {
    True: N_("The gap widens: %(dimension)s, from %(before)s to %(after)s points (± %(half)s)."),
    False: N_("The gap narrows: %(dimension)s, from %(before)s to %(after)s points (± %(half)s)."),
}
STILL = N_("Since %(edition)s, nothing has moved enough to say so.")
CHANGED = N_("The questions have changed since %(edition)s: this page does not compare.")


@dataclass(frozen=True, slots=True)
class EditionsTold:
    """panels: of all editions in a row that asked the same, this one last; None where it is the first to ask it.
    changes: sentences, or that there is none to tell."""

    panels: EditionsPanels | None
    changes: tuple[str, ...]


def editions_told(context: EditionContext) -> EditionsTold | None:
    """None for an edition with none before it."""
    if not context.before:
        return None
    last, telling = context.before[-1][0].label, context.telling
    if not _comparable(context.before[-1][1].content, context.content):
        return EditionsTold(None, (telling.said(CHANGED, edition=last),))
    alike = [context.content]
    for _, said in reversed(context.before):
        if not _comparable(said.content, alike[0]):
            break
        alike.insert(0, said.content)
    changes = tuple(_changes(context, alike[-2]))
    return EditionsTold(drawn_editions(context, alike), changes or (telling.said(STILL, edition=last),))


def _comparable(before: JsonMap, now: JsonMap) -> bool:
    """Whether whoever answered both times was asked the same."""
    earlier, later = fingerprints(before), fingerprints(now)
    both = earlier.keys() & later.keys()
    return bool(both) and all(earlier[voice] == later[voice] for voice in both)


def _changes(context: EditionContext, before: JsonMap) -> Iterator[str]:
    parts, of = mirror_parts(context), context.dimensions
    for part in (parts.outside, parts.inside):
        if part and (part.voice, True) in SINCE:
            for change in level_changes(before, context.content, part, of):
                yield _said(context, SINCE[part.voice, change.now > change.before], change, before["edition"])
    if parts.believed:
        for change in gap_changes(before, context.content, (parts.believed, parts.outside), of):
            yield _said(context, GAPS[change.now > change.before], change, before["edition"])


def _said(context: EditionContext, message: str, change: ClearChange, edition: str) -> str:
    telling = context.telling
    return telling.said(
        message,
        edition=edition,
        dimension=context.subjects[change.id],
        before=telling.points(change.before),
        after=telling.points(change.now),
        half=telling.points(change.half_width),
    )
