"""Who may read a campaign's figures, from when, and under which licence."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261201f"
down_revision = "20261201e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("publishing", sa.String(), nullable=False, server_default="{}"))
