"""The way into a room: its code, scanned or typed; the page that says what the room will see; and the arrival.

Promises that a form sent twice is one arrival, and a right code a way in for everyone. Refuses a storm of wrong ones.
"""

import re
import time
from dataclasses import dataclass, replace
from typing import ClassVar, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from app.actions import Receipt
from app.banks.loader import Questionnaire
from app.banks.nouns import PEOPLE, Noun
from app.banks.schema import Language
from app.barometer.place_directory import place_code
from app.figures.mask import Mask
from app.seminars.codes import LENGTH, typed
from app.seminars.seminar import Seminar
from app.totem.model import More
from app.web.client_network import client_network
from app.web.deps import Site, SiteDep
from app.web.drawings import gallery
from app.web.forms import read_form
from app.web.language import negotiate
from app.web.pages import Page
from app.web.responses import is_fragment, private_page, see_other
from app.web.seminar.pacing import RoomLinks
from app.web.seminar.parts import Parts, PartsDep
from app.web.tokens import LinkDamaged, SheetExpired, new_sheet

router = APIRouter(include_in_schema=False)
CodeMistake = Literal["", "shape", "unknown", "tries", "resting"]
"""Nothing that could be a code; no room has it; too many wrong ones from here; no room at an address that stays."""
ADDRESS = re.compile(r"/(?:j|at|quiz|entry|figures)/([\w-]+)")
"""What ends the address of a room, of the counter of a place, a quiz or its figures."""
LONGEST = 200
"""Letters of what is shown again: an address fits."""
STATUS: dict[CodeMistake, int] = {"": 200, "shape": 422, "unknown": 422, "tries": 429, "resting": 404}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePage(Page):
    """code: as it was typed; length: of a room's; longest: that the field takes."""

    template: ClassVar[str] = "seminar/code.html"
    code: str
    mistake: CodeMistake
    length: int
    longest: int = LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPage(Page):
    """room: what room.js knows it by, empty for another person on the same phone; sheet: sealed, without an answer;
    enters: whether the phone waited for the end of a rehearsal, and comes in by itself."""

    template: ClassVar[str] = "seminar/join.html"
    room: str
    name: str
    people: Noun
    code: str
    sheet: str
    minutes: int
    masks: tuple[tuple[Mask, str], ...]
    enters: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsidePage(Page):
    """Of a phone that came while its trainer rehearses: it comes in with this sheet when that is over."""

    template: ClassVar[str] = "seminar/outside.html"
    code: str
    sheet: str
    room: RoomLinks


@dataclass(frozen=True, slots=True, kw_only=True)
class OverPage(Page):
    """was_used: whether anybody ever came; animals: whether people met one."""

    template: ClassVar[str] = "seminar/over.html"
    room: str
    name: str
    was_used: bool
    animals: bool


@router.get("/j/{code}")
async def scanned(request: Request, site: SiteDep, parts: PartsDep, code: str) -> Response:
    """Into the reader's language, or the room's own for a browser that asks for none of ours.

    A drawn code carries a proof that it was scanned: whoever comes by it is at home, whatever was mistyped there.
    """
    code, _, proof = code.partition(".")
    if (known := typed(code)) and site.tokens.was_scanned(known, proof):
        parts.codes.was_right(client_network(request), known)
    found, _ = await room_of_code(request, site, parts, code)
    own = found.language if found else None
    language = negotiate(request.headers.get("accept-language"), otherwise=own)
    return RedirectResponse(f"/{language}/j/{code}", 307, {"Vary": "Accept-Language", "Cache-Control": "no-store"})


@router.get("/{language}/j")
async def type_code(request: Request, site: SiteDep, parts: PartsDep, language: Language, code: str = "") -> Response:
    """A room's code, a campaign's name, or the code of a place; or the address of one of them."""
    if not code:
        return _code_page(site, language, "", "")
    meant = address[1] if (address := ADDRESS.search(code)) else code.strip()
    found, mistake = await room_of_code(request, site, parts, meant)
    if found is None and mistake != "resting":
        campaign = await site.campaigns.ask(meant.lower())
        if campaign and campaign.protection != "room" and campaign.bank in site.questionnaires:
            return see_other(f"/{language}/quiz/{campaign.slug}")
        if place := place_code(meant):  # looked up where it leads, which limits wrong ones
            return see_other(f"/{language}/at/{place}")
    if found is None:
        return _code_page(site, language, code, mistake)
    return see_other(f"/{language}/j/{found.code}")


@router.post("/{language}/j")
async def type_code_in_form(request: Request, site: SiteDep, parts: PartsDep, language: Language) -> Response:
    form = await read_form(request)
    return await type_code(request, site, parts, language, form.get("code", "").strip() or " ")


