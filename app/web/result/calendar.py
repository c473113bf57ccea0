"""Reminders of a result, for the calendar of whoever keeps it: what to try on Monday, what was chosen in a room a month
later, the same quiz in three months.

Promises a file that holds nothing but what its reader has on the page; no address is asked, and nothing stored.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from app.banks.faults import N_
from app.banks.schema import Language
from app.days import day_in, now_in_utc
from app.totem.scoring import score
from app.web.deps import BaseDep, SiteDep, find_context, open_answers
from app.web.responses import no_store
from app.web.result.result_words import action_views

router = APIRouter(include_in_schema=False)
Reminder = Literal["monday", "again", "month"]
MONTH = timedelta(30)
FOLD = 74
"""Bytes in a line, but for the first of several (RFC 5545, 3.1)."""
ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@router.get("/{language}/result/{token}/calendar/{kind}.ics")
async def reminder(
    site: SiteDep, base: BaseDep, language: Language, token: str, kind: Reminder, side: int = 0
) -> Response:
    """side: of what was chosen in a room. Raises LinkDamaged, ResultOutdated, and a plain 404 where there
    is nothing to try."""
    link = site.tokens.open_result(token)
    context = await find_context(site, language, link.slug)
    context, answers = open_answers(site, context, link)
    say, address = site.templates.gettext(language), f"{base}/{language}/result/{token}"
    today = day_in(context.campaign.zone, now_in_utc())
    if kind == "again":
        day, title = in_three_months(today), say(N_("The same quiz again: what has moved?"))
        told = f"{base}/{language}/quiz/{context.campaign.slug}\n{say(N_('My result of last time:'))} {address}"
    else:
        match = score(context.questionnaire.bank, answers).match
        if match is None or match.totem is None:
            raise HTTPException(404)
        actions = action_views(context, match.totem, leads=answers.leads)
        day, title = next_monday(today), say(N_("Something small to try this week"))
        if kind == "month":
            if side not in range(len(actions)):
                raise HTTPException(404)
            actions = (actions[side],)
            day, title = today + MONTH, say(N_("A month ago, one small thing: what has become of it?"))
        told = "\n".join(f"{action.side} – {action.text}" for action in actions)
    response = Response(event(token[-16:] + kind, day, title, told), media_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="totem-{kind}.ics"'
    no_store(response.headers)
    return response


def next_monday(day: date) -> date:
    """Not today, if it is one."""
    return day + timedelta(7 - day.weekday())


def in_three_months(day: date) -> date:
    """On the same day of the week, thirteen weeks later."""
    return day + timedelta(weeks=13)


def event(uid: str, day: date, title: str, text: str) -> str:
    """One event of a quarter of an hour, at nine in the morning wherever its reader is (RFC 5545)."""
    start = f"{day:%Y%m%d}T09"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Totem//Totem//EN", "BEGIN:VEVENT", f"UID:{uid}@totem",
        f"DTSTAMP:{datetime.now(UTC):%Y%m%dT%H%M%SZ}", f"DTSTART:{start}0000", f"DTEND:{start}1500",
        f"SUMMARY:{escaped(title)}", f"DESCRIPTION:{escaped(text)}",
        "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(title)}", "TRIGGER:PT0S", "END:VALARM",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    return re.sub(r"[\\;,\n]", lambda found: ESCAPED[found[0]], text)


def folded(line: str) -> str:
    """No letter is cut in two."""
    pieces, size = [""], 0
    for letter in line:
        size += len(letter.encode())
        if size > FOLD:
            pieces.append("")
            size = len(letter.encode())
        pieces[-1] += letter
    return "\r\n ".join(pieces)
