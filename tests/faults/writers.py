"""Other processes that write in the same stores, and may be killed at any instant.

They come from a server that has imported everything once: the next one starts in milliseconds.
"""

import asyncio
import os
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import Engine, event

from app.db.engine import make_engine
from app.pool_keys import key_file as keys_module
from app.pool_keys.homes import open_keys
from app.pool_keys.key_file import KeyFile
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Entry, Ledger, Outcome
from tests.crowd import TODAY, an_entry
from tests.forked import processes


def start(work: Callable[..., None], *arguments: object) -> tuple[ForkServerProcess, Connection]:
    """The process, and the end of the pipe where what it says arrives."""
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=work, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def heard(pipe: Connection) -> list[int]:
    """All that was said until the process ended."""
    said = []
    with suppress(EOFError):
        while True:
            said.append(int.from_bytes(pipe.recv_bytes(), "big"))
    pipe.close()
    return said


def count_people(
    pipe: Connection,
    url: str,
    home: Path | Sequence[str],
    people: Sequence[int],
    at_once: int,
    together: Barrier | None = None,
    entry_of: Callable[[int], Entry] = an_entry,
) -> None:
    """Says each person's number once the ledger has said that they are counted. together: to wait for the others at."""
    engine = make_engine(url)
    ledger = Ledger(engine, open_keys(home), today=lambda: TODAY)
    ledger.start()
    if together:
        together.wait()
    rest = iter(people)

    async def one_of_many() -> None:
        for person in rest:
            if await ledger.record(entry_of(person)) is Outcome.COUNTED:
                pipe.send_bytes(person.to_bytes(4, "big"))

    async def all_of_them() -> None:
        await asyncio.gather(*(one_of_many() for _ in range(at_once)))

    asyncio.run(all_of_them())
    ledger.stop()
    engine.dispose()


def die_at(
    pipe: Connection,
    url: str,
    key_file: Path,
    people: Sequence[int],
    boundary: int,
    campaign: int,
) -> None:
    """Goes through boundaries and kills itself at one. Says 0 when it came through alive."""
    passed = 0

    def pass_boundary() -> None:
        nonlocal passed
        passed += 1
        if passed == boundary:
            os.kill(os.getpid(), signal.SIGKILL)

    def told(person: int) -> None:
        pipe.send_bytes(person.to_bytes(4, "big"))

    through_boundaries(pass_boundary, told, url, key_file, people, campaign, an_entry)
    pipe.send_bytes(b"")


def what_kills_leave(
    url: str, folder: Path, people: Sequence[int], campaign: int, entry_of: Callable[[int, int], Entry] = an_entry
) -> Iterator[tuple[Engine, PoolKeys, set[int]]]:
    """For each boundary, the site as it starts again on a copy of what stands in the folder there, and who had been
    told so. That is all that a kill leaves: what a process has not yet written goes with it."""
    copies, left = folder / "left", list[set[int]]()
    said: list[int] = []

    def pass_boundary() -> None:
        shutil.copytree(folder, copies / str(len(left)), ignore=shutil.ignore_patterns(copies.name))
        left.append({*said})

    through_boundaries(pass_boundary, said.append, url, folder / "secrets" / "pool-keys", people, campaign, entry_of)
    here = copies / "again"
    engine = make_engine(f"sqlite:///{here}/data/totem.db")  # one for all: each compiles its statements anew
    for place, told in enumerate(left):
        shutil.rmtree(here)
        (copies / str(place)).rename(here)
        yield engine, KeyFile(here / "secrets" / "pool-keys"), told
        engine.dispose()


def through_boundaries(
    pass_boundary: Callable[[], None],
    told: Callable[[int], None],
    url: str,
    key_file: Path,
    people: Sequence[int],
    campaign: int,
    entry_of: Callable[[int, int], Entry],
) -> None:
    """Counts people one by one, then closes the campaign. A boundary: a statement, a commit, a key."""
    engine, keys = make_engine(url), KeyFile(key_file)
    ledger = Ledger(engine, keys, today=lambda: TODAY)
    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(engine, name, lambda *_, **__: pass_boundary())
    with patch.object(keys_module, "_write", partial(_between, keys_module._write, pass_boundary)):
        ledger.start()
        for person in people:
            ledger.record_now(entry_of(person, campaign))
            told(person)
        ledger.stop()
        close(engine, keys, campaign, TODAY)
    engine.dispose()


def _between(write: Callable[..., None], pass_boundary: Callable[[], None], *arguments: object) -> None:
    pass_boundary()
    write(*arguments)
    pass_boundary()
