"""All that this app remembers, on one screen. Each column has its reason in docs/privacy.md.

No row belongs to a person, no time is finer than a day, and no table holds answers: they live in links. Statements name
columns as `col(CampaignRow.slug)`, which mypy reads, and run without a Session: rows stay rows.
"""

from datetime import date

from sqlalchemy import LargeBinary, MetaData, false, text
from sqlmodel import Field, SQLModel

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


NONE_YET = {"server_default": text("''")}


class SiteRow(SQLModel, table=True):
    """Which site this database is of, once it has a key file: one row, and never in a backup."""

    __tablename__ = "site"

    id: str = Field(max_length=32, primary_key=True)
    looked_on: date | None = None


class CampaignRow(SQLModel, table=True):
    """Where sheets are counted."""

    __tablename__ = "campaign"

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=40, unique=True)
    bank: str = Field(max_length=40)
    people: str = Field(max_length=40)
    edition: str = Field(max_length=40)
    k: int
    opened_on: date
    closed_on: date | None
    publishes_itself: bool
    series: str = Field(default="", max_length=40, sa_column_kwargs=NONE_YET)
    closes_on: date | None = None
    expected: int | None = None
    protection: str = Field(default="open", max_length=10, sa_column_kwargs={"server_default": "open"})
    code: str = Field(default="", max_length=16, sa_column_kwargs=NONE_YET)
    fingerprint: str = Field(default="", max_length=16, sa_column_kwargs=NONE_YET)
    words: str = Field(default="{}", sa_column_kwargs={"server_default": "{}"})
    manager: bytes | None = Field(default=None, sa_type=LargeBinary)
    reader: bytes | None = Field(default=None, sa_type=LargeBinary)
    withdrawn_on: date | None = None
    archived_on: date | None = None
    not_counted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    zone: str = Field(default="UTC", max_length=40, sa_column_kwargs={"server_default": "UTC"})


class GoneRow(SQLModel, table=True):
    """That a campaign with published figures was deleted: its address is never another's."""

    __tablename__ = "gone"

    slug: str = Field(max_length=40, primary_key=True)
    series: str = Field(max_length=40)
    edition: str = Field(max_length=40)
    deleted_on: date


class CellRow(SQLModel, table=True):
    """The sealed totals of a campaign's answers to one structure of its bank, in one segment."""

    __tablename__ = "cell"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    fingerprint: str = Field(max_length=16, primary_key=True)
    segment: str = Field(max_length=40, primary_key=True)
    totals: bytes = Field(sa_type=LargeBinary)
    whole_only: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class PoolRow(SQLModel, table=True):
    """Counts not sealed yet, encrypted under a key of their own that no database or backup holds."""

    __tablename__ = "pool"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    fingerprint: str = Field(max_length=16, primary_key=True)
    segment: str = Field(max_length=40, primary_key=True)
    stage: str = Field(max_length=5, primary_key=True)
    key_id: str = Field(max_length=32)
    box: bytes = Field(sa_type=LargeBinary)


class ReceiptRow(SQLModel, table=True):
    """That some sheet was counted, so that it is counted once; nothing says which answers or when."""

    __tablename__ = "receipt"
    __table_args__ = {"sqlite_with_rowid": False}

    expires_on: date = Field(primary_key=True)
    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)


class InvitationRow(SQLModel, table=True):
    """A link that lets one sheet be counted; nothing says which, nor when."""

    __tablename__ = "invitation"
    __table_args__ = {"sqlite_with_rowid": False}

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    spent: bool = False


class MergedRow(SQLModel, table=True):
    """That a sealed batch of another site joined this campaign, so that it joins once."""

    __tablename__ = "merged"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)


class ReleaseRow(SQLModel, table=True):
    """An immutable, numbered snapshot made from sealed totals: all that a reader may ever see."""

    __tablename__ = "release"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    number: int = Field(primary_key=True)
    made_on: date
    document: str
    digest: str = Field(max_length=64)


class SeminarRow(SQLModel, table=True):
    """A room: a campaign that lives for an hour, with a screen."""

    __tablename__ = "seminar"

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", unique=True)
    code: str = Field(max_length=7, unique=True)
    screen: bytes = Field(sa_type=LargeBinary, unique=True)
    remote: bytes = Field(sa_type=LargeBinary, unique=True)
    name: str = Field(max_length=60)
    language: str = Field(max_length=2)
    pace: str = Field(max_length=8)
    stage: str
    arrived: int = 0
    finished: int = 0
    arrived_on: date | None = None


class BallotRow(SQLModel, table=True):
    """What a room was asked and answers now, encrypted as pools are."""

    __tablename__ = "ballot"

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    name: str = Field(max_length=120, primary_key=True)
    n: int
    key_id: str = Field(max_length=32)
    box: bytes = Field(sa_type=LargeBinary)
