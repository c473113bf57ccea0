"""What staff said should come first, once their vote was read."""

import sqlalchemy as sa
from alembic import op

revision = "20261130b"
down_revision = "20261130a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("edition", sa.Column("first_voted", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("edition", "first_voted")
