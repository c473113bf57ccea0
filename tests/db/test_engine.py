"""The way to the database: what it refuses, what it sets, and who may write."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from app.db import engine as engine_module
from app.db.engine import CONNECTIONS, DatabaseUnsuitable, make_engine, read, write_transaction
from app.db.tables import ReceiptRow
from tests.crowd import TOMORROW
from tests.patience import PATIENCE_SECONDS


def a_row(digest: bytes) -> dict[str, object]:
    return {"expires_on": TOMORROW, "digest": digest}


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory",
        "sqlite+aiosqlite:///x",
        "mysql://x",
        "rubbish",
    ],
)
def test_a_database_that_cannot_keep_the_promises_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnsuitable):
        make_engine(url)


def test_a_sqlite_file_in_wal_mode_is_refused(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA journal_mode = WAL")
    sqlite_engine.dispose()
    with pytest.raises(DatabaseUnsuitable, match="WAL"), read(sqlite_engine):
        pass


def test_every_sqlite_connection_is_durable_and_wipes_what_it_deletes(sqlite_engine: Engine) -> None:
    wanted = {"journal_mode": "truncate", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "busy_timeout": 5000}
    for way in (read, write_transaction):
        with way(sqlite_engine) as connection:
            assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} == wanted


def test_the_sqlite_file_and_its_journal_are_private(sqlite_engine: Engine, tmp_path: Path) -> None:
    with write_transaction(sqlite_engine) as connection:
        connection.execute(insert(ReceiptRow), a_row(b"x"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
    assert modes == {"totem.db": 0o600, "totem.db-journal": 0o600}
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_what_is_deleted_is_gone_from_the_files(sqlite_engine: Engine, tmp_path: Path) -> None:
    trace = b"a trace of sixteen"
    with write_transaction(sqlite_engine) as connection:
        connection.execute(insert(ReceiptRow), a_row(trace))
    assert trace in (tmp_path / "data" / "totem.db").read_bytes()
    with write_transaction(sqlite_engine) as connection:
        connection.execute(delete(ReceiptRow))
    assert all(trace not in path.read_bytes() for path in (tmp_path / "data").iterdir())


def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    def fail() -> None:
        with write_transaction(engine) as connection:
            connection.execute(insert(ReceiptRow), a_row(b"x"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with read(engine) as connection:
        assert connection.execute(select(ReceiptRow)).all() == []


def test_writers_take_turns(engine: Engine) -> None:
    """Each reads, then writes what it read plus one: two at once would lose an addition."""
    with write_transaction(engine) as connection:
        connection.execute(insert(ReceiptRow), a_row((0).to_bytes(4, "big")))

    def add_one(_: int) -> None:
        with write_transaction(engine) as connection:
            (digest,) = connection.execute(select(col(ReceiptRow.digest))).one()
            number = int.from_bytes(digest, "big") + 1
            connection.execute(update(ReceiptRow).values(digest=number.to_bytes(4, "big")))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(40)))
    with read(engine) as connection:
        assert int.from_bytes(connection.execute(select(col(ReceiptRow.digest))).scalar_one(), "big") == 40


def test_a_writer_waits_only_so_long(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "PATIENCE_SECONDS", 1)
    engine = make_engine(database_url)
    with write_transaction(engine), pytest.raises(OperationalError), write_transaction(engine):
        pass
    engine.dispose()


def test_a_reader_sees_one_moment(engine: Engine) -> None:
    wrote = Event()

    def write() -> None:
        with write_transaction(engine) as connection:
            connection.execute(insert(ReceiptRow), a_row(b"late"))
        wrote.set()

    with ThreadPoolExecutor() as threads:
        with read(engine) as connection:
            assert connection.execute(select(ReceiptRow)).all() == []
            done = threads.submit(write)
            wrote.wait(0.1)
            assert connection.execute(select(ReceiptRow)).all() == []
        done.result()
    with read(engine) as connection:
        assert len(connection.execute(select(ReceiptRow)).all()) == 1


def test_all_connections_but_one_read_while_that_one_writes(engine: Engine) -> None:
    readers = CONNECTIONS["pool_size"] + CONNECTIONS["max_overflow"] - 1
    everybody = Barrier(readers + 1, timeout=PATIENCE_SECONDS)

    def look(_: int) -> int:
        with read(engine) as connection:
            everybody.wait()
            return len(connection.execute(select(ReceiptRow)).all())

    with ThreadPoolExecutor(readers) as threads:
        looking = threads.map(look, range(readers))
        with engine.connect():
            everybody.wait()
        assert list(looking) == [0] * readers


def test_error_texts_hold_no_values(engine: Engine) -> None:
    with pytest.raises(Exception, match="receipt") as failure, write_transaction(engine) as connection:
        connection.execute(insert(ReceiptRow), {"expires_on": None, "digest": b"a-secret-value"})
    assert "a-secret-value" not in str(failure.value)
