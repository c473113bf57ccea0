"""A real site for tests: the command that an operator types, on a free port, in a folder of its own."""

import atexit
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.forked import Forked
from tests.patience import PATIENCE_SECONDS, eventually

COMMAND = (sys.executable, "-W", "error", "-c", "from app.cli.main import main; main()")


def pytest_configure() -> None:
    LiveSite.is_forked = True


class LiveSite:
    is_forked = False
    """Whether its processes are forks of one that has imported everything: in tests, which start hundreds."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self.port = folder, free_port()
        self.environment = {
            **os.environ,
            "TOTEM_DATA_DIR": str(folder / "data"),
            "TOTEM_SECRET_FILE": str(folder / "secrets" / "secret"),
            "TOTEM_POOL_KEY_FILE": str(folder / "secrets" / "pool-keys"),
            "LC_ALL": "C.UTF-8",
            **settings,
        }
        self.process: subprocess.Popen[bytes] | Forked | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *how: str) -> None:
        arguments = (*(how or ("serve",)), "--port", str(self.port))
        file = self.folder / "log"
        if type(self).is_forked:
            self.process = Forked(arguments, self.environment, self.folder, file, file)
        else:
            with file.open("ab") as log:
                self.process = subprocess.Popen(
                    (*COMMAND, *arguments), env=self.environment, cwd=self.folder, stdout=log, stderr=log
                )
        self._wait()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process:
            if self.process.poll() is None:
                self.process.send_signal(how)
            self.process.wait(PATIENCE_SECONDS)
            self.process = None

    def restart(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.stop(how)
        self.start()

    def totem(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What the terminal answers to `totem …` on this site."""
        with TemporaryDirectory() as folder:
            out, err = (Path(folder) / name for name in ("out", "err"))
            code = Forked(arguments, self.environment, self.folder, out, err).wait(10 * PATIENCE_SECONDS)
            said = (out.read_text("utf-8"), err.read_text("utf-8"))
        return subprocess.CompletedProcess(arguments, code, *said)

    def typed(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The same as `totem`, from a Python that starts anew and reads its language from the environment."""
        command, limit = (*COMMAND, *arguments), 10 * PATIENCE_SECONDS
        return subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False, timeout=limit
        )

    def _wait(self) -> None:
        try:
            eventually(self._is_ready_or_ended, (self.folder / "log").read_text)
            assert self.process
            assert self.process.poll() is None, (self.folder / "log").read_text()
        except AssertionError:
            self.stop(signal.SIGKILL)
            raise

    def _is_ready_or_ended(self) -> bool:
        return is_ready(self.port) or self.process is None or self.process.poll() is not None


def is_ready(port: int, path: str = "/readyz") -> bool:
    """Whether a server there answers 200."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)) as connection:
        try:
            connection.request("GET", path)
            with connection.getresponse() as answer:
                return answer.status == 200
        except (OSError, HTTPException):
            return False


def free_port() -> int:
    """Nobody else is given it while this process lives: it stays bound, and what listens there shares it by name."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    port: int = held.getsockname()[1]
    if sys.platform == "linux":
        atexit.register(held.close)
    else:  # there, a bound port is shared with nobody
        held.close()
    return port


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    live = LiveSite(tmp_path_factory.mktemp("site"))
    live.start()
    yield live
    live.stop()
