"""The dimensions as a butterfly: first side's bars to the left of a spine, second's to the right; or one side alone.

Promises that swapping sides gives the mirror image. Refuses to tell forces apart by colour alone: bars end differently.
Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from app.figures.plane import Spot

Tip = Literal["square", "point", "round"]
TIPS: tuple[Tip, Tip, Tip] = ("square", "point", "round")
"""How bars end, by the position of their force; bars without a force end square, in a colour of their own."""

WIDTH = 360.0
MARGIN, NUMBER = 10.0, 30.0
"""What is left free at the ends of the longest bars: a margin, and room for a number."""
LEGEND, SIDES, ROW = 34.0, 40.0, 46.0
LABEL, BAR, THICK = 16.0, 23.0, 14.0
"""Within a row: the label's baseline, the top of the bars, their thickness."""
REACH = 20.0
"""How far a wing goes beyond its first and its last bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """start: on the spine; end: at the level, or at the spine if there is none; path: the bar's outline, maybe empty.

    whisker: ends of the interval, if any; number: where the level is written, by its edge nearer to the spine.
    """

    level: float | None
    start: float = field(hash=False)
    end: float = field(hash=False)
    track: float = field(hash=False)
    path: str = field(hash=False)
    whisker: tuple[float, float] | None = field(hash=False)
    number: float


@dataclass(frozen=True, slots=True)
class ButterflyRow:
    """force: position of its force, or None; label, top, middle: heights of the label's baseline and of the bars."""

    force: int | None
    label: float
    top: float
    middle: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Swatch:
    x: float
    y: float
    force: int
    path: str


@dataclass(frozen=True, slots=True)
class Butterfly:
    """spine: where bars start; sides_at: the baseline of the sides' names; legend: one swatch a force, maybe none.

    wings: for each side, the outline of the wing behind its bars, through their ends; empty without levels.
    """

    width: float
    height: float
    spine: float
    sides_at: float
    thick: float
    legend: tuple[Swatch, ...]
    rows: tuple[ButterflyRow, ...]
    wings: tuple[str, ...]


def butterfly(
    levels: Sequence[Sequence[float | None]],
    forces: Sequence[int | None],
    margins: Sequence[Sequence[float | None]] | None = None,
    tall: float = ROW,
) -> Butterfly:
    """levels: for each dimension, one level a side (one side or two), 0–100, None where there is nothing to show.

    forces: the position of each dimension's force, or None; margins: half-widths of intervals, shaped as levels;
    tall: from one row to the next.
    """
    sides = len(levels[0]) if levels else 2
    spine = WIDTH / 2 if sides == 2 else MARGIN
    legend = legend_of(sorted({force for force in forces if force is not None}))
    head = (LEGEND if legend else 0.0) + SIDES
    half_widths = margins if margins is not None else [[None] * sides for _ in levels]
    rows = tuple(
        _row(spine, head + tall * position, force, tuple(found), tuple(margin))
        for position, (found, force, margin) in enumerate(zip(levels, forces, half_widths, strict=True))
    )
    return Butterfly(
        width=WIDTH,
        height=head + tall * len(levels) + 2 * MARGIN,
        spine=spine,
        sides_at=head - 14,
        thick=THICK,
        legend=legend,
        rows=rows,
        wings=tuple(wing(spine, _ends(rows, side)) for side in range(sides)),
    )


@lru_cache(1024)
def _row(
    spine: float, top: float, force: int | None, levels: tuple[float | None, ...], margins: tuple[float | None, ...]
) -> ButterflyRow:
    ways = (-1, 1) if len(levels) == 2 else (1,)
    bars = tuple(
        _bar(spine, way, top + BAR, tip_of(force), level, margin)
        for way, level, margin in zip(ways, levels, margins, strict=True)
    )
    return ButterflyRow(force, top + LABEL, top + BAR, top + BAR + THICK / 2, bars)


