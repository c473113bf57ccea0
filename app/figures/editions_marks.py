"""Editions side by side, a panel a dimension: what customers lived, what staff received, what staff expected. Pure.

All panels have one scale. A line joins two neighbouring editions only if the same questionnaire measured both: it joins
marks, and promises nothing of what lies between.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from app.figures.butterfly import LEGEND, MARGIN, Swatch, legend_of
from app.figures.lettering import extent
from app.figures.marks import Mark, reach
from app.figures.plane import Spot
from app.figures.triangle import Label

WIDTH, COLUMNS = 360.0, 2
KEY = 26.0
TITLE, TALL, FOOT, LINE, SIZE = 24.0, 108.0, 28.0, 15.0, 13.5
"""Of a panel: its dimension's name, its field, names of editions and what is free below them, their second line."""
SCALE, NUMBER, INSET = 24.0, 26.0, 14.0
"""What is free left of the fields for their scale, right of each for its last level, and within it at both ends."""
LEAST, STEP, GRID = 40, 10, 20
"""The scale shows at least so many points, in whole tens, and has a line at every twentieth."""
FIELD = (WIDTH - 2 * MARGIN - SCALE) / COLUMNS - NUMBER
"""The width of a field."""
APART, NAMED = 7.0, 44.0
"""How far the marks of an edition are apart where there is room; how far editions are apart if each has its name."""
ACROSS = (2, 0, 1)
"""From left to right: what was expected, then what was lived, then what staff received."""
MOST = 6
"""As many editions as can be told apart in half a phone's width."""


@dataclass(frozen=True, slots=True)
class EditionMarks:
    """marks: for each dimension, what was lived, received and expected; None where nothing is shown.

    measured: the fingerprints of what measured each of the three.
    """

    name: str
    marks: tuple[tuple[Mark | None, Mark | None, Mark | None], ...]
    measured: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class PanelMark:
    """voice: 0 lived, 1 received, 2 expected; whisker: its lower and upper end, if any."""

    voice: int
    spot: Spot
    whisker: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class PanelJoin:
    voice: int
    start: Spot
    end: Spot


@dataclass(frozen=True, slots=True)
class Panel:
    """row: the position of its dimension; left, top, right, bottom: of its field; title: a baseline.

    scale: levels that have a line, and its height; middles: of each edition's marks; breaks: where a questionnaire
    changed; last: what was lived in the last edition, if it is shown.
    """

    row: int
    force: int | None
    left: float
    top: float
    right: float
    bottom: float
    title: float
    scale: tuple[tuple[int, float], ...]
    middles: tuple[float, ...]
    breaks: tuple[float, ...]
    joins: tuple[PanelJoin, ...]
    marks: tuple[PanelMark, ...]
    last: PanelMark | None


@dataclass(frozen=True, slots=True)
class EditionsPanels:
    """given: what all was made from; keys: where samples stand: of lived, received, expected, and of a break if any.

    names: where the name of each edition is written, from the left and the bottom of a field, or None; mark: the
    radius of a mark.
    """

    width: float
    height: float
    given: tuple[EditionMarks, ...]
    legend: tuple[Swatch, ...]
    keys: tuple[Spot, ...]
    panels: tuple[Panel, ...]
    names: tuple[Label | None, ...]
    mark: float


