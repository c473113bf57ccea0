"""Mirror surveys: editions, their voices, what follows from the releases of these, and what was promised."""

import sqlalchemy as sa
from alembic import op

from app.db.schema import downgrade  # noqa: F401

revision = "20261130a"
down_revision = "20261129a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "barometer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(20), nullable=False),
        sa.Column("spec", sa.String(40), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("signature", sa.String(80), nullable=False),
        sa.Column("people", sa.String(40), nullable=False),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column("manager", sa.LargeBinary(), nullable=False),
        sa.Column("reader", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_barometer"),
        sa.UniqueConstraint("slug", name="uq_barometer_slug"),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("barometer_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(12), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("voices_close_on", sa.Date(), nullable=False),
        sa.Column("staff_see_on", sa.Date(), nullable=False),
        sa.Column("public_on", sa.Date(), nullable=False),
        sa.Column("places", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False, server_default="{}"),
        sa.Column("staff", sa.LargeBinary(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.ForeignKeyConstraint(["barometer_id"], ["barometer.id"], name="fk_edition_barometer_id"),
        sa.UniqueConstraint("barometer_id", "label", name="uq_edition_barometer_id"),
    )
    # In one clause, as a column's own: SQLite adds it and drops it again, which it refuses of a constraint beside it.
    op.execute(
        "ALTER TABLE campaign ADD COLUMN edition_id INTEGER CONSTRAINT fk_campaign_edition_id REFERENCES edition (id)"
    )
    op.add_column("campaign", sa.Column("voice", sa.String(40), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "place_release",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "number", name="pk_place_release"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_place_release_campaign_id"),
    )
    op.create_table(
        "barometer_release",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "number", name="pk_barometer_release"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_barometer_release_edition_id"),
    )
    op.create_table(
        "commitment",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(40), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.Column("signed", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "number", name="pk_commitment"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_commitment_edition_id"),
    )
    op.create_table(
        "progress",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "commitment", "number", name="pk_progress"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_progress_edition_id"),
    )
    op.create_table(
        "place_code",
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("barometer_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_place_code"),
        sa.ForeignKeyConstraint(["barometer_id"], ["barometer.id"], name="fk_place_code_barometer_id"),
    )
