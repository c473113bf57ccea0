"""A totem's mask: half a face and its mirror, each side as strong as its answers let it be drawn. Pure.

The face is whole whenever the gap lies within its interval; the stronger side never fades.
"""

from dataclasses import dataclass, field, replace
from typing import ClassVar

from app.figures.faces import FACES, GRID, STROKE, Shape
from app.figures.letters import initial

FADES_OVER = 40.0
"""How many points of gap beyond the interval would take all of the weaker half away…"""
FAINTEST = 0.4
"""…were it not kept this strong: still a face, and never the smaller half of a person."""


@dataclass(frozen=True, slots=True)
class Mask:
    """face: the name of its hues; first, second: strength of the left and the right half, FAINTEST–1.

    shapes: the left half, back to front; letter: the path of a monogram's letter on its own grid, or empty.
    """

    grid: ClassVar[tuple[int, int, int, int]] = GRID
    stroke: ClassVar[int] = STROKE

    face: str
    shapes: tuple[Shape, ...] = field(hash=False)  # they follow from the face
    first: float = 1.0
    second: float = 1.0
    letter: str = ""

    @property
    def mirrored(self) -> "Mask":
        return replace(self, first=self.second, second=self.first)


def mask(mask_id: str, gap: float = 0.0, half_width: float = 0.0, *, name: str = "") -> Mask:
    """gap: first side minus second, in points of 100, with its 95 % half-width.

    An id that nobody drew gets a shield with the first letter of its name (or, without a name, of the id).
    """
    first, second = strengths(gap, half_width)
    if mask_id in FACES:
        return Mask(mask_id, FACES[mask_id], first, second)
    return Mask("shield", FACES["shield"], first, second, initial(name or mask_id))


def strengths(gap: float, half_width: float) -> tuple[float, float]:
    """One of the two is always exactly 1; both are within the interval. Beyond it the weaker loses 1/40 a point."""
    weaker = 1 - min(1 - FAINTEST, max(0.0, abs(gap) - half_width) / FADES_OVER)
    return (1.0, weaker) if gap >= 0 else (weaker, 1.0)
