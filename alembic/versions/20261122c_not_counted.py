"""Whether a close left people out, which no table could tell once the campaign was opened again."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261122c"
down_revision = "20261122b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("not_counted", sa.Boolean(), nullable=False, server_default=sa.false()))
