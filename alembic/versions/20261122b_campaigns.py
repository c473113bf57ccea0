"""What organisers need: words, protection, keys, invitations, merged batches."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261122b"
down_revision = "20261122"
branch_labels = None
depends_on = None

# Each with what it is for the campaigns that are there already.
COLUMNS = (
    sa.Column("series", sa.String(40), nullable=False, server_default=sa.text("''")),
    sa.Column("closes_on", sa.Date(), nullable=True),
    sa.Column("expected", sa.Integer(), nullable=True),
    sa.Column("protection", sa.String(10), nullable=False, server_default="open"),
    sa.Column("code", sa.String(16), nullable=False, server_default=sa.text("''")),
    sa.Column("fingerprint", sa.String(16), nullable=False, server_default=sa.text("''")),
    sa.Column("words", sa.String(), nullable=False, server_default="{}"),
    sa.Column("manager", sa.LargeBinary(), nullable=True),
    sa.Column("reader", sa.LargeBinary(), nullable=True),
    sa.Column("withdrawn_on", sa.Date(), nullable=True),
    sa.Column("archived_on", sa.Date(), nullable=True),
)


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("campaign", column)
    op.create_table(
        "invitation",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("spent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "digest", name="pk_invitation"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_invitation_campaign_id"),
        sqlite_with_rowid=False,  # a rowid would keep the order in which they were made
    )
    op.create_table(
        "merged",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "digest", name="pk_merged"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_merged_campaign_id"),
    )
