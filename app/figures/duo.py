"""Two results in one picture: two bars for each level, one under the other, and two points on the triangle of forces.

Promises that swapping the two swaps their bars and points, and nothing else. Refuses to tell them apart by colour.
Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import dist

from app.figures.butterfly import MARGIN, NUMBER, THICK, WIDTH, Swatch, Tip, outline, tip_of, wing
from app.figures.plane import Spot
from app.figures.triangle import Triangle, triangle

Levels = Sequence[Sequence[float | None]]
"""For each dimension, one level a side (one side or two), 0–100, None where there is nothing to show."""

KEYS, LEGEND, SIDES, ROW = 32.0, 26.0, 34.0, 64.0
LABEL, BARS, GAP = 16.0, 24.0, 4.0
"""Within a row: the label's baseline, the top of the upper bar, what lies between the two bars."""
REACH = 16.0
"""How far a wing goes beyond its first and its last bar."""
BADGE, ASIDE = 11.0, 20.0
"""The radius of a point with its number inside; how far from a point its number stands, where two points touch."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One result's bar. end: at the level, or on the spine; path: its outline, maybe empty; number: next to its end."""

    level: float | None
    end: float
    middle: float
    path: str
    number: float


@dataclass(frozen=True, slots=True)
class Wing:
    """One side of a row. outer: its end away from the spine; strips: of the first result, above, and of the second."""

    outer: float
    track: float
    strips: tuple[Strip, Strip]


@dataclass(frozen=True, slots=True)
class DuoRow:
    """force: position of its force, or None; label: a baseline; top, bottom: of the bars."""

    force: int | None
    label: float
    top: float
    bottom: float
    wings: tuple[Wing, ...]


@dataclass(frozen=True, slots=True)
class Duo:
    """keys: a swatch for each result, filled and not; legend: one a force, maybe none.

    wings: for each side, the shape behind its bars of the first result and of the second, each maybe empty.
    """

    width: float
    height: float
    spine: float
    sides_at: float
    keys: tuple[Swatch, ...]
    legend: tuple[Swatch, ...]
    rows: tuple[DuoRow, ...]
    wings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """spot: the place itself; number: the middle of its number: there, or aside if the other point touches this one."""

    spot: Spot
    number: Spot


@dataclass(frozen=True, slots=True)
class TwoPoints:
    """triangle: without a point of its own; lit: the territories that hold one; badge: the radius of a point."""

    triangle: Triangle
    lit: frozenset[int | None]
    pins: tuple[Pin | None, Pin | None]
    badge: float = BADGE


def duo(first: Levels, second: Levels, forces: Sequence[int | None]) -> Duo:
    """forces: the position of each dimension's force, or None."""
    spine = WIDTH / 2 if not first or len(first[0]) == 2 else MARGIN
    named = sorted({force for force in forces if force is not None})
    head = KEYS + (LEGEND if named else 0.0) + SIDES
    rows = tuple(
        _row(spine, head + ROW * at, force, one, other)
        for at, (one, other, force) in enumerate(zip(first, second, forces, strict=True))
    )
    return Duo(
        width=WIDTH,
        height=head + ROW * len(first) + MARGIN,
        spine=spine,
        sides_at=head - 10,
        keys=_swatches([(0, "square"), (1, "square")], 4.0),
        legend=_swatches([(force, tip_of(force)) for force in named], KEYS),
        rows=rows,
        wings=tuple(
            (_shape(spine, rows, side, 0), _shape(spine, rows, side, 1))
            for side in range(len(rows[0].wings) if rows else 0)
        ),
    )


def _row(
    spine: float,
    top: float,
    force: int | None,
    first: Sequence[float | None],
    second: Sequence[float | None],
) -> DuoRow:
    ways = (-1, 1) if len(first) == 2 else (1,)
    bars = top + BARS
    wings = tuple(
        _wing(spine, way, bars, force, (one, other)) for way, one, other in zip(ways, first, second, strict=True)
    )
    return DuoRow(force, top + LABEL, bars, bars + 2 * THICK + GAP, wings)


def _wing(spine: float, way: int, top: float, force: int | None, levels: tuple[float | None, float | None]) -> Wing:
    outer = (WIDTH - MARGIN) if way > 0 else MARGIN
    track = outer - way * NUMBER
    one, other = (_strip(spine, track, top + place * (THICK + GAP), force, level) for place, level in enumerate(levels))
    return Wing(outer, track, (one, other))


def _strip(spine: float, track: float, top: float, force: int | None, level: float | None) -> Strip:
    way = 1 if track > spine else -1
    end = spine + (track - spine) * (level or 0.0) / 100
    return Strip(level, end, top + THICK / 2, outline(spine, end, top, tip_of(force)), end + way * 7)


def _shape(spine: float, rows: Sequence[DuoRow], side: int, result: int) -> str:
    """The wing behind one result's bars, as high as both."""
    strips = ((row.wings[side].strips[result], row) for row in rows)
    return wing(spine, [(strip.end, row.top, row.bottom) for strip, row in strips if strip.level is not None], REACH)


def _swatches(tips: Sequence[tuple[int, Tip]], top: float) -> tuple[Swatch, ...]:
    step = (WIDTH - 2 * MARGIN) / max(1, len(tips))
    lefts = (MARGIN + step * place for place in range(len(tips)))
    return tuple(
        Swatch(left + 28, top + 12, which, outline(left, left + 22, top, tip))
        for left, (which, tip) in zip(lefts, tips, strict=True)
    )


def two_points(
    prototypes: Sequence[tuple[float, float]],
    radius: float,
    first: tuple[float, float] | None,
    second: tuple[float, float] | None,
) -> TwoPoints:
    """prototypes, radius: as for triangle; first, second: places on the plane of forces, None without an animal."""
    one, other = (triangle(prototypes, radius, point) for point in (first, second))
    lit = frozenset(drawn.own for drawn in (one, other) if drawn.point)
    return TwoPoints(triangle(prototypes, radius), lit, pins(one.point, other.point))


def pins(first: Spot | None, second: Spot | None) -> tuple[Pin | None, Pin | None]:
    """Points never move. Where they touch, numbers stand away from each other; left and right of one place."""
    if not first or not second or (apart := dist(first, second)) > 2 * BADGE:
        return first and Pin(first, first), second and Pin(second, second)
    x, y = ((first.x - second.x) / apart, (first.y - second.y) / apart) if apart else (-1.0, 0.0)
    return (
        Pin(first, Spot(first.x + ASIDE * x, first.y + ASIDE * y)),
        Pin(second, Spot(second.x - ASIDE * x, second.y - ASIDE * y)),
    )
