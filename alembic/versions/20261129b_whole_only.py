"""Which totals count in the whole alone, since people who would rather not say their part were sealed with them."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261129b"
down_revision = "20261122d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cell", sa.Column("whole_only", sa.Boolean(), nullable=False, server_default=sa.false()))
