"""Rooms, and what they are asked to vote on."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261122d"
down_revision = "20261122c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seminar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(7), nullable=False),
        sa.Column("screen", sa.LargeBinary(), nullable=False),
        sa.Column("remote", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("pace", sa.String(8), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_seminar"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_seminar_campaign_id"),
        *(sa.UniqueConstraint(name, name=f"uq_seminar_{name}") for name in ("campaign_id", "code", "screen", "remote")),
    )
    op.create_table(
        "ballot",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "name", name="pk_ballot"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_ballot_campaign_id"),
    )
