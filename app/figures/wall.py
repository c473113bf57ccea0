"""The dimensions as a butterfly for a wall: their names along the middle, first side's bars to the left of them.

Swapping sides gives the mirror image, and the last row of seats can read the letters. Intervals are in the table behind
the figure. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.figures.butterfly import Swatch, outline, tip_of

WIDTH = 900.0
NAMES, NUMBER = 176.0, 34.0
"""The width of the names in the middle, and of the number at the end of a bar."""
HEAD, ROW, THICK = 32.0, 33.0, 23.0
SWATCH = 26.0


@dataclass(frozen=True, slots=True)
class WallBar:
    """path: its outline, maybe empty; track: that of the whole way; number: where the level is written."""

    level: float | None
    path: str
    track: str
    number: float


@dataclass(frozen=True, slots=True)
class WallRow:
    force: int | None
    middle: float
    bars: tuple[WallBar, ...]


@dataclass(frozen=True, slots=True)
class Wall:
    """spines: where the bars of each side start; names: the middle of the names; legend: one swatch a force."""

    width: float
    height: float
    spines: tuple[float, ...]
    names: float
    rows: tuple[WallRow, ...]
    legend: tuple[Swatch, ...]


def wall(levels: Sequence[Sequence[float | None]], forces: Sequence[int | None]) -> Wall:
    """levels: for each dimension, one level a side (one side or two), 0–100, None where there is nothing to show.

    forces: the position of each dimension's force, or None.
    """
    sides = len(levels[0]) if levels else 2
    names = WIDTH / 2 if sides == 2 else NAMES / 2
    spines = (names - NAMES / 2, names + NAMES / 2) if sides == 2 else (NAMES,)
    rows = tuple(
        _row(spines, HEAD + ROW * position, force, found)
        for position, (found, force) in enumerate(zip(levels, forces, strict=True))
    )
    bottom = HEAD + ROW * len(levels)
    known = sorted({force for force in forces if force is not None})
    return Wall(WIDTH, bottom + (ROW if known else 0.0), spines, names, rows, _legend(known, bottom))


def _row(spines: tuple[float, ...], top: float, force: int | None, levels: Sequence[float | None]) -> WallRow:
    ways = (-1, 1) if len(spines) == 2 else (1,)
    above = top + (ROW - THICK) / 2
    bars = tuple(_bar(spine, way, above, force, level) for spine, way, level in zip(spines, ways, levels, strict=True))
    return WallRow(force, top + ROW / 2, bars)


def _bar(spine: float, way: int, top: float, force: int | None, level: float | None) -> WallBar:
    longest = (WIDTH - spine if way > 0 else spine) - NUMBER
    end = spine + way * longest * (level or 0.0) / 100
    track = outline(spine, spine + way * longest, top, tip_of(force), THICK)
    return WallBar(level, outline(spine, end, top, tip_of(force), THICK), track, end + way * 8)


def _legend(forces: Sequence[int], top: float) -> tuple[Swatch, ...]:
    step = WIDTH / max(1, len(forces))
    lefts = (step * (position + 0.5) - 56 for position in range(len(forces)))
    return tuple(
        Swatch(left + SWATCH + 8, top + ROW - 7, force, outline(left, left + SWATCH, top + 11, tip_of(force), 18.0))
        for left, force in zip(lefts, forces, strict=True)
    )
