"""Fixtures that every test may ask for, and how much each run tries.

Promises that `-m browser` and `-m "not browser"` import no file that holds no such test: what a run leaves out costs it
nothing. Refuses to shorten a run without being told.
"""

import re
from pathlib import Path

import pytest
from hypothesis import settings

from tests.patience import be_patient
from tests.requests import cross_once
from tests.soak import IS_SOAK
from tests.warm import remember_banks, remember_tables, remember_templates

pytest_plugins = [
    "tests.browsers",
    "tests.databases",
    "tests.site",
    "tests.nodes",
    "tests.journeys.axe",
    "tests.journeys.projector",
]

MARKED = re.compile(r"^pytestmark = .*", re.MULTILINE)
WHOLE = ("browser", "slow", "long")
"""Marks that files carry for all of their tests; browser is never that of a test alone (tests/architecture)."""

# Examples of a law: few and always the same, many and new ones in a soak.
settings.register_profile("short", max_examples=30, deadline=None, derandomize=True)
settings.register_profile("soak", max_examples=2000, deadline=None)
settings.load_profile("soak" if IS_SOAK else "short")


def pytest_configure() -> None:
    be_patient()
    cross_once()
    remember_banks()
    remember_tables()
    remember_templates()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """True for a file whose tests are all left out by -m; else as ever."""
    wanted: str = config.option.markexpr
    if not wanted or not collection_path.match("test_*.py"):
        return None
    marked = MARKED.search(collection_path.read_text("utf-8"))
    marks = {mark for mark in WHOLE if marked and f"mark.{mark}" in marked[0]}
    left_out = any(re.search(rf"\bnot {mark}\b", wanted) for mark in marks)
    return True if left_out or (wanted == "browser" and wanted not in marks) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first, so that no worker is left with one of them at the end; else in random order."""
    items.sort(key=lambda item: not any(item.get_closest_marker(mark) for mark in WHOLE))
