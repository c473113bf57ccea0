"""A database that takes connections and says nothing, a full disk, a key file that is away: who answers goes on."""

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

import httpx2
import pytest
from sqlalchemy import URL, Engine
from sqlalchemy.exc import OperationalError

from app.db import engine as engine_module
from app.db.engine import make_engine, patience_is_spent, read
from app.pool_keys.key_file import KeyFile
from app.tallies import readiness
from app.tallies.ledger import Ledger, TotalsUnavailable
from app.tallies.readiness import Readiness
from tests.crowd import a_campaign, an_entry
from tests.databases import POSTGRESQL, frozen
from tests.faults.test_trouble import largest_file, running, told
from tests.patience import IMPATIENT
from tests.site import LiveSite
from tests.stores import assert_each_is_counted_once
from tests.web.player import Player, at_random

HANGS = 60.0
"""Seconds after which a test gives up: none of these answers takes so long, and before, they took for ever."""
pytestmark = [pytest.mark.slow, pytest.mark.long]
on_postgresql = pytest.mark.parametrize("database_url", [POSTGRESQL], indirect=True)


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[LiveSite]:
    live = LiveSite(tmp_path, TOTEM_DATABASE_URL=database_url, **{IMPATIENT: "yes"})
    live.start()
    yield live
    live.stop()


@on_postgresql
def test_a_hung_database_hangs_neither_a_quiz_nor_the_question_whether_it_does(site: LiveSite, postgres: URL) -> None:
    client: Any
    with httpx2.Client(base_url=site.address, timeout=HANGS) as client:
        done, asked = Player(client), Player(client)
        done.to_the_end(at_random(Random(1)))
        with frozen(postgres):
            asked.to_the_end(at_random(Random(2)))
            mine = asked.post(finish="private")
            # Whether it was counted before cannot be looked up: only what was done this time is said.
            assert mine.headers["location"].endswith("finish=unsure")
            assert client.get(mine.headers["location"]).status_code == 200
            ready = client.get("/readyz")
            assert (ready.status_code, client.get("/healthz").status_code) == (503, 200)
            assert "the database does not answer" in ready.text
            refused = done.post(finish="count")
            assert refused.status_code == 503
            assert "Just" in refused.text or "moi" in refused.text
        for _ in range(100):
            if client.get("/readyz").status_code == 200:
                break
        counted = done.post(finish="count")
        assert counted.headers["location"].endswith("finish=counted")
        assert client.get("/readyz").text == "ready"
    log = (site.folder / "log").read_text()
    assert "Traceback" not in log
    assert log.count("could not be written") <= 2


@on_postgresql
def test_a_connection_gives_up_by_itself_and_the_next_one_is_another(
    database_url: str, postgres: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "PATIENCE_SECONDS", 1)
    engine = make_engine(database_url)

    def hang() -> None:
        with ExitStack() as stack, read(engine) as connection:
            connection.exec_driver_sql("SELECT 1")
            stack.enter_context(frozen(postgres))
            connection.exec_driver_sql("SELECT 1")

    with pytest.raises(OperationalError, match="does not answer") as raised:
        hang()
    assert patience_is_spent(raised.value)
    with read(engine) as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    engine.dispose()


@on_postgresql
def test_the_server_ends_what_runs_or_idles_too_long_but_what_is_known_to_be_long(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "PATIENCE_SECONDS", 0)
    engine = make_engine(database_url)
    with pytest.raises(OperationalError, match="statement timeout"), read(engine) as connection:
        connection.exec_driver_sql("SELECT pg_sleep(1.5)")
    with read(engine, hurried=False) as connection:
        assert connection.exec_driver_sql("SELECT 1 FROM pg_sleep(1.5)").scalar() == 1
    with read(engine) as connection:
        for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
            assert connection.exec_driver_sql(f"SHOW {name}").scalar() != "0"
        link = connection.connection.driver_connection
        assert link
        asked = link.info.get_parameters()
    assert {"keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"} <= asked.keys()
    engine.dispose()


def answers(ready: Readiness) -> list[str]:
    return asyncio.run(ready.faults())


