"""What staff said should come first, once their vote was read."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261130c"
down_revision = "20261130b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("edition", sa.Column("first_voted", sa.String(), nullable=True))
