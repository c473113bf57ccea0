"""The short addresses on the posters of places: each leads to the edition that is open on the day."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import col

from app.barometer.places import WHOLE
from app.campaigns.keys import new_campaign_code
from app.db.tables import PlaceCodeRow


def add(connection: Connection, barometer_id: int, places: Iterable[str]) -> None:
    """A code for each that has none; of a survey without places, one."""
    known = codes(connection, barometer_id)
    for place in [one for one in (*places,) or (WHOLE,) if one not in known]:
        _insert(connection, barometer_id, place)


def codes(connection: Connection, barometer_id: int) -> dict[str, str]:
    """The code of each place that has one now."""
    here = col(PlaceCodeRow.barometer_id) == barometer_id, col(PlaceCodeRow.voided_on).is_(None)
    return {row.place: row.code for row in connection.execute(select(PlaceCodeRow).where(*here))}


def replace_code(connection: Connection, barometer_id: int, place: str, today: date) -> str:
    """Another code: the one before leads nowhere from today on."""
    here = col(PlaceCodeRow.barometer_id) == barometer_id, col(PlaceCodeRow.place) == place
    still = update(PlaceCodeRow).where(*here, col(PlaceCodeRow.voided_on).is_(None))
    connection.execute(still.values(voided_on=today))
    return _insert(connection, barometer_id, place)


def led_to(connection: Connection, code: str) -> tuple[int, str, date | None] | None:
    """The id of the survey, the place, and the day since which the code is void."""
    row = connection.execute(select(PlaceCodeRow).where(col(PlaceCodeRow.code) == code)).one_or_none()
    return (row.barometer_id, row.place, row.voided_on) if row else None


def delete_codes(connection: Connection, barometer_id: int) -> None:
    connection.execute(delete(PlaceCodeRow).where(col(PlaceCodeRow.barometer_id) == barometer_id))


def _insert(connection: Connection, barometer_id: int, place: str) -> str:
    code = new_campaign_code()
    connection.execute(insert(PlaceCodeRow).values(code=code, barometer_id=barometer_id, place=place))
    return code
