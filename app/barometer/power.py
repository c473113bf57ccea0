"""How large a gap a mirror survey can see, by how many answer: as `make figures` wrote it down, for invented people."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

TOLD = "told"


class PowerRow(NamedTuple):
    """there, here: how many of those served, and of those who believed, were simulated; one, whole: by the points of a
    gap that is there, in how many percent of surveys it is told of one dimension, and of the mean of all."""

    there: int
    here: int
    one: Mapping[int, float]
    whole: Mapping[int, float]


def load_power(folder: Path) -> tuple[PowerRow, ...]:
    """Of a folder of banks, the smallest first; none where nothing was written."""
    file = folder / "barometer" / "false_breaks.json"
    figures = json.loads(file.read_text(encoding="utf-8"))["figures"] if file.exists() else ()
    rows: dict[tuple[int, int], dict[str, dict[int, float]]] = {}
    for figure in figures:
        kind, *where = figure["id"].split(":")
        if kind == TOLD:
            what, sizes, points = where
            there, here = map(int, sizes.split("/"))
            rows.setdefault((there, here), {"one": {}, "whole": {}})[what][int(points)] = float(figure["value"])
    return tuple(PowerRow(*sizes, told["one"], told["whole"]) for sizes, told in sorted(rows.items()))


def nearest_power(rows: Sequence[PowerRow], there: int, here: int) -> PowerRow | None:
    """The largest row that is no larger than this survey on either side."""
    return next((row for row in reversed(rows) if row.there <= there and row.here <= here), None)
