"""Real Redis nodes for tests, which keep nothing on a disk."""

import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.redis_nodes import node
from tests.patience import PATIENCE_SECONDS, eventually
from tests.programs import program
from tests.site import free_port

SETTINGS = ("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction", "--bind", "127.0.0.1")


class RedisNode:
    """One server on a port of its own. settings: in place of those of a node that keeps nothing."""

    def __init__(self, folder: Path, settings: tuple[str, ...] = SETTINGS) -> None:
        self.folder, self.port, self._settings = folder, free_port(), settings
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self._binary = program("redis-server", "valkey-server", package="redis-server")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """As often as it was killed: on the same port, and empty."""
        with (self.folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(
                (self._binary, "--port", str(self.port), "--dir", str(self.folder), *self._settings),
                stdout=log,
                stderr=log,
            )
        eventually(self.answers, lambda: (self.folder / "redis.log").read_text())

    def answers(self) -> bool:
        from redis import RedisError

        with node(self.address) as asked:
            try:
                return bool(asked.ping())
            except RedisError:
                return False

    def kill(self) -> None:
        self._signal(signal.SIGCONT)
        self._signal(signal.SIGKILL)
        if self._process:
            self._process.wait(PATIENCE_SECONDS)
            self._process = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections and says nothing."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, how: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(how)


@contextmanager
def redis_node() -> Iterator[RedisNode]:
    with tempfile.TemporaryDirectory(prefix="totem-redis-") as folder:
        made = RedisNode(Path(folder))
        made.start()
        try:
            yield made
        finally:
            made.kill()


@pytest.fixture
def redis() -> Iterator[RedisNode]:
    """A node of this test's own."""
    with redis_node() as made:
        yield made
