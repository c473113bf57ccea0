"""SVG in, PNG out: for what leaves the page, such as cards and icons.

Promises the same picture for the same drawing: workshop.py keeps it, and lets few be drawn at once. Refuses the
system's fonts: where a font is missing, text would vanish without a word.
"""

import sys
from pathlib import Path

from app.child_process import give_way, run_module

FONTS = ("atkinson-400.ttf", "atkinson-800.ttf")


class PngRenderer:
    """static: the folder of the site's files. icon: the site's mark, as SVG.

    A picture that is not kept takes tenths of a second: not for an event loop.
    """

    def __init__(self, static: Path) -> None:
        self.icon = (static / "icon.svg").read_text(encoding="utf-8")
        self._fonts = [str(static / "vendor" / name) for name in FONTS]

    def paint(self, svg: str, width: int, ground: str = "") -> bytes:
        """width: in pixels, the height follows; ground: the colour of what is left open. Raises ChildFailed."""
        # Apart: the renderer keeps the interpreter to itself while it draws, so everybody would wait.
        return run_module(__name__, svg.encode(), str(width), ground, *self._fonts)


def _main(width: str, ground: str, *fonts: str) -> None:
    from resvg_py import svg_to_bytes

    svg = sys.stdin.buffer.read().decode()
    picture = svg_to_bytes(
        svg, width=int(width), background=ground or None, font_files=list(fonts), skip_system_fonts=True
    )
    sys.stdout.buffer.write(picture)


if __name__ == "__main__":
    give_way()
    _main(*sys.argv[1:])
