"""What stands behind an edition: whose answers, through which doors, under which marks, and what it would take to
cheat; and how often such a survey tells a break that is not there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.banks.faults import N_
from app.resources import resource
from app.web.barometer.edition_context import EditionContext

STUFFED = N_(
    "Open door: %(sheets)s fake sheets, all at the top or all at the bottom, would be enough to push this figure past "
    "its margin."
)
MEASURED = N_(
    "Two crowds that are alike, of %(larger)s and %(smaller)s invented people: a gap is told that is not there in "
    "%(any)s%% of cases for any of the subjects, and in %(whole)s%% for the whole."
)
OPEN_DOORS = ("open", "place", "code")
RATES = {"any_of_ten": "any", "whole": "whole"}


@dataclass(frozen=True, slots=True)
class SourceTold:
    """One voice’s release. voice: its name; door: how people came in; first, last: days; stuffing: what it would take
    to move its whole, empty where the door is not open; figures, document: of its page and of the very
    release, after the language."""

    voice: str
    n: int
    k: int
    door: str
    first: date
    last: date | None
    fingerprint: str
    release: int
    digest: str
    stuffing: str
    figures: str
    document: str


def sources_told(context: EditionContext) -> tuple[SourceTold, ...]:
    return tuple(
        SourceTold(
            voice=context.told.voice(one["voice"]) or one["voice"],
            n=one["n"],
            k=one["k"],
            door=one["protection"],
            first=date.fromisoformat(one["opened_on"]),
            last=date.fromisoformat(one["closed_on"]) if one["closed_on"] else None,
            fingerprint=one["fingerprint"],
            release=one["number"],
            digest=one["digest"],
            stuffing=" ".join(_stuffing(context, one["voice"])) if one["protection"] in OPEN_DOORS else "",
            figures=f"figures/{one['slug']}",
            document=f"figures/{one['slug']}/{one['number']}/release.json",
        )
        for one in context.content["sources"]
    )


def _stuffing(context: EditionContext, voice: str) -> Iterator[str]:
    """Of the side that the page’s title is about."""
    parts = {str(part) for one in context.spec.contrasts[:2] for part in (one.first, one.second)}
    levels = (one for one in context.content["levels"] if f"{one['voice']}.{one['side']}" in parts)
    found = [one["stuffing"] for one in levels if one["voice"] == voice and one["stuffing"] is not None]
    if found:
        yield context.telling.said(STUFFED, sheets=context.telling.points(min(found)))


def false_breaks_told(context: EditionContext) -> str:
    """Of the largest crowds that were measured and are no larger than these; empty below the smallest, and without a
    prediction."""
    people = sorted(context.survey.people(voice) or 0 for voice in ("customers", "staff"))
    rates = _rates()
    found = [sizes for sizes in rates if sizes[1] <= people[0] and sizes[0] <= people[1]]
    if not found:
        return ""
    sizes = max(found, key=lambda one: (one[1], one[0]))
    larger, smaller = map(context.telling.points, sizes)
    said = {RATES[id_]: context.telling.points(rate) for id_, rate in rates[sizes].items()}
    return context.telling.said(MEASURED, larger=larger, smaller=smaller, **said)


@cache
def _rates() -> dict[tuple[int, int], dict[str, float]]:
    """By the sizes of two crowds, the larger first: percentages, of whichever kind of crowd has the highest."""
    file = resource("questions") / "barometer" / "false_breaks.json"
    found: dict[tuple[int, int], dict[str, float]] = {}
    for figure in json.loads(file.read_text("utf-8"))["figures"]:
        id_, *rest = figure["id"].split(":")
        if id_ in RATES:
            larger, smaller = map(int, rest[0].split("/"))
            rates = found.setdefault((larger, smaller), {})
            rates[id_] = max(rates.get(id_, 0.0), figure["value"])
    return found
