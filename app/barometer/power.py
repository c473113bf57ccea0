"""How large a gap a mirror survey can see, by how many answer: as `make figures` wrote it down, for invented people."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

TOLD, MARGIN = "told", "half_width"


class PowerRow(NamedTuple):
    """there, here: how many of those served, and of those who believed, were simulated; one, whole: by the points of a
    gap that is there, in how many percent of surveys it is told of one dimension, and of the mean of all; margins: the
    half-widths of both, in points."""

    there: int
    here: int
    one: Mapping[int, float]
    whole: Mapping[int, float]
    margins: tuple[float, float]


class FalseBreaks(NamedTuple):
    """Of so many surveys a size, between two crowds that are just alike: in how many percent a gap is told of any
    dimension, and of the mean of all, at whatever size and in whatever crowd it is most."""

    surveys: int
    any_of_ten: float
    whole: float


def load_power(folder: Path) -> tuple[PowerRow, ...]:
    """Of a folder of banks, the smallest first; none where nothing was written."""
    rows: dict[tuple[int, int], dict[str, dict[int, float]]] = {}
    margins: dict[tuple[int, int], dict[str, float]] = {}
    for id_, value in _written(folder)[1].items():
        kind, *where = id_.split(":")
        if kind in (TOLD, MARGIN):
            what, sizes, points = where
            there, here = map(int, sizes.split("/"))
            if kind == TOLD:
                rows.setdefault((there, here), {"one": {}, "whole": {}})[what][int(points)] = value
            else:
                margins.setdefault((there, here), {}).setdefault(what, value)
    return tuple(
        PowerRow(*sizes, told["one"], told["whole"], (margins[sizes]["one"], margins[sizes]["whole"]))
        for sizes, told in sorted(rows.items())
    )


def load_false_breaks(folder: Path) -> FalseBreaks | None:
    """None where nothing was written."""
    surveys, figures = _written(folder)
    most = {
        kind: max((value for id_, value in figures.items() if id_.startswith(f"{kind}:")), default=0.0)
        for kind in ("any_of_ten", "whole")
    }
    return FalseBreaks(surveys, most["any_of_ten"], most["whole"]) if figures else None


def _written(folder: Path) -> tuple[int, dict[str, float]]:
    """How many surveys of each size were simulated, and the figures by id."""
    file = folder / "barometer" / "false_breaks.json"
    if not file.exists():
        return 0, {}
    found = json.loads(file.read_text(encoding="utf-8"))
    return int(found["pairs"]), {figure["id"]: float(figure["value"]) for figure in found["figures"]}


def nearest_power(rows: Sequence[PowerRow], there: int, here: int) -> PowerRow | None:
    """The largest row that is no larger than this survey on either side."""
    return next((row for row in reversed(rows) if row.there <= there and row.here <= here), None)
