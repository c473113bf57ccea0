"""A real site for tests: the command that an operator types, on a free port, in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.error import URLError

import pytest

COMMAND = (sys.executable, "-W", "error", "-c", "from app.cli import main; main()")
PATIENCE_SECONDS = 30


class LiveSite:
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
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *how: str) -> None:
        command = (*COMMAND, *(how or ("serve",)), "--port", str(self.port))
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, cwd=self.folder, stdout=log, stderr=log)
        self._wait()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(PATIENCE_SECONDS)
            self.process = None

    def restart(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.stop(how)
        self.start()

    def totem(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What the terminal answers to `totem …` on this site."""
        command = (*COMMAND, *arguments)
        return subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False, timeout=120
        )

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if self.process and self.process.poll() is not None:
                break
            with suppress(URLError, ConnectionError), closing(urllib.request.urlopen(f"{self.address}/readyz")):
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    live = LiveSite(tmp_path_factory.mktemp("site"))
    live.start()
    yield live
    live.stop()
