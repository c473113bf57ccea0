"""What can be seen of a process from outside, where TOTEM_METRICS is set: read once a minute, and answered on an
address that this machine alone can reach.

Promises that it holds nothing up: what hangs is asked for in threads of its own, and known as it was meanwhile.
"""

import asyncio
import logging
import os
import resource
import shutil
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, start_http_server
from sqlalchemy import Engine, func, select
from sqlalchemy.pool import QueuePool
from starlette.applications import Starlette

from app import __version__
from app.assembly import Assembly
from app.campaigns.store import campaigns
from app.db.engine import read
from app.db.hurried import Hurried
from app.db.schema import schema_of
from app.db.tables import ReleaseRow
from app.settings import Settings
from app.signals.acts import last
from app.signals.exposed import STEP, Exposed, Gauge, Stepped
from app.signals.live import FAULTS, LAG, LIVE, QUEUE, Peak
from app.signals.processes import ProcessFiles
from app.tallies.custody import lost_in
from app.web.build import Lifespan
from app.web.workshop import Workshop

MINUTE, GLANCE = 60.0, 0.5
STORED_SECONDS = 20.0
"""How long the database may take to tell what is stored."""
CONNECTIONS, LAG_STEP, CPU_STEP = 4, 0.05, 10.0
"""The least by which these move: one person who finishes holds one connection, 40 ms of the event loop, and 5 ms of a
core. So none of them tells that somebody did."""
DISK_STEP, MEMORY_STEP = 2.0**26, 2.0**24
log = logging.getLogger(__name__)


class Stored(NamedTuple):
    """most_k: of a campaign that goes on; lost: campaigns with answers that no key opens; schema: revision, and whether
    this program serves it."""

    most_k: int = STEP
    keys: int = 0
    lost: frozenset[str] = frozenset()
    releases: int = 0
    schema: tuple[str, bool] = ("", True)


Health = Callable[[], Awaitable[tuple[list[str], str]]]


