"""The way back to a room, above a result that was opened from it: people who keep their result have not left.

Promises to follow the room as its phones do. Refuses a sheet that is not of the room, and a room that is over.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from app.banks.schema import Language
from app.web.deps import Site, SpeaksAnother, find
from app.web.links import LinkDamaged, SheetExpired
from app.web.turns import RoomLinks, is_room

WAIT_SECONDS = 1.0
"""A result needs no database: it does not wait for one that hangs."""
KEPT = ("s", "g", "v")
"""Of a phone's page in its room, what its way back needs: the sheet, and what was tapped."""


@dataclass(frozen=True, slots=True)
class RoomBar:
    room: RoomLinks
    is_voting: bool


def query_of(slug: str, fields: Mapping[str, str]) -> str:
    """What the address of a result carries for the way back."""
    return urlencode({"room": slug} | {name: fields[name] for name in KEPT if name in fields})


async def room_bar(here: Site, language: Language, query: Mapping[str, str]) -> RoomBar | None:
    """None where there is no way back, or nothing to go back to."""
    if "room" not in query:
        return None
    fields = {name: query[name] for name in KEPT if query.get(name)}
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            asked = await find(here, language, query["room"], rooms=True)
            here.seals.open_sheet(asked.campaign.slug, asked.questionnaire.bank, fields.get("s", ""), time.time())
            seminar = await here.live.seminar(asked.campaign.slug) if is_room(asked) else None
    except (SQLAlchemyError, TimeoutError, SpeaksAnother, HTTPException, LinkDamaged, SheetExpired):
        return None
    if seminar is None or not seminar.is_open:
        return None
    room, vote = f"/{language}/room/{seminar.slug}", seminar.stage.vote
    links = RoomLinks(seminar.stage.turn, f"{room}/stream", f"{room}/state", f"{room}?{urlencode(fields)}")
    return RoomBar(links, vote is not None and vote.is_open)
