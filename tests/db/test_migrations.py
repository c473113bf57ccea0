"""What Alembic makes is what tables.py says, on both databases, and it goes one way."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlmodel import SQLModel

from app.db import schema
from app.db.engine import is_migrated, make_engine, migrate, read, write_transaction
from app.db.schema import HEAD
from app.resources import resource
from tests import warm

ROOT = Path(__file__).parents[2]


@pytest.fixture
def own_engine(database_url: str) -> Iterator[Engine]:
    """A database whose tables a test may take away."""
    made = make_engine(database_url)
    migrate(made)
    yield made
    made.dispose()


def test_migrations_make_the_tables_that_the_code_declares(engine: Engine) -> None:
    with read(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def to(engine: Engine, revision: str, folder: Path | None = None) -> None:
    """As a version of Totem with these migrations would bring it there."""
    config = configured(folder)
    with write_transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def configured(folder: Path | None = None) -> Config:
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(folder or resource("alembic")))
    return config


def back(engine: Engine, revision: str) -> None:
    config = configured()
    with write_transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


@pytest.mark.parametrize("revision", ["-1", "base"])
def test_tables_go_one_way_and_who_would_go_back_hears_how(own_engine: Engine, revision: str) -> None:
    with pytest.raises(SystemExit, match="restore a backup that it made"):
        back(own_engine, revision)
    assert is_migrated(own_engine)


def test_a_new_database_is_not_migrated(database_url: str) -> None:
    engine = make_engine(database_url)
    assert not is_migrated(engine)
    engine.dispose()


def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    engine = make_engine(database_url)
    apart = make_engine(database_url)
    with ThreadPoolExecutor() as threads:
        list(threads.map(migrate, [engine, apart]))
    assert is_migrated(engine)
    engine.dispose()
    apart.dispose()


def test_migrating_leaves_logging_as_it_is(tmp_path: Path) -> None:
    def state() -> tuple[int, list[logging.Handler], bool]:
        root = logging.getLogger()
        return root.level, list(root.handlers), logging.getLogger("app.tallies.ledger").disabled

    before = state()
    engine = make_engine(f"sqlite:///{tmp_path}/totem.db")
    migrate(engine)
    engine.dispose()
    assert state() == before


def test_receipts_keep_no_row_order_on_sqlite(sqlite_engine: Engine) -> None:
    with read(sqlite_engine) as connection:
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'receipt'").scalar_one()
    assert "WITHOUT ROWID" in made


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["check", "current"])
def test_alembic_runs_from_a_terminal(sqlite_engine: Engine, verb: str) -> None:
    url = sqlite_engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-m", "alembic", verb],
        cwd=ROOT,
        env={**os.environ, "TOTEM_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_program_knows_its_migrations_by_the_names_of_their_files() -> None:
    scripts = ScriptDirectory.from_config(configured())
    assert scripts.get_heads() == [HEAD]
    assert schema._known() == {step.revision for step in scripts.walk_revisions()}


def test_tables_that_tests_are_given_are_those_that_migrations_make(tmp_path: Path) -> None:
    """tests/warm.py: a database after the first is not migrated, and would not tell."""
    made = []
    for name, upgraded in (("real", warm.upgrade), ("first", warm._upgraded), ("given", warm._upgraded)):
        engine, config = make_engine(f"sqlite:///{tmp_path}/{name}/totem.db"), configured()
        with write_transaction(engine) as connection:
            config.attributes["connection"] = connection
            upgraded(config, "head")
        with read(engine) as connection:
            made.append(warm._made(connection))
        engine.dispose()
    assert made[0] == made[1] == made[2] != []