@router.get("/{language}/j/{code}")
async def welcome(
    request: Request, site: SiteDep, parts: PartsDep, language: Language, code: str, other: str = "", s: str = ""
) -> Response:
    """other: somebody else on the same phone, who does not go on where the first one was; s: the sheet of a phone that
    came during a rehearsal, and waits for its end. It may be over once this is asked for."""
    found, mistake = await room_of_code(request, site, parts, code)
    if found is None:
        return _code_page(site, language, code, mistake)
    if s and found.is_open and found.stage.rehearsal:
        return private_page(site.templates, _outside_page(language, found, s))
    return _join_page(site, language, found, s, returns=not other)


@router.post("/{language}/j/{code}")
async def arrive(request: Request, site: SiteDep, parts: PartsDep, language: Language, code: str) -> Response:
    """The sheet that came with the page names the arrival: sent again, it is the same one.

    Where its trainer rehearses, the phone waits outside, and sends the same again when that is over.
    """
    found, mistake = await room_of_code(request, site, parts, code)
    if found is None:
        return _code_page(site, language, code, mistake)
    token, bank = (await read_form(request)).get("s", ""), _questionnaire(site, found).bank
    try:
        sheet = site.tokens.open_sheet(found.slug, bank, token, time.time())
    except (SheetExpired, LinkDamaged):  # an old page, or one from before the room was reset
        return see_other(f"/{language}/j/{found.code}", request)
    if not found.is_open:
        if is_fragment(request):
            return see_other(f"/{language}/j/{found.code}", request)
        return _over_page(site, language, found)
    receipt = Receipt(sheet.receipt("arrival"), sheet.expires_on)
    if found.stage.rehearsal or not await parts.rooms.arrive(found, receipt):
        return see_other(f"/{language}/j/{found.code}?s={token}", request)
    parts.live.announce(found.slug)
    return see_other(f"/{language}/quiz/{found.slug}?s={token}", request)


async def room_of_code(request: Request, site: Site, parts: Parts, text: str) -> tuple[Seminar | None, CodeMistake]:
    """The room of this code, open or not. What cannot be a code finds nothing, so it is no guess."""
    code = typed(text)
    if code is None:
        return None, "shape"
    place = client_network(request)
    if not parts.codes.may_try(place, code):
        return None, "tries"
    await parts.codes.slow(place, code)
    found, is_known = await run_in_threadpool(_at, parts, code)
    if not is_known or (found and found.bank not in site.questionnaires):
        return None, "tries" if parts.codes.was_wrong(place) else "unknown"
    parts.codes.was_right(place, code)
    return found, "" if found else "resting"


def _at(parts: Parts, code: str) -> tuple[Seminar | None, bool]:
    """The room of a code, or the one at an address that stays; and whether this leads anywhere at all."""
    if len(code) == LENGTH:
        found = parts.seminars.by_code(code)
        return found, found is not None
    found = parts.seminars.standing.room_at(code)
    return found, found is not None or parts.seminars.standing.is_known(code)


def _code_page(site: Site, language: Language, code: str, mistake: CodeMistake) -> Response:
    page = CodePage(language=language, path="j", code=code.strip()[:LONGEST], mistake=mistake, length=LENGTH)
    return private_page(site.templates, page, STATUS[mistake])


def _join_page(site: Site, language: Language, found: Seminar, waited: str, *, returns: bool) -> Response:
    """waited: the sheet of a phone that did."""
    if not found.is_open:
        return _over_page(site, language, found)
    questionnaire = _questionnaire(site, found)
    sheet = replace(new_sheet(questionnaire.bank, time.time(), More.NEVER), has_code=True)
    page = JoinPage(
        language=language,
        path=f"j/{found.code}",
        room=found.slug if returns else "",
        name=found.name,
        people=PEOPLE[found.people][language],
        code=found.code,
        sheet=waited or site.tokens.seal_sheet(found.slug, questionnaire.bank, sheet),
        minutes=site.minutes_in(language, found.bank),
        masks=gallery(questionnaire, language),
        enters=bool(waited),
    )
    return private_page(site.templates, page)


def _outside_page(language: Language, found: Seminar, sheet: str) -> OutsidePage:
    room = f"/{language}/room/{found.slug}"
    return OutsidePage(
        language=language,
        path=f"j/{found.code}?{urlencode({'s': sheet})}",
        code=found.code,
        sheet=sheet,
        room=RoomLinks(found.turn, f"{room}/stream", f"{room}/state", f"/{language}/j/{found.code}"),
    )


def _over_page(site: Site, language: Language, found: Seminar) -> Response:
    page = OverPage(
        language=language,
        path=f"j/{found.code}",
        room=found.slug,
        name=found.name,
        was_used=found.arrived > 0,
        animals=bool(_questionnaire(site, found).bank.totems),
    )
    return private_page(site.templates, page, 410)


def _questionnaire(site: Site, found: Seminar) -> Questionnaire:
    """Of a room that was found."""
    questionnaire = site.questionnaires.asked(found.bank, found.fingerprint)
    assert questionnaire
    return questionnaire
