"""A release without the figures that its organiser leaves out, for whoever reads it. Pure.

Promises the number, the date and the digest of the whole, whose document it is not. Refuses to be written down as one.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import NoReturn

from app.publication.documents import ReleasedDimension, ReleaseDocument, SegmentFigures

FIGURE_BLOCKS = ("troupe", "triangle", "dimensions", "gap", "segments")
"""Those blocks of the public page that are figures of a release."""


@dataclass(frozen=True, slots=True)
class ReleaseExtract(ReleaseDocument):
    """whole: the digest of the release that it is of."""

    whole: str = ""

    @property
    def digest(self) -> str:
        return self.whole

    def to_document(self) -> NoReturn:
        raise TypeError("What is left of a release is no document of one.")


@lru_cache(256)
def left_out_of(words: str) -> tuple[str, ...]:
    """words: the document of what a campaign says; it shows everything where it does not say what."""
    shown = json.loads(words).get("blocks", FIGURE_BLOCKS)
    return tuple(block for block in FIGURE_BLOCKS if block not in shown)


def without_left_out(released: ReleaseDocument, left_out: Collection[str]) -> ReleaseDocument:
    """The same where nothing is left out. Animals are there as long as the page shows them in one of two ways."""
    if not left_out:
        return released
    own = {field.name: getattr(released, field.name) for field in fields(ReleaseDocument)}
    shown: ReleaseDocument = ReleaseExtract(**own, whole=released.digest)
    if {"troupe", "triangle"} <= {*left_out}:
        shown = replace(shown, totems=(), none=None, winner=None)
    if "dimensions" in left_out:
        shown = replace(shown, dimensions=(), sides=(), importance=(), promises=())
    if {"triangle", "dimensions"} <= {*left_out}:
        shown = replace(shown, forces=())
    if "gap" in left_out:
        shown = replace(shown, mirrors=(), dimensions=tuple(map(_without_gap, shown.dimensions)))
    if "segments" in left_out:
        return replace(shown, segments=(), others=None)
    others = _part(shown.others, left_out) if shown.others else None
    return replace(shown, segments=tuple(_part(part, left_out) for part in shown.segments), others=others)


def _without_gap(dimension: ReleasedDimension) -> ReleasedDimension:
    return replace(dimension, mirrors=())


def _part(part: SegmentFigures, left_out: Collection[str]) -> SegmentFigures:
    if {"troupe", "triangle"} <= {*left_out}:
        part = replace(part, totems=(), none=None, winner=None)
    if "dimensions" in left_out:
        part = replace(part, dimensions=(), sides=())
    return replace(part, mirrors=()) if "gap" in left_out else part
