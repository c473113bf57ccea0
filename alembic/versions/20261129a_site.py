"""Which site a database is of, so that no other one uses its keys."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261129a"
down_revision = "20261129c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_site"),
    )
