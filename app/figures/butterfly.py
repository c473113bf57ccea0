"""The dimensions as a butterfly: first side's bars to the left of a spine, second's to the right; or one side alone.

Promises that swapping sides gives the mirror image. Refuses to tell forces apart by colour alone: bars end differently.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tip = Literal["square", "point", "round"]
TIPS: tuple[Tip, Tip, Tip] = ("square", "point", "round")
"""How bars end, by the position of their force; bars without a force end square, in a colour of their own."""

WIDTH = 360.0
MARGIN, NUMBER = 10.0, 30.0
"""What is left free at the ends of the longest bars: a margin, and room for a number."""
LEGEND, SIDES, ROW = 30.0, 26.0, 46.0
LABEL, BAR, THICK = 16.0, 23.0, 14.0
"""Within a row: the label's baseline, the top of the bars, their thickness."""


@dataclass(frozen=True, slots=True)
class Bar:
    """start: on the spine; end: at the level, or at the spine if there is none; path: the bar's outline, maybe empty.

    whisker: ends of the interval, if any; number: where the level is written, by its edge nearer to the spine.
    """

    level: float | None
    start: float
    end: float
    track: float
    path: str
    whisker: tuple[float, float] | None
    number: float


@dataclass(frozen=True, slots=True)
class Row:
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
    """spine: where bars start; sides_at: the baseline of the sides' names; legend: one swatch a force, maybe none."""

    width: float
    height: float
    spine: float
    sides_at: float
    thick: float
    legend: tuple[Swatch, ...]
    rows: tuple[Row, ...]


def butterfly(
    levels: Sequence[Sequence[float | None]],
    forces: Sequence[int | None],
    margins: Sequence[Sequence[float | None]] | None = None,
) -> Butterfly:
    """levels: for each dimension, one level a side (one side or two), 0–100, None where there is nothing to show.

    forces: the position of each dimension's force, or None; margins: half-widths of intervals, shaped as levels.
    """
    sides = len(levels[0]) if levels else 2
    spine = WIDTH / 2 if sides == 2 else MARGIN
    legend = _legend(sorted({force for force in forces if force is not None}))
    head = (LEGEND if legend else 0.0) + SIDES
    half_widths = margins if margins is not None else [[None] * sides for _ in levels]
    return Butterfly(
        width=WIDTH,
        height=head + ROW * len(levels) + MARGIN,
        spine=spine,
        sides_at=head - 6,
        thick=THICK,
        legend=legend,
        rows=tuple(
            _row(spine, head + ROW * position, force, found, margin)
            for position, (found, force, margin) in enumerate(zip(levels, forces, half_widths, strict=True))
        ),
    )


def _row(
    spine: float, top: float, force: int | None, levels: Sequence[float | None], margins: Sequence[float | None]
) -> Row:
    ways = (-1, 1) if len(levels) == 2 else (1,)
    bars = tuple(
        _bar(spine, way, top + BAR, tip_of(force), level, margin)
        for way, level, margin in zip(ways, levels, margins, strict=True)
    )
    return Row(force, top + LABEL, top + BAR, top + BAR + THICK / 2, bars)


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


def tip_of(force: int | None) -> Tip:
    return "square" if force is None else TIPS[force % len(TIPS)]


def outline(start: float, end: float, top: float, tip: Tip) -> str:
    """The path of a bar, THICK high, that ends in a tip; empty if it has no length."""
    if start == end:
        return ""
    way = 1 if end > start else -1
    depth = 0.0 if tip == "square" else min(THICK / 2, abs(end - start))
    neck, bottom = _number(end - way * depth), _number(top + THICK)
    across = {
        "square": f"V{bottom}",
        "point": f"L{_number(end)} {_number(top + THICK / 2)}L{neck} {bottom}",
        "round": f"A{_number(depth)} {_number(THICK / 2)} 0 0 {int(way > 0)} {neck} {bottom}",
    }[tip]
    return f"M{_number(start)} {_number(top)}H{neck}{across}H{_number(start)}Z"


def _legend(forces: Sequence[int]) -> tuple[Swatch, ...]:
    step = (WIDTH - 2 * MARGIN) / max(1, len(forces))
    swatches = []
    for position, force in enumerate(forces):
        left = MARGIN + step * position
        swatches.append(Swatch(left + 28, 16, force, outline(left, left + 22, 4, tip_of(force))))
    return tuple(swatches)


def _number(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}"
