"""An address that stays: made once, printed for years, taken over by each new room of whoever holds its key.

Promises that its key is told once, in this page's own address. Refuses as many as rooms are refused.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.banks.schema import Language
from app.campaigns.draft import N_, CampaignInvalid
from app.seminars.seminar import Seminar
from app.web.client_network import client_network
from app.web.deps import BaseDep, Site, SiteDep, refuse_key
from app.web.forms import Form, TypedDep
from app.web.pages import Page
from app.web.qr import ImageKind, scan_of
from app.web.responses import private_page, see_other
from app.web.seminar.parts import Parts
from app.web.seminar.parts import PartsDep as RoomsDep

router = APIRouter(include_in_schema=False, prefix="/{language}/standing")
REMOTE = re.compile(r"(?:^|/remote/)([A-Za-z0-9_-]{20,64})(?:[/?#].*)?$", re.DOTALL)
MANY = N_("Many were made from here in the last hour. Wait a little, then press again.")
NO_REMOTE = N_("This is not the address of a remote: copy it whole, from the address bar.")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFormPage(Page):
    """Before there is one."""

    template: ClassVar[str] = "trainer/standing_form.html"
    form: Form
    wants_passphrase: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPage(Page):
    """key: to this page; address: in two groups; host: where it is typed; room: the one there now; done: what has just
    been done."""

    template: ClassVar[str] = "trainer/standing.html"
    key: str
    address: str
    host: str
    room: Seminar | None
    form: Form
    done: Literal["", "new", "taken"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingGonePage(Page):
    template: ClassVar[str] = "trainer/standing_gone.html"


@router.get("")
def before(site: SiteDep, rooms: RoomsDep, language: Language) -> Response:
    _refuse_where_closed(rooms)
    return private_page(site.templates, _form_page(rooms, language, Form()))


@router.post("")
async def make(request: Request, site: SiteDep, rooms: RoomsDep, language: Language, typed: TypedDep) -> Response:
    _refuse_where_closed(rooms)
    place, mistakes, status = client_network(request), {}, 422
    if rooms.openings.access == "passphrase":
        mistakes = site.passphrase.mistakes(typed, request)
    if not mistakes and rooms.openings.are_many(place):
        mistakes, status = {"address": CampaignInvalid("address", MANY)}, 429
    if mistakes:
        return private_page(site.templates, _form_page(rooms, language, Form(typed, mistakes)), status)
    rooms.openings.count(place)
    made = await run_in_threadpool(rooms.seminars.standing.new)
    return see_other(f"/{language}/standing/{made.key}?done=new")


@router.get("/{key}")
def mine(
    request: Request,
    site: SiteDep,
    rooms: RoomsDep,
    base: BaseDep,
    language: Language,
    key: str,
    done: Literal["", "new", "taken"] = "",
) -> Response:
    address = _held(request, site, rooms, key)
    return private_page(site.templates, _page(rooms, base, language, key, address, done=done))


@router.get("/{key}/code.{kind}")
def printed(request: Request, site: SiteDep, rooms: RoomsDep, base: BaseDep, key: str, kind: ImageKind) -> Response:
    """For slides and cards. Whoever scans it is at home, whatever was mistyped in the same network."""
    address = _held(request, site, rooms, key)
    return scan_of(f"{base}/j/{site.tokens.scanned(address)}", kind, f"totem-{address}")


@router.post("/{key}")
async def change(
    request: Request, site: SiteDep, rooms: RoomsDep, base: BaseDep, language: Language, key: str, typed: TypedDep
) -> Response:
    address = await run_in_threadpool(_held, request, site, rooms, key)
    if typed.get("action") == "give-back":
        await run_in_threadpool(rooms.seminars.standing.give_back, key)
        return private_page(site.templates, StandingGonePage(language=language, path="standing"))
    if typed.get("action") != "take":
        raise HTTPException(400)
    remote = REMOTE.search(typed.get("remote", ""))
    room = await run_in_threadpool(rooms.seminars.by_remote, remote[1]) if remote else None
    if room is None:
        form = Form(typed, {"remote": CampaignInvalid("remote", NO_REMOTE)})
        page = await run_in_threadpool(_page, rooms, base, language, key, address, form=form)
        return private_page(site.templates, page, 422)
    await run_in_threadpool(rooms.seminars.standing.take, key, room.id)
    return see_other(f"/{language}/standing/{key}?done=taken")


def _refuse_where_closed(rooms: Parts) -> None:
    if rooms.openings.access == "closed":
        raise HTTPException(404)


def _held(request: Request, site: Site, rooms: Parts, key: str) -> str:
    """Raises KeyRefused, TooManyTries."""
    return rooms.seminars.standing.by_key(key) or refuse_key(site, request)


def _form_page(rooms: Parts, language: Language, form: Form) -> StandingFormPage:
    return StandingFormPage(
        language=language, path="standing", form=form, wants_passphrase=rooms.openings.access == "passphrase"
    )


def _page(
    rooms: Parts,
    base: str,
    language: Language,
    key: str,
    address: str,
    *,
    form: Form | None = None,
    done: Literal["", "new", "taken"] = "",
) -> StandingPage:
    return StandingPage(
        language=language,
        path=f"standing/{key}",
        key=key,
        address=address,
        host=urlsplit(base).netloc,
        room=rooms.seminars.standing.room_at(address),
        form=form or Form(),
        done=done,
    )
