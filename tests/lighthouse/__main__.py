"""Starts a site with an invented crowd and lets Lighthouse visit it as a phone on a slow network, three times a page.

Promises the median of the visits, and exit code 1 for a page below what is wanted. Refuses to be a test.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.browsers import AS_ROOT, WITH_WINDOWS
from tests.site import LiveSite
from tests.states import furnished, states

PROGRAM = Path(__file__).parent / "node_modules" / "lighthouse" / "cli" / "index.js"
PEOPLE, VISITS, TRIES = 400, 3, 3
INDEXED = (
    *("home", "figures", "text-method", "animals", "animals-bee", "dimensions", "dimensions-first"),
    "barometer-second",
)
PAGES = (
    *INDEXED,
    "quiz-first",
    "quiz-scene",
    "result-counted",
    "guess",
    "guess-other",
    "duo",
    "team-form",
    "team-twelve",
    "surveys-form",
)
WANTED = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_SHIFT = 0.01
TIMES = {"LCP ms": "largest-contentful-paint", "TBT ms": "total-blocking-time"}


@dataclass(frozen=True, slots=True)
class Measured:
    """The medians of one page. failed: each audit that is not passed, with what Lighthouse says of it."""

    page: str
    scores: dict[str, float]
    shift: float
    times: dict[str, float]
    failed: dict[str, str]

    @property
    def low(self) -> list[str]:
        low = [name for name in wanted(self.page) if self.scores[name] < WANTED[name]]
        return [*low, *(["CLS"] if self.shift > MOST_SHIFT else [])]


def wanted(page: str) -> list[str]:
    """What search engines make of a page counts only where they are let in."""
    return [name for name in WANTED if name != "seo" or page in INDEXED]


def visit(address: str) -> dict[str, Any]:
    """Lighthouse's report. On a busy machine it may lose the browser: it is asked again, TRIES times in all."""
    node = shutil.which("node")
    chromium = next(filter(None, map(shutil.which, WITH_WINDOWS)), None)
    if not node or not chromium:
        sys.exit("Lighthouse needs Node and Chromium (Debian: apt install nodejs chromium).")
    flags = " ".join(("--headless=new", "--disable-gpu", "--disable-quic", *AS_ROOT))
    options = ("--quiet", "--output=json", f"--chrome-flags={flags}", "--no-enable-error-reporting")
    command, environment = [node, str(PROGRAM), address, *options], {**os.environ, "CHROME_PATH": chromium}
    for _ in range(TRIES):
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        if not done.returncode:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
    sys.exit(done.stderr.decode())


def measured(page: str, address: str) -> Measured:
    reports = [visit(address) for _ in range(VISITS)]

    def middle(audit: str) -> float:
        return median(float(report["audits"][audit]["numericValue"]) for report in reports)

    return Measured(
        page=page,
        scores={name: median(100 * report["categories"][name]["score"] for report in reports) for name in WANTED},
        shift=middle("cumulative-layout-shift"),
        times={name: middle(audit) for name, audit in TIMES.items()},
        failed=dict(failed(reports[-1], wanted(page))),
    )


def failed(report: dict[str, Any], categories: list[str]) -> Iterator[tuple[str, str]]:
    for name in categories:
        for reference in report["categories"][name]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if audit["score"] is not None and audit["score"] < 1 and reference["weight"]:
                items = (audit.get("details") or {}).get("items", [])
                yield audit["id"], " ".join([audit["title"], audit.get("displayValue", ""), json.dumps(items)[:300]])


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        settings = furnished(Path(place), PEOPLE)
        site = LiveSite(Path(place), TOTEM_QUESTIONS=str(settings.questions))
        site.start()
        try:
            paths = {state.name: state.address("fr") for state in states(settings)}
            found = [measured(page, site.address + paths[page]) for page in PAGES]
        finally:
            site.stop()
    columns = (*WANTED, "CLS", *TIMES)
    sys.stdout.write(f"{'':16}{''.join(f'{name:>16}' for name in columns)}\n")
    for one in found:
        values = (*one.scores.values(), one.shift, *one.times.values())
        cells = "".join(f"{value:>16.3g}" if value < 1 else f"{value:>16.0f}" for value in values)
        sys.stdout.write(f"{one.page:16}{cells}\n")
    for one in found:
        for audit, said in one.failed.items():
            sys.stdout.write(f"{one.page}: {audit}: {said}\n")
    low = [f"{one.page} ({', '.join(one.low)})" for one in found if one.low]
    if low:
        sys.exit(f"Below what is wanted: {'; '.join(low)}.")


if __name__ == "__main__":
    main()
