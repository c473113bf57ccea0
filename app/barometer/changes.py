"""What has changed between two editions of a mirror survey, by the same rule as gaps: ten are judged together. Pure.

Only of what the same questions measured; two editions are two crowds, and nobody is followed from one to the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import hypot
from typing import NamedTuple

from app.barometer.contrasts import PublishedLevel, factor_of, gap_between, rounded_up
from app.barometer.published import JsonMap
from app.barometer.spec import VoicePart
from app.publication.contrasts import Contrast, difference_between


class ClearChange(NamedTuple):
    """Of one dimension, clearly beyond its interval. before, now: levels, or sizes of gaps."""

    id: str
    before: int
    now: int
    half_width: float


def fingerprints(content: JsonMap) -> dict[str, str]:
    """By voice, of what it was asked."""
    return {one["voice"]: one["fingerprint"] for one in content["sources"]}


def published_levels(content: JsonMap, part: VoicePart) -> dict[str, PublishedLevel | None]:
    """By dimension; empty without the voice, None where the level is withheld."""
    people = {one["voice"]: one["n"] for one in content["sources"]}
    sides = [one for one in content["levels"] if (one["voice"], one["side"]) == part]
    return {
        row["id"]: None if row["mean"] is None else PublishedLevel(row["mean"], row["half_width"], people[part.voice])
        for side in sides
        for row in side["dimensions"]
    }


def level_changes(before: JsonMap, now: JsonMap, part: VoicePart, of: Sequence[str]) -> tuple[ClearChange, ...]:
    """Of these dimensions of one side, the clearest first; none where it was asked otherwise."""
    if not _same(before, now, part):
        return ()
    earlier, later = published_levels(before, part), published_levels(now, part)
    both = {id_: pair for id_ in of if (pair := _pair(earlier.get(id_), later.get(id_)))}
    found = {id_: gap_between(last, first, len(both)) for id_, (first, last) in both.items()}
    return tuple(_told(found, {id_: (first.mean, last.mean) for id_, (first, last) in both.items()}))


def gap_changes(
    before: JsonMap, now: JsonMap, parts: tuple[VoicePart, VoicePart], of: Sequence[str]
) -> tuple[ClearChange, ...]:
    """The same of what the first side believed minus what the second lives: which gaps are clearly narrower or wider.
    One that has turned round is neither."""
    if not all(_same(before, now, part) for part in parts):
        return ()
    gaps = [_gaps(content, parts) for content in (before, now)]
    both = {id_: (gaps[0][id_], gaps[1][id_]) for id_ in of if id_ in gaps[0] and id_ in gaps[1]}
    smallest = min((one["n"] for content in (before, now) for one in content["sources"]), default=0)
    factor = factor_of(smallest, len(both))
    found = {id_: difference_between(first, last, factor) for id_, (first, last) in both.items()}
    kept = {
        id_: change if change.half_width is None else Contrast(change.value, rounded_up(change.half_width))
        for id_, change in found.items()
        if both[id_][0].value * both[id_][1].value >= 0
    }
    return tuple(
        _told(kept, {id_: (abs(round(first.value)), abs(round(last.value))) for id_, (first, last) in both.items()})
    )


def _same(before: JsonMap, now: JsonMap, part: VoicePart) -> bool:
    asked = [fingerprints(content).get(part.voice) for content in (before, now)]
    return asked[0] is not None and asked[0] == asked[1]


def _gaps(content: JsonMap, parts: tuple[VoicePart, VoicePart]) -> dict[str, Contrast]:
    """Not judged: each with the half-width that follows from both levels'."""
    first, second = (published_levels(content, part) for part in parts)
    pairs = {id_: pair for id_, level in first.items() if (pair := _pair(level, second.get(id_)))}
    return {id_: Contrast(one.mean - other.mean, _half_width(one, other)) for id_, (one, other) in pairs.items()}


def _half_width(one: PublishedLevel, other: PublishedLevel) -> float | None:
    if one.half_width is None or other.half_width is None:
        return None
    return hypot(one.half_width, other.half_width)


def _pair(one: PublishedLevel | None, other: PublishedLevel | None) -> tuple[PublishedLevel, PublishedLevel] | None:
    return (one, other) if one and other else None


def _told(changes: Mapping[str, Contrast], sizes: Mapping[str, tuple[int, int]]) -> Iterator[ClearChange]:
    for id_ in sorted(
        (id_ for id_, change in changes.items() if change.is_clear), key=lambda id_: -changes[id_].beyond
    ):
        yield ClearChange(id_, *sizes[id_], changes[id_].half_width or 0.0)
