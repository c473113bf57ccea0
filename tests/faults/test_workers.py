"""`totem serve --workers 3`: one address, three processes; who dies is replaced, and an end ends all of them."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from uvicorn.supervisors.multiprocess import SIGNALS

from app.cli import workers as workers_module
from app.cli.workers import AWAY, WorkerConfig, Workers
from app.settings import Settings
from benchmarks.trainer import Trainer
from tests import soak
from tests.live import Follow
from tests.patience import PATIENCE_SECONDS, eventually
from tests.site import LiveSite, is_ready

pytestmark = [pytest.mark.slow, pytest.mark.long]
WORKERS, SCREENS = soak.many(2, 3), soak.many(6, 12)


class TypedSite(LiveSite):
    """What an operator types: a fork of the tests' own could start no processes."""

    is_forked = False


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LiveSite]:
    made = TypedSite(tmp_path, PYTHONDONTWRITEBYTECODE="")
    yield made
    made.stop(signal.SIGKILL)


def workers(site: LiveSite) -> set[int]:
    """Those that listen, of all that the command has started."""
    assert site.process
    pid, found = site.process.pid, set[int]()
    for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes():
            found.add(int(one))
    return found


def started(site: LiveSite, many: int) -> None:
    site.start("serve", "--workers", str(many))
    sockets = site.folder / "data" / "processes"
    eventually(lambda: len(list(sockets.iterdir())) == many, (site.folder / "log").read_text)


def is_gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_each_key_is_seen_whoever_serves_who_dies_is_replaced_and_an_end_ends_everybody(site: LiveSite) -> None:
    started(site, WORKERS)
    before = workers(site)
    assert len(before) == WORKERS
    trainer = Trainer(site.port)
    screens = [Follow(site.port, f"{trainer.screen}/stream") for _ in range(SCREENS)]
    shown = [screen.state() for screen in screens]
    for action in ("next", "pause", "pause"):
        trainer.press(action)
        shown, former = [screen.state() for screen in screens], shown
        assert len(set(shown)) == 1
        assert shown != former
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: len(workers(site) - {killed}) == WORKERS, (site.folder / "log").read_text)
    assert len(workers(site) & before) == WORKERS - 1
    assert is_ready(site.port)
    all_of_them, process = workers(site), site.process
    assert process
    process.send_signal(signal.SIGTERM)
    for screen in screens:
        while screen.event():
            pass
        screen.close()
    assert process.wait(PATIENCE_SECONDS) == 0
    assert all(map(is_gone, all_of_them))
    assert "Traceback" not in (site.folder / "log").read_text()
    assert not list((site.folder / "data" / "processes").iterdir())


def test_nobody_outlives_a_command_that_was_killed(site: LiveSite) -> None:
    started(site, 2)
    all_of_them = workers(site)
    site.stop(signal.SIGKILL)
    eventually(lambda: all(map(is_gone, all_of_them)))


def test_a_site_that_cannot_start_says_why_once_and_ends(site: LiveSite) -> None:
    secrets = site.folder / "secrets"
    secrets.mkdir()
    (secrets / "secret").write_text("nonsense\n")
    told = site.typed("serve", "--workers", "3", "--port", str(site.port))
    assert told.returncode == 1
    assert told.stderr.count("not 32 bytes in base64") == 1
    assert "Traceback" not in told.stderr


class Worker:
    """code: how it died at birth; None for one that lives."""

    def __init__(self, code: int | None) -> None:
        self.exitcode, self.process = code, SimpleNamespace(is_alive=lambda: code is None)

    def is_ready(self, timeout: float) -> bool:
        return True

    def ping(self, timeout: float) -> bool:
        return True

    def kill(self) -> None:
        pass

    join = kill


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Workers]:
    """Of two processes, of which one has died after a life."""
    handlers = {one: signal.getsignal(one) for one in SIGNALS}
    made = Workers(WorkerConfig(Settings(data_dir=tmp_path), 2), [])
    lives: Any = [Worker(None), Worker(1)]
    made.processes += lives
    made._born |= {*lives}
    yield made
    for one, handler in handlers.items():
        signal.signal(one, handler)


class Life:
    """A supervisor's seconds. born: those in which it started another one, which died with this code at once."""

    def __init__(self, supervisor: Workers, how: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.born, self._how = 0, list[int](), how
        monkeypatch.setattr(workers_module, "time", SimpleNamespace(monotonic=lambda: self.now))
        monkeypatch.setattr(supervisor, "_started", self._start)
        while self.now < 10 and not supervisor.should_exit.is_set():
            supervisor.keep_subprocess_alive()
            self.now += 1

    def _start(self) -> Worker:
        self.born.append(self.now)
        return Worker(self._how)


def test_who_dies_at_birth_is_tried_again_after_a_growing_pause_and_ends_the_site_the_third_time(
    supervisor: Workers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    life = Life(supervisor, 1, monkeypatch)
    assert (life.born, life.now) == ([0, 1, 2], 5)
    assert supervisor.has_failed
    assert "this site cannot be served" in capsys.readouterr().err


def test_who_finds_no_database_at_birth_is_tried_for_ever(supervisor: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(Life(supervisor, AWAY, monkeypatch).born) == 10
    assert not supervisor.should_exit.is_set()


if soak.IS_SOAK:

    def test_a_worker_that_dies_at_birth_again_and_again_ends_the_site_with_its_message(site: LiveSite) -> None:
        started(site, 2)
        (site.folder / "secrets" / "secret").write_text("nonsense\n")
        os.kill(min(workers(site)), signal.SIGKILL)
        assert site.process
        assert site.process.wait(PATIENCE_SECONDS) == 1
        log = (site.folder / "log").read_text()
        assert log.count("not 32 bytes in base64") == 3
        assert "this site cannot be served" in log
