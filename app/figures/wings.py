"""The wings of one edition: what is lived on both sides of one spine, and as a ghost over a wing, what was believed.

Bars, wings and intervals are those of the butterfly, and swapping sides gives the mirror image. A ghost leaves its wing
only where belief and life are clearly apart: beyond the wing, or inside it. What too few people believed is a dot.
Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from app.figures.butterfly import (
    MARGIN,
    NUMBER,
    REACH,
    THICK,
    WIDTH,
    Bar,
    Butterfly,
    ButterflyRow,
    butterfly,
    contour,
    short,
    trace,
)
from app.figures.hatching import hatch
from app.figures.marks import TOLD, Belief, Mark
from app.figures.plane import Spot

ROW = 52.0
"""A little more than the butterfly's: where there is a ghost, one of two numbers stands below the bar."""
HATCH, KEY_HATCH = 6.0, 5.0
"""From one line to the next, across."""
KEYS, KEY, SAMPLE = 10.0, 26.0, (18.0, 14.0)
"""Of the legend of ghosts: what is free above it, the height of a line, the size of what is hatched in a sample."""
DOT = 4.5
"""The radius of what too few people believed."""
BELOW, ASIDE, OFF, WIDE = 13.0, 5.0, 6.0, 24.0
"""Of numbers: how far below a bar a baseline is; how far from an end they start, there and beside it; their room."""
WAYS = (-1, 1)


@dataclass(frozen=True, slots=True)
class WingMark:
    """One dimension on one side. lived: None where nothing is shown; believed: by the other side, if it was asked."""

    lived: Mark | None
    believed: Mark | None = None
    reading: Belief | None = None

    @property
    def apart(self) -> Mark | None:
        """What was believed, if it is clearly apart from what is lived."""
        return self.believed if self.lived and self.reading in TOLD else None

    @property
    def dotted(self) -> Mark | None:
        """What was believed, if there were too few people on a side to tell."""
        return self.believed if self.lived and self.reading == "too_few" else None


@dataclass(frozen=True, slots=True)
class WingNumber:
    """way: the side of x on which it stands; level: None where nothing is shown; believed: or else lived; inner: below
    its bar, inside what is drawn."""

    x: float
    y: float
    way: int
    level: float | None
    believed: bool = False
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Ghost:
    """Neighbouring dimensions of one side in which belief and life are clearly apart.

    outline: an open path, from the wing and back to it; area: between it and the wing; beyond, inside: lines across
    that area, for where it lies outside and inside the wing, maybe empty.
    """

    side: int
    outline: str
    area: str
    beyond: str
    inside: str


@dataclass(frozen=True, slots=True)
class WingKey:
    """A sample in the legend, and the lines across it. reading: None for the outline itself, too_few for a dot."""

    reading: Belief | None
    x: float
    y: float
    lines: str


@dataclass(frozen=True, slots=True)
class Wings:
    """butterfly: what is lived; given: what all was made from, for each row both sides; dots: their middles.

    empty: for each side, the outline of a wing whose voice is missing, or nothing; keys: maybe none.
    """

    butterfly: Butterfly
    given: tuple[tuple[WingMark, WingMark], ...]
    ghosts: tuple[Ghost, ...]
    dots: tuple[Spot, ...]
    numbers: tuple[WingNumber, ...]
    empty: tuple[str, ...]
    keys: tuple[WingKey, ...]
    height: float


def wings(rows: Sequence[tuple[WingMark, WingMark]], forces: Sequence[int | None]) -> Wings:
    """rows: the left and the right side of each dimension; forces: the position of each dimension's force, or None."""
    drawn = butterfly(
        [[mark.lived.mean if mark.lived else None for mark in row] for row in rows],
        forces,
        [[mark.lived.half_width if mark.lived else None for mark in row] for row in rows],
        ROW,
    )
    numbers = tuple(
        number
        for row, marks in zip(drawn.rows, rows, strict=True)
        for side in (0, 1)
        if drawn.wings[side]
        for number in _numbers(row, side, marks[side])
    )
    told = {mark.reading for row in rows for mark in row if mark.apart or mark.dotted}
    keys = tuple(_keys(told, drawn.height + KEYS))
    return Wings(
        butterfly=replace(drawn, rows=tuple(_clear_of(numbers, row) for row in drawn.rows)),
        given=tuple(rows),
        ghosts=tuple(ghost for side in (0, 1) for ghost in _ghosts(drawn, [row[side] for row in rows], side)),
        dots=tuple(dot for row, marks in zip(drawn.rows, rows, strict=True) for dot in _dots(row, marks)),
        numbers=numbers,
        empty=tuple("" if drawn.wings[side] else _empty(drawn, WAYS[side]) for side in (0, 1)),
        keys=keys,
        height=keys[-1].y + KEY if keys else drawn.height,
    )


def _dots(row: ButterflyRow, marks: Sequence[WingMark]) -> list[Spot]:
    beside = zip(row.bars, marks, strict=True)
    return [Spot(on_bar(bar, mark.dotted.mean), row.middle) for bar, mark in beside if mark.dotted]


