"""Pages of figures, rendered once and kept while there is room; and the mark that tells whether a copy is still fresh.

Promises one indexed query for a copy that is still fresh, and no rendering. Refuses to keep more than it has room for.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from threading import Lock

from app import __version__

MOST_PAGES = 128
ANYWHERE = "totem.invalid"
"""In what is kept, the site's own address: whoever asks may have invented the one that they asked at."""


class PageCache:
    """software: a digest of every file that a page is made from."""

    def __init__(self, folders: Iterable[Path]) -> None:
        digest = sha256(__version__.encode())
        for file in sorted(file for folder in folders for file in folder.rglob("*") if file.is_file()):
            digest.update(file.name.encode() + file.read_bytes())
        self.software = digest.hexdigest()
        self._lock = Lock()
        self._pages: OrderedDict[str, str] = OrderedDict()

    def mark(self, *of: object) -> str:
        """As an ETag: the same for the same things, in every process that runs this software."""
        return f'W/"{sha256(repr((self.software, *of)).encode()).hexdigest()[:24]}"'

    def page(self, mark: str, base: str, render: Callable[[str], str]) -> str:
        """base: the site's address for this reader, of a host's letters alone; render: takes one, maybe another."""
        with self._lock:
            known = self._pages.get(mark)
            if known is not None:
                self._pages.move_to_end(mark)
        html = render(ANYWHERE) if known is None else known
        with self._lock:
            self._pages[mark] = html
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        return html.replace(ANYWHERE, base)
