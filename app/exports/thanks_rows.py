"""The rows that only a bank that ends on thanks has: favourable shares, whole sides, what matters most, promises."""

from collections.abc import Iterator
from typing import Any

from app.exports.rows import Make, RowNames, TableRow, bounded_cells, figure_cells, share_cells
from app.exports.words import Labels
from app.publication.documents import ReleasedDimension, ReleaseDocument, ReleasedSide
from app.publication.values import Reason, Share

PROMISE: Labels = {"fr": "Promesse {}", "en": "Promise {}"}


def favourable_rows(
    released: ReleaseDocument, dimension: ReleasedDimension, make: Make, names: RowNames
) -> Iterator[TableRow]:
    about = {"id": dimension.id, "name": names("dimension", dimension.id)}
    for level in dimension.levels if released.of_thanks else ():
        if level.favourable or level.favourable_withheld:
            cells = _told(level.favourable, level.favourable_withheld, names)
            yield make("favourable", **about, side=level.side, base=level.base, **cells)


def side_rows(side: ReleasedSide, make: Make, names: RowNames, *, whole: bool) -> Iterator[TableRow]:
    """whole: of everybody, not of a part."""
    if level := side.level:
        about = {"side": side.id, "name": names("side", side.id), "base": level.base, "unit": "points"}
        yield make("level", **about, **bounded_cells(level.mean, level.half_width))
        if whole:
            yield make("spread", **about, **figure_cells(level.sd))


def importance_rows(released: ReleaseDocument, make: Make, names: RowNames) -> Iterator[TableRow]:
    for asked in released.importance:
        if asked.reason:
            about = {"side": asked.side, "name": names("side", asked.side)}
            yield make("importance", **about, **_told(None, asked.reason, names))
        for picked in asked.dimensions:
            about = {"id": picked.id, "name": names("dimension", picked.id), "side": asked.side}
            yield make("importance", **about, **_told(picked.share, None, names))
        if asked.none:
            yield make("no_importance", side=asked.side, **_told(asked.none, None, names))


def promise_rows(released: ReleaseDocument, make: Make, names: RowNames) -> Iterator[TableRow]:
    for promise in released.promises:
        about = {"id": f"{promise.slot}", "name": PROMISE[names.language].format(promise.slot), "base": promise.base}
        for figure in ("noticed", "not_noticed", "cannot_say"):
            yield make(figure, **about, **_told(getattr(promise, figure), promise.reason, names))


def _told(share: Share | None, reason: Reason | None, names: RowNames) -> dict[str, Any]:
    """A share with its words, or why there is none."""
    if share is None:
        return {"unit": "percent", "reason": reason}
    return {"words": names.told.share(share), **share_cells(share)}
