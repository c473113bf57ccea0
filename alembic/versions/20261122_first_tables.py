"""First tables."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261122"
down_revision = None
branch_labels = None
depends_on = None

CELL = ("campaign_id", "fingerprint", "segment")


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("bank", sa.String(40), nullable=False),
        sa.Column("people", sa.String(40), nullable=False),
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("publishes_itself", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("slug", name="uq_campaign_slug"),
    )
    op.create_table(
        "cell",
        *_cell(),
        sa.Column("totals", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(*CELL, name="pk_cell"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_cell_campaign_id"),
    )
    op.create_table(
        "pool",
        *_cell(),
        sa.Column("stage", sa.String(5), nullable=False),
        sa.Column("key_id", sa.String(32), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(*CELL, "stage", name="pk_pool"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_pool_campaign_id"),
    )
    op.create_table(
        "receipt",
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("expires_on", "digest", name="pk_receipt"),
        sqlite_with_rowid=False,  # a rowid would keep the order in which people answered
    )
    op.create_table(
        "release",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "number", name="pk_release"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_release_campaign_id"),
    )


def _cell() -> list[sa.Column[int] | sa.Column[str]]:
    return [
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(16), nullable=False),
        sa.Column("segment", sa.String(40), nullable=False),
    ]