def _clear_of(numbers: Sequence[WingNumber], row: ButterflyRow) -> ButterflyRow:
    """With the place of each bar's outermost number, where the end of its way must not be marked."""
    ends = {number.way: number.x for number in numbers if number.y == row.middle + 5}
    bars = (replace(bar, number=ends.get(way, bar.number)) for bar, way in zip(row.bars, WAYS, strict=True))
    return replace(row, bars=tuple(bars))


def on_bar(bar: Bar, level: float) -> float:
    """Where a level stands on a bar's way."""
    return bar.start + (bar.track - bar.start) * level / 100


def _ghosts(drawn: Butterfly, marks: Sequence[WingMark], side: int) -> Iterator[Ghost]:
    """One for each run of neighbours; a dimension without a level is passed over, as the wing does."""
    shown = [(row, mark) for row, mark in zip(drawn.rows, marks, strict=True) if mark.lived]
    if not shown:
        return
    lived = [(row.bars[side].end, row.top, row.top + THICK) for row, _ in shown]
    believed = [
        (on_bar(row.bars[side], mark.apart.mean) if mark.apart else end, top, bottom)
        for (row, mark), (end, top, bottom) in zip(shown, lived, strict=True)
    ]
    wing, ghost = contour(drawn.spine, lived), contour(drawn.spine, believed)
    for apart, run in groupby(range(len(shown)), lambda at: shown[at][1].apart is not None):
        if apart:
            places = [*run]
            first, last = 2 * places[0], 2 * places[-1] + 3
            yield _ghost(side, wing, ghost, (first, last), {shown[at][1].reading for at in places})


def _ghost(
    side: int, wing: Sequence[Spot], ghost: Sequence[Spot], ends: tuple[int, int], readings: set[Belief | None]
) -> Ghost:
    """ends: the corners of the wing where the ghost leaves it and comes back."""
    first, last = ends
    outline = f"M{short(wing[first].x)} {short(wing[first].y)}{trace(ghost, first, last)}"
    around = [*wing[first : last + 1], *ghost[first : last + 1]]
    xs, ys = [spot.x for spot in around], [spot.y for spot in around]
    box, way = (min(xs), min(ys), max(xs), max(ys)), WAYS[side]
    return Ghost(
        side=side,
        outline=outline,
        area=f"{outline}{trace(wing, last, first)}Z",
        beyond=hatch(box, way, HATCH) if "blind_spot" in readings else "",
        inside=hatch(box, -way, HATCH) if "pleasant_surprise" in readings else "",
    )


def _numbers(row: ButterflyRow, side: int, mark: WingMark) -> Iterator[WingNumber]:
    """At the end of a bar; with a ghost or a dot, the outer number on the bar's line, the inner one below it."""
    bar, way, line, beside = row.bars[side], WAYS[side], row.middle + 5, mark.apart or mark.dotted
    if not beside:
        yield WingNumber(bar.number, line, way, bar.level)
        return
    ghost = on_bar(bar, beside.mean)
    beyond = (ghost - bar.end) * way > 0
    outermost = max(ghost + (way * DOT if mark.dotted else 0.0), bar.end, *(bar.whisker or ()), key=lambda x: x * way)
    inner = bar.end if beyond else ghost
    inwards = (inner - bar.start) * way > WIDE + ASIDE
    yield WingNumber(outermost + way * OFF, line, way, beside.mean if beyond else bar.level, beyond)
    yield WingNumber(
        inner - way * ASIDE if inwards else max(inner, bar.start + way * ASIDE, key=lambda x: x * way) + way * ASIDE,
        row.top + THICK + BELOW,
        -way if inwards else way,
        bar.level if beyond else beside.mean,
        not beyond,
        inner=True,
    )


def _empty(drawn: Butterfly, way: int) -> str:
    """Two lobes that follow no level."""
    if not drawn.rows:
        return ""
    head, foot = drawn.rows[0].top - REACH, drawn.rows[-1].top + THICK + REACH
    longest, tall = WIDTH / 2 - NUMBER - MARGIN, foot - head

    def at(across: float, down: float) -> str:
        return f"{short(drawn.spine + way * longest * across)} {short(head + tall * down)}"

    return (
        f"M{at(0, 0)}C{at(0.35, -0.01)} {at(0.97, -0.04)} {at(0.97, 0.14)}S{at(0.62, 0.44)} {at(0.47, 0.54)}"
        f"S{at(0.72, 0.66)} {at(0.72, 0.79)}S{at(0.35, 1)} {at(0, 1)}"
    )


def _keys(readings: set[Belief | None], top: float) -> Iterator[WingKey]:
    """The outline first, then what it means, as far as it is drawn."""
    if not readings:
        return
    wide, tall = SAMPLE
    ghosts: tuple[Belief | None, ...] = (None, *(one for one in TOLD if one in readings)) if readings & {*TOLD} else ()
    dots: tuple[Belief, ...] = ("too_few",) if "too_few" in readings else ()
    for line, reading in enumerate((*ghosts, *dots)):
        y = top + KEY * line
        lines = hatch((MARGIN, y, MARGIN + wide, y + tall), 1 if reading == TOLD[1] else -1, KEY_HATCH)
        yield WingKey(reading, MARGIN, y, lines if reading in TOLD else "")
