"""A phone's turn in a room: whether its next step is open, and the page where it waits until it is.

Promises that nobody is shown a step before the trainer opens it, and that whoever is behind goes on. Refuses to
remember a phone but by a mark in memory, which leads to no sheet.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, Literal
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.seminars.seminar import Seminar
from app.seminars.stage import Plan, open_steps
from app.totem.course import Course, first_unanswered, steps
from app.totem.model import Bank, blank
from app.web.context import CampaignContext
from app.web.deps import Site
from app.web.pages import Page
from app.web.responses import VARIES, is_fragment, private_html, see_other
from app.web.seminar.parts import parts_of
from app.web.tokens import Sheet, Tokens

WaitReason = Literal["lobby", "next", "paused"]
MARK_LETTERS = 12
PROGRESS = "progress"
"""What is signed of a phone: so far is a sheet, and no address that somebody made up."""


@dataclass(frozen=True, slots=True)
class RoomLinks:
    """What a page needs to follow its room: the turn that it shows, where the next comes from, where to look then."""

    turn: str
    stream: str
    state: str
    own: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPage(Page):
    """at, last: the step that is to come, and how many there are; back: the step before."""

    template: ClassVar[str] = "seminar/waiting.html"
    fragment: bool
    why: WaitReason
    rehearsal: bool
    at: int
    last: int
    back: str | None
    room: RoomLinks


def is_room(context: CampaignContext) -> bool:
    return context.campaign.protection == "room"


async def wait_page_if_early(
    request: Request,
    site: Site,
    context: CampaignContext,
    sheet: Sheet,
    course: Course,
    at: int,
) -> Response | None:
    """The page that waits, or None if the step may be shown. at: counted from 0."""
    seminar = await seminar_of(request, context)
    if seminar.stage.rehearsal:
        return outside(request, site, context, seminar, sheet)
    answered = first_unanswered(course, sheet.answers)
    parts_of(request).live.progress(seminar.slug, phone_id_of(sheet), answered)
    many = open_steps(seminar.stage, plan_for(seminar, context.questionnaire.bank))
    if many is None or at < many:
        return None
    token = site.tokens.seal_sheet(context.campaign.slug, context.questionnaire.bank, sheet)
    own = f"/{context.wording.language}/quiz/{seminar.slug}?s={token}&q="
    room = room_links(site.tokens, context, seminar, sheet, answered, f"{own}{at + 1}")
    fragment = is_fragment(request)
    page = _waiting_page(context, seminar, room, course, at, f"{own}{at}", fragment=fragment)
    pushed = {"HX-Push-Url": page.room.own} if fragment and request.method == "POST" else {}
    return private_html(site.templates.render(page, "step" if fragment else None), headers={"Vary": VARIES} | pushed)


def outside(request: Request, site: Site, context: CampaignContext, seminar: Seminar, sheet: Sheet) -> Response:
    """Nobody answers in a rehearsal: the sheet as it is waits for its end, before the door."""
    token = site.tokens.seal_sheet(context.campaign.slug, context.questionnaire.bank, sheet)
    address = f"/{context.wording.language}/j/{seminar.code}?{urlencode({'s': token})}"
    return see_other(address, request)


def announce(request: Request, slug: str) -> None:
    """After anything that changes a room."""
    parts_of(request).live.announce(slug)


async def seminar_of(request: Request, context: CampaignContext) -> Seminar:
    """Raises a plain 404 for a room that was purged or reset a moment ago."""
    seminar = await parts_of(request).live.seminar(context.campaign.slug)
    if seminar is None:
        raise HTTPException(404)
    return seminar


def plan_for(seminar: Seminar, bank: Bank) -> Plan:
    """As far as phones are concerned: spare scenes come last, once every step is open."""
    return Plan(seminar.pace, len(steps(bank, blank(bank), b"")) - 1, totems=bool(bank.totems), pairs=bool(bank.pairs))


def phone_id_of(sheet: Sheet) -> str:
    return sha256(b"totem mark" + sheet.nonce).hexdigest()[:MARK_LETTERS]


def room_links(
    seals: Tokens, context: CampaignContext, seminar: Seminar, sheet: Sheet, answered: int, own: str
) -> RoomLinks:
    """own: the page's own address, with its sheet."""
    room, mark = f"/{context.wording.language}/room/{context.campaign.slug}", phone_id_of(sheet)
    signature = seals.sign(PROGRESS, f"{context.campaign.slug} {mark} {answered}")
    progress = urlencode({"m": mark, "at": answered, "by": signature})
    return RoomLinks(seminar.turn, f"{room}/stream?{progress}", f"{room}/state?{progress}", own)


def _waiting_page(
    context: CampaignContext,
    seminar: Seminar,
    room: RoomLinks,
    course: Course,
    at: int,
    before: str,
    *,
    fragment: bool,
) -> TurnPage:
    stage = seminar.stage
    return TurnPage(
        language=context.wording.language,
        path=room.own.removeprefix(f"/{context.wording.language}/"),
        fragment=fragment,
        why="paused" if stage.paused else "lobby" if stage.beat == "lobby" else "next",
        rehearsal=stage.rehearsal,
        at=at + 1,
        last=len(course),
        back=before if at and not stage.paused else None,
        room=room,
    )
