"""Mirror surveys and their editions: made, read, delayed, withdrawn. Promises that whatever belongs together is made in
one transaction, and that no day comes earlier than it was announced."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlmodel import col

from app.barometer.draft import EditionDraft
from app.barometer.edition import Barometer, Days, Edition, FirstVoted
from app.barometer.places import Place
from app.campaigns.draft import N_, CampaignExists, CampaignInvalid
from app.campaigns.gone import refuse_gone
from app.campaigns.keys import key_digest, new_key
from app.campaigns.store import update_within
from app.campaigns.voices import of_edition
from app.campaigns.words import Texts
from app.days import day_in
from app.db.engine import read, write_transaction
from app.db.tables import BarometerReleaseRow, BarometerRow, EditionRow

TOLD = select(func.max(col(BarometerReleaseRow.made_on))).where(
    col(BarometerReleaseRow.edition_id) == col(EditionRow.id)
)
EDITIONS = select(EditionRow, TOLD.scalar_subquery().label("told_on"))
NEVER_EARLIER = N_("A day may be put off, never brought forward: people were told this one.")


def insert_survey(connection: Connection, draft: EditionDraft, spec: str, manager: bytes) -> Barometer:
    """Raises CampaignExists."""
    refuse_gone(connection, f"barometer/{draft.slug}")
    if find_within(connection, draft.slug):
        raise CampaignExists("slug", N_("There is already a survey at this address: %(slug)s."), slug=draft.slug)
    row = {name: getattr(draft, name) for name in ("slug", "title", "signature", "people", "zone")}
    connection.execute(insert(BarometerRow), row | {"spec": spec, "manager": manager})
    made = find_within(connection, draft.slug)
    assert made
    return made


def insert_edition(
    connection: Connection, barometer: Barometer, label: str, days: Days, places: Sequence[Place], today: date
) -> Edition:
    row = {"barometer_id": barometer.id, "label": label, "places": json.dumps(places, ensure_ascii=False)}
    connection.execute(insert(EditionRow), row | days._asdict())
    made = find_edition(connection, barometer, label, today)
    assert made
    return made


def delay(engine: Engine, edition: Edition, today: date, *, reveal: date, public: date) -> Edition:
    """Put off the days to come: the voices answer until the day before the reveal. Raises CampaignInvalid."""
    with write_transaction(engine) as connection:
        before = existing_edition(connection, edition.id, today)
        days = before.days
        if reveal < days.staff_see_on or public < days.public_on:
            raise CampaignInvalid("reveal" if reveal < days.staff_see_on else "public", NEVER_EARLIER)
        if before.revealed and reveal != days.staff_see_on:
            raise CampaignInvalid("reveal", N_("Staff read it already."))
        if public <= reveal:
            raise CampaignInvalid("public", N_("Staff read it first: leave them a day at least."))
        if before.was_public and public != days.public_on:
            raise CampaignInvalid("public", N_("It is public already."))
        if reveal != days.staff_see_on and before.state in ("draft", "collecting"):
            days = days._replace(voices_close_on=date.fromordinal(reveal.toordinal() - 1))
            for campaign in of_edition(connection, edition.id, today).values():
                update_within(connection, campaign, closes_on=days.voices_close_on)
        days = days._replace(staff_see_on=reveal, public_on=public)
        return _changed(connection, before, today, **days._asdict())


def set_days(connection: Connection, edition: Edition, days: Days, today: date) -> Edition:
    """In the caller's transaction: those of a reveal that came late."""
    return _changed(connection, edition, today, **days._asdict())


def withdraw_edition(connection: Connection, edition: Edition, notice: Texts, today: date) -> Edition:
    """A notice in place of the figures. Raises CampaignInvalid."""
    said = {language: text.strip() for language, text in notice.items() if text.strip()}
    if not said:
        raise CampaignInvalid("notice", N_("Say to the public why the figures are withdrawn."))
    if not edition.revealed:
        raise CampaignInvalid("notice", N_("There are no figures to withdraw yet."))
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return _changed(connection, edition, today, notice=text, withdrawn_on=edition.withdrawn_on or edition.seen_on)


def archive_edition(connection: Connection, edition: Edition, today: date) -> Edition:
    """Raises CampaignInvalid for one that is not public."""
    if not edition.is_public:
        raise CampaignInvalid("archived_on", N_("Only what everyone may read is archived."))
    return _changed(connection, edition, today, archived_on=edition.archived_on or edition.seen_on)