def _bar(spine: float, way: int, top: float, tip: Tip, level: float | None, margin: float | None) -> Bar:
    longest = (WIDTH - spine if way > 0 else spine) - NUMBER - MARGIN
    track = spine + way * longest
    if level is None:
        return Bar(None, spine, spine, track, "", None, spine + way * 8)
    end = spine + way * longest * level / 100
    whisker = None
    if margin is not None:
        low, high = max(0.0, level - margin), min(100.0, level + margin)
        whisker = (spine + way * longest * low / 100, spine + way * longest * high / 100)
    outermost = whisker[1] if whisker else end
    return Bar(level, spine, end, track, outline(spine, end, top, tip), whisker, outermost + way * 6)


def _ends(rows: Sequence[ButterflyRow], side: int) -> list[tuple[float, float, float]]:
    bars = ((row.bars[side], row.top) for row in rows)
    return [(bar.end, top, top + THICK) for bar, top in bars if bar.level is not None]


def wing(spine: float, ends: Sequence[tuple[float, float, float]], reach: float = REACH) -> str:
    """A line that runs straight past the ends of bars and swings between them, back to the spine; empty without ends.

    ends: of bars that have a level: how far they go, their top and their bottom; reach: how far beyond the outer ones.
    """
    if not ends:
        return ""
    corners = contour(spine, ends, reach)
    return f"M{short(spine)} {short(corners[0].y)}{trace(corners, 0, len(corners) - 1)}Z"


def contour(spine: float, ends: Sequence[tuple[float, float, float]], reach: float = REACH) -> tuple[Spot, ...]:
    """Where a wing leaves the spine, the upper and the lower corner of each end, and where it meets the spine again."""
    between = (Spot(x, y) for x, top, bottom in ends for y in (top, bottom))
    return (Spot(spine, ends[0][1] - reach), *between, Spot(spine, ends[-1][2] + reach))


def trace(corners: Sequence[Spot], first: int, last: int) -> str:
    """The path along a contour from one of its corners to another, up or down."""
    step, final = (1 if last > first else -1), len(corners) - 2
    path = ""
    for at in range(first, last, step):
        here, to = corners[at], corners[at + step]
        upper = min(at, at + step)
        if upper in (0, final):
            bend = short(corners[1 if not upper else final].x), short(corners[0 if not upper else -1].y)
            path += f"Q{bend[0]} {bend[1]} {short(to.x)} {short(to.y)}"
        elif upper % 2:
            path += f"V{short(to.y)}"
        else:
            path += _swing(here, to)
    return path


@lru_cache(1024)
def _swing(here: Spot, to: Spot) -> str:
    """From the end of one bar to that of the next."""
    between, x = short((here.y + to.y) / 2), short(to.x)
    return f"C{short(here.x)} {between} {x} {between} {x} {short(to.y)}"


def tip_of(force: int | None) -> Tip:
    return "square" if force is None else TIPS[force % len(TIPS)]


def outline(start: float, end: float, top: float, tip: Tip, thick: float = THICK) -> str:
    """The path of a bar, so high, that ends in a tip; empty if it has no length."""
    if start == end:
        return ""
    way = 1 if end > start else -1
    depth = 0.0 if tip == "square" else min(thick / 2, abs(end - start))
    neck, bottom = short(end - way * depth), short(top + thick)
    across = {
        "square": f"V{bottom}",
        "point": f"L{short(end)} {short(top + thick / 2)}L{neck} {bottom}",
        "round": f"A{short(depth)} {short(thick / 2)} 0 0 {int(way > 0)} {neck} {bottom}",
    }[tip]
    return f"M{short(start)} {short(top)}H{neck}{across}H{short(start)}Z"


def legend_of(forces: Sequence[int]) -> tuple[Swatch, ...]:
    """A swatch for each of these forces, side by side at the top of a picture."""
    step = (WIDTH - 2 * MARGIN) / max(1, len(forces))
    swatches = []
    for position, force in enumerate(forces):
        left = MARGIN + step * position
        swatches.append(Swatch(left + 28, 16, force, outline(left, left + 22, 4, tip_of(force))))
    return tuple(swatches)


@lru_cache(4096)
def short(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}"
