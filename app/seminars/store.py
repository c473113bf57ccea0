"""Rooms: found by code, by the key of their screen or remote, or by the name of their campaign.

Only digests of keys are kept, and two who act at once act one after the other.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, Engine, bindparam, delete, func, insert, select, update
from sqlmodel import col

from app.campaigns import keys
from app.campaigns.store import insert_for_room
from app.db.engine import read, write_transaction
from app.db.tables import CampaignRow, SeminarRow
from app.seminars.codes import new_code
from app.seminars.stage import LEAST, Pace, Stage, stage_from, to_document

SELECT_SEMINARS = select(
    col(SeminarRow.id),
    col(SeminarRow.campaign_id),
    col(SeminarRow.code),
    col(SeminarRow.name),
    col(SeminarRow.language),
    col(SeminarRow.pace),
    col(SeminarRow.stage),
    col(SeminarRow.arrived),
    col(SeminarRow.finished),
    col(SeminarRow.arrived_on),
    col(SeminarRow.standing),
    col(CampaignRow.slug),
    col(CampaignRow.bank),
    col(CampaignRow.fingerprint),
    col(CampaignRow.opened_on),
    col(CampaignRow.closed_on),
    col(CampaignRow.not_counted),
).join(CampaignRow, col(CampaignRow.id) == col(SeminarRow.campaign_id))
FINISH = (
    update(SeminarRow)
    .where(col(SeminarRow.campaign_id) == bindparam("the_campaign"))
    .values(
        finished=col(SeminarRow.finished) + bindparam("finished_now"),
        arrived_on=func.coalesce(col(SeminarRow.arrived_on), bindparam("today", type_=Date)),
    )
)
LONGEST_NAME = 60
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Seminar:
    """slug: of its campaign, which names it in the addresses of phones; fingerprint: of the structure that it asks.

    arrived: phones that came; finished: sheets that were counted; arrived_on: the first day of either; opened_on,
    closed_on: of its campaign; not_counted: whether its end left out people, fewer than LEAST;
    standing: the address that stays at which it stands. Days are in UTC.
    """

    id: int
    campaign_id: int
    slug: str
    bank: str
    fingerprint: str
    code: str
    name: str
    language: str
    pace: Pace
    stage: Stage
    arrived: int
    finished: int
    arrived_on: date | None
    opened_on: date
    closed_on: date | None
    not_counted: bool
    standing: str | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


@dataclass(frozen=True, slots=True)
class Opened:
    """A new room, with both keys: here alone, only their digests are kept."""

    seminar: Seminar
    screen: str
    remote: str


def open_room(engine: Engine, bank: str, fingerprint: str, language: str, pace: Pace, name: str, today: date) -> Opened:
    """name: at most LONGEST_NAME characters, or empty."""
    remote = keys.new_key()
    screen = screen_of(remote)
    with write_transaction(engine) as connection:
        row = {
            "campaign_id": new_campaign(connection, bank, fingerprint, today),
            "code": _free_code(connection),
            "screen": keys.key_digest(screen),
            "remote": keys.key_digest(remote),
            "name": name,
            "language": language,
            "pace": pace,
            "stage": to_document(Stage()),
            "arrived": 0,
            "finished": 0,
            "arrived_on": None,
        }
        (id_,) = connection.execute(insert(SeminarRow).returning(col(SeminarRow.id)), row).one()
        found = _first(connection, col(SeminarRow.id) == id_)
    assert found
    return Opened(found, screen, remote)


def screen_of(remote: str) -> str:
    """The key of the screen that this remote directs. It leads nowhere back."""
    digest = hashlib.sha256(b"screen " + remote.encode("utf-8", "surrogatepass")).digest()
    return urlsafe_b64encode(digest[: keys.KEY_BYTES]).decode()


def new_campaign(connection: Connection, bank: str, fingerprint: str, today: date) -> int:
    slug = "room-" + "".join(secrets.choice(LETTERS) for _ in range(10))
    return insert_for_room(connection, slug, bank, fingerprint, LEAST, today)


def by_code(engine: Engine, code: str) -> Seminar | None:
    return _found(engine, col(SeminarRow.code) == code)


def by_screen(engine: Engine, key: str) -> Seminar | None:
    return _found(engine, col(SeminarRow.screen) == keys.key_digest(key))


def by_remote(engine: Engine, key: str) -> Seminar | None:
    return _found(engine, col(SeminarRow.remote) == keys.key_digest(key))


def by_remotes(engine: Engine, given: Collection[str]) -> dict[str, Seminar]:
    """Those that are there, by the keys of their remotes."""
    keys_of = {keys.key_digest(key): key for key in given}
    statement = SELECT_SEMINARS.add_columns(col(SeminarRow.remote)).where(col(SeminarRow.remote).in_(keys_of))
    with read(engine) as connection:
        rows = [row._asdict() for row in connection.execute(statement)]
    return {keys_of[row.pop("remote")]: _seminar_of(row) for row in rows}


def open_at(engine: Engine, address: str) -> Seminar | None:
    """The newest open room at an address that stays."""
    there = (col(SeminarRow.standing) == address, col(CampaignRow.closed_on).is_(None))
    with read(engine) as connection:
        row = connection.execute(SELECT_SEMINARS.where(*there).order_by(col(SeminarRow.id).desc()).limit(1)).first()
    return _seminar(row) if row else None


def by_slug(engine: Engine, slug: str) -> Seminar | None:
    return _found(engine, col(CampaignRow.slug) == slug)


def by_id(engine: Engine, id_: int) -> Seminar | None:
    return _found(engine, col(SeminarRow.id) == id_)


def seminars(engine: Engine) -> list[Seminar]:
    """All of them, the first opened first."""
    with read(engine) as connection:
        return [_seminar(row) for row in connection.execute(SELECT_SEMINARS.order_by(col(SeminarRow.id)))]


def changed(engine: Engine, id_: int, change: Callable[[Connection, Seminar], dict[str, Any]]) -> Seminar:
    """What the room becomes: change says, in the transaction, which columns of the row as it is. Raises LookupError.

    A stage is given as a Stage.
    """
    with write_transaction(engine) as connection:
        before = _first(connection, col(SeminarRow.id) == id_)
        if before is None:
            raise LookupError(f"There is no seminar {id_}.")
        values = change(connection, before)
        if isinstance(values.get("stage"), Stage):
            values = values | {"stage": to_document(values["stage"])}
        if values:
            connection.execute(update(SeminarRow).where(col(SeminarRow.id) == id_).values(**values))
        after = _first(connection, col(SeminarRow.id) == id_)
    assert after
    return after


def named(connection: Connection, slugs: Collection[str]) -> dict[str, Seminar]:
    """Those that are there, by slug, in the caller's transaction."""
    rows = connection.execute(SELECT_SEMINARS.where(col(CampaignRow.slug).in_(slugs)))
    return {found.slug: found for found in map(_seminar, rows)}


