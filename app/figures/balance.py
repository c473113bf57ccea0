"""The overall gap as a balance: its beam tilts towards the stronger side, before the fan of its interval. Pure.

Its line is level inside the fan exactly when there is no clear lean. No dial: it would read as a grade.
"""

from dataclasses import dataclass
from math import cos, radians, sin

from app.figures.plane import Polygon, Spot

WIDTH, HEIGHT = 360.0, 168.0
PIVOT = Spot(WIDTH / 2, 52.0)
ARM = 124.0
FOOT = 146.0
DEGREES_A_POINT = 0.4
STEEPEST = 20.0
"""A beam never tilts further than this, in degrees: 50 points of gap, three times a usual interval."""


@dataclass(frozen=True, slots=True)
class Balance:
    """tilt: degrees, positive when the first side (left) is down; ends: of the beam, left and right.

    fan: where the two arms may lie within the interval, left and right; level: the ends of a beam without a gap.
    """

    tilt: float
    pivot: Spot
    foot: float
    ends: tuple[Spot, Spot]
    level: tuple[Spot, Spot]
    fan: tuple[Polygon, Polygon]
    width: float = WIDTH
    height: float = HEIGHT


def balance(gap: float, half_width: float) -> Balance:
    """gap: first side minus second, in points of 100, with its half-width."""
    low, tilt, high = (tilt_of(gap + step) for step in (-half_width, 0.0, half_width))
    (low_left, low_right), (high_left, high_right) = beam(low), beam(high)
    fan = ((PIVOT, low_left, high_left), (PIVOT, low_right, high_right))
    return Balance(tilt, PIVOT, FOOT, beam(tilt), beam(0.0), fan)


def tilt_of(gap: float) -> float:
    return max(-STEEPEST, min(STEEPEST, gap * DEGREES_A_POINT))


def beam(tilt: float) -> tuple[Spot, Spot]:
    """The two ends, left and right, of a beam tilted by so many degrees."""
    across, down = ARM * cos(radians(tilt)), ARM * sin(radians(tilt))
    return Spot(PIVOT.x - across, PIVOT.y + down), Spot(PIVOT.x + across, PIVOT.y - down)
