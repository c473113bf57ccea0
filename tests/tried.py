"""What was tried to break the counting, and what came of it: one row for each way, as a run of the tests wrote it down.

    python -m tests.tried

Prints the table of the last run (`make soak` writes a new one) and ends with 1 if anything in it was lost, counted
twice or told falsely, or if nothing was written down.
"""

import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.soak import IS_SOAK

FOLDER = Path(os.environ.get("TOTEM_TRIED", Path(__file__).parents[1] / "test-results" / "tried"))
WRONG = ("lost", "counted twice", "told falsely")


class Row(NamedTuple):
    """wrong: how often each of WRONG was found."""

    what: str
    tries: int
    wrong: tuple[int, ...]
    soak: bool


def tried(
    what: str, tries: int, *, lost: Sequence[object] = (), twice: Sequence[object] = (), falsely: Sequence[object] = ()
) -> None:
    """Write a row down, then see that nothing went wrong. lost: what was acknowledged and is not there, one by one."""
    found = lost, twice, falsely
    FOLDER.mkdir(parents=True, exist_ok=True)
    row = Row(what, tries, tuple(map(len, found)), IS_SOAK)
    (FOLDER / (re.sub(r"\W+", "-", what) + ".json")).write_text(json.dumps(row._asdict()), encoding="utf-8")
    assert tries
    for name, ones in zip(WRONG, found, strict=True):
        assert not ones, f"{what}: {name}: {list(map(str, ones[:5]))}"


def rows() -> list[Row]:
    said = [json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))]
    return sorted((Row(**one | {"wrong": tuple(one["wrong"])}) for one in said), key=lambda row: row.what)


def table(found: Sequence[Row]) -> str:
    """In Markdown, with a last line that sums up."""
    lines = [f"| {row.what} | {row.tries:,} | {' | '.join(map(str, row.wrong))} |" for row in found]
    short = sum(not row.soak for row in found)
    sums = " | ".join(str(sum(row.wrong[at] for row in found)) for at in range(len(WRONG)))
    ends = f"| **{len(found)} rows** | {sum(row.tries for row in found):,} | {sums} |"
    head = ["| what was tried | tries | " + " | ".join(WRONG) + " |", "|---" * (2 + len(WRONG)) + "|"]
    return "\n".join([*head, *lines, ends, *([f"{short} rows are of a short run."] if short else [])])


def main() -> int:
    found = rows()
    sys.stdout.write(table(found) + "\n")
    return 1 if not found or any(any(row.wrong) for row in found) else 0


if __name__ == "__main__":
    sys.exit(main())
