"""`totem serve --workers 3`: one address, three processes; who dies is replaced, and an end ends all of them."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.trainer import Trainer
from tests.live import Follow
from tests.patience import PATIENCE_SECONDS, eventually
from tests.site import LiveSite, is_ready

pytestmark = pytest.mark.slow
WORKERS, SCREENS = 3, 12


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


def test_a_worker_that_dies_at_birth_again_and_again_ends_the_site_with_its_message(site: LiveSite) -> None:
    started(site, 2)
    (site.folder / "secrets" / "secret").write_text("nonsense\n")
    os.kill(min(workers(site)), signal.SIGKILL)
    assert site.process
    assert site.process.wait(PATIENCE_SECONDS) == 1
    log = (site.folder / "log").read_text()
    assert log.count("not 32 bytes in base64") == 3
    assert "this site cannot be served" in log
