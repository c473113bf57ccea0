"""A release as one flat table: a row for each figure, with its interval, or the reason why it is not shown.

Every file that people take away is made of it. Figures are the release's own: nothing is worked out here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from app.banks.nouns import PEOPLE, fill
from app.banks.schema import BankFile, Language
from app.exports.words import REASONS, Labels
from app.publication.documents import Mirror, ReleasedDimension, ReleaseDocument, SegmentFigures
from app.publication.values import Coefficient, Figure, Reason, Share

OTHERS: Labels = {"fr": "Les autres", "en": "The others"}


@dataclass(frozen=True, slots=True)
class TableRow:
    """words.COLUMNS says what each field holds; None and an empty text are empty cells."""

    campaign: str
    edition: str
    release: int
    segment: str
    segment_name: str
    as_of: int
    n: int | None
    figure: str
    id: str = ""
    name: str = ""
    side: str = ""
    other_side: str = ""
    value: int | float | None = None
    half_width: int | None = None
    low: int | float | None = None
    high: int | float | None = None
    unit: str = ""
    words: str = ""
    reason: str = ""
    why: str = ""
    base: int | None = None


HEAD = tuple(field.name for field in fields(TableRow))
TableCell = str | int | float | None
Make = Callable[..., TableRow]
Say = Callable[[ReleaseDocument | SegmentFigures], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """title: of the campaign."""

    released: ReleaseDocument
    language: Language
    title: str
    rows: tuple[TableRow, ...]


class _Names:
    """What the questionnaire calls things today; an id that it no longer describes is its own name.

    said: how the page says each share, by id.
    """

    def __init__(self, file: BankFile, language: Language, people: str, said: Say) -> None:
        noun = PEOPLE[people][language] if people in PEOPLE else PEOPLE["customers"][language]
        self.language, self.said = language, said
        self._known = {
            (kind, entry.id): fill(entry.name[language], language, noun)
            for kind, entries in (("dimension", file.dimensions), ("force", file.forces), ("side", file.sides))
            for entry in entries
        } | {("totem", totem.id): totem.name.noun(language).one for totem in file.totems}

    def __call__(self, kind: str, id_: str) -> str:
        return self._known.get((kind, id_), id_)


def table_of(released: ReleaseDocument, file: BankFile, language: Language, title: str, said: Say) -> Table:
    """file: of the campaign's questionnaire, in that language too; said: how the page says each share, by id."""
    names = _Names(file, language, released.people, said)
    rows = [*_whole(released, names)]
    for part in (*released.segments, *((released.others,) if released.others else ())):
        rows += _segment(released, part, names)
    if released.not_counted:
        make = _maker(released, language, "", "", released.number, released.n)
        rows.append(make("not_counted", unit="people", reason=Reason.FEWER_THAN_K))
    return Table(released, language, title, tuple(rows))


def _whole(released: ReleaseDocument, names: _Names) -> Iterator[TableRow]:
    make = _maker(released, names.language, "", "", released.number, released.n)
    yield make("people", value=released.n, unit="people")
    yield from _shares(released, make, names)
    for dimension in released.dimensions:
        about = {"id": dimension.id, "name": names("dimension", dimension.id)}
        yield from _levels(dimension, make, **about)
        for level in dimension.levels:
            on = {"side": level.side, "base": level.base}
            yield make("spread", **about, **on, unit="points", **_figure(level.sd))
            yield make("alpha", **about, **on, unit="coefficient", **_coefficient(level.alpha))
        yield from _mirrors(dimension.mirrors, make, **about)
    yield from _mirrors(released.mirrors, make)
    for side in released.sides:
        about = {"side": side.id, "name": names("side", side.id)}
        yield make("alpha", **about, base=side.base, unit="coefficient", **_coefficient(side.alpha))
    for force in released.forces:
        about = {"id": force.id, "name": names("force", force.id)}
        if force.chosen:
            yield make("chosen", **about, unit="percent", **_figure(force.chosen))
        yield make("alpha", **about, base=force.base, unit="coefficient", **_coefficient(force.alpha))


def _segment(released: ReleaseDocument, part: SegmentFigures, names: _Names) -> Iterator[TableRow]:
    said = dict(part.name)
    name = said.get(names.language) or next(iter(said.values()), OTHERS[names.language])
    make = _maker(released, names.language, part.id, name, part.as_of, part.n or None)
    yield make("people", value=part.n or None, unit="people", reason=part.withheld)
    yield from _shares(part, make, names)
    for dimension in part.dimensions:
        yield from _levels(dimension, make, id=dimension.id, name=names("dimension", dimension.id))
    for mirror in part.mirrors:
        yield _gap(mirror, make)


def _maker(released: ReleaseDocument, language: Language, segment: str, name: str, as_of: int, n: int | None) -> Make:
    def make(figure: str, *, reason: Reason | None = None, **cells: Any) -> TableRow:
        return TableRow(
            campaign=released.slug,
            edition=released.edition,
            release=released.number,
            segment=segment,
            segment_name=name,
            as_of=as_of,
            n=n,
            figure=figure,
            **cells,
            reason=reason.value if reason else "",
            why=REASONS[reason][language] if reason else "",
        )

    return make


def _shares(crowd: ReleaseDocument | SegmentFigures, make: Make, names: _Names) -> Iterator[TableRow]:
    said = names.said(crowd)
    for totem in crowd.totems:
        name = names("totem", totem.id)
        yield make("totem", id=totem.id, name=name, words=said[totem.id], **_share(totem.share))
    if crowd.none:
        yield make("no_totem", words=said[""], **_share(crowd.none))


def _share(share: Share) -> dict[str, Any]:
    bounds = {"low": share.above, "high": share.below, "reason": share.reason}
    if share.count is not None:
        return {"value": share.count, "unit": "people", **bounds}
    return {"value": share.percent, "unit": "percent", **bounds}


def _levels(dimension: ReleasedDimension, make: Make, **about: str) -> Iterator[TableRow]:
    for level in dimension.levels:
        shown = _bounded(level.mean, level.half_width)
        yield make("level", **about, side=level.side, base=level.base, unit="points", **shown)


def _mirrors(mirrors: tuple[Mirror, ...], make: Make, **about: str) -> Iterator[TableRow]:
    for mirror in mirrors:
        yield _gap(mirror, make, **about)
        sides = {"side": mirror.first, "other_side": mirror.second}
        shown = _coefficient(mirror.correlation)
        yield make("correlation", **about, **sides, base=mirror.complete, unit="coefficient", **shown)


def _gap(mirror: Mirror, make: Make, **about: str) -> TableRow:
    sides = {"side": mirror.first, "other_side": mirror.second}
    shown = _bounded(mirror.gap, mirror.half_width)
    return make("gap", **about, **sides, base=mirror.base, unit="points", **shown)


def _figure(figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "reason": figure.reason}


def _bounded(figure: Figure, half_width: Figure) -> dict[str, Any]:
    reason = figure.reason or half_width.reason
    return {"value": figure.value, "half_width": half_width.value, "reason": reason}


def _coefficient(found: Coefficient) -> dict[str, Any]:
    return {"value": found.value, "low": found.low, "high": found.high, "reason": found.reason}
