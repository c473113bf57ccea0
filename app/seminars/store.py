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
from app.campaigns.draft import USUAL_PEOPLE, Draft
from app.campaigns.store import insert_for_room
from app.days import FORMER_ZONE
from app.db.engine import read, write_transaction
from app.db.tables import CampaignRow, SeminarRow
from app.seminars.codes import new_code
from app.seminars.cues import NO_CUES, Cues, cues_to_document
from app.seminars.seminar import SELECT_SEMINARS, WRITTEN, Seminar, seminar_from
from app.seminars.stage import LEAST, Pace, Stage, to_document
from app.seminars.talking.talk import fresh, talk_to_document

FINISH = (
    update(SeminarRow)
    .where(col(SeminarRow.campaign_id) == bindparam("the_campaign"))
    .values(
        finished=col(SeminarRow.finished) + bindparam("finished_now"),
        arrived_on=func.coalesce(col(SeminarRow.arrived_on), bindparam("today", type_=Date)),
    )
)
NOBODY: dict[str, Any] = {"arrived": 0, "finished": 0, "arrived_on": None}
LONGEST_NAME = 60
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Opened:
    """A new room, with both keys: here alone, only their digests are kept."""

    seminar: Seminar
    screen: str
    remote: str


def open_room(
    engine: Engine,
    bank: str,
    fingerprint: str,
    language: str,
    pace: Pace,
    name: str,
    today: date,
    people: str = USUAL_PEOPLE,
    cues: Cues = NO_CUES,
) -> Opened:
    """name: at most LONGEST_NAME characters, or empty."""
    remote = keys.new_key()
    screen = screen_of(remote)
    with write_transaction(engine) as connection:
        row = {
            "campaign_id": new_campaign(connection, bank, fingerprint, today, people),
            "code": _free_code(connection),
            "screen": keys.key_digest(screen),
            "remote": keys.key_digest(remote),
            "name": name,
            "language": language,
            "pace": pace,
            "stage": to_document(Stage()),
            "cues": cues_to_document(cues),
        } | NOBODY
        (id_,) = connection.execute(insert(SeminarRow).returning(col(SeminarRow.id)), row).one()
        found = _first(connection, col(SeminarRow.id) == id_)
    assert found
    return Opened(found, screen, remote)


def screen_of(remote: str) -> str:
    """The key of the screen that this remote directs. It leads nowhere back."""
    digest = hashlib.sha256(b"screen " + remote.encode("utf-8", "surrogatepass")).digest()
    return urlsafe_b64encode(digest[: keys.KEY_BYTES]).decode()


def new_campaign(connection: Connection, bank: str, fingerprint: str, today: date, people: str) -> int:
    slug = "room-" + "".join(secrets.choice(LETTERS) for _ in range(10))
    edition = f"{today.year}"
    draft = Draft(slug, bank, today, edition, people, k=LEAST, publishes_itself=False, zone=FORMER_ZONE)
    return insert_for_room(connection, draft, fingerprint)


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
    return {keys_of[row.pop("remote")]: seminar_from(row) for row in rows}


def open_at(engine: Engine, address: str) -> Seminar | None:
    """The newest open room at an address that stays."""
    there = (col(SeminarRow.standing) == address, col(CampaignRow.closed_on).is_(None))
    with read(engine) as connection:
        row = connection.execute(SELECT_SEMINARS.where(*there).order_by(col(SeminarRow.id).desc()).limit(1)).first()
    return seminar_from(row._asdict()) if row else None


def by_slug(engine: Engine, slug: str) -> Seminar | None:
    return _found(engine, col(CampaignRow.slug) == slug)


def by_id(engine: Engine, id_: int) -> Seminar | None:
    return _found(engine, col(SeminarRow.id) == id_)


def seminars(engine: Engine) -> list[Seminar]:
    """All of them, the first opened first."""
    with read(engine) as connection:
        return [seminar_from(row._asdict()) for row in connection.execute(SELECT_SEMINARS.order_by(col(SeminarRow.id)))]


def changed(engine: Engine, id_: int, change: Callable[[Connection, Seminar], dict[str, Any]]) -> Seminar:
    """What the room becomes: change says, in the transaction, which columns of the row as it is. Raises LookupError.

    A stage is given as a Stage, a talk as a Talk, cues as Cues.
    """
    with write_transaction(engine) as connection:
        before = _first(connection, col(SeminarRow.id) == id_)
        if before is None:
            raise LookupError(f"There is no seminar {id_}.")
        values = change(connection, before)
        typed = {name: written for name, written in WRITTEN.items() if not isinstance(values.get(name), str | None)}
        values = values | {name: written(values[name]) for name, written in typed.items()}
        if values:
            connection.execute(update(SeminarRow).where(col(SeminarRow.id) == id_).values(**values))
        after = _first(connection, col(SeminarRow.id) == id_)
    assert after
    return after


def named(connection: Connection, slugs: Collection[str]) -> dict[str, Seminar]:
    """Those that are there, by slug, in the caller's transaction."""
    rows = connection.execute(SELECT_SEMINARS.where(col(CampaignRow.slug).in_(slugs)))
    return {found.slug: found for found in (seminar_from(row._asdict()) for row in rows)}


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


def empty(connection: Connection, room: Seminar, fingerprint: str, today: date) -> None:
    """The same room, code and keys, in a campaign that nobody has answered; the one before is left to its fate."""
    campaign_id = new_campaign(connection, room.bank, fingerprint, today, room.people)
    anew = {"campaign_id": campaign_id, "stage": to_document(Stage()), "talk": talk_to_document(fresh(room.talk))}
    anew |= {"cues": cues_to_document(room.cues.afresh)}
    connection.execute(update(SeminarRow).where(col(SeminarRow.id) == room.id).values(anew | NOBODY))


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
    return seminar_from(row._asdict()) if row else None
