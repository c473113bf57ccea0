"""Pages that are the same for everybody, rendered and packed once and kept while there is room; and the mark that tells
whether a copy is still fresh.

Promises no rendering for a page that is kept, and no page for a copy that is still fresh. Refuses to keep more than it
has room for.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app import __version__
from app.web.assets import Encoding, compressed, encoding_for

MOST_PAGES = 128
QUALITY = 7
"""Of Brotli: a page of figures takes some milliseconds, and is hardly larger than at 11, which takes a hundred."""
Looked = TypeVar("Looked")
ANYWHERE = "totem.invalid"
"""In what is kept, the site's own address: whoever asks may have invented the one that they asked at."""


class KeptPage(NamedTuple):
    """mark: of the text itself, as an ETag; packed: by the site's address and the encoding."""

    html: str
    mark: str
    packed: dict[tuple[str, Encoding], bytes]


class PageCache:
    """software: a digest of every file that a page is made from."""

    def __init__(self, folders: Iterable[Path]) -> None:
        digest = sha256(__version__.encode())
        for file in sorted(file for folder in folders for file in folder.rglob("*") if file.is_file()):
            digest.update(file.name.encode() + file.read_bytes())
        self.software = digest.hexdigest()
        self._lock = Lock()
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()

    def mark(self, *of: object) -> str:
        """As an ETag: the same for the same things, in every process that runs this software."""
        return _mark(repr((self.software, *of)))

    def has(self, key: Hashable) -> bool:
        return key in self._pages

    def page(self, key: Hashable, base: str, render: Callable[[str], str]) -> str:
        """base: the site's address for this reader, of a host's letters alone; render: takes one, maybe another."""
        return self._kept(key, render).html.replace(ANYWHERE, base)

    def answer(
        self,
        request: Request,
        key: Hashable,
        render: Callable[[str], str],
        headers: Mapping[str, str],
        *,
        base: str = "",
        mark: str = "",
        status: int = 200,
    ) -> Response:
        """The page, or nothing for whoever has it. key: all that it depends on in this process; mark: the same for
        every process, as an ETag; without, the text's own. base, render: as for `page`."""
        kept = None if mark else self._kept(key, render)
        marked = {**headers, "ETag": mark or (kept.mark if kept else ""), "Vary": "Accept-Encoding"}
        if marked["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=marked)
        kept, encoding = kept or self._kept(key, render), encoding_for(request.headers)
        if encoding:
            marked["Content-Encoding"] = encoding
        return Response(_packed(kept, base, encoding), status, marked, media_type="text/html")

    def _kept(self, key: Hashable, render: Callable[[str], str]) -> KeptPage:
        with self._lock:
            known = self._pages.get(key)
            if known is not None:
                self._pages.move_to_end(key)
                return known
        html = render(ANYWHERE)
        kept = KeptPage(html, _mark(html), {})
        with self._lock:
            self._pages[key] = kept
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        return kept


def _packed(kept: KeptPage, base: str, encoding: Encoding) -> bytes:
    """Of a few addresses alone: on a site that knows none of its own, strangers may invent them without end."""
    found = kept.packed.get((base, encoding))
    if found is None:
        found = compressed(kept.html.replace(ANYWHERE, base).encode(), encoding, QUALITY)
        if len(kept.packed) >= 4:
            kept.packed.clear()
        kept.packed[base, encoding] = found
    return found


def _mark(text: str) -> str:
    return f'W/"{sha256(text.encode()).hexdigest()[:24]}"'


class SharedLooks:
    """What many ask for at the same moment, looked up once for all of them, in one event loop at a time.

    Promises each an answer of a look that was not over when they came: nothing is remembered once it is told.
    """

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Task[Any]] = {}

    async def __call__(self, key: Hashable, look: Callable[[], Looked]) -> Looked:
        """key: of all that it depends on; look: may wait for the database. Raises what it raises."""
        task = self._under_way.get(key)
        if task is None or task.get_loop() is not asyncio.get_running_loop():
            task = self._under_way[key] = asyncio.create_task(run_in_threadpool(look))
            task.add_done_callback(lambda done: self._over(key, done))
        # Whoever leaves ends no look that others wait for.
        found: Looked = await asyncio.shield(task)
        return found

    def _over(self, key: Hashable, done: "asyncio.Task[Any]") -> None:
        if self._under_way.get(key) is done:
            del self._under_way[key]
        done.cancelled() or done.exception()  # else one that nobody waited for any more would be logged
