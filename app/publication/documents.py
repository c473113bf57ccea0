"""A release: the only aggregates that a page, an export, an image or a screen may hold. Pure.

Its figures come rounded, bounded or withheld with a reason by `policy`, and one release has one document.
"""

import hashlib
import json
from dataclasses import dataclass

from app.publication.canonical import built, since, written
from app.publication.values import Coefficient, DocumentInvalid, Figure, Reason, Share

SCHEMA = 5
PLAIN = 4
"""The schema in which banks that give a result are still written: the next one has nothing more to say of them, and
what is said keeps its bytes and its digest."""
FORMER = (2, 3, 4)
"""Schemas whose documents are read, and given back byte for byte. A field that is added says `since` which it is."""


@dataclass(frozen=True, slots=True)
class TotemShare:
    id: str
    share: Share


@dataclass(frozen=True, slots=True)
class Level:
    """What was answered on one side, 0–100. half_width: of the mean's 95 % interval, its rounding included.

    favourable: the part of those who answered that ticked one of the two highest points; None where the mean is
    withheld, where there are several questions, for a whole side, and where a document does not say.
    base, here and below: how many sheets there are at least that answer all that the figures rest on, in steps of k;
    None for fewer than k, and where a former document does not say.
    """

    side: str
    mean: Figure
    half_width: Figure
    sd: Figure
    alpha: Coefficient
    base: int | None = since(3, None)
    favourable: Share | None = since(5, None)

    @property
    def favourable_withheld(self) -> Reason | None:
        """Of a bank that ends on thanks, why it has no favourable share; None where it has, or can have none."""
        return self.mean.reason if self.alpha.reason is Reason.ONE_QUESTION else None


@dataclass(frozen=True, slots=True)
class Mirror:
    """gap: first side minus second, from the means as shown; half_width: of its 95 % interval, rounding included, which
    rests on `base`; correlation: on `complete`, those who answered everything on both sides."""

    first: str
    second: str
    gap: Figure
    half_width: Figure
    correlation: Coefficient
    base: int | None = since(3, None)
    complete: int | None = since(3, None)


@dataclass(frozen=True, slots=True)
class ReleasedDimension:
    """levels: of the sides it is asked on; mirrors: of the declared pairs among them."""

    id: str
    levels: tuple[Level, ...]
    mirrors: tuple[Mirror, ...]


@dataclass(frozen=True, slots=True)
class ReleasedSide:
    """level: the mean over the dimensions that are not the whole itself; None where a document does not say."""

    id: str
    alpha: Coefficient
    base: int | None = since(3, None)
    level: Level | None = since(5, None)


@dataclass(frozen=True, slots=True)
class DimensionShare:
    id: str
    share: Share


@dataclass(frozen=True, slots=True)
class ReleasedImportance:
    """What matters most about a side: the part of people that picked each dimension, and that picked none; or why that
    is not said."""

    id: str
    side: str
    dimensions: tuple[DimensionShare, ...] = ()
    none: Share | None = None
    reason: Reason | None = None

    def __post_init__(self) -> None:
        if bool(self.dimensions) is not (self.none is not None) or (self.none is None) is not (self.reason is not None):
            raise DocumentInvalid("What matters has shares or a reason.")


@dataclass(frozen=True, slots=True)
class ReleasedPromise:
    """slot: from 1 on; the words are the edition's. Shares of those who answered about it, or why there are none."""

    slot: int
    noticed: Share | None = None
    not_noticed: Share | None = None
    cannot_say: Share | None = None
    base: int | None = None
    reason: Reason | None = None

    def __post_init__(self) -> None:
        if any((x is None) == (self.reason is None) for x in (self.noticed, self.not_noticed, self.cannot_say)):
            raise DocumentInvalid("A promise has shares or a reason.")


@dataclass(frozen=True, slots=True)
class ReleasedForce:
    """chosen: how often, of 100 choices in scenes; None for a bank without scenes."""

    id: str
    chosen: Figure | None
    alpha: Coefficient
    base: int | None = since(3, None)


