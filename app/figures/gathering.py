"""Masks that come together, half to half, as people are done: so many, of all kinds in turn, whoever they are. Pure.

The picture depends on two counts alone.
"""

from dataclasses import dataclass
from math import ceil

MOST = 40
"""Masks at most: of more people, each stands for several."""
LARGEST = 0.62
"""The widest that a mask may be, as a part of the height: even where there is room."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """x, y: the middle; size: the width of its place; kind: which mask; met: whether its halves are together."""

    x: float
    y: float
    size: float
    kind: int
    met: bool


@dataclass(frozen=True, slots=True)
class Gathering:
    width: float
    height: float
    places: tuple[Gathered, ...]


def gathering(done: int, people: int, kinds: int, width: float, height: float) -> Gathering:
    """done: of these people; kinds: how many masks take turns. As large as the picture holds them."""
    many = min(people, MOST)
    met = min(done, people) if people <= MOST else MOST * min(done, people) // people
    if not many or not kinds:
        return Gathering(width, height, ())
    across = max(range(1, many + 1), key=lambda columns: _size(columns, many, width, height))
    size, rows = _size(across, many, width, height), ceil(many / across)
    top = (height - rows * size) / 2
    places = []
    for at in range(many):
        row, column = divmod(at, across)
        here = min(across, many - row * across)
        left = (width - here * size) / 2
        places.append(Gathered(left + (column + 0.5) * size, top + (row + 0.5) * size, size, at % kinds, at < met))
    return Gathering(width, height, tuple(places))


def _size(columns: int, many: int, width: float, height: float) -> float:
    return min(width / columns, height / ceil(many / columns), LARGEST * height)
