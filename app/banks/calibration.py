"""The result of a calibration: figures, their bounds, how they are printed, and what was written down of them.

What is printed and what is judged are the same rounded numbers.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from app.totem.model import Answers

AT_LEAST = {
    "same": (65, 61),
    "same_stress": (57, 54),
    "two": (86.5, 84),
    "two_stress": (80, 78.5),
    "true": (67.5, 63),
    "apart": (2.2, 1.95),
    "smallest": (9, 9),
}
AT_MOST = {"largest": (27.5, 31.5), "law": (0, 0), "unmet": (0, 0), "time": (5.25, 4)}
"""Rule → (full, express): the table “What a bank must reach” of `measurement.md`."""


class Drawn(Protocol):
    @property
    def drawing(self) -> int: ...


Case = TypeVar("Case", bound=Drawn)


class ShareEstimate(NamedTuple):
    """error: half-width of the simulation's own 95 % interval, in the unit of value."""

    value: float
    error: float


class Bound(NamedTuple):
    least: bool
    limit: float

    def holds(self, value: float) -> bool:
        return value >= self.limit if self.least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """id: the rule that bounds it, then what it is about (`smallest:agreeable`); decimals: as printed and as judged."""

    id: str
    label: str
    value: float
    error: float | None = None
    unit: str = "%"
    decimals: int = 1
    bound: Bound | None = None

    @property
    def shown(self) -> float:
        return round(self.value, self.decimals)

    @property
    def missed(self) -> bool:
        return self.bound is not None and not self.bound.holds(self.shown)


@dataclass(frozen=True, slots=True)
class Calibration:
    """shares: crowd → totem → % of people; exhibits: totem → a sheet that is given it, None if none was found."""

    bank: str
    fingerprint: str
    seed: int
    people: int
    model: Mapping[str, object]
    figures: tuple[MeasuredFigure, ...]
    shares: Mapping[str, Mapping[str, float]]
    exhibits: Mapping[str, Answers | None]

    @property
    def faults(self) -> tuple[MeasuredFigure, ...]:
        """The figures that miss their bound."""
        return tuple(figure for figure in self.figures if figure.missed)

    def __getitem__(self, id_: str) -> MeasuredFigure:
        return next(figure for figure in self.figures if figure.id == id_)


def bound(rule: str, *, full: bool) -> Bound | None:
    """What `measurement.md` asks of a figure, by the first part of its id."""
    for limits, least in ((AT_LEAST, True), (AT_MOST, False)):
        if rule in limits:
            return Bound(least, limits[rule][0 if full else 1])
    return None


def rate(cases: Sequence[Case], test: Callable[[Case], bool]) -> ShareEstimate:
    """% of the cases that pass."""
    return mean(cases, lambda case: 100.0 * test(case))


def mean(cases: Sequence[Case], number: Callable[[Case], float]) -> ShareEstimate:
    """Its margin comes from the spread between drawings, as people of one drawing are not independent.

    Ratio estimate over clusters (Cochran 1977, 6.3). NaN-free: 0 ± 0 for no case.
    """
    sums: dict[int, tuple[float, int]] = {}
    for case in cases:
        total, many = sums.get(case.drawing, (0.0, 0))
        sums[case.drawing] = total + number(case), many + 1
    many = len(cases)
    value = sum(total for total, _ in sums.values()) / max(many, 1)
    if len(sums) < 2:
        return ShareEstimate(value, 0.0)
    spread = sum((total - value * size) ** 2 for total, size in sums.values())
    return ShareEstimate(value, 1.96 * sqrt(spread * len(sums) / (len(sums) - 1)) / many)


def table(calibration: Calibration) -> str:
    """Plain text, about 100 columns: figures and bounds, then who is given which totem."""
    return "\n".join((*_heading(calibration), *_figures(calibration.figures), *_shares(calibration.shares))) + "\n"


def as_json(calibration: Calibration) -> dict[str, Any]:
    """What `json.dumps` takes; figures unrounded."""
    found = asdict(calibration)
    for written, figure in zip(found["figures"], calibration.figures, strict=True):
        written["bound"] = None if figure.bound is None else str(figure.bound)
        written["missed"] = figure.missed
    found["faults"] = [figure.id for figure in calibration.faults]
    return found


def simulated(folder: Path) -> dict[str, dict[str, float]]:
    """Of the banks of a folder, as `make figures` wrote it down: bank → figure's id → value; with “ margin” behind the
    id, its 95 % margin, where it has one. Empty where nothing was written.

    `clickers` is the share of the totem without a force among random clickers. From `attack`, what an attacker would
    learn of an invented crowd (benchmarks/n_minus_one.py); from `pencil`, how often scoring by hand agrees with the
    site (benchmarks/pencil.py).
    """
    found: dict[str, dict[str, float]] = {}
    for file in sorted((folder / "calibration").glob("*.json"), reverse=True):
        calibration = json.loads(file.read_text(encoding="utf-8"))
        figures = {figure["id"]: float(figure["value"]) for figure in calibration["figures"]}
        figures |= {f"{each['id']} margin": float(each["error"]) for each in calibration["figures"] if each["error"]}
        figures["clickers"] = max(calibration["shares"]["random clickers"].values())
        found[calibration["bank"]] = figures
    for file in (*(folder / "attack").glob("*.json"), *(folder / "pencil").glob("*.json")):
        other = json.loads(file.read_text(encoding="utf-8"))
        found.get(other["bank"], {}).update({each["id"]: float(each["value"]) for each in other["figures"]})
    return found


def simulated_voices(folder: Path) -> dict[str, dict[str, float]]:
    """Of the banks whose releases whole crowds read and nobody alone: what an attacker would learn, as above. By bank,
    in alphabetical order."""
    calibrated = {file.stem for file in (folder / "calibration").glob("*.json")}
    found = (json.loads(file.read_text(encoding="utf-8")) for file in sorted((folder / "attack").glob("*.json")))
    return {
        one["bank"]: {each["id"]: float(each["value"]) for each in one["figures"]}
        for one in found
        if one["bank"] not in calibrated
    }


def _heading(calibration: Calibration) -> Iterator[str]:
    yield f"{calibration.bank}  {calibration.fingerprint}  seed {calibration.seed}, {calibration.people} people a crowd"
    yield "Invented people, no human data. ±: 95 % margin of the simulation alone."
    yield ""


def _figures(figures: Sequence[MeasuredFigure]) -> Iterator[str]:
    for figure in figures:
        error = "" if figure.error is None else f"± {figure.error:.{max(figure.decimals, 1)}f}"
        verdict = "" if figure.bound is None else f"{figure.bound!s:>6}  {'MISSED' if figure.missed else 'ok'}"
        number = f"{figure.value:.{figure.decimals}f} {figure.unit}"
        yield f"{figure.label:<64} {number:>10} {error:<7} {verdict}".rstrip()


def _shares(shares: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    if not shares:
        return
    totems = list(next(iter(shares.values())))
    yield ""
    yield f"{'Who is given which totem, %':<28} " + " ".join(f"{totem[:10]:>10}" for totem in totems)
    for crowd, given in shares.items():
        yield f"{crowd:<28} " + " ".join(f"{given[totem]:>10.1f}" for totem in totems)