def welcome(connection: Connection, id_: int, arrivals: int, today: date) -> None:
    """So many phones more came."""
    came = {
        "arrived": col(SeminarRow.arrived) + arrivals,
        "arrived_on": func.coalesce(col(SeminarRow.arrived_on), today),
    }
    connection.execute(update(SeminarRow).where(col(SeminarRow.id) == id_).values(came))


def finish(connection: Connection, sheets: Mapping[int, int], today: date) -> None:
    """So many more are counted in each room, by its campaign: it sees how many finished, to the last one."""
    connection.execute(
        FINISH, [{"the_campaign": id_, "finished_now": many, "today": today} for id_, many in sheets.items()]
    )


def delete_room(connection: Connection, id_: int) -> None:
    """Before its campaign is deleted."""
    connection.execute(delete(SeminarRow).where(col(SeminarRow.id) == id_))


def empty(connection: Connection, id_: int, bank: str, fingerprint: str, today: date) -> None:
    """The same room, code and keys, in a campaign that nobody has answered; the one before is left to its fate."""
    fresh = {"campaign_id": new_campaign(connection, bank, fingerprint, today), "stage": to_document(Stage())}
    nobody = {"arrived": 0, "finished": 0, "arrived_on": None}
    connection.execute(update(SeminarRow).where(col(SeminarRow.id) == id_).values(fresh | nobody))


def _free_code(connection: Connection) -> str:
    while True:
        code = new_code(secrets.randbelow)
        if connection.execute(select(col(SeminarRow.id)).where(col(SeminarRow.code) == code)).first() is None:
            return code


def _found(engine: Engine, condition: Any) -> Seminar | None:
    with read(engine) as connection:
        return _first(connection, condition)


def _first(connection: Connection, condition: Any) -> Seminar | None:
    row = connection.execute(SELECT_SEMINARS.where(condition)).one_or_none()
    return _seminar(row) if row else None


def _seminar(row: Any) -> Seminar:
    return _seminar_of(row._asdict())


def _seminar_of(values: dict[str, Any]) -> Seminar:
    return Seminar(**values | {"stage": stage_from(values["stage"])})
