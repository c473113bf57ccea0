"""Data in, PDF out: the poster, set by typst in a process of its own, if it is installed (extra `pdf`).

Promises the same poster for the same data, kept for a while. Refuses the system's fonts, and text as markup.
"""

import json
import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from app.apart import run_apart

KEPT = 16
"""Posters in memory, of some 100 kB each."""


class Press:
    """sheet: the poster's source; fonts: the folder of the site's TTF files."""

    def __init__(self, sheet: Path, fonts: Path) -> None:
        self.is_here = find_spec("typst") is not None
        self._sheet, self._fonts = str(sheet), str(fonts)
        self._kept = lru_cache(KEPT)(self._printed)
        self._lock = Lock()

    def print(self, data: Mapping[str, Any]) -> bytes:
        """data: what the sheet reads. Raises apart.Failed. One poster at a time, whoever asks."""
        with self._lock:
            return self._kept(json.dumps(data, ensure_ascii=False, sort_keys=True))

    def _printed(self, data: str) -> bytes:
        return run_apart(__name__, data.encode(), self._sheet, self._fonts)


def _main(sheet: str, fonts: str) -> None:
    import typst

    data = sys.stdin.buffer.read().decode()
    printed = typst.compile(
        sheet, font_paths=[fonts], ignore_system_fonts=True, sys_inputs={"data": data}, timestamp=0, format="pdf"
    )
    sys.stdout.buffer.write(printed)


if __name__ == "__main__":
    _main(*sys.argv[1:])
