"""The end of a quiz: whether its answers are counted, by whom they were held back, and where the person goes on to.

Promises that a sheet which was counted is told so, whatever was pressed, and whatever has changed since.
"""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.actions import Finished, NotCounted, Receipt
from app.totem.course import Course, first_unanswered
from app.web.client_network import client_network
from app.web.quiz.landing import FullPage, obstacle_of, segment_of
from app.web.quiz.parts import parts_of
from app.web.quiz.replies import minutes_in
from app.web.quiz.thanks import Ending, thanks_address
from app.web.quiz.visit import Visit
from app.web.rate_limit import RateLimit
from app.web.responses import private_html, see_other, whole_page
from app.web.seminar.pacing import announce, is_room, outside, seminar_of
from app.web.tokens import Sheet


async def finish(request: Request, visit: Visit, sheet: Sheet, course: Course, form: Mapping[str, str]) -> Response:
    """Counts, or not, then shows the result. A sheet that is not complete goes back to what is missing."""
    choice, missing = form.get("finish", ""), first_unanswered(course, sheet.answers)
    if course[missing] is not None:
        return see_other(visit.restart if visit.tablet else visit.step(sheet, missing), request)
    if choice not in ("count", "private"):
        raise HTTPException(400)
    if is_room(visit.context) and (seminar := await seminar_of(request, visit.context)).stage.rehearsal:
        return outside(request, visit.site, visit.context, seminar, sheet)
    kept_back = _kept_back(request, visit, sheet, missing) if choice == "count" else None
    counts, minutes = choice == "count" and kept_back is None, minutes_in(form.get("minutes", ""))
    finished = await _finished(request, visit, sheet, minutes, counts=counts)
    if kept_back and finished.outcome == "unsure":
        raise NotCounted
    if kept_back and not finished.before:
        return kept_back
    return see_other(_end(request, visit, sheet, finished, choice), request)


async def keep_back(request: Request, visit: Visit, sheet: Sheet) -> Response:
    """The end for whoever wants nothing counted, of a bank that shows no result."""
    known = await parts_of(request).was_counted(Receipt(sheet.receipt(), sheet.expires_on))
    outcomes: dict[bool | None, Ending] = {True: "already", False: "private", None: "unsure"}
    return see_other(thanks_address(visit, outcomes[known]), request)


def _end(request: Request, visit: Visit, sheet: Sheet, finished: Finished, choice: str) -> str:
    """The address of what the person is shown in the end."""
    if visit.bank.ends_on_thanks:
        return thanks_address(visit, "already" if finished.before else finished.outcome)
    end = f"again={choice}&" * finished.before + f"finish={finished.outcome}"
    if is_room(visit.context):
        announce(request, visit.campaign.slug)
        return f"/{visit.tongue}/room/{visit.campaign.slug}?s={visit.seal(sheet)}&{end}"
    result = visit.site.tokens.seal_result(visit.campaign.slug, visit.bank, finished.answers)
    return f"/{visit.tongue}/result/{result}?{end}"


async def _finished(request: Request, visit: Visit, sheet: Sheet, minutes: int | None, *, counts: bool) -> Finished:
    """An open link's limit is held while the ledger is asked, and spent by a sheet that is new to the totals alone.
    A former version's sheet would turn a campaign back that nobody has answered (`asked_in`): it is not counted."""
    campaign, receipt = visit.campaign, Receipt(sheet.receipt(), sheet.expires_on)
    late = counts and campaign.closed_on is not None and not campaign.has_answers
    invitation = sheet.invitation if campaign.protection == "invitation" else None
    limit, source = _limit(request, visit) if counts else (None, "")
    if limit:
        limit.add(source)
    is_new = False
    try:
        finished = await parts_of(request).finish(
            campaign.id,
            visit.bank,
            sheet.answers,
            sheet.nonce,
            receipt,
            segment_of(campaign, sheet),
            invitation,
            counts=counts and not late,
            minutes=minutes,
        )
        is_new = finished.outcome == "counted" and not finished.before
        return finished._replace(outcome="closed") if late else finished
    finally:
        if limit and not is_new:
            limit.take_back(source)


def _limit(request: Request, visit: Visit) -> tuple[RateLimit | None, str]:
    """Of what whoever has seen it may answer as often as they like, and whose answers are counted together: of an open
    link, a network's; of a place, a network's there, since one connection may serve all the customers of a shop."""
    network = client_network(request)
    if visit.campaign.protection == "place" and visit.door:
        place = visit.door.place.id if visit.door.place else ""
        return parts_of(request).counted, f"{network} {visit.door.edition.barometer.slug} {place}"
    return (parts_of(request).counted if visit.campaign.protection == "open" else None), network


def _kept_back(request: Request, visit: Visit, sheet: Sheet, last: int) -> Response | None:
    """What is asked for before this sheet may be counted; None if nothing is. last: its last step."""
    if obstacle_of(visit.campaign, sheet) in ("code", "invitation", "place"):
        own = f"/{visit.tongue}/entry/{visit.campaign.slug}?s={visit.seal(sheet)}"
        return see_other(visit.start if visit.door else own, request)
    counted, source = _limit(request, visit)
    if counted and counted.is_exceeded(source):
        return _full(request, visit, sheet, last)
    return None


def _full(request: Request, visit: Visit, sheet: Sheet, at: int) -> Response:
    """The last step again, with time to spend: nothing is lost."""
    address = visit.start if visit.tablet else visit.step(sheet, at)
    page = FullPage(
        language=visit.context.wording.language,
        path=address.removeprefix(f"/{visit.tongue}/"),
        spoken=visit.context.questionnaire.file.languages,
        action=visit.start,
        token=visit.seal(sheet),
        at=at + 1,
        leads=sheet.answers.leads,
        thanks=visit.bank.ends_on_thanks,
        placed=visit.door is not None,
        restart=visit.restart if visit.tablet else "",
    )
    headers = {"Retry-After": "300"} | (whole_page(address) if "hx-request" in request.headers else {})
    return private_html(visit.site.templates.render(page), 429, headers)
