"""A release as one flat table: a row for each figure, with its interval, or the reason why it is not shown.

Every file that people take away is made of it. Figures are the release's own: nothing is worked out here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.banks.schema import BankFile, Language
from app.exports.rows import (
    Make,
    RowNames,
    SharesTold,
    TableRow,
    bounded_cells,
    coefficient_cells,
    figure_cells,
    row_maker,
    share_cells,
)
from app.exports.thanks_rows import favourable_rows, importance_rows, promise_rows, side_rows
from app.exports.words import Labels
from app.publication.documents import Mirror, ReleasedDimension, ReleaseDocument, SegmentFigures
from app.publication.values import Reason
from app.publishing import Licence

OTHERS: Labels = {"fr": "Les autres", "en": "The others"}


@dataclass(frozen=True, slots=True)
class Table:
    """title: of the campaign; source: the address of the release’s page, empty where it is not known; licence: None
    where none is given."""

    released: ReleaseDocument
    language: Language
    title: str
    rows: tuple[TableRow, ...]
    source: str = ""
    licence: Licence | None = None


def table_of(
    released: ReleaseDocument,
    file: BankFile,
    language: Language,
    title: str,
    told: SharesTold,
    source: str = "",
    licence: Licence | None = None,
) -> Table:
    """file: of the campaign's questionnaire, in that language too. Each row says of itself when it was made, where it
    is from and under which licence: rows are taken out of files."""
    names = RowNames(file, language, released.people, told)
    rows = [*_whole(released, names)]
    for part in (*released.segments, *((released.others,) if released.others else ())):
        rows += _segment(released, part, names)
    if released.not_counted:
        make = row_maker(released, language, "", "", released.number, released.n)
        rows.append(make("not_counted", unit="people", reason=Reason.FEWER_THAN_K))
    under = licence.id if licence else ""
    sourced = tuple(replace(row, made_on=released.made_on, source=source, licence=under) for row in rows)
    return Table(released, language, title, sourced, source, licence)


def _whole(released: ReleaseDocument, names: RowNames) -> Iterator[TableRow]:
    make = row_maker(released, names.language, "", "", released.number, released.n)
    yield make("people", value=released.n, unit="people")
    yield from _shares(released, make, names)
    for dimension in released.dimensions:
        about = {"id": dimension.id, "name": names("dimension", dimension.id)}
        yield from _levels(dimension, make, **about)
        for level in dimension.levels:
            on = {"side": level.side, "base": level.base}
            yield make("spread", **about, **on, unit="points", **figure_cells(level.sd))
            yield make("alpha", **about, **on, unit="coefficient", **coefficient_cells(level.alpha))
        yield from favourable_rows(released, dimension, make, names)
        yield from _mirrors(dimension.mirrors, make, **about)
    yield from _mirrors(released.mirrors, make)
    for side in released.sides:
        about = {"side": side.id, "name": names("side", side.id)}
        yield from side_rows(side, make, names, whole=True)
        yield make("alpha", **about, base=side.base, unit="coefficient", **coefficient_cells(side.alpha))
    for force in released.forces:
        about = {"id": force.id, "name": names("force", force.id)}
        if force.chosen:
            yield make("chosen", **about, unit="percent", **figure_cells(force.chosen))
        yield make("alpha", **about, base=force.base, unit="coefficient", **coefficient_cells(force.alpha))
    yield from importance_rows(released, make, names)
    yield from promise_rows(released, make, names)


def _segment(released: ReleaseDocument, part: SegmentFigures, names: RowNames) -> Iterator[TableRow]:
    said = dict(part.name)
    name = said.get(names.language) or next(iter(said.values()), OTHERS[names.language])
    make = row_maker(released, names.language, part.id, name, part.as_of, part.n or None)
    yield make("people", value=part.n or None, unit="people", reason=part.withheld)
    yield from _shares(part, make, names)
    for dimension in part.dimensions:
        yield from _levels(dimension, make, id=dimension.id, name=names("dimension", dimension.id))
        yield from favourable_rows(released, dimension, make, names)
    for side in part.sides:
        yield from side_rows(side, make, names, whole=False)
    for mirror in part.mirrors:
        yield _gap(mirror, make)


def _shares(crowd: ReleaseDocument | SegmentFigures, make: Make, names: RowNames) -> Iterator[TableRow]:
    said = names.told.shares(crowd)
    for totem in crowd.totems:
        name = names("totem", totem.id)
        yield make("totem", id=totem.id, name=name, words=said[totem.id], **share_cells(totem.share))
    if crowd.none:
        yield make("no_totem", words=said[""], **share_cells(crowd.none))


def _levels(dimension: ReleasedDimension, make: Make, **about: str) -> Iterator[TableRow]:
    for level in dimension.levels:
        shown = bounded_cells(level.mean, level.half_width)
        yield make("level", **about, side=level.side, base=level.base, unit="points", **shown)


def _mirrors(mirrors: tuple[Mirror, ...], make: Make, **about: str) -> Iterator[TableRow]:
    for mirror in mirrors:
        yield _gap(mirror, make, **about)
        sides = {"side": mirror.first, "other_side": mirror.second}
        shown = coefficient_cells(mirror.correlation)
        yield make("correlation", **about, **sides, base=mirror.complete, unit="coefficient", **shown)


def _gap(mirror: Mirror, make: Make, **about: str) -> TableRow:
    sides = {"side": mirror.first, "other_side": mirror.second}
    shown = bounded_cells(mirror.gap, mirror.half_width)
    return make("gap", **about, **sides, base=mirror.base, unit="points", **shown)
