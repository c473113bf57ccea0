"""One contrast of a mirror survey, from the releases of its two voices to what its document holds of it. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from app.barometer.contrasts import PublishedLevel, breaks_of, gap_between, pattern_reading, prediction_reading
from app.barometer.published import JsonMap, VoiceRelease
from app.barometer.spec import SpecContrast, VoicePart
from app.publication.contrasts import Contrast

TOLD_BREAKS = ("shared_flaw", "teams_carry", "does_not_get_through")
"""Of the readings of a pattern: a shared strength is none."""


class SideProfile(NamedTuple):
    """One side of a voice. levels: by dimension, None where withheld; whole: their mean, as published; says_whole:
    whether the release has one at all, shown or withheld."""

    levels: Mapping[str, PublishedLevel | None]
    whole: PublishedLevel | None
    says_whole: bool

    @property
    def deviations(self) -> dict[str, Contrast | None]:
        """By dimension: its level less the whole, all of them judged together."""
        of = sum(level is not None for level in self.levels.values())
        return {id_: _gap(level, self.whole, of) for id_, level in self.levels.items()}

    @property
    def below_mean(self) -> set[str]:
        return {id_ for id_, gap in self.deviations.items() if gap and gap.is_clear and gap.value < 0}


def profile_of(part: VoicePart, dimensions: Iterable[str], voices: Mapping[str, VoiceRelease]) -> SideProfile:
    release = voices[part.voice]
    whole = release.whole_of(part.id)
    levels = {id_: release.published(release.level_of(id_, part.id)) for id_ in dimensions}
    return SideProfile(levels, release.published(whole), whole is not None)


def contrast_told(contrast: SpecContrast, voices: Mapping[str, VoiceRelease]) -> JsonMap:
    """voices: both of the contrast's at least."""
    first, second = (profile_of(part, contrast.dimensions, voices) for part in (contrast.first, contrast.second))
    told = _prediction(first, second) if contrast.kind == "prediction" else _pattern(first, second)
    sides = {"first": str(contrast.first), "second": str(contrast.second)}
    return {"id": contrast.id, "kind": contrast.kind, **sides, **told}


def _prediction(first: SideProfile, second: SideProfile) -> JsonMap:
    of = sum(bool(level and second.levels[id_]) for id_, level in first.levels.items())
    gaps = {id_: _gap(level, second.levels[id_], of) for id_, level in first.levels.items()}
    breaks = breaks_of({id_: gap for id_, gap in gaps.items() if gap})
    says_whole = first.says_whole and second.says_whole
    return {
        "whole": _judged(_gap(first.whole, second.whole, 1)) if says_whole else None,
        "dimensions": [
            row | _judged(gaps[row["id"]]) | {"deviations": None} for row in _rows(first.levels, second.levels)
        ],
        "breaks": list(breaks.ranked),
        "widest": breaks.widest,
    }


def _pattern(first: SideProfile, second: SideProfile) -> JsonMap:
    """Each level beside its own voice's mean: nothing is read of a release that has published none."""
    inside, outside = first.deviations, second.deviations
    rows, ends = [], dict[str, Contrast]()
    for row in _rows(first.levels, second.levels):
        ways = inside[row["id"]], outside[row["id"]]
        reading = pattern_reading(*ways) if first.says_whole and second.says_whole else "not_settled"
        if reading in TOLD_BREAKS:
            ends[row["id"]] = min((way for way in ways if way), key=lambda way: way.beyond)
        deviations = {"first": _shown(ways[0]), "second": _shown(ways[1])}
        rows.append(row | _shown(None) | {"reading": reading, "deviations": deviations})
    return {"whole": None, "dimensions": rows, "breaks": list(breaks_of(ends).ranked), "widest": None}


def _rows(first: Mapping[str, PublishedLevel | None], second: Mapping[str, PublishedLevel | None]) -> Iterator[JsonMap]:
    for id_, level in first.items():
        other = second[id_]
        yield {"id": id_, "first": level.mean if level else None, "second": other.mean if other else None}


def _gap(first: PublishedLevel | None, second: PublishedLevel | None, of: int) -> Contrast | None:
    return gap_between(first, second, of) if first and second else None


def _shown(gap: Contrast | None) -> JsonMap:
    return {"gap": gap.value, "half_width": gap.half_width} if gap else {"gap": None, "half_width": None}


def _judged(gap: Contrast | None) -> JsonMap:
    return _shown(gap) | {"reading": prediction_reading(gap)}
