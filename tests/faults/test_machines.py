"""A site on several machines, each of which dies: two nodes, nginx, PostgreSQL and two key nodes, on loopback.

Promises that n is exact at the end, whoever was killed meanwhile, and whoever sent a finish twice.
"""

import asyncio
import json
import os
import signal
import ssl
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from benchmarks.driver import Connection, Lost
from benchmarks.journey import SLUG, Journey
from tests import soak
from tests.databases import PostgresServer, postgres_server
from tests.nodes import RedisNode, redis_node
from tests.patience import PATIENCE_SECONDS, eventually
from tests.proxies import HOST, listens, nginx_command
from tests.site import LiveSite

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.long]
PEOPLE, TWICE, KILLS, AT_ONCE = soak.many(240, 5000), soak.many(48, 1000), soak.many(3, 42), 24
TOLD = {"counted", "already"}


class Nginx:
    def __init__(self, folder: Path, *sites: LiveSite) -> None:
        folder.mkdir()
        self.folder, (self._command, self.port) = folder, nginx_command(folder, *(site.port for site in sites))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "output.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )
        eventually(lambda: listens(self.port), (self.folder / "output.log").read_text)

    def kill(self) -> None:
        """With its workers, as a machine goes."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(PATIENCE_SECONDS)
            self._process = None


class Machines:
    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.database: PostgresServer = stack.enter_context(postgres_server())
        self.keys: list[RedisNode] = [stack.enter_context(redis_node()) for _ in range(2)]
        shared = {
            "TOTEM_SECRET_FILE": str(folder / "secret" / "secret"),
            "TOTEM_DATABASE_URL": self.database.address.render_as_string(hide_password=False),
            "TOTEM_KEYS": ",".join(node.address for node in self.keys),
            "TOTEM_BASE_URL": f"https://{HOST}",
            "TOTEM_OPEN_LIMIT": "0",
        }
        self.sites = [LiveSite(made(folder / name), **shared) for name in ("one", "two")]
        for site in self.sites:
            site.start()
            stack.callback(site.stop)
        self.nginx = Nginx(folder / "nginx", *self.sites)
        self.nginx.start()
        stack.callback(self.nginx.kill)

    def kill(self, name: str) -> None:
        """kill -9, and start again."""
        kind, _, at = name.partition(" ")
        if kind == "site":
            self.sites[int(at)].restart(signal.SIGKILL)
            return
        machine = self.keys[int(at)] if kind == "keys" else getattr(self, kind)
        machine.kill()
        machine.start()

    @property
    def are_ready(self) -> bool:
        """Each of them, and each other's: then all that was given up is as before."""
        return all(ready(site) == "ready" for site in self.sites)


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def ready(site: LiveSite) -> str:
    try:
        with urllib.request.urlopen(f"{site.address}/readyz", timeout=PATIENCE_SECONDS) as answer:
            return str(answer.read().decode())
    except OSError:
        return "away"


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    with ExitStack() as stack:
        yield Machines(tmp_path, stack)


class Secure(Connection):
    """To nginx, by the site's own name."""

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.streams is None:
            trusting = ssl.create_default_context()
            trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
            self.streams = await asyncio.open_connection("127.0.0.1", self.port, ssl=trusting, server_hostname=HOST)
        return self.streams


async def told(port: int, request: bytes) -> str:
    """What a person is told in the end, however often a machine dies before."""
    connection = Secure(port)
    try:
        for _ in range(2000):
            try:
                answer = await connection._ask(request)
            except Lost:
                await asyncio.sleep(0.1)
                continue
            if answer.status == 204:
                return answer.location.rpartition("finish=")[2]
            assert answer.status in (502, 503, 504), answer
            await asyncio.sleep(0.1)
    finally:
        connection.close()
    raise AssertionError("nobody answers any more")


async def crowd(port: int, requests: list[bytes], said: Callable[[str], None]) -> None:
    """Each comes to whichever node; those who come twice do so at about the same time."""
    room = asyncio.Semaphore(AT_ONCE)

    async def come(request: bytes) -> None:
        async with room:
            said(await told(port, request))

    await asyncio.gather(*map(come, requests))


def finishes(site: LiveSite) -> list[bytes]:
    """Prebuilt, so that only the finish is asked for; a fifth of them twice."""
    whole = [*map(to_nginx, Journey(site).finishes(PEOPLE))]
    drawn = Random(14)
    twice = [(drawn.random(), one) for one in whole] + [(drawn.random(), one) for one in whole[:TWICE]]
    return [one for _, one in sorted(twice)]


def to_nginx(request: bytes) -> bytes:
    """The same, by the site's own name."""
    return request.replace(b"http://127.0.0.1", f"https://{HOST}".encode()).replace(b"127.0.0.1", HOST.encode())


def test_everybody_is_counted_once_whichever_machine_dies(machines: Machines) -> None:
    """The keys first: in `make soak` each of them seven times."""
    each = ("keys 0", "database", "site 0", "keys 1", "nginx", "site 1")
    requests, answers = finishes(machines.sites[0]), list[str]()

    async def killed_again_and_again() -> None:
        answering = asyncio.create_task(crowd(machines.nginx.port, requests, answers.append))
        for kill in range(KILLS):
            while len(answers) < kill * len(requests) // (KILLS + 1) and not answering.done():
                await asyncio.sleep(0.01)
            await asyncio.to_thread(eventually, lambda: machines.are_ready, lambda: [*map(ready, machines.sites)])
            assert not answering.done(), f"all have answered before kill {kill}"
            await asyncio.to_thread(machines.kill, each[kill % len(each)])
        await answering

    asyncio.run(killed_again_and_again())
    assert len(answers) == PEOPLE + TWICE
    assert {*answers} <= TOLD
    eventually(lambda: machines.are_ready, lambda: [*map(ready, machines.sites)])
    closed = machines.sites[0].totem("campaign", "close", SLUG)
    assert (closed.returncode, closed.stderr) == (0, "")
    verified = machines.sites[1].totem("verify")
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "All is well.\n", "")
    with urllib.request.urlopen(f"{machines.sites[1].address}/api/v1/figures/{SLUG}") as response:
        assert json.load(response)["n"] == PEOPLE