class ProcessWatch:
    """One process, while it serves. health: what it cannot do now, and what is amiss all the same."""

    def __init__(self, settings: Settings, parts: Assembly, workshop: Workshop, health: Health) -> None:
        self._settings, self._parts, self._workshop, self._ask = settings, parts, workshop, health
        self._faults: list[str] = []
        self._remark = ""
        self._stored, self._unreadable = Stored(), 0
        self._busy, self._began = Peak(), time.time()
        self._hurried = Hurried(1)
        self._address = urlsplit(f"//{settings.metrics}")
        self._files = ProcessFiles(self._address.port or 0)
        self._server: WSGIServer | None = None
        self.exposed = Exposed(
            Stepped(LIVE), Stepped(FAULTS), self._gauges(), lambda: max(STEP, self._stored.most_k), self._files.others
        )

    async def run(self) -> None:
        """Until it is cancelled."""
        await asyncio.gather(self._every_minute(), self._glances())

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
        self._files.clear()

    async def _every_minute(self) -> None:
        while True:
            with suppress(Exception):  # an outage is told elsewhere: here, what is known stays
                self._faults, self._remark = await self._ask()
                await self._look()
            try:
                await asyncio.to_thread(self.turn)
            except OSError:
                log.exception("The signals could not be given out; the next minute tries again.")
            await asyncio.sleep(MINUTE)

    def turn(self) -> None:
        """What a minute brings. Raises OSError."""
        self.exposed.copy()
        self._files.leave(self.exposed.own)
        if self._server is None:
            self._listen()

    def _listen(self) -> None:
        """Unless another process of the site answers there already."""
        registry = CollectorRegistry()
        registry.register(self.exposed)
        try:
            host = "127.0.0.1" if self._address.hostname == "localhost" else str(self._address.hostname)
            self._server = start_http_server(self._address.port or 0, host, registry)[0]
        except OSError:
            if not self._files.others():
                raise

    async def _look(self) -> None:
        """A pool that is sealed during a look seems lost in it: only what seems so twice is."""
        before = self._stored.lost
        self._stored = await self._hurried("stored", self._read, STORED_SECONDS)
        self._unreadable = len(before & self._stored.lost)

    def _read(self) -> Stored:
        engine, keys = self._parts.engine, self._parts.keys
        most = max((one.k for one in campaigns(engine) if one.closed_on is None), default=0)
        lost = frozenset(one.slug for one in lost_in(engine, keys))
        with read(engine) as connection:
            found = schema_of(connection)
            releases = connection.scalar(select(func.count()).select_from(ReleaseRow)) or 0
        return Stored(
            most, len(keys.ids()), lost, releases, (found.revision, found.can_be_served) if found else ("", False)
        )

    async def _glances(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + GLANCE
            await asyncio.sleep(GLANCE)
            LAG.see(loop.time() - due)
            self._busy.see(connections_in_use(self._parts.engine))

    def _gauges(self) -> list[Gauge]:
        """Each with the step that one person alone does not move it by."""
        folder, made, notes = self._settings.data_dir, self._workshop, self._settings.secret_file.parent
        return [
            Gauge("totem_build_info", "The version that runs.", lambda: {__version__: 1.0}, label="version"),
            Gauge("totem_started_timestamp_seconds", "When this process was started.", lambda: self._began),
            Gauge("totem_copied_timestamp_seconds", "When this was last copied.", time.time),
            Gauge("totem_schema_served", "Whether this program serves the tables.", self._schema, label="revision"),
            Gauge("totem_faults", "How many things cannot be done now.", lambda: len(self._faults)),
            Gauge("totem_fault", "What is amiss, as /readyz says it.", self._amiss, label="fault"),
            Gauge("totem_unreadable_campaigns", "With answers that no key opens.", lambda: self._unreadable),
            Gauge("totem_pool_keys", "Keys of counts that wait.", lambda: self._stored.keys, STEP),
            Gauge("totem_releases", "Figures that were released.", lambda: self._stored.releases),
            Gauge("totem_streams", "Streams of rooms.", lambda: self._parts.live.streams, STEP, adds=True),
            Gauge("totem_write_queue", "The most that waited for a commit in a minute.", QUEUE.take, STEP),
            Gauge("totem_connections", "The most that were in use in a minute.", self._busy.take, CONNECTIONS),
            Gauge("totem_loop_lag_seconds", "The most in a minute.", LAG.take, LAG_STEP),
            Gauge("totem_pictures_made", "Since the start.", lambda: made.made, STEP, adds=True),
            Gauge("totem_pictures_refused", "Since the start.", lambda: made.refused, STEP, adds=True),
            Gauge("totem_cpu_seconds", "Since the start.", time.process_time, CPU_STEP, adds=True),
            Gauge("totem_memory_bytes", "At its highest.", memory, MEMORY_STEP, adds=True),
            Gauge("totem_disk_free_bytes", "Where the data is.", lambda: free_in(folder), DISK_STEP),
            Gauge("totem_last_timestamp_seconds", "Of a backup, of a check.", lambda: acts_in(notes), label="act"),
            Gauge("totem_verify_faults", "That the last check named.", lambda: faults_in(notes)),
        ]

    def _amiss(self) -> dict[str, float]:
        return dict.fromkeys(filter(None, [*self._faults, self._remark]), 1.0)

    def _schema(self) -> dict[str, float]:
        revision, is_served = self._stored.schema
        return {revision: float(is_served)} if revision else {}


def watched(settings: Settings, parts: Assembly, workshop: Workshop, health: Health) -> Lifespan:
    """The life of this app, and what is seen of it meanwhile. Raises OSError where processes cannot meet."""
    if settings.metrics is None:
        return parts.lifespan
    watch = ProcessWatch(settings, parts, workshop, health)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with parts.lifespan(app):
            running = asyncio.create_task(watch.run())
            yield
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await asyncio.to_thread(watch.stop)

    return lifespan


def connections_in_use(engine: Engine) -> int:
    return engine.pool.checkedout() if isinstance(engine.pool, QueuePool) else 0


def memory() -> float:
    """Bytes: the most that this process ever held at once."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(most if sys.platform == "darwin" else most * 1024)


def free_in(folder: Path) -> float:
    """Bytes; of the nearest folder that is there."""
    there = next((one for one in (folder, *folder.parents) if one.is_dir()), Path(os.sep))
    return float(shutil.disk_usage(there).free)


def acts_in(folder: Path) -> dict[str, float]:
    return {act: done.at for act, done in last(folder).items()}


def faults_in(folder: Path) -> float:
    done = last(folder).get("verify")
    return float(done.faults) if done else 0.0
