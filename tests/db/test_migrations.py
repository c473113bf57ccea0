"""What Alembic makes is what tables.py says, up and down, on both databases."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect
from sqlmodel import SQLModel

from app.campaigns.store import find
from app.db.engine import HEAD, is_migrated, make_engine, migrate, read, write_transaction
from app.resources import resource
from tests.crowd import a_campaign

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


def test_migrations_go_down_and_up_again(own_engine: Engine) -> None:
    config = Config(ROOT / "alembic.ini")
    with write_transaction(own_engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert inspect(own_engine).get_table_names() == ["alembic_version"]
    assert not is_migrated(own_engine)
    migrate(own_engine)
    assert is_migrated(own_engine)
    assert {*inspect(own_engine).get_table_names()} == {*SQLModel.metadata.tables, "alembic_version"}


def test_a_campaign_stays_what_it_was_down_and_up(own_engine: Engine) -> None:
    before = a_campaign(own_engine)
    config = Config(ROOT / "alembic.ini")
    with write_transaction(own_engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "20261122b")
    assert not is_migrated(own_engine)
    assert "not_counted" not in {column["name"] for column in inspect(own_engine).get_columns("campaign")}
    migrate(own_engine)
    assert find(own_engine, before.slug, before.seen_on) == replace(before, zone="UTC")  # as its days were


def test_a_new_database_is_not_migrated(database_url: str) -> None:
    engine = make_engine(database_url)
    assert not is_migrated(engine)
    engine.dispose()


def test_a_database_of_a_later_version_is_not_migrated(own_engine: Engine) -> None:
    with write_transaction(own_engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '20991231'")
    assert not is_migrated(own_engine)


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


def test_the_engine_knows_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(resource("alembic")))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]
