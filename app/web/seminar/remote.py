"""The remote: a trainer's page, for a phone or a second window. Plain forms that post an action to its own address.

Promises that a form rendered before the room moved changes nothing, so that two taps or two remotes skip no beat.
Refuses a wrong key as organisers' pages do.
"""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from app.campaigns.draft import N_, CampaignInvalid
from app.seminars.direction import direct
from app.seminars.reach import reach_of
from app.seminars.rooms import AlreadyJoined, BatchesRefused, Rooms, version_of
from app.seminars.scripts import scenes_in
from app.seminars.seminar import Seminar
from app.seminars.stage import ACTIONS
from app.seminars.timing import beats_shown, minutes_now
from app.web.client_network import client_network
from app.web.deps import BaseDep, Site, SiteDep, TooManyTries
from app.web.forms import Form, TypedDep
from app.web.groups.talk_remote import remote_talk, talk_step, typed_step
from app.web.qr import scan_of
from app.web.responses import no_store, private_page, see_other
from app.web.seminar.broadcaster import Feed
from app.web.seminar.parts import Parts, PartsDep
from app.web.seminar.prompts import prompt_at, proposed
from app.web.seminar.remote_access import RemoteAccess, RemoteDep, joined_by
from app.web.seminar.remote_view import (
    RemoteConfirmation,
    RemoteDone,
    RemotePage,
    SurePage,
    animals_of,
    next_of,
    remote_gap,
    said_of,
    scenes_of,
    sentence_of,
    shows,
    statements_of,
)
from app.web.seminar.screen_view import PLACE

router = APIRouter(include_in_schema=False, prefix="/{language}/remote/{key}")
ORGANISER = re.compile(r"(?:^|/organise/)([a-z0-9-]{2,40})[/\s]+([A-Za-z0-9_-]{20,64})(?:[/?#]|$)")
UNREADABLE = N_("This is not the address of an organiser’s page: copy it whole, from the address bar.")
IS_IN = N_("This room is in “%(slug)s” already: nothing was added.")
DIGITS = re.compile("[0-9]{1,3}")
CHANGES: dict[str, Callable[[Rooms, int, dict[str, str], str | None], object]] = {
    "hide": lambda rooms, id_, typed, seen: rooms.hide_code(id_, typed.get("hidden") == "yes", seen),
    "prompt": lambda rooms, id_, typed, seen: rooms.choose_prompt(id_, _number(typed.get("at", "")), seen),
    "vote": lambda rooms, id_, typed, seen: rooms.put_to_vote(id_, typed.get("item", ""), typed.get("side", ""), seen),
    "rehearse": lambda rooms, id_, typed, seen: rooms.rehearse(id_, typed.get("on") == "yes", seen),
    "talk": lambda rooms, id_, typed, seen: rooms.talk(id_, talk_step(typed), seen),
    "reset": lambda rooms, id_, _, seen: rooms.reset(id_, seen),
}
"""What a trainer may change beside the beats."""


@router.get("")
def remote(
    site: SiteDep,
    parts: PartsDep,
    base: BaseDep,
    held: RemoteDep,
    ask: RemoteConfirmation | None = None,
    done: RemoteDone | None = None,
) -> Response:
    if ask:
        page = SurePage(
            language=held.wording.language,
            path=f"{held.path}?ask={ask}",
            question=ask,
            place=held.path,
            seen=version_of(held.seminar),
            people=held.seminar.finished,
        )
        return private_page(site.templates, page)
    return private_page(site.templates, remote_page(site, parts, base, held, done=done))


@router.post("")
async def act(
    request: Request, site: SiteDep, parts: PartsDep, base: BaseDep, held: RemoteDep, typed: TypedDep
) -> Response:
    action = typed.get("action", "")
    if action == "again":
        return await _again(request, parts, held)
    if action == "join":
        return await _join(request, site, parts, base, held, typed)
    if action == "own":
        return await _asked(site, parts, base, held, typed)
    if action not in CHANGES and action not in ACTIONS and action != "cue":
        raise HTTPException(400)
    if held.seminar.is_open:
        await run_in_threadpool(_changed, parts, held.seminar, action, typed)
        parts.live.announce(held.seminar.slug)
    if "hx-request" in request.headers:
        fragment = HTMLResponse(await run_in_threadpool(_live, site, parts, held, base=base))
        no_store(fragment.headers)
        return fragment
    return see_other(held.address + ("?done=reset" if action == "reset" else ""))


@router.get("/stream")
def stream(site: SiteDep, parts: PartsDep, held: RemoteDep) -> Response:
    return parts.live.stream(held.seminar.slug, _feed(site, parts, held))


@router.get("/state")
async def state(request: Request, site: SiteDep, parts: PartsDep, held: RemoteDep) -> Response:
    return await parts.live.state(request, held.seminar.slug, _feed(site, parts, held))


@router.get("/hand.svg")
def hand_over(base: BaseDep, held: RemoteDep) -> Response:
    """The remote's own address as a QR code, to hand it to a colleague."""
    return scan_of(base + held.address)


