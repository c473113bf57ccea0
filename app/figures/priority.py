"""What matters beside what is lived: a sign a dimension, how often it was named across, its level up.

No line parts the picture into boxes: a dimension is a priority, or it is not settled. Names never cover each other and
never leave the picture. Pure.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor

from app.figures.butterfly import LEGEND, Swatch, legend_of, outline, tip_of
from app.figures.marks import Mark, reach
from app.figures.placing import Box, PlacedName, beside_spots
from app.figures.plane import Spot

WIDTH, TALL = 360.0, 320.0
"""Of the picture, and the height of its field."""
LEFT, RIGHT, TITLE, FOOT, KEY = 34.0, 12.0, 26.0, 48.0, 26.0
"""What is free: for levels, beside the field, for the name of what goes up, of what goes across, for a line of keys."""
LEAST = 40
"""An axis shows at least that many points: what is near would look far apart."""
SIGN, RING, INSET = 7.0, 12.0, 15.0
"""Half a sign, the radius of a blind spot's ring, and how far both stay within the field."""
KEYS = (22.0, 128.0, 246.0)
"""Where the keys stand, side by side."""
_Scale = Callable[[float], float]
CHANCE = 118.0
"""What the words beside the line of chance take."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A dimension: the share of people who named it among what matters most (0–100), its level, and what came of both.

    None, where nothing is shown; force: the position of its force, or None; span: the ends of the share's interval,
    where it does not reach as far both ways.
    """

    importance: Mark | None
    level: Mark | None
    force: int | None = None
    blind_spot: bool = False
    priority: bool = False
    span: tuple[float, float] | None = None

    def whisker(self, scale: _Scale) -> tuple[float, float] | None:
        """Where a scale puts both ends of the share's interval."""
        if self.span:
            return scale(max(0.0, self.span[0])), scale(min(100.0, self.span[1]))
        return reach(self.importance, scale) if self.importance else None


@dataclass(frozen=True, slots=True)
class PrioritySign:
    """row: the position of its dimension; path: the sign, as bars end; whisker: of the share, left and right."""

    row: int
    spot: Spot
    path: str
    whisker: tuple[float, float] | None
    name: PlacedName


@dataclass(frozen=True, slots=True)
class Tick:
    value: float
    at: float


@dataclass(frozen=True, slots=True)
class PriorityPlane:
    """given: what all was made from; across, up: ticks of the axes; chance: where all would stand.

    keys: samples of a priority, of a blind spot and of an interval.
    """

    width: float
    height: float
    given: tuple[Weighed, ...]
    field: Box
    legend: tuple[Swatch, ...]
    signs: tuple[PrioritySign, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    chance: Tick | None
    keys: tuple[Spot, ...]
    ring: float = RING


def priority(rows: Sequence[Weighed], names: Sequence[str], chance: float | None = None) -> PriorityPlane:
    """names: one a row; chance: the share that each would have if people named at random, 0–100."""
    legend = legend_of(sorted({row.force for row in rows if row.force is not None}))
    top = (LEGEND if legend else 0.0) + TITLE
    field = Box(LEFT, top, WIDTH - RIGHT, top + TALL)
    shown = _shown(rows)
    across = _ticks_across([rows[at] for at, *_ in shown], chance or 0.0)
    up = _ticks_up([level.mean for *_, level in shown])
    x = _scale(across, field.left + INSET, field.right - INSET)
    y = _scale(up, field.bottom - INSET, field.top + INSET)
    at_chance = Tick(chance, x(chance)) if chance is not None else None
    return PriorityPlane(
        width=WIDTH,
        height=field.bottom + FOOT + KEY,
        given=tuple(rows),
        field=field,
        legend=legend,
        signs=tuple(_signs(rows, names, (x, y), at_chance, field)),
        across=tuple(Tick(value, x(value)) for value in across),
        up=tuple(Tick(value, y(value)) for value in up),
        chance=at_chance,
        keys=tuple(Spot(left, field.bottom + FOOT + KEY / 2) for left in KEYS),
    )


def _shown(rows: Sequence[Weighed]) -> list[tuple[int, Mark, Mark]]:
    return [(at, row.importance, row.level) for at, row in enumerate(rows) if row.importance and row.level]


def _signs(
    rows: Sequence[Weighed], names: Sequence[str], scales: tuple[_Scale, _Scale], chance: Tick | None, field: Box
) -> Iterator[PrioritySign]:
    shown, (x, y) = _shown(rows), scales
    spots = tuple(Spot(x(share.mean), y(level.mean)) for _, share, level in shown)
    whiskers = tuple(rows[at].whisker(x) for at, *_ in shown)
    avoided = _avoided(spots, whiskers, chance, field)
    labels = beside_spots(tuple(names[at] for at, *_ in shown), spots, RING + 2, field, *avoided)
    for (at, *_), spot, whisker, label in zip(shown, spots, whiskers, labels, strict=True):
        yield PrioritySign(at, spot, _sign(spot, rows[at].force), whisker, label)


def _ticks_across(shown: Sequence[Weighed], chance: float) -> range:
    ends = [row.whisker(lambda value: value) or (0.0, row.importance.mean if row.importance else 0.0) for row in shown]
    furthest = max((end for _, end in ends), default=0.0)
    return range(0, max(LEAST, min(100, ceil(max(furthest, chance) / 10) * 10)) + 1, 10)


def _ticks_up(levels: Sequence[float]) -> range:
    """Whole tens around all levels, between 0 and 100."""
    low, high = floor(min(levels, default=30) / 10) * 10, ceil(max(levels, default=70) / 10) * 10
    while high - low < LEAST:
        low, high = max(0, low - 10), min(100, high + 10) if low < 10 or high - low < LEAST - 10 else high
    return range(low, high + 1, 10)


def _scale(ticks: range, start: float, end: float) -> _Scale:
    first, last = ticks[0], ticks[-1]
    return lambda value: start + (end - start) * (value - first) / (last - first)


def _sign(spot: Spot, force: int | None) -> str:
    return outline(spot.x - SIGN, spot.x + SIGN, spot.y - SIGN, tip_of(force), 2 * SIGN)


def _avoided(
    spots: Sequence[Spot], whiskers: Sequence[tuple[float, float] | None], chance: Tick | None, field: Box
) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """What names avoid: signs and the words about chance; what they avoid if they can: intervals, and chance's line."""
    hard = [Box(spot.x - RING, spot.y - RING, spot.x + RING, spot.y + RING) for spot in spots]
    soft = [Box(w[0] - 2, spot.y - 5, w[1] + 2, spot.y + 5) for w, spot in zip(whiskers, spots, strict=True) if w]
    if chance is not None:
        hard.append(Box(chance.at, field.top, chance.at + CHANCE, field.top + 18))
        soft.append(Box(chance.at - 2, field.top, chance.at + 2, field.bottom))
    return tuple(hard), tuple(soft)
