"""All that this app remembers, on one screen. Each column has its reason in docs/privacy.md.

No row belongs to a person, no time but a trainer's own is finer than a day, and no table holds answers: they live in
links. Statements name columns as `col(CampaignRow.slug)`, which mypy reads, and run without a Session: rows stay rows.
"""

from datetime import date

from sqlalchemy import LargeBinary, UniqueConstraint, false
from sqlmodel import Field

from app.db.row import NONE_YET, ROWIDLESS, Row


class SchemaRow(Row, table=True):
    """The first revision whose programs may serve these tables: one row, written by migrations."""

    oldest: str = Field(max_length=32, primary_key=True)


class SiteRow(Row, table=True):
    """Which site this database is of, once it has a key file: one row, and never in a backup."""

    id: str = Field(max_length=32, primary_key=True)
    looked_on: date | None = None
    moved_on: date | None = None


class BarometerRow(Row, table=True):
    """A mirror survey: a series of editions, in which several voices answer about the same dimensions."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(max_length=20, unique=True)
    spec: str = Field(max_length=40)
    title: str = Field(max_length=80)
    signature: str = Field(max_length=80)
    people: str = Field(max_length=40)
    zone: str = Field(max_length=40)
    manager: bytes = Field(sa_type=LargeBinary)
    reader: bytes | None = Field(default=None, sa_type=LargeBinary)


class EditionRow(Row, table=True):
    """One round of a mirror survey, and the days on which it opens, closes, is read by staff, and is public."""

    __table_args__ = (UniqueConstraint("barometer_id", "label"),)

    id: int | None = Field(default=None, primary_key=True)
    barometer_id: int = Field(foreign_key="barometer.id")
    label: str = Field(max_length=12)
    opens_on: date
    voices_close_on: date
    staff_see_on: date
    public_on: date
    places: str
    notice: str = Field(default="{}", sa_column_kwargs={"server_default": "{}"})
    staff: bytes | None = Field(default=None, sa_type=LargeBinary)
    withdrawn_on: date | None = None
    archived_on: date | None = None
    first_voted: str | None = None


class CampaignRow(Row, table=True):
    """Where sheets are counted."""

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
    edition_id: int | None = Field(default=None, foreign_key="edition.id")
    voice: str = Field(default="", max_length=40, sa_column_kwargs=NONE_YET)
    depositor: bytes | None = Field(default=None, sa_type=LargeBinary)
    publishing: str = Field(default="{}", sa_column_kwargs={"server_default": "{}"})


class GoneRow(Row, table=True):
    """That a campaign with published figures was deleted: its address is never another's."""

    slug: str = Field(max_length=40, primary_key=True)
    series: str = Field(max_length=40)
    edition: str = Field(max_length=40)
    deleted_on: date


class CellRow(Row, table=True):
    """The sealed totals of a campaign's answers to one structure of its bank, in one segment."""

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    fingerprint: str = Field(max_length=16, primary_key=True)
    segment: str = Field(max_length=40, primary_key=True)
    totals: bytes = Field(sa_type=LargeBinary)
    whole_only: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class PoolRow(Row, table=True):
    """Counts not sealed yet, encrypted under a key of their own that no database or backup holds."""

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    fingerprint: str = Field(max_length=16, primary_key=True)
    segment: str = Field(max_length=40, primary_key=True)
    stage: str = Field(max_length=5, primary_key=True)
    key_id: str = Field(max_length=32)
    box: bytes = Field(sa_type=LargeBinary)


class ReceiptRow(Row, table=True):
    """That some sheet was counted, so that it is counted once; nothing says which answers or when."""

    __table_args__ = ROWIDLESS

    expires_on: date = Field(primary_key=True)
    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)


class InvitationRow(Row, table=True):
    """A link that lets one sheet be counted; nothing says which, nor when."""

    __table_args__ = ROWIDLESS

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    spent: bool = False


class MergedRow(Row, table=True):
    """That a sealed batch of another site joined this campaign, so that it joins once."""

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)


class ReleaseRow(Row, table=True):
    """An immutable, numbered snapshot made from sealed totals: all that a reader may ever see."""

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    number: int = Field(primary_key=True)
    made_on: date
    document: str
    digest: str = Field(max_length=64)


class PlaceReleaseRow(Row, table=True):
    """The same release of a voice with its places, for whoever has the key to them."""

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    number: int = Field(primary_key=True)
    document: str
    digest: str = Field(max_length=64)


class BarometerReleaseRow(Row, table=True):
    """What follows from the releases of an edition's voices, and what was promised: immutable, numbered."""

    edition_id: int = Field(foreign_key="edition.id", primary_key=True)
    number: int = Field(primary_key=True)
    made_on: date
    document: str
    digest: str = Field(max_length=64)


class CommitmentRow(Row, table=True):
    """What the organisation promised after it read an edition: three at most, and none changes once it is public."""

    edition_id: int = Field(foreign_key="edition.id", primary_key=True)
    number: int = Field(primary_key=True)
    dimension: str = Field(max_length=40)
    words: str
    whom: str
    signed: str
    due_on: date
    made_on: date


class ProgressRow(Row, table=True):
    """What the organisation said of a commitment since: rows are added, and none changes."""

    edition_id: int = Field(foreign_key="edition.id", primary_key=True)
    commitment: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    said_on: date
    state: str = Field(max_length=10)
    words: str


class PlaceCodeRow(Row, table=True):
    """The short address on a place's poster: it leads to the edition that is open that day."""

    code: str = Field(max_length=16, primary_key=True)
    barometer_id: int = Field(foreign_key="barometer.id")
    place: str = Field(max_length=40)
    voided_on: date | None = None


class SeminarRow(Row, table=True):
    """A room: a campaign that lives for an hour, with a screen."""

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", unique=True)
    code: str = Field(max_length=7, unique=True)
    screen: bytes = Field(sa_type=LargeBinary, unique=True)
    remote: bytes = Field(sa_type=LargeBinary, unique=True)
    name: str = Field(max_length=60)
    language: str = Field(max_length=2)
    pace: str = Field(max_length=8)
    stage: str
    talk: str | None = None
    arrived: int = 0
    finished: int = 0
    arrived_on: date | None = None
    cues: str | None = None
    standing: str | None = Field(default=None, max_length=8)


class BallotRow(Row, table=True):
    """What a room, or staff who read first, were asked and answer now, encrypted as pools are."""

    campaign_id: int = Field(foreign_key="campaign.id", primary_key=True)
    name: str = Field(max_length=120, primary_key=True)
    n: int
    key_id: str = Field(max_length=32)
    box: bytes = Field(sa_type=LargeBinary)


from app.db import trainer_tables  # noqa: E402, F401 - after these, as docs/privacy.md tells them