def test_a_full_disk_is_told_and_told_no_more_once_there_is_room(
    sqlite_engine: Engine, keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_campaign(sqlite_engine)
    with running(sqlite_engine, keys) as ledger:
        ready = Readiness(sqlite_engine, keys, ledger)
        assert answers(ready) == []
        with largest_file(512):
            assert told(ledger, range(5)) == []
            assert answers(ready) == ["answers cannot be counted"]
        assert answers(ready) == []  # without anybody who tries
        monkeypatch.setattr(readiness.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))  # type: ignore[attr-defined]
        assert answers(ready) == ["the disk is full"]
    assert_each_is_counted_once(sqlite_engine, keys, range(5))


def test_a_key_file_that_is_away_or_anothers_is_told(engine: Engine, keys: KeyFile) -> None:
    a_campaign(engine)
    with running(engine, keys) as ledger:
        ready = Readiness(engine, keys, ledger)
        kept = keys.path.read_bytes()
        keys.path.unlink()
        assert answers(ready) == ["the key file is missing or damaged"]
        KeyFile(keys.path)
        assert answers(ready) == ["the key file is of another site"]
        keys.path.write_bytes(kept)
        assert answers(ready) == []


def test_a_file_that_somebody_locks_is_told_in_time(
    sqlite_engine: Engine, keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "WITHIN_SECONDS", 0.1)
    a_campaign(sqlite_engine)
    with running(sqlite_engine, keys) as ledger, closing(sqlite3.connect(str(sqlite_engine.url.database))) as other:
        ready = Readiness(sqlite_engine, keys, ledger)
        other.execute("BEGIN EXCLUSIVE")
        assert answers(ready) == ["the database does not answer"]
        other.rollback()
        assert answers(ready) == []


def test_an_outage_is_told_once_and_asked_about_no_more_than_needed(
    sqlite_engine: Engine, keys: KeyFile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    a_campaign(sqlite_engine)
    tries = 0

    def away(*_: object, **__: object) -> Any:
        nonlocal tries
        tries += 1
        raise OperationalError("SELECT\nsomething", None, Exception("connection refused"))

    with running(sqlite_engine, keys) as ledger:
        with monkeypatch.context() as during, caplog.at_level(logging.WARNING):
            for module in ("ledger", "custody", "closing"):
                during.setattr(f"app.tallies.{module}.write_transaction", away)
            for person in range(50):
                with pytest.raises(TotalsUnavailable):
                    ledger.record_now(an_entry(person))
        assert tries == 100  # each twice; and nothing is tidied meanwhile
        assert told(ledger, range(50)) == [*range(50)]
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "connection refused" in said[0]
    assert said[1].endswith("That is over: 50 times in all.")
    assert not any(record.exc_info for record in caplog.records)


def test_whoever_would_wait_behind_too_many_is_told_at_once(
    engine: Engine, keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.tallies.writer.MOST_WAITING", 20)
    a_campaign(engine)
    going_on, stuck = Event(), Event()

    def hang(*_: object) -> None:
        stuck.set()
        assert going_on.wait(HANGS)

    async def crowd(ledger: Ledger) -> list[object]:
        first = asyncio.ensure_future(ledger.record(an_entry(0)))
        assert await asyncio.to_thread(stuck.wait, HANGS)
        rest = [asyncio.ensure_future(ledger.record(an_entry(person))) for person in range(1, 51)]
        refused, _ = await asyncio.wait(rest, return_when=asyncio.FIRST_COMPLETED)
        assert len(refused) == 30
        going_on.set()
        return await asyncio.gather(first, *rest, return_exceptions=True)

    with running(engine, keys) as ledger:
        with monkeypatch.context() as during:
            during.setattr("app.tallies.ledger.fix_structure", hang)
            outcomes = asyncio.run(crowd(ledger))
        assert sum(isinstance(outcome, TotalsUnavailable) for outcome in outcomes) == 30
    assert len(assert_each_is_counted_once(engine, keys, range(51))) == 21


def test_pools_of_connections_cover_the_threads_and_no_more(sqlite_engine: Engine) -> None:
    pool: Any = sqlite_engine.pool
    assert pool.size() + pool._max_overflow == 15  # and one that listens to the other processes
    assert pool._timeout <= 5
