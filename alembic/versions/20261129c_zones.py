"""A campaign's time zone: former ones keep UTC. And what is left of a deleted one that had figures."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261129c"
down_revision = "20261129b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("zone", sa.String(40), nullable=False, server_default="UTC"))
    op.create_table(
        "gone",
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("series", sa.String(40), nullable=False),
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("deleted_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_gone"),
    )
