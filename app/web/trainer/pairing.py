"""The venue's computer: /ecran is typed there, then the room's code; one tap on the remote, and it shows the screen.

Promises that the remote shows the number of the computer that asks, and that the screen which it is given commands
nothing. Refuses a storm of codes as the way into a room does.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.banks.schema import Language
from app.seminars.codes import LENGTH
from app.seminars.pairing import LIFE_SECONDS
from app.web.client_network import client_network
from app.web.deps import SiteDep
from app.web.forms import TypedDep
from app.web.pages import Page
from app.web.responses import private_page, see_other
from app.web.seminar.join import LONGEST, CodeMistake, room_of_code
from app.web.seminar.parts import PartsDep as RoomsDep
from app.web.seminar.remote_access import RemoteDep
from app.web.trainer.parts import PartsDep

router = APIRouter(include_in_schema=False, prefix="/{language}/pairing")
PairingMistake = CodeMistake | Literal["over", "many", "waiting"]
"""Beside those of codes: the room is closed; too many requests from this network; too many wait for its trainer."""
MISTAKEN = {"shape": 422, "unknown": 422, "tries": 429, "resting": 404, "over": 410, "many": 429, "waiting": 429}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingPage(Page):
    """code: as it was typed; lapsed: whether a request of this computer has, or was refused."""

    template: ClassVar[str] = "trainer/pairing.html"
    code: str = ""
    mistake: PairingMistake = ""
    lapsed: bool = False
    length: int = LENGTH
    longest: int = LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingWaitPage(Page):
    """number: that the remote shows too; minutes: how long it waits for its trainer."""

    template: ClassVar[str] = "trainer/pairing_wait.html"
    number: str
    minutes: int = LIFE_SECONDS // 60


@router.get("")
def ask_for_code(site: SiteDep, language: Language, code: str = "") -> Response:
    """code: of a room, in an address that the trainer keeps; nothing is asked before the button is pressed."""
    return private_page(site.templates, PairingPage(language=language, path="pairing", code=code[:LONGEST]))


@router.post("")
async def ask_to_show(
    request: Request, site: SiteDep, rooms: RoomsDep, parts: PartsDep, language: Language, typed: TypedDep
) -> Response:
    code, place = typed.get("code", ""), client_network(request)
    mistake: PairingMistake
    found, mistake = await room_of_code(request, site, rooms, code)
    token = None
    if found and not found.is_open:
        mistake = "over"
    elif found and parts.asked.is_exceeded(place):
        mistake = "many"
    elif found:
        parts.asked.add(place)
        token = await run_in_threadpool(rooms.pairings.ask, found.code)
        mistake = "" if token else "waiting"
    if found is None or token is None:
        page = PairingPage(language=language, path="pairing", code=code[:LONGEST], mistake=mistake)
        return private_page(site.templates, page, MISTAKEN[mistake])
    rooms.live.announce(found.slug)
    return see_other(f"/{language}/pairing/{token}")


@router.get("/{token}")
def wait(site: SiteDep, rooms: RoomsDep, language: Language, token: str) -> Response:
    """Asked for again and again: on to the screen once the trainer has agreed, back to the code where it lapsed."""
    asked = rooms.pairings.asked(token)
    if asked is None:
        return private_page(site.templates, PairingPage(language=language, path="pairing", lapsed=True), 410)
    if asked.screen:
        return see_other(asked.screen)
    page = PairingWaitPage(language=language, path=f"pairing/{token}", number=asked.number)
    return private_page(site.templates, page)


@router.post("/answer/{key}")
async def answer(rooms: RoomsDep, held: RemoteDep, typed: TypedDep) -> Response:
    """From the remote. A second tap, or one that comes too late, changes nothing."""
    act, id_, code = typed.get("action", ""), typed.get("id", ""), held.seminar.code
    if act not in ("show", "refuse"):
        raise HTTPException(400)
    if act == "show" and held.seminar.is_open:
        await run_in_threadpool(rooms.pairings.agree, code, id_, held.screen)
    else:
        await run_in_threadpool(rooms.pairings.refuse, code, id_)
    rooms.live.announce(held.seminar.slug)
    return see_other(held.address)