def editions_panels(editions: Sequence[EditionMarks], forces: Sequence[int | None]) -> EditionsPanels:
    """editions: the oldest first; the last MOST are drawn; forces: the position of each dimension's force, or None."""
    drawn = tuple(editions[-MOST:])
    legend = legend_of(sorted({force for force in forces if force is not None}))
    broken = any(one.measured != other.measured for one, other in pairwise(drawn))
    above = LEGEND if legend else 0.0
    keys = tuple(Spot(MARGIN + KEY / 2, above + 14 + KEY * line) for line in range(4 if broken else 3))
    head, middles = above + KEY * len(keys) + 6, _middles(len(drawn))
    names = tuple(_names(middles))
    second = any(label and _too_long(one.name, label.room) for one, label in zip(drawn, names, strict=True))
    tall, scale = TITLE + TALL + FOOT + (LINE if second else 0.0), _scale(drawn)
    panels = tuple(
        _panel(drawn, row, force, middles, scale, head + tall * (row // COLUMNS)) for row, force in enumerate(forces)
    )
    mark = min(4.6, 0.68 * _apart(middles))
    return EditionsPanels(WIDTH, head + tall * ceil(len(forces) / COLUMNS), drawn, legend, keys, panels, names, mark)


def _middles(many: int) -> tuple[float, ...]:
    if many < 2:
        return (FIELD / 2,) * many
    return tuple(INSET + (FIELD - 2 * INSET) * at / (many - 1) for at in range(many))


def _too_long(name: str, room: float) -> bool:
    return " " in name and extent(name) * SIZE > room


def _apart(middles: Sequence[float]) -> float:
    return min(APART, (middles[1] - middles[0]) / 3.2) if len(middles) > 1 else APART


def _names(middles: Sequence[float]) -> Iterator[Label | None]:
    """All editions have a name if there is room, else the first and the last."""
    step = middles[1] - middles[0] if len(middles) > 1 else FIELD
    for at, middle in enumerate(middles):
        if len(middles) == 1 or step >= NAMED:
            yield Label(middle, 17, "middle", min(step, 2 * min(middle, FIELD - middle) + NUMBER) - 4)
        elif at in (0, len(middles) - 1):
            yield Label(FIELD if at else 0.0, 17, "end" if at else "start", FIELD / 2 - 6)
        else:
            yield None


def _scale(editions: Sequence[EditionMarks]) -> range:
    """Whole tens around all that is drawn, between 0 and 100."""
    found = [mark for edition in editions for row in edition.marks for mark in row if mark]
    low = max(0, floor(min((mark.mean - (mark.half_width or 0.0) for mark in found), default=30.0) / STEP) * STEP)
    high = min(100, ceil(max((mark.mean + (mark.half_width or 0.0) for mark in found), default=70.0) / STEP) * STEP)
    return range(min(low, 100 - LEAST), max(high, low + LEAST) + 1, STEP)


def _panel(
    editions: Sequence[EditionMarks],
    row: int,
    force: int | None,
    middles: Sequence[float],
    scale: range,
    start: float,
) -> Panel:
    """start: its upper end."""
    left, top = MARGIN + SCALE + (FIELD + NUMBER) * (row % COLUMNS), start + TITLE
    right, bottom = left + FIELD, top + TALL

    def height(level: float) -> float:
        return bottom - TALL * (level - scale[0]) / (scale[-1] - scale[0])

    marks = _marks([edition.marks[row] for edition in editions], [left + middle for middle in middles], height)
    return Panel(
        row, force, left, top, right, bottom, top - 9,
        scale=tuple((level, height(level)) for level in scale if level % GRID == 0),
        middles=tuple(left + middle for middle in middles),
        breaks=tuple(
            left + (middles[at] + middles[at + 1]) / 2
            for at, (one, other) in enumerate(pairwise(editions))
            if one.measured != other.measured
        ),
        joins=tuple(_joins(editions, marks)),
        marks=tuple(marks.values()),
        last=marks.get((0, len(editions) - 1)),
    )  # fmt: skip


def _marks(
    found: Sequence[tuple[Mark | None, ...]], middles: Sequence[float], height: Callable[[float], float]
) -> dict[tuple[int, int], PanelMark]:
    """By voice and by the position of the edition."""
    apart = _apart(middles)
    return {
        (voice, at): PanelMark(voice, Spot(middles[at] + apart * place, height(mark.mean)), reach(mark, height))
        for at, marks in enumerate(found)
        for place, voice in zip((-1, 0, 1), ACROSS, strict=True)
        if (mark := marks[voice])
    }


def _joins(editions: Sequence[EditionMarks], marks: dict[tuple[int, int], PanelMark]) -> Iterator[PanelJoin]:
    for at, (one, other) in enumerate(pairwise(editions)):
        for voice in ACROSS:
            start, end = marks.get((voice, at)), marks.get((voice, at + 1))
            if start and end and one.measured[voice] == other.measured[voice]:
                yield PanelJoin(voice, start.spot, end.spot)
