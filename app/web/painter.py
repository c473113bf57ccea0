"""SVG in, PNG out: for what leaves the page, such as cards and icons.

Promises the same picture for the same drawing, kept for a while once it is drawn. Refuses the system's fonts: where a
font is missing, text would vanish without a word.
"""

import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from threading import Lock

FONTS = ("atkinson-400.ttf", "atkinson-800.ttf")
KEPT = 128
"""Pictures in memory, of some 80 kB each: seven animals make 84 cards in two languages."""
PATIENCE_SECONDS = 20


class NotPainted(Exception):
    """What the renderer said."""


class Painter:
    """static: the folder of the site's files. icon: the site's mark, as SVG.

    A picture that is not kept takes tenths of a second: not for an event loop.
    """

    def __init__(self, static: Path) -> None:
        self.icon = (static / "icon.svg").read_text(encoding="utf-8")
        self._fonts = [str(static / "vendor" / name) for name in FONTS]
        self._kept = lru_cache(KEPT)(self._painted)
        self._lock = Lock()

    def paint(self, svg: str, width: int, ground: str = "") -> bytes:
        """width: in pixels, the height follows; ground: the colour of what the drawing leaves open. Raises NotPainted.

        One picture at a time, whoever asks.
        """
        with self._lock:
            return self._kept(svg, width, ground)

    def _painted(self, svg: str, width: int, ground: str) -> bytes:
        # In a process of its own: the renderer keeps the interpreter to itself while it draws, so everybody would wait;
        # its memory goes with it, and so does whatever breaks it.
        command = [sys.executable, "-P", "-m", __name__, str(width), ground, *self._fonts]
        try:
            done = subprocess.run(  # noqa: S603
                command, input=svg.encode(), capture_output=True, timeout=PATIENCE_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotPainted(str(error)) from error
        if done.returncode:
            raise NotPainted(done.stderr.decode(errors="replace")[-500:])
        return done.stdout


def _main(width: str, ground: str, *fonts: str) -> None:
    from resvg_py import svg_to_bytes

    svg = sys.stdin.buffer.read().decode()
    picture = svg_to_bytes(
        svg, width=int(width), background=ground or None, font_files=list(fonts), skip_system_fonts=True
    )
    sys.stdout.buffer.write(picture)


if __name__ == "__main__":
    _main(*sys.argv[1:])
