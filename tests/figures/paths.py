"""Path data as polylines, and masks as coarse bitmaps: enough to tell silhouettes apart without drawing them."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import cos, pi, sin

from app.figures.faces import Shape
from app.figures.plane import Spot

Dot = tuple[float, float]
TOKEN = re.compile(r"[MLHVQCAaZlhv]|-?\d+")
STEPS = 8


def numbers(path: str) -> list[str]:
    """Every number of a path, as written."""
    return re.findall(r"-?\d*\.?\d+", path)


def corners(path: str) -> list[Spot]:
    """Every point that a path with absolute commands goes through or bends to."""
    found: list[Spot] = []
    for command, written in re.findall(r"([MLHVQCS])([^A-Za-z]*)", path):
        values = [float(value) for value in numbers(written)]
        if command in "HV":
            found.append(Spot(values[0], found[-1].y) if command == "H" else Spot(found[-1].x, values[0]))
        else:
            found += map(Spot, values[::2], values[1::2])
    return found


def outlines(path: str) -> list[list[Dot]]:
    """The subpaths of a face's path, curves cut into short lines; arcs are the discs of `faces._disc`."""
    tokens = iter(TOKEN.findall(path))
    found: list[list[Dot]] = []
    command = ""
    for token in tokens:
        if token.isalpha():
            command = token
            if command == "Z":
                continue
            token = next(tokens)
        first = int(token)
        if command == "M":
            found.append([(first, int(next(tokens)))])
            continue
        found[-1] += _stretch(command, found[-1][-1], first, tokens)
    return found


def _stretch(command: str, here: Dot, first: int, tokens: Iterator[str]) -> list[Dot]:
    x, y = here
    match command:
        case "H":
            return [(first, y)]
        case "V":
            return [(x, first)]
        case "h":
            return [(x + first, y)]
        case "L":
            return [(first, int(next(tokens)))]
        case "l":
            return [(x + first, y + int(next(tokens)))]
        case "a":
            rest = [int(next(tokens)) for _ in range(6)]
            assert rest[1:] == [0, 1, 0, 1, 0], "only discs are drawn with arcs"
            return [(x + first * sin(2 * pi * k / 16), y + first - first * cos(2 * pi * k / 16)) for k in range(17)]
        case _:
            many = {"Q": 3, "C": 5}[command]
            flat = [first, *(int(next(tokens)) for _ in range(many))]
            return _curve([here, *zip(flat[::2], flat[1::2], strict=True)])


def _curve(controls: list[Dot]) -> list[Dot]:
    dots = []
    for step in range(1, STEPS + 1):
        part, points = step / STEPS, controls
        while len(points) > 1:
            points = [(a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part) for a, b in pairwise(points)]
        dots.append(points[0])
    return dots


@cache
def silhouette(shapes: tuple[Shape, ...], step: int = 8) -> frozenset[tuple[int, int]]:
    """The squares of a coarse grid whose middle some filled shape covers."""
    rings = [ring for shape in shapes if shape.role != "line" for ring in outlines(shape.path)]
    return frozenset(
        (x, y) for x in range(-120, 0, step) for y in range(0, 240, step) if any(_holds(ring, x, y) for ring in rings)
    )


def _holds(ring: list[Dot], x: float, y: float) -> bool:
    inside = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside
