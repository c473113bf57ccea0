"""My rooms: a list that one browser keeps and no server does; it is told here how each of them stands.

Promises to remember nothing of who asks, and to say the same of a room that is erased and of one that never was.
Without a script the page says how to keep a remote instead.
"""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from app.banks.schema import Language
from app.seminars.seminar import Seminar
from app.seminars.store import screen_of
from app.web.deps import SiteDep
from app.web.forms import PairsDep
from app.web.pages import Page
from app.web.responses import no_store, private_page
from app.web.seminar.parts import PartsDep as RoomsDep

router = APIRouter(include_in_schema=False, prefix="/{language}/rooms")
MOST_ASKED = 60
"""Rooms told of at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MyRoomsPage(Page):
    """opens: whether rooms may be opened on this site."""

    template: ClassVar[str] = "trainer/rooms.html"
    opens: bool
    most: int = MOST_ASKED


@router.get("")
def my_rooms(site: SiteDep, rooms: RoomsDep, language: Language) -> Response:
    page = MyRoomsPage(language=language, path="rooms", opens=rooms.openings.access != "closed")
    return private_page(site.templates, page)


@router.post("")
async def states(rooms: RoomsDep, language: Language, pairs: PairsDep) -> Response:
    """One for each key that was sent, in their order."""
    keys = [text for name, text in pairs if name == "key"]
    if not 0 < len(keys) <= MOST_ASKED:
        raise HTTPException(400)
    found = await run_in_threadpool(rooms.seminars.by_remotes, keys)
    response = JSONResponse([_state(found[key], key, language) if key in found else {"state": "gone"} for key in keys])
    no_store(response.headers)
    return response


def _state(room: Seminar, key: str, language: Language) -> dict[str, str]:
    """What its own remote shows anyway. Days are as ISO writes them."""
    recap = f"/{language}/screen/{screen_of(key)}/recap"
    return {
        "state": "open" if room.is_open else "closed",
        "name": room.name,
        "code": room.code,
        "opened": (room.arrived_on or room.opened_on).isoformat(),
        "recap": "" if room.is_open else recap,
    }
