"""Several processes of one site on one machine: each leaves what it gives out in a file, and one answers for all.

Promises that nothing finer than what is given out is ever in a file. Refuses a folder that is somebody else's.
"""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from app.signals.exposed import Family


class ProcessFiles:
    """The files of a site's processes, in a folder that goes with the machine's memory where the system has one."""

    def __init__(self, port: int) -> None:
        place = os.environ.get("RUNTIME_DIRECTORY", "").partition(":")[0] or tempfile.gettempdir()
        self._folder = Path(place) / f"totem-signals-{os.getuid()}-{port}"
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if self._folder.lstat().st_uid != os.getuid() or self._folder.is_symlink():
            raise OSError(f"{self._folder} is not this user's own.")
        self._own = self._folder / f"{os.getpid()}.json"
        self._known: dict[str, list[Family]] = {}

    def leave(self, families: Iterable[Family]) -> None:
        """In place of what this process left before. Raises OSError."""
        told = [
            [*family[:3], [[name, labels, value] for (name, labels), value in family[3].items()]] for family in families
        ]
        fresh = self._own.with_suffix(".new")
        fresh.write_text(json.dumps(told), encoding="utf-8")
        fresh.replace(self._own)

    def others(self) -> list[list[Family]]:
        """Of those that run, all; of those that have ended since, what they had counted: a sum never falls."""
        found = dict(self._read())
        gone = [
            [one for one in families if one.kind != "gauge"]
            for id_, families in self._known.items()
            if id_ not in found
        ]
        self._known |= found
        return [*found.values(), *gone]

    def clear(self) -> None:
        """When this process ends."""
        self._own.unlink(missing_ok=True)

    def _read(self) -> Iterator[tuple[str, list[Family]]]:
        for file in self._folder.glob("*.json"):
            if file == self._own:
                continue
            if not _runs(int(file.stem)):
                file.unlink(missing_ok=True)
                continue
            with suppress(OSError, ValueError):
                told = json.loads(file.read_text("utf-8"))
                yield file.stem, [_family(*one) for one in told]


def _family(name: str, documentation: str, kind: str, samples: list[tuple[str, list[list[str]], float]]) -> Family:
    read = {(one, tuple((label, of) for label, of in labels)): value for one, labels, value in samples}
    return Family(name, documentation, kind, read)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
