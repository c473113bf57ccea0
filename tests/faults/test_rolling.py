"""A newer version of Totem takes the place of the one that serves, process by process, while people finish.

Promises what the guide says of an upgrade without a pause: whoever finishes meanwhile is counted, once, and no process
that can count says that it cannot.
"""

import asyncio
import json
import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from app.db.engine import make_engine
from app.db.schema import HEAD
from app.resources import PACKAGE
from benchmarks.driver import Answer, Connection, Lost
from benchmarks.journey import SLUG, Journey
from tests import soak
from tests.db.test_migrations import to
from tests.db.test_ranges import NEXT, newer
from tests.faults.test_machines import TOLD, Machines, Secure, ready, to_nginx
from tests.patience import eventually
from tests.site import LiveSite

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.long]
PEOPLE = soak.many(100, 1000)
EACH, GLANCE, AGAIN = soak.many(0.15, 0.05), 0.1, 1.0
"""Seconds from one person to the next, from one look to the next, and until a page tries again (static/app.js)."""
ENOUGH = 4  # looks, however busy the machine is
AFTER_THAT = "21001231"
COLUMN = '    colour: str = Field(default="red", max_length=9, sa_column_kwargs={"server_default": "red"})\n'
ADDS = "op.add_column('receipt', sa.Column('colour', sa.String(9), nullable=False, server_default='red'))"
LAST = (
    "    expires_on: date = Field(primary_key=True)\n    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)\n"
)


class NewerSite(LiveSite):
    """A process of the version to come, on the same port: as typed, for its code is another."""

    is_forked = False

    def __init__(self, before: LiveSite, program: Path) -> None:
        super().__init__(before.folder)
        self.port, self.environment = before.port, {
            **before.environment, "PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": ""
        }  # fmt: skip


def version_to_come(folder: Path) -> Path:
    """This program with one more migration: its finishes fill a column that those of before do not know."""
    shutil.copytree(PACKAGE, folder / "app")
    newer(folder, does=ADDS)
    for name in ("locale", "questions", "static", "templates"):
        (folder / name).symlink_to(PACKAGE.parent / name)
    put_in(folder / "app" / "db" / "schema.py", f'HEAD = "{HEAD}"', f'HEAD = "{NEXT}"')
    put_in(folder / "app" / "db" / "tables.py", LAST, LAST + COLUMN)
    return folder


def put_in(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    with ExitStack() as stack:
        made = Machines(tmp_path, stack)
        yield made
        for site in made.sites:
            site.stop()


class Crowd:
    """One person after the other, for as long as it takes; every fifth sends the finish twice at once."""

    def __init__(self, machines: Machines) -> None:
        self._port, self._finishes = machines.nginx.port, map(to_nginx, Journey(machines.sites[0]).finishes(100_000))
        self.people, self.told, self.failed, self.is_over = 0, list[str](), list[Answer](), False

    async def come(self) -> None:
        async with asyncio.TaskGroup() as everybody:
            while not self.is_over or self.people < PEOPLE:
                finish = next(self._finishes)
                for _ in range(2 if self.people % 5 == 0 else 1):
                    everybody.create_task(self._one(finish))
                self.people += 1
                await asyncio.sleep(EACH)

    async def _one(self, finish: bytes) -> None:
        """As static/app.js does: what is lost, or comes to nobody behind the proxy, is sent again."""
        connection = Secure(self._port)
        while True:
            with suppress(Lost):
                answer = await connection._ask(finish)
                if answer.status not in (502, 504):
                    break
            await asyncio.sleep(AGAIN)
        connection.close()
        self.told.append(answer.location.rpartition("finish=")[2])
        if answer.status != 204:  # a page that says that nothing was counted
            self.failed.append(answer)


class Looks:
    """What one process says of itself, from its first ready until it is told to end."""

    def __init__(self, site: LiveSite) -> None:
        self._port, self._ended = site.port, asyncio.Event()
        self.many, self.not_ready = 0, list[str]()
        self._looking = asyncio.create_task(self._look())

    async def end(self) -> None:
        while self.many < ENOUGH:
            await asyncio.sleep(GLANCE)
        self._ended.set()
        await self._looking

    async def _look(self) -> None:
        while not self._ended.is_set():
            connection = Connection(self._port)
            answer = await connection.get("/readyz")
            connection.close()
            self.many += 1
            if answer.status != 200:
                self.not_ready.append(answer.body.decode())
            await asyncio.sleep(GLANCE)


async def replaced(machines: Machines, program: Path) -> list[Looks]:
    """As the guide says: the tables first, then one process after the other."""
    looks = [Looks(site) for site in machines.sites]
    await asyncio.to_thread(migrated, machines, NEXT, program)
    for at, before in enumerate(machines.sites):
        await looks[at].end()
        await asyncio.to_thread(before.stop)
        machines.sites[at] = NewerSite(before, program)
        await asyncio.to_thread(machines.sites[at].start)
        looks.append(Looks(machines.sites[at]))
    for one in looks[2:]:
        await one.end()
    return looks


def migrated(machines: Machines, revision: str, program: Path) -> None:
    engine = make_engine(machines.database.address.render_as_string(hide_password=False))
    to(engine, revision, program / "alembic")
    engine.dispose()


def test_a_newer_version_takes_over_while_people_finish(machines: Machines, tmp_path: Path) -> None:
    program, crowd = version_to_come(tmp_path / "newer"), Crowd(machines)

    async def upgraded() -> list[Looks]:
        coming = asyncio.create_task(crowd.come())
        looks = await replaced(machines, program)
        crowd.is_over = True
        await coming
        return looks

    looks = asyncio.run(upgraded())
    assert crowd.failed == []
    assert {*crowd.told} <= TOLD
    assert len(crowd.told) == crowd.people + -(-crowd.people // 5)
    assert [one.not_ready for one in looks] == [[]] * 4
    closed = machines.sites[0].totem("campaign", "close", SLUG)  # of the former version, on the newer tables
    assert (closed.returncode, closed.stderr) == (0, "")
    with urllib.request.urlopen(f"{machines.sites[1].address}/api/v1/figures/{SLUG}") as response:
        assert json.load(response)["n"] == crowd.people
    newer(program, does="pass", says=f"oldest = {AFTER_THAT!r}", revision=AFTER_THAT, before=NEXT)
    migrated(machines, AFTER_THAT, program)  # and one that takes something away
    eventually(lambda: all(ready(site) == "away" for site in machines.sites))
