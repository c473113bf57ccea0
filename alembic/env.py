"""Runs migrations on the connection it is given, or on the database of the settings. Leaves logging alone."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import app.db.tables  # noqa: F401 (fills the metadata)
from app.db.engine import make_engine, write_transaction
from app.db.schema import note_oldest
from app.settings import Settings


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if oldest := oldest_served(context.get_context().get_current_revision()):
        note_oldest(connection, oldest)


def oldest_served(revision: str | None) -> str | None:
    """As the latest migration says that leaves older programs out: what only adds says nothing of it."""
    steps = context.script.iterate_revisions(revision, "base") if revision else ()
    return next((step.module.oldest for step in steps if hasattr(step.module, "oldest")), None)


given = context.config.attributes.get("connection")
if context.is_offline_mode():
    raise SystemExit("Totem migrates a database that it can reach: there is no --sql mode.")
if given is not None:
    run(given)
else:
    with write_transaction(make_engine(Settings().database_url)) as own:
        run(own)
