"""A room without internet: a laptop and a phone on one cable, no way out, no name server, plain http.

Two network namespaces hold the two ends of the cable. They need root, or a kernel that lets anyone make them.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE_SECONDS, eventually
from tests.programs import lacking, program
from tests.site import COMMAND, LiveSite

pytestmark = [pytest.mark.slow, pytest.mark.long]

HOW_TO = "Network namespaces are refused here: run as root, or `sysctl kernel.unprivileged_userns_clone=1`; {reason}"
LAPTOP, PHONE, PORT = "10.42.0.1", "10.42.0.7", 8000


def ip(*words: str) -> None:
    done = subprocess.run([program("ip", package="iproute2"), *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(done.stderr.strip())


@pytest.fixture
def cable() -> Iterator[tuple[str, str]]:
    """The names of the laptop's and of the phone's namespace. Neither has a route beyond the cable."""
    laptop, phone = (f"totem-{end}-{os.getpid()}" for end in ("laptop", "phone"))
    ends = f"t{os.getpid() % 10_000}a", f"t{os.getpid() % 10_000}b"
    made = []
    try:
        for name in (laptop, phone):
            ip("netns", "add", name)
            made.append(name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("link", "add", ends[0], "netns", laptop, "type", "veth", "peer", "name", ends[1], "netns", phone)
        for name, end, address in ((laptop, ends[0], LAPTOP), (phone, ends[1], PHONE)):
            ip("-n", name, "addr", "add", f"{address}/24", "dev", end)
            ip("-n", name, "link", "set", end, "up")
    except OSError as error:
        for name in made:
            ip("netns", "del", name)
        lacking(HOW_TO.format(reason=error))
    yield laptop, phone
    for name in made:
        ip("netns", "del", name)


@pytest.fixture
def served(cable: tuple[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    """What `totem seminar serve` prints in the laptop's namespace, by its labels."""
    environment = LiveSite(tmp_path).environment | {"TOTEM_BASE_URL": ""}
    command = ("ip", "netns", "exec", cable[0], *COMMAND, "seminar", "serve", "--port", str(PORT))
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=log, stderr=log)
    said = (tmp_path / "log").read_text
    eventually(lambda: "Remote: " in said() or process.poll() is not None, said)
    assert process.poll() is None, said()
    yield dict(re.findall(r"^(\w+): (\S+)$", (tmp_path / "log").read_text(), re.MULTILINE))
    process.send_signal(signal.SIGTERM)
    process.wait(PATIENCE_SECONDS)
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_whole_seminar_runs_on_one_cable(cable: tuple[str, str], served: dict[str, str]) -> None:
    assert served["Phones"].startswith(f"http://{LAPTOP}:{PORT}/j/")
    outside = ["ip", "netns", "exec", cable[1], "curl", "-s", "-m", "3", "http://192.0.2.1/"]
    assert subprocess.run(outside, capture_output=True, check=False).returncode != 0, "there is a way out"
    command = ("ip", "netns", "exec", cable[1], sys.executable, "-m", "tests.faults.phones", served["Phones"])
    done = subprocess.run(
        (*command, served["Screen"], served["Remote"]),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=10 * PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    before, after = done.stdout.split("recap")
    assert before.split().count("12") >= 2, before
    assert after.split() == ["12"]
