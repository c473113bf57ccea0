"""Several processes of a site at one address: started one after the other, replaced when they die, ended together.

Promises one migration, by the first of them, before the others come; that none outlives the command that started it;
and an end with its message for a site that cannot start. Refuses to start anew for ever what dies at birth.
"""

import os
import signal
import socket
import sys
import threading
import time
from multiprocessing import parent_process

from sqlalchemy.exc import SQLAlchemyError
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from app.cli.local_address import reachable_host
from app.cli.serve import SiteConfig, listen, say_where
from app.cli.terminal import _, plain_errors
from app.settings import Settings
from app.signals.logs import write_lines

PATIENCE_SECONDS = 30
"""For a sign of life: whoever gives none is replaced."""
MOST_STILLBORN = 3
"""In a row, with twice the time between two each time."""
AWAY = 75
"""How a process ends whose database is out of reach: the others go on without it, and it is tried again."""


def run_workers(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until told to stop. Raises OSError when the port is taken; ends with 1 where no process can serve."""
    with listen(host, port) as listening:
        is_first = not settings.create_file.exists()
        settings = settings.model_copy(update={"processes": max(workers, settings.processes)})
        site = Workers(WorkerConfig(settings, workers), [listening])
        if site.starts_one():
            say_where(settings, settings.base_url or f"http://{reachable_host(host)}:{port}", is_first=is_first)
            site.run()
        else:
            site.end()
    if site.has_failed:
        sys.exit(1)


class WorkerConfig(SiteConfig):
    """Makes its app in the process that it is handed to."""

    def load(self) -> None:
        """Says in one sentence what stops the start, as the command does."""
        write_lines(as_json=self.settings.logs == "json")
        threading.Thread(target=_end_with_parent, daemon=True).start()
        handler = signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until there is something to end well
        with plain_errors():
            from app.main import create_app  # here: whoever hands it over needs none of it

            try:
                self.serve(create_app(self.settings))
            except SQLAlchemyError as error:
                sys.stderr.write(f"{error}\n")
                sys.exit(AWAY)
        signal.signal(signal.SIGTERM, handler)
        super().load()


def _end_with_parent() -> None:
    started_by = parent_process()
    if started_by:
        started_by.join()
        os.kill(os.getpid(), signal.SIGTERM)


class Workers(Multiprocess):
    """Uvicorn's supervisor, which ends all on SIGTERM, and replaces one after the other on SIGHUP."""

    config: WorkerConfig

    def __init__(self, config: WorkerConfig, sockets: list[socket.socket]) -> None:
        config.timeout_worker_healthcheck = PATIENCE_SECONDS
        super().__init__(config, sockets)
        self.has_failed = False
        self._born, self._stillborn, self._again_at = set[Process](), 0, 0.0

    def starts_one(self) -> bool:
        """Whether the first serves: it migrates, and draws what there is none of yet. Takes as long as that takes."""
        first = self._started()
        self.processes.append(first)
        while not self.should_exit.is_set() and first.process.is_alive():
            self.handle_signals()
            if first.wait_until_ready(1, self.should_exit):
                return True
        self.has_failed = not self.should_exit.is_set()
        return False

    def init_processes(self) -> None:
        """The others."""
        self.processes += [self._started() for _ in range(self.processes_num - len(self.processes))]

    def keep_subprocess_alive(self) -> None:
        for place, one in enumerate(self.processes):
            if one.process.is_alive() and one not in self._born and one.is_ready(timeout=0.1):
                self._born.add(one)
                self._stillborn = 0
            elif not self._lives(one) and time.monotonic() >= self._again_at:
                self._replace(place, one)

    def _lives(self, one: Process) -> bool:
        """Whoever is not born yet gives no sign: a migration takes as long as it takes."""
        return one.process.is_alive() and (one not in self._born or one.ping(PATIENCE_SECONDS))

    def _replace(self, place: int, one: Process) -> None:
        one.kill()
        one.join()
        if one not in self._born:
            self._stillborn += one.exitcode != AWAY
            self._again_at = time.monotonic() + 2.0 ** (self._stillborn - 1)
        if self._stillborn >= MOST_STILLBORN:
            sys.stderr.write(_("Processes end as soon as they start: this site cannot be served.") + "\n")
            self.has_failed = True
            self.should_exit.set()
            return
        self._born.discard(one)
        self.processes[place] = self._started()

    def _started(self) -> Process:
        made = Process(self.config, self.sockets)
        made.start()
        return made

    def end(self) -> None:
        self.terminate_all()
        self.join_all()
