"""Programs and tables of different versions: who serves what, and which migrations leave an older program at work.

The rule is in CONTRIBUTING.md. `breaks` compares the tables before and after a migration as a program of before meets
them.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Engine, inspect

from app.db import engine as engine_module
from app.db.engine import DatabaseUnsuitable, can_serve, is_migrated, make_engine, migrate, read
from app.db.schema import HEAD, schema_of
from app.resources import resource
from tests.db.test_migrations import configured, to

Tables = dict[str, Any]
STEPS: list[Script] = [*ScriptDirectory.from_config(configured()).walk_revisions()][::-1]
NEXT = "20991231"
MIGRATION = """
import sqlalchemy as sa
from alembic import op
from app.db.schema import downgrade
revision, down_revision, branch_labels, depends_on = {revision!r}, {before!r}, None, None
{says}
def upgrade() -> None:
    {does}
"""
ADDS = "op.add_column('campaign', sa.Column('colour', sa.String(9), nullable=False, server_default='red'))"


@pytest.fixture
def bare(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url)
    yield made
    made.dispose()


def newer(folder: Path, *, does: str = ADDS, says: str = "", revision: str = NEXT, before: str = HEAD) -> Path:
    """The migrations of a version to come, which has one more."""
    if not (folder / "alembic").exists():
        shutil.copytree(resource("alembic"), folder / "alembic")
    text = MIGRATION.format(revision=revision, before=before, does=does, says=says)
    (folder / "alembic" / "versions" / f"{revision}_to_come.py").write_text(text)
    return folder / "alembic"


def tables(engine: Engine) -> Tables:
    """Of each: its columns, and what must be true of them."""
    looked = inspect(engine)
    found: Tables = {}
    for name in set(looked.get_table_names()) - {"alembic_version"}:
        columns = {column["name"]: column for column in looked.get_columns(name)}
        unique = {tuple(one["column_names"]) for one in looked.get_unique_constraints(name)}
        foreign = {tuple(one["constrained_columns"]) for one in looked.get_foreign_keys(name)}
        checks = {one["sqltext"] for one in looked.get_check_constraints(name)}
        key = tuple(looked.get_pk_constraint(name)["constrained_columns"])
        found[name] = columns, {*unique, *foreign, *((text,) for text in checks), ("primary", *key)}
    return found


def breaks(before: Tables, after: Tables) -> set[str]:
    """What a program that knows the tables of before would miss, or would be refused."""
    found = {f"{name} is gone" for name in before.keys() - after.keys()}
    for name in before.keys() & after.keys():
        (old, rules), (new, more) = before[name], after[name]
        found |= {f"{name}.{column} is gone" for column in old.keys() - new.keys()}
        for column in old.keys() & new.keys():
            if str(old[column]["type"]) != str(new[column]["type"]):
                found.add(f"{name}.{column} is of another kind")
            if old[column]["nullable"] and not new[column]["nullable"]:
                found.add(f"{name}.{column} must be filled")
            if old[column]["default"] is not None and new[column]["default"] is None and not new[column]["nullable"]:
                found.add(f"{name}.{column} fills itself no more")
        for column in new.keys() - old.keys():
            if not new[column]["nullable"] and new[column]["default"] is None:
                found.add(f"{name}.{column} must be filled")
        found |= {f"{name} asks more of {rule}" for rule in more - rules if not set(rule) & (new.keys() - old.keys())}
    return found


def test_a_migration_that_takes_something_away_says_so(bare: Engine) -> None:
    before: Tables = {}
    for step in STEPS:
        to(bare, step.revision)
        after = tables(bare)
        says = getattr(step.module, "oldest", None)
        assert says or not breaks(before, after), step.path
        assert says is None or says in {one.revision for one in STEPS[: STEPS.index(step) + 1]}, step.path
        before = after
    assert before.keys() > {"campaign", "cell", "seminar", "barometer"}


@pytest.mark.parametrize(
    ("does", "what"),
    [
        (ADDS, set()),
        ("op.create_table('more', sa.Column('id', sa.Integer(), primary_key=True))", set()),
        ("op.add_column('site', sa.Column('name', sa.String(9), nullable=True))", set()),
        ("op.drop_table('gone')", {"gone is gone"}),
        ("op.drop_column('campaign', 'zone')", {"campaign.zone is gone"}),
        (
            "op.alter_column('campaign', 'zone', new_column_name='place')",
            {"campaign.zone is gone"},
        ),
        (
            "op.add_column('site', sa.Column('name', sa.String(9), nullable=False))",
            {"site.name must be filled"},
        ),
        (
            "with op.batch_alter_table('campaign') as table: table.alter_column('closes_on', nullable=False)",
            {"campaign.closes_on must be filled"},
        ),
        (
            "with op.batch_alter_table('campaign') as table: table.alter_column('k', type_=sa.String(9))",
            {"campaign.k is of another kind"},
        ),
        (
            "with op.batch_alter_table('gone') as table: table.create_unique_constraint('uq_gone_series', ['series'])",
            {"gone asks more of ('series',)"},
        ),
    ],
)
def test_what_a_program_of_before_would_miss_is_found(
    sqlite_engine: Engine, tmp_path: Path, does: str, what: set[str]
) -> None:
    before = tables(sqlite_engine)
    to(sqlite_engine, NEXT, newer(tmp_path, does=does))
    assert breaks(before, tables(sqlite_engine)) == what


def test_a_program_serves_newer_tables_that_only_add_and_leaves_them_as_they_are(bare: Engine, tmp_path: Path) -> None:
    migrate(bare)
    to(bare, NEXT, newer(tmp_path))
    assert can_serve(bare)
    assert not is_migrated(bare)
    migrate(bare)
    with read(bare) as connection:
        found = schema_of(connection)
    assert found == (NEXT, "20261130b")


def test_a_program_refuses_newer_tables_that_leave_it_out_in_one_sentence(bare: Engine, tmp_path: Path) -> None:
    migrate(bare)
    takes = "op.drop_column('campaign', 'not_counted')"
    to(bare, NEXT, newer(tmp_path, does=takes, says=f"oldest = {NEXT!r}"))
    assert not can_serve(bare)
    with pytest.raises(DatabaseUnsuitable, match=f"newer version of Totem: its tables are {NEXT}, and this"):
        migrate(bare)
    with read(bare) as connection:
        assert schema_of(connection) == (NEXT, NEXT)


def test_what_left_a_program_out_once_does_so_after_every_later_step(bare: Engine, tmp_path: Path) -> None:
    newer(tmp_path, says=f"oldest = {NEXT!r}")
    folder = newer(tmp_path, does="pass", revision="21001231", before=NEXT)
    to(bare, "21001231", folder)
    with read(bare) as connection:
        assert schema_of(connection) == ("21001231", NEXT)
    assert not can_serve(bare)


def test_a_contraction_names_the_first_program_that_does_without(bare: Engine, tmp_path: Path) -> None:
    """An expansion, the program that goes without the old column, and then the contraction: that program goes on."""
    folder = newer(tmp_path, does="op.drop_column('campaign', 'not_counted')", says=f"oldest = {HEAD!r}")
    to(bare, NEXT, folder)
    assert can_serve(bare)


def test_tables_of_before_that_nobody_migrated_are_not_served(bare: Engine) -> None:
    to(bare, STEPS[-2].revision)
    assert not can_serve(bare)
    migrate(bare)
    assert can_serve(bare)


def test_a_newer_program_that_migrates_first_is_no_fault_of_the_one_that_waited(
    bare: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The older one looks before the newer one has committed, and again once it may write."""
    to(bare, NEXT, newer(tmp_path))
    monkeypatch.setattr(engine_module, "can_serve", lambda _: False)
    migrate(bare)
    with read(bare) as connection:
        found = schema_of(connection)
    assert found
    assert found.revision == NEXT
