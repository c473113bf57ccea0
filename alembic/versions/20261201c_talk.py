"""What a room talks about beside its beats; none of a room that was opened before."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261201c"
down_revision = "20261130c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seminar", sa.Column("talk", sa.String(), nullable=True))
