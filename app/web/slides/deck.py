"""The recap as slides to edit: titles, native charts, lists. What it holds is what the recap's page holds.

Promises the newest release alone, made in a process of its own. Refuses what routes.py refuses.
"""

from functools import partial
from hashlib import sha256
from json import dumps
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from app.banks.faults import N_
from app.banks.schema import Language
from app.exports.deck import write_deck
from app.figures.glyphs import drawn
from app.web.deps import SiteDep
from app.web.drawings import drawn_sides
from app.web.figures.blocks import totem_views
from app.web.figures.routes import headlines_of
from app.web.language import day
from app.web.seminar.parts import PartsDep
from app.web.seminar.recap import whole_recap
from app.web.seminar.recap_view import RecapPage, Voted
from app.web.slides.routes import RevealedDep, RevealedRoom, file_response

router = APIRouter(include_in_schema=False, prefix="/{language}/slides/{key}")
LEVELS = N_(
    "Mean levels from 0 to 100, rounded. Without a bar: the occasion came up for fewer than ten people, or is not "
    "asked about on that side."
)
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@router.get("/deck.pptx")
async def deck(request: Request, site: SiteDep, parts: PartsDep, found: RevealedDep, language: Language) -> Response:
    """Raises Busy, Left."""
    page = await run_in_threadpool(whole_recap, site, parts, found.room, found.released)
    data = await run_in_threadpool(deck_data, found, page)
    name = f"deck {language} {sha256(dumps(data, sort_keys=True).encode()).hexdigest()}"
    return file_response(
        await site.workshop.get(request, name, partial(write_deck, data)), PPTX, f"{found.stem}-{page.made_on}.pptx"
    )


def deck_data(found: RevealedRoom, page: RecapPage) -> dict[str, Any]:
    """What `write_deck` reads: texts as the recap says them, numbers as the release holds them."""
    words, say = page.words, found.taken.say
    return {
        "language": page.language,
        "title": drawn(page.name) or say("A seminar"),
        "over": " · ".join((day(page.language, page.made_on), words["base"])),
        "sentence": page.sentence,
        "charts": [chart for chart in (_animals(found, page), _levels(found, page)) if chart]
        + [_vote(page, vote) for vote in page.votes],
        "lists": [{"title": words["talk"], "lines": list(page.prompts[:3])}],
        "blanks": {"title": words["try"], "heads": list(page.sides) or [words["one thing"]]},
        "foot": words["keeps"],
    }


def _animals(found: RevealedRoom, page: RecapPage) -> dict[str, Any] | None:
    """In the recap's order, the most frequent first."""
    views = totem_views(found.released, headlines_of(found.site, found.room.context))
    counts = {one.id: one.share.count or 0 for one in found.released.totems}
    if not views:
        return None
    return {
        "title": page.words["troupe"],
        "hint": page.words["counted"],
        "names": [view.one for view in views.values()],
        "series": [[page.words["people"], [counts[id_] for id_ in views]]],
        "most": None,
    }


def _levels(found: RevealedRoom, page: RecapPage) -> dict[str, Any] | None:
    if not page.levels:
        return None
    say = found.taken.say
    sides = drawn_sides(found.room.context.questionnaire.bank)
    names = {one.id: found.room.context.wording(one.name) for one in found.room.context.questionnaire.file.dimensions}
    shown = [one for one in found.released.dimensions if one.id in names]
    levels = [{level.side: level.mean.value for level in one.levels} for one in shown]
    series = [[head, [one.get(side) for one in levels]] for head, side in zip(page.heads, sides, strict=True)]
    return {
        "title": page.words["mirror"] if len(sides) > 1 else page.words["dimensions"],
        "hint": say(LEVELS),
        "names": [names[one.id] for one in shown],
        "series": series,
        "most": 100,
    }


def _vote(page: RecapPage, vote: Voted) -> dict[str, Any]:
    """A round with fewer than five votes has no figure."""
    rounds = range(vote.rounds)
    titles = [page.words["before"], page.words["after"]] if vote.rounds == 2 else [str(at + 1) for at in rounds]
    return {
        "title": page.words["votes"],
        "hint": f"{vote.text} ({vote.side})" if vote.side else vote.text,
        "names": [one.option for one in vote.counts],
        "series": [[titles[at] if vote.rounds > 1 else page.words["people"], _column(vote, at)] for at in rounds],
        "most": None,
    }


def _column(vote: Voted, at: int) -> list[int | None]:
    return [int(one.rounds[at]) if one.rounds[at].isdigit() else None for one in vote.counts]
