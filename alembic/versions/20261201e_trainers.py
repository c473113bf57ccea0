"""What trainers who come back need: a venue’s computer that asks to show a room, an address that stays, a key that
adds a room to a campaign."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261201e"
down_revision = "20261201d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pairing",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.String(length=7), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_pairing")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "standing",
        sa.Column("address", sa.String(length=8), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_standing")),
        sa.UniqueConstraint("key", name=op.f("uq_standing_key")),
        sqlite_with_rowid=False,
    )
    op.add_column("seminar", sa.Column("standing", sa.String(length=8), nullable=True))
    op.add_column("campaign", sa.Column("depositor", sa.LargeBinary(), nullable=True))
