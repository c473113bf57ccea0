"""What is given out of all that this process counts: a copy, at most once a minute, in steps.

Promises that whatever people's requests move stays as it was until as many people have finished as no figure may cover
fewer of, and moves by whole steps then, all of it at once: so no two readings differ by what fewer people did. Each
series is rounded as releases are, unbiased, by chance that is drawn once: else a reading of 30 beside a release of 29
people would tell that somebody is withheld there. Refuses what tells more: when a series began, and series that nobody
has moved by a whole step yet (docs/decisions/0031).
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

STEP = 10
"""People, or requests: the usual k of a campaign. A larger k holds the copy back until as many have finished."""
FINISHED = ("totem_people_total", (("stage", "finished"),))
SampleLabels = tuple[tuple[str, str], ...]
SampleKey = tuple[str, SampleLabels]


class Family(NamedTuple):
    """kind: counter, histogram or gauge; samples: by their name and labels."""

    name: str
    documentation: str
    kind: str
    samples: dict[SampleKey, float]


@dataclass(frozen=True, slots=True)
class Gauge:
    """step: the least that it moves by, for one person alone moves it less; 0 for what no request moves. value: one
    number, or one for each value of the label. adds: whether that of several processes is a sum; else the highest."""

    name: str
    documentation: str
    value: Callable[[], float | Mapping[str, float]]
    step: float = 0
    label: str = ""
    adds: bool = False


def settled(before: float, now: float, step: float) -> float:
    """Moved from before towards now by whole steps; now itself where step is 0."""
    return before + int((now - before) / step) * step if step else now


@dataclass(eq=False)
class Stepped:
    """A copy of one registry, that moves by whole steps. step: 0 for what is as it is; draw: a number below its own."""

    registry: CollectorRegistry
    step: int = STEP
    draw: Callable[[int], int] = secrets.randbelow
    shown: dict[SampleKey, float] = field(default_factory=dict)
    always: frozenset[SampleKey] = frozenset()
    _ahead: dict[tuple[str, SampleLabels], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.always = frozenset(key for family in self._now() for key in family.samples)

    def count(self, key: SampleKey) -> float:
        """As it is, not as it is shown."""
        return next((family.samples[key] for family in self._now() if key in family.samples), 0.0)

    def copy(self) -> None:
        for family in self._now():
            for key, value in family.samples.items():
                if not key[0].endswith("_sum"):
                    ahead = self._ahead_of(family.name, _labels(key))
                    self.shown[key] = settled(self.shown.get(key, 0.0), value + ahead, self.step)
            for (name, labels), value in family.samples.items():
                if name.endswith("_sum"):
                    self._copy_sum(name.removesuffix("_sum"), labels, value, family.samples)

    def _ahead_of(self, family: str, labels: SampleLabels) -> int:
        """One number for all buckets of a histogram, which so stay in order."""
        if (family, labels) not in self._ahead:
            self._ahead[family, labels] = self.draw(self.step) if self.step else 0
        return self._ahead[family, labels]

    def _copy_sum(self, name: str, labels: SampleLabels, total: float, samples: dict[SampleKey, float]) -> None:
        """Of seconds: the mean of all so far, to two digits, for as many as are shown. It never falls."""
        count, key = samples[f"{name}_count", labels], (f"{name}_sum", labels)
        mean = float(f"{total / count:.2g}") if self.step and count else total / (count or 1)
        self.shown[key] = max(self.shown.get(key, 0.0), mean * self.shown[f"{name}_count", labels])

    def families(self) -> Iterator[Family]:
        """Those that are known from the start, and those of labels that were moved a whole step."""
        for family in self._now():
            moved = {_labels(key) for key in family.samples if self.shown.get(key)}
            shown = {
                key: self.shown.get(key, 0.0) for key in family.samples if key in self.always or _labels(key) in moved
            }
            yield family._replace(samples=shown)

    def _now(self) -> Iterator[Family]:
        for metric in self.registry.collect():
            samples = {
                (one.name, tuple(sorted(one.labels.items()))): one.value
                for one in metric.samples
                if not one.name.endswith("_created")
            }
            yield Family(metric.name, metric.documentation, metric.type, samples)


class Exposed(Collector):
    """people, faults: what requests move; gauges: what is read at each copy.

    least: how many people have to finish between two copies of what people move. others: what other processes of the
    site have given out, and whether a gauge of this name adds up.
    """

    def __init__(
        self,
        people: Stepped,
        faults: Stepped,
        gauges: Iterable[Gauge],
        least: Callable[[], int] = lambda: STEP,
        others: Callable[[], Iterable[list[Family]]] = list,
    ) -> None:
        self._people, self._faults, self._gauges, self._least = people, faults, tuple(gauges), least
        self._others, self._finished = others, people.count(FINISHED)
        self._read: dict[SampleKey, float] = {}
        self.own: list[Family] = []
        self.copy()

    def copy(self) -> None:
        """Called once a minute, by one thread."""
        finished = self._people.count(FINISHED)
        if finished - self._finished >= self._least():
            self._finished = finished
            self._people.copy()
        self._faults.copy()
        self.own = [*self._people.families(), *self._faults.families(), *map(self._gauge, self._gauges)]

    def _gauge(self, gauge: Gauge) -> Family:
        value, samples = gauge.value(), dict[SampleKey, float]()
        for name, now in value.items() if isinstance(value, Mapping) else [("", value)]:
            key = gauge.name, ((gauge.label, name),) if gauge.label else ()
            samples[key] = self._read[key] = settled(self._read.get(key, 0.0), now, gauge.step)
        return Family(gauge.name, gauge.documentation, "gauge", samples)

    def collect(self) -> Iterator[Metric]:
        adds = {gauge.name for gauge in self._gauges if gauge.adds}
        for family in added_up([self.own, *self._others()], adds):
            metric = Metric(family.name, family.documentation, family.kind)
            for (name, labels), value in family.samples.items():
                metric.add_sample(name, dict(labels), value)
            yield metric


def added_up(processes: Iterable[list[Family]], adds: Iterable[str]) -> list[Family]:
    """One site's: counters and the gauges of these names added up, of other gauges the highest."""
    whole: dict[str, Family] = {}
    for family in (family for process in processes for family in process):
        mine = whole.setdefault(family.name, family._replace(samples={})).samples
        is_sum = family.kind != "gauge" or family.name in adds
        for key, value in family.samples.items():
            mine[key] = mine.get(key, 0.0) + value if is_sum else max(mine.get(key, value), value)
    return list(whole.values())


def _labels(key: SampleKey) -> SampleLabels:
    """Without the bucket's own."""
    return tuple(one for one in key[1] if one[0] != "le")
