"""What a site gives out, without one: the families of every metric that the code declares."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from prometheus_client.metrics_core import Metric

from app.settings import Settings
from app.watching import ProcessWatch


def exposition() -> Iterator[Metric]:
    """As a process has it at its start; with what comes only with a fault."""
    with TemporaryDirectory() as folder:
        settings = Settings(metrics="127.0.0.1:1", data_dir=Path(folder))
        unused: Any = Unused()
        yield from ProcessWatch(settings, unused, unused, unused).exposed.collect()


class Unused:
    """Stands for parts of a site, of which only figures are asked."""

    made = refused = streams = 0

    def __getattr__(self, _: str) -> "Unused":
        return self
