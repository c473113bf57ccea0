"""What a trainer directs beside the beats of a room: its script, its clock, what covers its screen."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261201d"
down_revision = "20261201c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seminar", sa.Column("cues", sa.String(), nullable=True))