def set_first_voted(connection: Connection, edition: Edition, voted: FirstVoted, today: date) -> Edition:
    """What staff voted, in the transaction that ends their vote."""
    return _changed(connection, edition, today, first_voted=json.dumps(voted))


def new_staff_key(engine: Engine, edition: Edition) -> str:
    """With which staff read it first; the one before opens nothing any more."""
    key = new_key()
    with write_transaction(engine) as connection:
        connection.execute(update(EditionRow).where(col(EditionRow.id) == edition.id).values(staff=key_digest(key)))
    return key


def set_survey_key(engine: Engine, barometer: Barometer, kind: str, key: str | None) -> None:
    """kind: manager or reader; key: None for nobody, of a reader."""
    with write_transaction(engine) as connection:
        digest = key_digest(key) if key else None
        connection.execute(update(BarometerRow).where(col(BarometerRow.id) == barometer.id).values(**{kind: digest}))


def delete_survey(connection: Connection, barometer: Barometer) -> None:
    """Its rows and those of its editions; whatever refers to them goes before."""
    connection.execute(delete(EditionRow).where(col(EditionRow.barometer_id) == barometer.id))
    connection.execute(delete(BarometerRow).where(col(BarometerRow.id) == barometer.id))


def find_survey(engine: Engine, slug: str) -> Barometer | None:
    with read(engine) as connection:
        return find_within(connection, slug)


def find_within(connection: Connection, slug: str) -> Barometer | None:
    row = connection.execute(select(BarometerRow).where(col(BarometerRow.slug) == slug)).one_or_none()
    return Barometer(**row._asdict()) if row else None


def barometers(engine: Engine) -> list[Barometer]:
    """All of them, the first made first."""
    with read(engine) as connection:
        return [
            Barometer(**row._asdict())
            for row in connection.execute(select(BarometerRow).order_by(col(BarometerRow.id)))
        ]


def editions_in(connection: Connection, barometer: Barometer, today: date) -> list[Edition]:
    """The first opened first."""
    of = EDITIONS.where(col(EditionRow.barometer_id) == barometer.id)
    rows = connection.execute(of.order_by(col(EditionRow.opens_on), col(EditionRow.id)))
    return [_edition(row, barometer, today) for row in rows]


def editions_of(connection: Connection, barometer_id: int, today: date) -> list[Edition]:
    """The same by the id of the survey."""
    row = connection.execute(select(BarometerRow).where(col(BarometerRow.id) == barometer_id)).one_or_none()
    return editions_in(connection, Barometer(**row._asdict()), today) if row else []


def day_of(barometer: Barometer, today: date) -> date:
    """The day that it is there."""
    return day_in(barometer.zone, today)


def find_edition(connection: Connection, barometer: Barometer, label: str, today: date) -> Edition | None:
    return next((one for one in editions_in(connection, barometer, today) if one.label == label), None)


def existing_edition(connection: Connection, edition_id: int, today: date) -> Edition:
    """In the caller's transaction. Raises LookupError."""
    row = connection.execute(EDITIONS.where(col(EditionRow.id) == edition_id)).one_or_none()
    if row is None:
        raise LookupError(f"There is no edition {edition_id}.")
    of = connection.execute(select(BarometerRow).where(col(BarometerRow.id) == row.barometer_id)).one()
    return _edition(row, Barometer(**of._asdict()), today)


def every_edition(engine: Engine, today: date) -> list[Edition]:
    """Of all surveys, the first made first."""
    with read(engine) as connection:
        ids = connection.scalars(select(col(EditionRow.id)).order_by(col(EditionRow.id))).all()
        return [existing_edition(connection, id_, today) for id_ in ids if id_]


def _changed(connection: Connection, edition: Edition, today: date, **values: Any) -> Edition:
    connection.execute(update(EditionRow).where(col(EditionRow.id) == edition.id).values(**values))
    return existing_edition(connection, edition.id, today)


def _edition(row: Any, barometer: Barometer, today: date) -> Edition:
    return Edition(
        id=row.id,
        barometer=barometer,
        label=row.label,
        days=Days(row.opens_on, row.voices_close_on, row.staff_see_on, row.public_on),
        places=tuple(Place(*one) for one in json.loads(row.places)),
        staff=row.staff,
        notice=json.loads(row.notice),
        withdrawn_on=row.withdrawn_on,
        archived_on=row.archived_on,
        revealed=row.told_on is not None,
        seen_on=day_in(barometer.zone, today),
        told_on=row.told_on,
        first_voted=FirstVoted(*json.loads(row.first_voted)) if row.first_voted else None,
    )
