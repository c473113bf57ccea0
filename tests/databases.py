"""Real databases for tests: SQLite in a file, and a private PostgreSQL that lives as long as the session."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlmodel import SQLModel

from app.db.engine import make_engine, migrate
from app.pool_keys.key_file import KeyFile
from app.tallies.keys import PoolKeys
from tests.patience import PATIENCE_SECONDS, eventually
from tests.programs import lacking, program

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)
FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")
# A test's own server may lose everything in a power cut.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "listen_addresses": "''", "max_connections": "200"}
numbers = count()
MEMORY, ENOUGH = Path("/dev/shm"), 2**30


def pytest_configure() -> None:
    """Tests write real files, but wait for no disk where there is memory to spare: several times as fast."""
    if "PYTEST_DEBUG_TEMPROOT" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    with server() as address:
        yield address


class PostgresServer:
    """A PostgreSQL of its own behind a socket in a folder of its own: no port to share, nothing left behind."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        """settings: of its own, beside those of tests."""
        self.folder, self._programs, self._user = folder, programs_folder(), _user()
        self._settings = {**SETTINGS, **(settings or {})}
        self.address = URL.create("postgresql", "totem", database="postgres", query={"host": str(folder)})
        if self._user:
            shutil.chown(folder, self._user)
        done = self._run("initdb", "-U", "totem", "-A", "trust", "-E", "UTF8", "--no-sync")
        assert done.returncode == 0, done.stdout

    def start(self) -> None:
        """As often as it was killed."""
        options = " ".join(f"-c {name}={value}" for name, value in self._settings.items())
        options = f"{options} -c unix_socket_directories={self.folder}"
        said = list[str]()

        def starts() -> bool:
            done = self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")
            said.append(done.stdout)
            return done.returncode == 0  # processes of a killed one may still be there

        eventually(starts, lambda: said[-1])

    def stop(self) -> None:
        done = self._run("pg_ctl", "-m", "immediate", "stop")
        assert done.returncode == 0, done.stdout

    def kill(self) -> None:
        os.kill(postmaster(self.address), signal.SIGKILL)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self._programs / program), "-D", str(self.folder / "data"), *arguments],
            user=self._user,
            group=pwd.getpwnam(self._user).pw_gid if self._user else None,
            extra_groups=[] if self._user else None,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )


@contextmanager
def postgres_server(**settings: str) -> Iterator[PostgresServer]:
    folder = Path(tempfile.mkdtemp(prefix="totem-pg-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    try:
        made = PostgresServer(folder, settings)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)


def restart(server: URL) -> None:
    """As for an upgrade: every connection is cut, and none is taken for a moment."""
    folder, user = Path(str(server.query["host"])), _user()
    done = subprocess.run(
        [
            str(programs_folder() / "pg_ctl"),
            "-D",
            str(folder / "data"),
            "-w",
            "-m",
            "fast",
            "-l",
            f"{folder}/log",
            "restart",
        ],
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
        cwd=folder,
        check=False,
        stdout=subprocess.DEVNULL,
    )
    assert done.returncode == 0, (folder / "log").read_text()


@contextmanager
def server(**settings: str) -> Iterator[URL]:
    """settings: of its own, beside those of tests."""
    with postgres_server(**settings) as made:
        yield made.address


def postmaster(server: URL) -> int:
    """The first of its processes."""
    return int((Path(str(server.query["host"])) / "data" / "postmaster.pid").read_text().split()[0])


@contextmanager
def frozen(server: URL) -> Iterator[None]:
    """The server takes connections and says nothing: each of its processes is stopped, as in a machine that hangs."""
    first = postmaster(server)
    stopped = [first]
    os.kill(first, signal.SIGSTOP)  # so that it starts no other
    try:
        for pid in map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
                stopped.append(pid)
        yield
    finally:
        for pid in reversed(stopped):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


@contextmanager
def pooler(server: URL, connections: int) -> Iterator[URL]:
    """A PgBouncer in front of it, in transaction mode, with so many connections for all who ask."""
    binary, user = program("pgbouncer", "/usr/sbin/pgbouncer", package="pgbouncer"), _user()
    folder = Path(tempfile.mkdtemp(prefix="totem-pooler-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    try:
        if user:
            shutil.chown(folder, user)
        (folder / "ini").write_text(
            f"[databases]\n* = host={server.query['host']} user={server.username}\n[pgbouncer]\n"
            f"auth_type = any\nlisten_port = 6432\nunix_socket_dir = {folder}\nlogfile = {folder}/log\n"
            f"pool_mode = transaction\ndefault_pool_size = {connections}\nmax_client_conn = 200\n"
        )
        group = pwd.getpwnam(user).pw_gid if user else None
        process = subprocess.Popen(
            [binary, "-q", str(folder / "ini")], user=user, group=group, extra_groups=[] if user else None, cwd=folder
        )
        try:
            eventually((folder / ".s.PGSQL.6432").exists, lambda: (folder / "log").read_text())
            yield server.set(query={"host": str(folder), "port": "6432"})
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)
    finally:
        shutil.rmtree(folder)


def programs_folder() -> Path:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = [folder for pattern in FOLDERS for folder in Path("/").glob(pattern[1:]) if (folder / "initdb").exists()]
    if not folders:
        lacking("PostgreSQL's programs are not on this machine (Debian: apt install postgresql).")
    return max(
        folders,
        key=lambda folder: [int(part) for part in "".join(c if c.isdigit() else " " for c in str(folder)).split()],
    )


def _user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@pytest.fixture(params=["sqlite", POSTGRESQL])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of an empty database, on each of the two in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/totem.db"
        return
    server: URL = request.getfixturevalue("postgres")
    name = f"test{next(numbers)}"
    with _administrator(server) as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield server.set(database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _administrator(server: URL) -> Iterator[Connection]:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def postgres_tables(postgres: URL) -> URL:
    """A migrated database: making a new one for each test takes half a second, emptying this one a few milliseconds."""
    address = postgres.set(database="tables")
    with _administrator(postgres) as connection:
        connection.exec_driver_sql("CREATE DATABASE tables")
    made = make_engine(address.render_as_string(hide_password=False))
    migrate(made)
    made.dispose()
    return address


@pytest.fixture
def postgres_engine(postgres_tables: URL) -> Iterator[Engine]:
    """Migrated and empty."""
    with _administrator(postgres_tables) as connection:
        names = ", ".join(table.name for table in SQLModel.metadata.sorted_tables)
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
    made = make_engine(postgres_tables.render_as_string(hide_password=False))
    yield made
    made.dispose()


@pytest.fixture(params=["sqlite", POSTGRESQL])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Migrated and empty, on each of the two databases in turn."""
    made: Engine = request.getfixturevalue("sqlite_engine" if request.param == "sqlite" else "postgres_engine")
    return made


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("tables") / "totem.db"
    made = make_engine(f"sqlite:///{file}")
    migrate(made)
    made.dispose()
    return file


@pytest.fixture
def sqlite_engine(sqlite_tables: Path, tmp_path: Path) -> Iterator[Engine]:
    """Migrated and empty, in data/totem.db."""
    made = make_engine(f"sqlite:///{tmp_path}/data/totem.db")
    shutil.copyfile(sqlite_tables, tmp_path / "data" / "totem.db")
    yield made
    made.dispose()


@pytest.fixture
def keys(tmp_path: Path) -> PoolKeys:
    return KeyFile(tmp_path / "secrets" / "pool-keys")
