"""When this site was last copied and checked, as commands beside the serving process note it; to the hour."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple, get_args

NotedAct = Literal["backup", "verify"]
FORM = "%Y-%m-%dT%H"


class Last(NamedTuple):
    """at: seconds since 1970; faults: that were found."""

    at: float
    faults: int


def note(folder: Path, act: NotedAct, now: datetime, faults: int = 0) -> None:
    """In a file of the folder, made where there is none. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"last-{act}").write_text(f"{now.astimezone(UTC):{FORM}} {faults}\n", encoding="ascii")


def last(folder: Path) -> dict[NotedAct, Last]:
    """Of each act that was noted and can be read."""
    found: dict[NotedAct, Last] = {}
    for act in get_args(NotedAct):
        try:
            hour, faults = (folder / f"last-{act}").read_text("ascii").split()
            at = datetime.strptime(hour, FORM).replace(tzinfo=UTC).timestamp()
            found[act] = Last(at, int(faults))
        except (OSError, ValueError):
            continue
    return found
