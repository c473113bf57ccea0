"""Pages of figures, rendered once and kept while there is room; and the mark that tells whether a copy is still fresh.

Promises one indexed query for a copy that is still fresh, and no rendering. Refuses to keep more than it has room for.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app import __version__
from app.db.engine import read
from app.db.hurried import Hurried
from app.publication.documents import ReleaseDocument
from app.publication.store import Head, ReleaseDamaged, heads, release_of

PAGES, RELEASES = 128, 32
ANYWHERE = "totem.invalid"
"""In what is kept, the site's own address: whoever asks may have invented the one that they asked at."""
SECONDS, GRACE_SECONDS = 10.0, 0.5
Kept = TypeVar("Kept")


class PageCache:
    """software: a digest of every file that a page is made from."""

    def __init__(self, folders: Iterable[Path], clock: Callable[[], float] = time.monotonic) -> None:
        digest = sha256(__version__.encode())
        for file in sorted(file for folder in folders for file in folder.rglob("*") if file.is_file()):
            digest.update(file.name.encode() + file.read_bytes())
        self.software = digest.hexdigest()
        self._clock, self._lock = clock, Lock()
        self._pages: OrderedDict[str, str] = OrderedDict()
        self._releases: OrderedDict[str, ReleaseDocument] = OrderedDict()
        self._latest: dict[int, tuple[float, ReleaseDocument | None]] = {}
        self._hurried = Hurried(2)

    def mark(self, *of: object) -> str:
        """As an ETag: the same for the same things, in every process that runs this software."""
        return f'W/"{sha256(repr((self.software, *of)).encode()).hexdigest()[:24]}"'

    def page(self, mark: str, base: str, render: Callable[[str], str]) -> str:
        """base: the site's address for this reader, of a host's letters alone; render: takes one, maybe another."""
        return self._kept(self._pages, PAGES, mark, lambda: render(ANYWHERE)).replace(ANYWHERE, base)

    def release(self, connection: Connection, head: Head) -> ReleaseDocument:
        """Raises ReleaseDamaged."""

        def found() -> ReleaseDocument:
            released = release_of(connection, head.campaign_id, head.number)
            assert released  # it is never deleted without its campaign
            return released

        return self._kept(self._releases, RELEASES, f"{head.campaign_id} {head.digest}", found)

    def known(self, campaign_id: int) -> tuple[ReleaseDocument | None] | None:
        """What `latest` said in the last SECONDS, without asking the database; None if it was not asked."""
        until, released = self._latest.get(campaign_id, (0.0, None))
        return (released,) if self._clock() < until else None

    async def aside(self, engine: Engine, campaign_id: int) -> ReleaseDocument | None:
        """The same for an event loop. A database that does not answer keeps no page from being shown."""
        if known := self.known(campaign_id):
            return known[0]
        try:
            return await self._hurried(f"{campaign_id}", partial(self.latest, engine, campaign_id), GRACE_SECONDS)
        except TimeoutError:
            return self._latest.get(campaign_id, (0.0, None))[1]

    def latest(self, engine: Engine, campaign_id: int) -> ReleaseDocument | None:
        """For pages that show figures aside: None too while they cannot be read."""
        released = None
        try:
            with read(engine) as connection:
                newest = next(iter(heads(connection, [campaign_id])), None)
                released = self.release(connection, newest) if newest else None
        except (SQLAlchemyError, ReleaseDamaged):
            pass
        self._latest[campaign_id] = self._clock() + SECONDS, released
        return released

    def _kept(self, shelf: OrderedDict[str, Kept], most: int, key: str, make: Callable[[], Kept]) -> Kept:
        with self._lock:
            if key in shelf:
                shelf.move_to_end(key)
                return shelf[key]
        made = make()
        with self._lock:
            shelf[key] = made
            while len(shelf) > most:
                shelf.popitem(last=False)
        return made