def remote_page(
    site: Site, parts: Parts, base: str, held: RemoteAccess, *, form: Form | None = None, done: RemoteDone | None = None
) -> RemotePage:
    """form: what was typed to add the room to a campaign, if there is something wrong with it."""
    room, stage = held.seminar, held.seminar.stage
    shown = parts.rooms.shown(room)
    plan, say = parts.rooms.plan(room, shown), site.templates.gettext(held.wording.language)
    prompts = proposed(held.questionnaire, held.wording, shown.released, room.id)
    next_, question = next_of(room, plan)
    minutes = minutes_now(stage, plan, site.minutes_in(held.wording.language, room.bank))
    scenes, statements = (*scenes_of(held, stage),), (*statements_of(held, stage),)
    return RemotePage(
        language=held.wording.language,
        path=held.path,
        room=room,
        people=held.wording.people,
        asking=tuple(parts.pairings.waiting(room.code)) if room.is_open else (),
        shown=shown,
        plan=plan,
        place=held.path,
        base=base,
        reach=reach_of(base, is_set=site.base_url is not None),
        screen=held.screen,
        seen=version_of(room),
        next=next_,
        question=question,
        beats=beats_shown(stage, plan),
        said=said_of(held, stage, prompts),
        answered=min(parts.live.answered(room.slug, stage.question), shown.arrived),
        newcomers=shown.finished - shown.released.n if shown.released and not shown.rehearsal else 0,
        waiting=parts.live.waiting(room.slug) if stage.rehearsal else 0,
        printed=site.pdf.is_here,
        sentence=sentence_of(held, shown, site.templates),
        gap=remote_gap(held, shown),
        animals=animals_of(held, shown, site.templates),
        way=next((way for topic in scenes + statements for way in topic.ways if way.is_on), None),
        scenes=scenes,
        statements=statements,
        prompts=prompts,
        chosen=prompt_at(prompts, stage.prompt),
        minutes=minutes.now,
        left=minutes.left,
        whole=minutes.whole,
        slot_minutes=minutes.slot,
        scenes_to_vote=scenes_in(minutes.talk) if room.cues.script else 0,
        since=parts.live.since(room.slug, shows(room)),
        now=time.time(),
        joined=() if room.is_open else joined_by(site, parts, room, held.wording.language),
        talk=remote_talk(say, held.wording, held.questionnaire, room, shown, prompts),
        form=form or Form(),
        done=done,
    )


def _changed(parts: Parts, room: Seminar, action: str, typed: dict[str, str]) -> None:
    """Raises a plain 400 for what no form of ours sends."""
    rooms, seen = parts.rooms, typed.get("seen") or None
    try:
        known = next((one for one in ACTIONS if one == action), None)
        if known:
            rooms.act(room.id, known, seen)
        elif action == "cue":
            answered = parts.live.answered(room.slug, room.stage.question)
            direct(rooms, room, typed.get("cue", ""), typed.get("minutes", ""), answered, seen)
        else:
            CHANGES[action](rooms, room.id, typed, seen)
    except (LookupError, ValueError) as error:
        raise HTTPException(400) from error


def _number(text: str) -> int:
    """Raises ValueError."""
    return int(text if DIGITS.fullmatch(text) else "")


async def _again(request: Request, parts: Parts, held: RemoteAccess) -> Response:
    place = client_network(request)
    if parts.openings.are_many(place):
        return see_other(f"{held.address}?done=many")
    parts.openings.count(place)
    opened = await run_in_threadpool(parts.rooms.again, held.seminar.id)
    await run_in_threadpool(parts.seminars.standing.follow, held.seminar, opened.seminar.id)
    return see_other(f"/{held.wording.language}/remote/{opened.remote}?done=again")


async def _join(
    request: Request, site: Site, parts: Parts, base: str, held: RemoteAccess, typed: dict[str, str]
) -> Response:
    found = await run_in_threadpool(ORGANISER.search, typed.get("organiser", ""))
    try:
        if not found:
            raise BatchesRefused(UNREADABLE)
        await run_in_threadpool(parts.rooms.add_to_campaign, held.seminar.id, found[1], found[2])
    except BatchesRefused as refused:
        is_in = isinstance(refused, AlreadyJoined)  # so the key is right
        if not is_in and site.wrong_keys.was_wrong(client_network(request)):
            raise TooManyTries from refused
        fault = CampaignInvalid("organiser", IS_IN if is_in else refused.message, **refused.params)
        page = await run_in_threadpool(remote_page, site, parts, base, held, form=Form(typed, {"organiser": fault}))
        return private_page(site.templates, page, 422)
    return see_other(f"{held.address}?done=joined")


async def _asked(site: Site, parts: Parts, base: str, held: RemoteAccess, typed: dict[str, str]) -> Response:
    try:
        await run_in_threadpool(parts.rooms.talk, held.seminar.id, typed_step(typed), typed.get("seen") or None)
    except CampaignInvalid as fault:
        form = Form(typed, {fault.field: fault})
        page = await run_in_threadpool(remote_page, site, parts, base, held, form=form)
        return private_page(site.templates, page, 422)
    return see_other(f"{held.address}?done=own#talk")


def _live(site: Site, parts: Parts, held: RemoteAccess, room: Seminar | None = None, base: str = PLACE) -> str:
    """What moves with the room, as it is now where none is given. Without a base no address of the site is in it: it is
    the same whatever host is asked, and each page puts its own in (live.js)."""
    now = room or parts.seminars.by_id(held.seminar.id) or held.seminar
    return site.templates.render(remote_page(site, parts, base, replace(held, seminar=now)), "live")


def _feed(site: Site, parts: Parts, held: RemoteAccess) -> Feed:
    return Feed(f"remote {held.wording.language}", partial(_live, site, parts, held))
