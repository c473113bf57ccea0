"""Which programs may serve the tables; that a site was moved; what campaigns of the first tables ask."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261130b"
down_revision = "20261130a"
branch_labels = None
depends_on = None

oldest = "20261130b"
"""Programs from before serve the tables of their own revision alone."""
# What a campaign asks was told by its counts alone: those that wait are of today's structure.
FILL = (
    "UPDATE campaign SET fingerprint = (SELECT min(fingerprint) FROM pool WHERE campaign_id = campaign.id) "
    "WHERE fingerprint = '' AND EXISTS (SELECT 1 FROM pool WHERE campaign_id = campaign.id)",
    "UPDATE campaign SET fingerprint = (SELECT min(fingerprint) FROM cell WHERE campaign_id = campaign.id) "
    "WHERE fingerprint = '' AND EXISTS (SELECT 1 FROM cell WHERE campaign_id = campaign.id)",
)


def upgrade() -> None:
    op.create_table(
        "schema",
        sa.Column("oldest", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("oldest", name="pk_schema"),
    )
    op.add_column("site", sa.Column("moved_on", sa.Date(), nullable=True))
    for statement in FILL:
        op.execute(statement)
