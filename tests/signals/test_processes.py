"""Several processes of one site: what each gives out is added up, and nothing is forgotten that was read before."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge

from app.signals.exposed import Exposed, Family, Stepped, added_up, settled
from app.signals.exposed import Gauge as Told
from app.signals.processes import ProcessFiles


def family(people: float, lag: float = 0, streams: float = 0) -> list[Family]:
    return [
        Family("totem_people", "", "counter", {("totem_people_total", (("stage", "counted"),)): people}),
        Family("totem_lag", "", "gauge", {("totem_lag", ()): lag}),
        Family("totem_streams", "", "gauge", {("totem_streams", ()): streams}),
    ]


def values(families: list[Family]) -> dict[str, float]:
    return {one.name: value for one in families for value in one.samples.values()}


def test_counters_are_added_up_and_of_gauges_the_highest_counts() -> None:
    whole = added_up([family(20, 0.1, 30), family(10, 0.4, 40)], ["totem_streams"])
    assert values(whole) == {"totem_people": 30, "totem_lag": 0.4, "totem_streams": 70}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProcessFiles:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    return ProcessFiles(9100)


def process() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)


def test_what_a_process_had_counted_stays_when_it_ends(files: ProcessFiles) -> None:
    files.leave(family(10, 0.1))
    with process() as other:
        mine = files._own
        files._own = mine.with_name(f"{other.pid}.json")
        files.leave(family(20, 0.4))
        files._own = mine
        assert [values(one) for one in files.others()] == [values(family(20, 0.4))]
        other.communicate(b"\n")
    assert [values(one) for one in files.others()] == [{"totem_people": 20}]
    assert [values(one) for one in files.others()] == [{"totem_people": 20}]


def test_the_file_of_a_process_that_ended_before_is_none_of_ours(files: ProcessFiles) -> None:
    with process() as other:
        other.communicate(b"\n")
    left = files._own.with_name(f"{other.pid}.json")
    left.write_text("[]")
    assert files.others() == []
    assert not left.exists()


def test_a_process_that_ends_leaves_no_file(files: ProcessFiles) -> None:
    files.leave(family(10))
    assert files._own.stat().st_mode & 0o077 == 0 or files._own.parent.stat().st_mode & 0o077 == 0
    files.clear()
    assert [*files._own.parent.iterdir()] == []


def test_somebody_elses_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / f"totem-signals-{os.getuid()}-9100").symlink_to(elsewhere)
    with pytest.raises(OSError, match="not this user's own"):
        ProcessFiles(9100)
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    with pytest.raises(OSError, match="not this user's own"):
        ProcessFiles(9101)


def test_a_gauge_moves_by_whole_steps_alone_and_one_person_moves_it_neither_way() -> None:
    now, read = [0.0], []
    exposed = Exposed(
        Stepped(CollectorRegistry()), Stepped(CollectorRegistry()), [Told("g", "", lambda: now[0], step=10)]
    )
    for now[0] in (9, 10, 9, 10, 1, 0, 25, 24, 20, 19, 10):
        exposed.copy()
        read += [sample.value for metric in exposed.collect() for sample in metric.samples]
    assert read == [0, 10, 10, 10, 10, 0, 20, 20, 20, 20, 10]
    assert settled(0.3, 0.29, 0) == 0.29


def test_a_larger_k_holds_the_copy_back_until_as_many_have_finished() -> None:
    registry, least = CollectorRegistry(), [10]
    people = Counter("totem_people", "", ["stage"], registry=registry)
    stepped = Stepped(registry, draw=lambda _: 0)
    exposed = Exposed(stepped, Stepped(CollectorRegistry()), [], lambda: least[0])
    shown = []
    for least[0] in (10, 10, 25, 25, 25):
        people.labels("finished").inc(9)
        exposed.copy()
        shown.append(stepped.shown.get(("totem_people_total", (("stage", "finished"),)), 0))
    assert shown == [0, 10, 10, 10, 40]


def test_nobody_has_moved_a_series_that_is_not_there() -> None:
    """Another campaign's first refusal would else be seen in its minute, at nought."""
    registry = CollectorRegistry()
    refused = Counter("totem_refused", "", ["reason"], registry=registry)
    refused.labels("busy")
    stepped = Stepped(registry, draw=lambda _: 0)
    refused.labels("damaged").inc(9)
    stepped.copy()
    assert [[*one.samples] for one in stepped.families()] == [[("totem_refused_total", (("reason", "busy"),))]]
    refused.labels("damaged").inc()
    stepped.copy()
    assert len(next(iter(stepped.families())).samples) == 2


def test_a_gauge_of_the_library_is_copied_too() -> None:
    registry = CollectorRegistry()
    Gauge("level", "", registry=registry).set(40)
    stepped = Stepped(registry, draw=lambda _: 0)
    stepped.copy()
    assert values([*stepped.families()]) == {"level": 40}
