"""Data in, PDF out: posters and recaps, set by typst in a process of its own, if it is installed (extra `pdf`).

The same data give the same sheet, without the system's fonts, and text is never markup.
"""

import json
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.child_process import give_way, run_module


class PdfRenderer:
    """sheets: the folder of their sources; fonts: of the site's TTF files."""

    def __init__(self, sheets: Path, fonts: Path) -> None:
        self.is_here = find_spec("typst") is not None
        self._sheets, self._fonts = sheets, str(fonts)

    def print(self, sheet: str, data: Mapping[str, Any]) -> bytes:
        """sheet: its source, by its path in the folder; data: what it reads. Raises ChildFailed."""
        text = json.dumps(data, ensure_ascii=False, sort_keys=True)
        return run_module(__name__, text.encode(), str(self._sheets / sheet), self._fonts)


def _main(sheet: str, fonts: str) -> None:
    import typst

    data = sys.stdin.buffer.read().decode()
    printed = typst.compile(
        sheet, font_paths=[fonts], ignore_system_fonts=True, sys_inputs={"data": data}, timestamp=0, format="pdf"
    )
    sys.stdout.buffer.write(printed)


if __name__ == "__main__":
    give_way()
    _main(*sys.argv[1:])