@dataclass(frozen=True, slots=True)
class Instrument:
    """What whole sheets say of the questionnaire, never of a part or a room: halves: how far the two halves of the
    scenes agree on each force, over all; tie: how far answers and choices do, of those who miss no occasion; half,
    most: in how many minutes half of those who told theirs, and four in five, had finished."""

    halves: Coefficient
    tie: Coefficient
    half: Figure
    most: Figure
    tie_base: int | None
    minutes_base: int | None


@dataclass(frozen=True, slots=True)
class SegmentFigures:
    """A part of the crowd. name: in each language, none for others; as_of: the release up to which it counts everyone,
    an earlier one where too few came since. Dimensions hold levels alone; mirrors: of whole sides; sides: of a bank
    that ends on thanks. hidden: why there are no figures; n is 0 then."""

    id: str
    name: tuple[tuple[str, str], ...]
    n: int = 0
    totems: tuple[TotemShare, ...] = ()
    none: Share | None = None
    winner: str | None = None
    dimensions: tuple[ReleasedDimension, ...] = ()
    mirrors: tuple[Mirror, ...] = ()
    hidden: Reason | None = None
    as_of: int = 0
    sides: tuple[ReleasedSide, ...] = since(5, ())

    def __post_init__(self) -> None:
        if (self.hidden is None) is not (self.n > 0):
            raise DocumentInvalid("A segment has people or a reason.")

    @property
    def withheld(self) -> Reason | None:
        """Why there are no figures, as it is told. Documents say fewer than k of any hidden part, but one of k and more
        may count in the whole alone: which of them do would tell of the few that are hidden with it."""
        return Reason.PART_HIDDEN if self.hidden else None


@dataclass(frozen=True, slots=True)
class ReleaseDocument:
    """In the bank's order. Days are ISO; closed_on: None while open; none: the share of even sheets, None without
    totems; room: whether totems are counted exactly; winner: None when nobody leads enough; protection: who could be
    counted; segments: all those of the campaign, in its order; others: small ones together, None without any;
    not_counted: whether a segment ended with fewer than k people who could join no others; series: empty without;
    behind: whether the whole counts somebody of a segment whose figures do not, None where a document does not say;
    instrument: None for a room, for a bank without scenes, and where a document does not say;
    importance, promises: of a bank that ends on thanks; schema: which fields its document has."""

    slug: str
    number: int
    made_on: str
    n: int
    k: int
    bank: str
    fingerprint: str
    edition: str
    people: str
    opened_on: str
    closed_on: str | None
    room: bool
    totems: tuple[TotemShare, ...]
    none: Share | None
    winner: str | None
    dimensions: tuple[ReleasedDimension, ...]
    sides: tuple[ReleasedSide, ...]
    mirrors: tuple[Mirror, ...]
    forces: tuple[ReleasedForce, ...]
    protection: str = "open"
    segments: tuple[SegmentFigures, ...] = ()
    others: SegmentFigures | None = None
    not_counted: bool = False
    series: str = ""
    behind: bool | None = since(3, None)
    instrument: Instrument | None = since(4, None)
    importance: tuple[ReleasedImportance, ...] = since(5, ())
    promises: tuple[ReleasedPromise, ...] = since(5, ())
    schema: int = SCHEMA

    @property
    def of_thanks(self) -> bool:
        """Whether it is of a bank that ends on thanks."""
        return self.schema > PLAIN

    @property
    def winning(self) -> Share | None:
        """The share of the winner: what the big sentence says."""
        return next((totem.share for totem in self.totems if totem.id == self.winner), None)

    @property
    def digest(self) -> str:
        """64 hexadecimal digits (SHA-256) of the document."""
        return digest_of(self.to_document())

    def to_document(self) -> str:
        """Canonical JSON: one release has one document."""
        return json.dumps(
            written(self, self.schema), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )


def digest_of(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def from_document(document: str) -> ReleaseDocument:
    """Raises DocumentInvalid unless it is the document of a release, in this schema or a former one."""
    try:
        content = json.loads(document)
        if content["schema"] not in (SCHEMA, *FORMER):
            raise DocumentInvalid("The document has another schema.")
        released: ReleaseDocument = built(ReleaseDocument, content, content["schema"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DocumentInvalid(f"This is not the document of a release: {error}") from error
    return released
