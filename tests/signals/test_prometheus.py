"""A real Prometheus, with the shipped files, in front of a real site."""

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.patience import PATIENCE_SECONDS, eventually
from tests.programs import program
from tests.proxies import DEPLOY
from tests.site import LiveSite, free_port

pytestmark = pytest.mark.slow
SHIPPED = {"127.0.0.1:9014": 1, "_interval: 1m": 2}
"""What a test puts in its own for, and how often each stands there."""


class Prometheus:
    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}/api/v1"

    def asked(self, what: str) -> Any:
        with urllib.request.urlopen(f"{self._address}/{what}", timeout=PATIENCE_SECONDS) as answer:
            return json.load(answer)["data"]

    def value(self, expression: str) -> float | None:
        found = self.asked(f"query?query={quote(expression)}")["result"]
        return float(found[0]["value"][1]) if found else None

    def alarms(self) -> dict[str, str]:
        """The state of each, once all were looked at; else nothing."""
        rules = [rule for group in self.asked("rules")["groups"] for rule in group["rules"]]
        assert {rule["health"] for rule in rules} <= {"ok", "unknown"}, rules
        return {rule["name"]: rule["state"] for rule in rules if rule["health"] == "ok"}


@contextmanager
def prometheus(folder: Path, metrics: int) -> Iterator[Prometheus]:
    command, port = program("prometheus", package="prometheus"), free_port()
    text = (DEPLOY / "prometheus.yaml").read_text("utf-8")
    assert {words: text.count(words) for words in SHIPPED} == SHIPPED
    own = text.replace("127.0.0.1:9014", f"127.0.0.1:{metrics}").replace("_interval: 1m", "_interval: 1s")
    (folder / "prometheus.yaml").write_text(own, "utf-8")
    (folder / "alerts.yaml").write_bytes((DEPLOY / "alerts.yaml").read_bytes())
    words = [f"--config.file={folder}/prometheus.yaml", f"--storage.tsdb.path={folder}/stored"]
    with (folder / "log").open("wb") as log:
        listen = f"--web.listen-address=127.0.0.1:{port}"
        process = subprocess.Popen([command, *words, listen], cwd=folder, stdout=log, stderr=log)
    try:
        made = Prometheus(port)
        eventually(lambda: is_there(made) or process.poll() is not None, (folder / "log").read_text)
        assert process.poll() is None, (folder / "log").read_text()
        yield made
    finally:
        process.kill()
        process.wait()


def is_there(asked: Prometheus) -> bool:
    try:
        return bool(asked.asked("status/buildinfo"))
    except OSError:
        return False


def test_prometheus_takes_the_shipped_files_as_they_are() -> None:
    command = [program("promtool", package="prometheus"), "check", "config", str(DEPLOY / "prometheus.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{(DEPLOY / 'alerts.yaml').read_text('utf-8').count('- alert:')} rules found" in done.stdout


def test_prometheus_reads_a_site_and_misses_it_when_it_is_gone(tmp_path: Path) -> None:
    metrics, (folder, here) = free_port(), (tmp_path / "prometheus", tmp_path / "site")
    folder.mkdir()
    here.mkdir()
    site = LiveSite(here, TOTEM_METRICS=f"127.0.0.1:{metrics}", RUNTIME_DIRECTORY=str(here))
    site.start()
    try:
        with prometheus(folder, metrics) as asked:
            eventually(lambda: asked.value('up{job="totem"}') == 1, (folder / "log").read_text)
            assert asked.value("totem_faults") == 0
            assert asked.value('totem_people_total{stage="counted"}') == 0
            eventually(lambda: len(asked.alarms()) > 15, asked.alarms)
            eventually(lambda: asked.alarms()["TotemIsSilent"] == "inactive", asked.alarms)
            site.stop()
            eventually(lambda: asked.alarms()["TotemIsSilent"] == "pending", asked.alarms)
    finally:
        site.stop()
