"""kill −9 at each statement, commit, write or sync of an act: the site starts again, and it is whole or nothing."""

import os
import pickle
import shutil
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.db.engine import make_engine
from app.pool_keys.key_file import KeyFile
from app.tallies.keys import PoolKeys
from tests import soak
from tests.faults.acts import SEALED, Act, Site
from tests.faults.boundaries import Kind, passing
from tests.faults.writers import start
from tests.tried import tried

pytestmark = [pytest.mark.slow, pytest.mark.long]
LOOKED, EVERY = soak.many(4, 1), soak.many(29, 1)
"""Of the boundaries: at which what a kill leaves is looked at, and at which a process is killed indeed."""


class After:
    """What was found of an act once the site had started again."""

    def __init__(self, kind: str) -> None:
        self._kind, self.tries = kind, 0
        self.lost, self.twice, self.half = list[str](), list[str](), list[str]()

    def look(self, engine: Engine, keys: PoolKeys, act: Act, where: str, *, told: bool) -> None:
        """told: whether somebody had heard that it is done."""
        with Site(engine, keys, 10**6 + self.tries * 1000).running() as again:
            many = again.many(act)
            if told and not again.is_done(act):
                self.lost.append(where)
            if many and not again.is_done(act):
                self.half.append(where)
            again.do(act)
            if not again.is_done(act):
                (self.twice if again.many(act) > 1 else self.lost).append(where)
            assert again.faults() == [], where
        self.tries += 1

    def write_down(self, how: str) -> None:
        assert self.half == []
        tried(f"kill -9 at {how} of an act: {self._kind}", self.tries, lost=self.lost, twice=self.twice)


def left_at_boundaries(site: Site, folder: Path, act: Act) -> Iterator[Path]:
    """Copies of all that stands on the disk at each, which is all that a kill leaves there."""
    copies = folder / "copies"

    def copy(kind: Kind) -> None:
        shutil.copytree(folder, copies / f"{len(left)} {kind}", ignore=shutil.ignore_patterns("copies"))
        left.append(f"{len(left)} {kind}")

    left = list[str]()
    with passing(site.engine, copy):
        site.do(act)
    copy("answer")
    for name in left:
        yield copies / name


@pytest.mark.parametrize("kind", SEALED)
def test_what_a_kill_leaves_of_an_act_is_whole_or_nothing(
    kind: str, sqlite_engine: Engine, keys: PoolKeys, tmp_path: Path
) -> None:
    after, here = After(kind), tmp_path / "again"
    with Site(sqlite_engine, keys).running() as site:
        act = site.begun(kind)
        left = [*left_at_boundaries(site, tmp_path, act)]
    engine = make_engine(f"sqlite:///{here}/data/totem.db")  # one for all: each compiles its statements anew
    for place in {*left[::LOOKED], left[-1]}:
        shutil.rmtree(here)
        place.rename(here)
        after.look(engine, KeyFile(here / "secrets" / "pool-keys"), act, place.name, told=place == left[-1])
        engine.dispose()
    assert len(left) > 10
    after.write_down("each boundary (from a copy)")


def die_doing(pipe: Connection, url: str, key_file: Path, kind: str, boundary: int, first: int) -> None:
    """Says which act it begins, does it and kills itself at one boundary; then says that it is done."""
    passed = 0

    def pass_boundary(_: Kind) -> None:
        nonlocal passed
        passed += 1
        if passed == boundary:
            os.kill(os.getpid(), signal.SIGKILL)

    engine = make_engine(url)
    with Site(engine, KeyFile(key_file), first).running() as site:
        act = site.begun(kind)
        pipe.send_bytes(pickle.dumps(act))
        with passing(engine, pass_boundary):
            site.do(act)
        pipe.send_bytes(b"done")
    engine.dispose()


@pytest.mark.parametrize("kind", SEALED)
def test_a_process_that_is_killed_in_an_act_has_done_it_or_not(
    kind: str, sqlite_engine: Engine, tmp_path: Path
) -> None:
    after, boundary, alive = After(kind), 1, False
    key_file, url = tmp_path / "secrets" / "pool-keys", sqlite_engine.url.render_as_string()
    while not alive:
        process, pipe = start(die_doing, url, key_file, kind, boundary, boundary * 1000)
        said = []
        try:
            while True:
                said.append(pipe.recv_bytes())
        except EOFError:
            process.join()
        alive = process.exitcode == 0
        assert alive == (said[1:] == [b"done"])
        after.look(sqlite_engine, KeyFile(key_file), pickle.loads(said[0]), f"{boundary}", told=alive)
        boundary += EVERY
    after.write_down("each boundary")
