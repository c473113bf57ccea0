"""The butterfly again, for a sheet that is read standing: rows far apart, with room for advice beneath each bar.

Its wings, tips and proportions are those of the page's butterfly. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.figures.butterfly import THICK, outline, tip_of, wing

ROWS = 10
"""On one sheet."""
WIDTH, HEIGHT = 652.5, 642.5
TALLEST = 130.0
"""The height of a row, where there are few."""
DOWN = 21.0
"""From the top of a row, where its name stands, to its bars."""
NUMBER = 46.0
"""The room for a level and its margin."""


@dataclass(frozen=True, slots=True)
class Beam:
    """track: where 100 would be; end: how far it goes, margin included; path, whisker: empty, None without a level."""

    force: int | None
    top: float
    track: float
    end: float
    path: str
    whisker: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class PosterSheet:
    """row: the height of one; beams: of each row, one a side; wings: one a side."""

    spine: float
    row: float
    beams: tuple[tuple[Beam, ...], ...]
    wings: tuple[str, ...]
    width: float = WIDTH
    height: float = HEIGHT


PosterLevel = tuple[float | None, float | None]
"""A level and its margin."""


def sheet(rows: Sequence[Sequence[PosterLevel]], forces: Sequence[int | None]) -> PosterSheet:
    """rows: at most ROWS, each with one level a side (one side or two); forces: as butterfly has them."""
    sides = len(rows[0])
    spine = WIDTH / 2 if sides == 2 else 0.0
    row = min(TALLEST, HEIGHT / len(rows))
    ways = (-1, 1) if sides == 2 else (1,)
    beams = tuple(
        tuple(_beam(spine, way, row * at + DOWN, force, level) for way, level in zip(ways, levels, strict=True))
        for at, (levels, force) in enumerate(zip(rows, forces, strict=True))
    )
    ends = ([(line[side], levels[side][0]) for line, levels in zip(beams, rows, strict=True)] for side in range(sides))
    wings = tuple(
        wing(
            spine, [(_tip(spine, way, level), beam.top, beam.top + THICK) for beam, level in side if level is not None]
        )
        for way, side in zip(ways, ends, strict=True)
    )
    return PosterSheet(spine, row, beams, wings)


def _beam(spine: float, way: int, top: float, force: int | None, level: PosterLevel) -> Beam:
    mean, margin = level
    track = _tip(spine, way, 100.0)
    if mean is None:
        return Beam(force, top, track, spine, "", None)
    end = _tip(spine, way, mean)
    path = outline(spine, end, top, tip_of(force))
    if margin is None:
        return Beam(force, top, track, end, path, None)
    low, high = (_tip(spine, way, min(100.0, max(0.0, mean + step))) for step in (-margin, margin))
    return Beam(force, top, track, high, path, (low, high))


def _tip(spine: float, way: int, level: float) -> float:
    longest = (WIDTH - spine if way > 0 else spine) - NUMBER
    return spine + way * longest * level / 100
