"""The first, second, third … statement, commit, write or sync of an act fails, or all from there on; the disk is full,
the database read-only, locked or cut off: it is done and told so, or it is not.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine
from sqlalchemy.exc import OperationalError

from app.db import engine as engine_module
from app.db.engine import make_engine
from app.tallies.keys import PoolKeys, PoolKeysDamaged
from app.tallies.ledger import TotalsUnavailable
from tests import soak
from tests.faults.acts import SEALED, Act, Site
from tests.faults.boundaries import WHERE, Kind, Trouble, passing
from tests.faults.test_trouble import drop_connections, every_connection, largest_file
from tests.rooms import rows_of
from tests.tried import tried

pytestmark = [pytest.mark.slow, pytest.mark.long]
REFUSED = (OperationalError, OSError, TotalsUnavailable, PoolKeysDamaged)
FEWER: dict[Kind, int] = {} if soak.IS_SOAK else {"statement": 10, "write": 2, "sync": 2}
"""Of these it strikes at the first, and then at every so manieth, in a mirror survey at every third of those; of all
else, and in a soak, at each."""


@contextmanager
def site(engine: Engine, keys: PoolKeys) -> Iterator[Site]:
    with Site(engine, keys).running() as running:
        yield running


class Tally:
    def __init__(self, site: Site) -> None:
        self._site = site
        self.lost, self.twice, self.falsely = list[str](), list[str](), list[str]()
        self.tries = 0

    def tries_to(self, act: Act, trouble: AbstractContextManager[object], what: str, *, unsure: bool = False) -> None:
        """unsure: nobody can know whether it happened, so it may be told that it did not."""
        before = rows_of(self._site.engine)
        with trouble:
            is_told = self._told(act)
        self.tries += 1
        if is_told and not self._site.is_done(act):
            self.lost.append(what)
        if not is_told and not unsure and rows_of(self._site.engine) != before:
            self.falsely.append(what)
        self._site.do(act)  # asked for again, when all is well
        if not self._site.is_done(act):
            (self.twice if self._site.many(act) > 1 else self.lost).append(f"{what}, then again")

    def _told(self, act: Act) -> bool:
        try:
            self._site.do(act)
        except REFUSED:
            return False
        return True

    def write_down(self, what: str) -> None:
        found = self._site.faults()
        assert found == []
        tried(what, self.tries, lost=self.lost, twice=self.twice, falsely=self.falsely)


@pytest.mark.parametrize("kind", SEALED)
def test_whatever_fails_is_done_and_told_so_or_not_at_all(kind: str, engine: Engine, keys: PoolKeys) -> None:
    with site(engine, keys) as here:
        tally = Tally(here)
        for where in WHERE:
            for onwards in (False, True)[: 1 if where == "answer" else 2]:
                trouble, nth = Trouble(where, 1, onwards=onwards), 1
                while nth == 1 or trouble.struck:
                    trouble = Trouble(where, nth, onwards=onwards)
                    strikes = passing(engine, trouble.pass_boundary)
                    tally.tries_to(here.begun(kind), strikes, f"{where} {nth}", unsure=where == "answer")
                    nth += FEWER.get(where, 1) * (3 if kind == "reveal" and where in FEWER else 1)
        assert tally.tries > 12
        tally.write_down(f"the nth statement, commit, answer, write or sync fails: {kind} on {engine.dialect.name}")


@pytest.mark.parametrize("kind", SEALED)
def test_on_a_disk_that_is_full_or_read_only_it_is_done_or_not(
    kind: str, sqlite_engine: Engine, keys: PoolKeys, tmp_path: Path
) -> None:
    file = tmp_path / "data" / "totem.db"
    with site(sqlite_engine, keys) as here:
        tally = Tally(here)
        for turn in range(0, 40, soak.many(5, 1)):
            act = here.begun(kind)
            limit = file.stat().st_size + 2048 - 512 * turn if turn < 8 else 512 * (turn - 8)
            tally.tries_to(act, largest_file(limit), f"at most {limit} bytes")
        for _ in range(soak.many(1, 10)):
            tally.tries_to(here.begun(kind), every_connection(sqlite_engine, "PRAGMA query_only = ON"), "read-only")
        tally.write_down(f"the disk is full, or read-only: {kind}")


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize("kind", SEALED)
def test_in_a_database_that_another_keeps_locked_it_is_not_done_and_told_so(
    kind: str, sqlite_engine: Engine, keys: PoolKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "PATIENCE_SECONDS", 0.05)  # in place of five: a lock of any length outlasts it
    impatient = make_engine(sqlite_engine.url.render_as_string())
    with site(impatient, keys) as here:
        tally = Tally(here)
        for _ in range(soak.many(1, 10)):
            act, before = here.begun(kind), rows_of(impatient)
            with locked(tmp_path / "data" / "totem.db"), pytest.raises(REFUSED):
                here.do(act)
            assert rows_of(impatient) == before
            tally.tries_to(act, nullcontext(), "after a lock")
        tally.write_down(f"the database is locked for longer than anybody waits: {kind}")
    impatient.dispose()


class Cut:
    """Ends every connection to this database, at the nth statement."""

    def __init__(self, database: URL, nth: int) -> None:
        self._database, self._nth, self.passed = database, nth, 0

    def pass_boundary(self, kind: Kind) -> None:
        if kind == "statement":
            self.passed += 1
            if self.passed == self._nth:
                drop_connections(self._database)


@pytest.mark.postgres
@pytest.mark.parametrize("kind", SEALED)
def test_a_server_that_ends_its_connections_at_any_moment_loses_nothing(
    kind: str, postgres_engine: Engine, keys: PoolKeys
) -> None:
    with site(postgres_engine, keys) as here:
        tally, nth, struck = Tally(here), 1, True
        while struck:
            cut = Cut(postgres_engine.url, nth)
            tally.tries_to(here.begun(kind), passing(postgres_engine, cut.pass_boundary), f"at statement {nth}")
            struck, nth = cut.passed >= nth, nth + soak.many(11, 1)
        tally.write_down(f"the server ends all connections at the nth statement: {kind}")
