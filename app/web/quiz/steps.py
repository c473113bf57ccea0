"""One step of the quiz, shown, and answered by a plain form or by htmx, at whatever address its steps are.

Promises that nothing about a running quiz stays on the server. Refuses sheets that are damaged, foreign or expired.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from app.actions import Receipt
from app.signals.live import passed
from app.totem.course import Course, ImportanceStep, SceneStep, first_unanswered, is_answered
from app.totem.model import Bank
from app.web.assets import compressed, encoding_for
from app.web.quiz.finish import finish_sheet, keep_back
from app.web.quiz.parts import parts_of
from app.web.quiz.replies import picked_in, posted_number, with_reply
from app.web.quiz.step_views import Seen
from app.web.quiz.views import seen
from app.web.quiz.visit import Visit
from app.web.responses import VARIES, is_fragment, private_html, see_other
from app.web.seminar.pacing import is_room, wait_page_if_early
from app.web.tokens import Sheet

STEP_QUALITY = 5
"""Of Brotli, for a step whose stream is not kept."""


class PackedStep(Response):
    """As `private_html` answers, of Brotli: what each of these says is written as it is sent once for all."""

    SAME: ClassVar = private_html(b"", headers={"Content-Encoding": "br", "Vary": f"{VARIES}, Accept-Encoding"})
    ALWAYS: ClassVar = [one for one in SAME.raw_headers if one[0] != b"content-length"]

    def __init__(self, body: bytes, status: int, own: Mapping[str, str]) -> None:
        """own: beside these, in lower case and of ASCII."""
        self.status_code, self.body, self.background = status, body, None
        beside = [(name.encode(), text.encode()) for name, text in own.items()]
        self.raw_headers = [*self.ALWAYS, (b"content-length", b"%d" % len(body)), *beside]


async def show_step(request: Request, visit: Visit, sheet: Sheet, q: str | None) -> Response:
    """q: the number of the step, None for the first one without an answer."""
    course = visit.course(sheet)
    furthest = min(first_unanswered(course, sheet.answers), _last(course, visit.bank))
    # A changed answer may have made the course shorter than an address of before.
    at = furthest if q is None else min(posted_number(q, 1, 999) - 1, furthest)
    return await _turn(request, visit, sheet, course, at)


async def answer_step(request: Request, visit: Visit, sheet: Sheet, form: Mapping[str, str]) -> Response:
    bank, course = visit.bank, visit.course(sheet)
    at = posted_number(form.get("q", ""), 1, len(course)) - 1
    step = course[at]
    if step is None:
        leads = "leads" in form and visit.context.questionnaire.file.leading is not None
        sheet = sheet.answered(replace(sheet.answers, leads=leads))
        return await finish_sheet(request, visit, sheet, course, form)
    if bank.ends_on_thanks and form.get("finish") == "private":
        return await keep_back(request, visit, sheet)
    if visit.tablet and "back" in form:
        return await _turn(request, visit, sheet, course, max(at - 1, 0))
    if isinstance(step, ImportanceStep) and len(picked := picked_in(step, form)) > step.most:
        return await _turn(request, visit, sheet, course, at, missing=True, typed=picked)
    before = sheet.answers
    sheet = sheet.answered(with_reply(bank, sheet.answers, step, form))
    if is_answered(step, sheet.answers):
        if not (at or is_answered(step, before)):
            passed("first_answer")
        course = visit.course(sheet)
        at = min(at + 1, first_unanswered(course, sheet.answers))
        if bank.ends_on_thanks and course[at] is None:
            return await finish_sheet(request, visit, sheet, course, {"finish": "count"})
    elif "undo" not in form and (not isinstance(step, SceneStep) or sheet.answers == before):
        return await _turn(request, visit, sheet, course, at, missing=True)
    if "hx-request" in request.headers or visit.tablet:
        return await _turn(request, visit, sheet, course, at)
    return see_other(visit.step(sheet, at), request)


async def _turn(
    request: Request,
    visit: Visit,
    sheet: Sheet,
    course: Course,
    at: int,
    *,
    missing: bool = False,
    typed: tuple[int, ...] = (),
) -> Response:
    """The step; in a room that has not come to it, the page that waits; on a tablet, where a sheet that is counted is
    nobody's who stands before it, the start. at: counted from 0; typed: of what was picked too much."""
    context = visit.context
    if visit.tablet and await parts_of(request).was_counted(Receipt(sheet.receipt(), sheet.expires_on)):
        return see_other(visit.restart, request)
    if is_room(context) and not missing:
        held = await wait_page_if_early(request, visit.site, context, sheet, course, at)
        if held:
            return held
    fragment = is_fragment(request)
    looks = seen(context, sheet, course, at, fragment=fragment, missing=missing, typed=typed, visit=visit)
    token, status, headers = visit.seal(sheet), 422 if missing else 200, dict[str, str]()
    if fragment and request.method == "POST" and not (missing or visit.tablet):
        headers["hx-push-url"] = visit.with_query(f"s={token}&q={at + 1}")
    return _sent(request, visit, looks, token, status, headers)


def _sent(request: Request, visit: Visit, looks: Seen, token: str, status: int, headers: dict[str, str]) -> Response:
    """The counter's steps stand at an address a place: compressed each time, and as light as any."""
    steps = parts_of(request).steps
    if encoding_for(request.headers) != "br":
        return private_html(steps.html(visit, looks, token), status, {"Vary": VARIES, **headers})
    body = steps.packed(looks, token) or compressed(steps.html(visit, looks, token).encode(), "br", STEP_QUALITY)
    return PackedStep(body, status, headers)


def _last(course: Course, bank: Bank) -> int:
    """The last step that is shown, counted from 0: where a bank ends on thanks, the one that sends the answers."""
    return len(course) - (2 if bank.ends_on_thanks else 1)
