"""The projected screen of a room: its page, and the same as a stream or to be asked for again and again.

Promises that its key controls nothing, and that all who follow a room in one language have the same bytes. Refuses to
store what it shows.
"""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from app.banks.schema import Language
from app.seminars.reach import reach_of
from app.seminars.rooms import version_of
from app.seminars.seminar import Seminar
from app.web.client_network import client_network
from app.web.deps import BaseDep, Site, SiteDep
from app.web.headlines import Headlines, names_of
from app.web.responses import no_store
from app.web.seminar.broadcaster import Feed
from app.web.seminar.parts import Parts, PartsDep
from app.web.seminar.remote_view import shows
from app.web.seminar.screen_view import ScreenPage, ScreenRoom, screen_page
from app.web.wording import Wording

router = APIRouter(include_in_schema=False, prefix="/{language}/screen/{key}")


def projected(site: SiteDep, parts: PartsDep, key: str) -> Seminar:
    """Raises a plain 404, also for a room whose questionnaire is no longer here."""
    seminar = parts.seminars.by_screen(key)
    if seminar is None or seminar.bank not in site.questionnaires:
        raise HTTPException(404)
    return seminar


ProjectedDep = Annotated[Seminar, Depends(projected)]


async def at_home(request: Request, parts: PartsDep, seminar: ProjectedDep) -> Seminar:
    """The network that a screen follows from is the room's: its people come in, whatever one of them mistypes."""
    parts.codes.was_right(client_network(request), seminar.code)
    return seminar


AtHomeDep = Annotated[Seminar, Depends(at_home)]


@router.get("")
def screen(
    site: SiteDep, parts: PartsDep, base: BaseDep, seminar: ProjectedDep, language: Language, key: str
) -> Response:
    response = HTMLResponse(site.templates.render(page_of(site, parts, seminar, language, key, base)))
    no_store(response.headers)
    return response


@router.get("/stream")
async def stream(site: SiteDep, parts: PartsDep, seminar: AtHomeDep, language: Language, key: str) -> Response:
    return parts.live.stream(seminar.slug, feed_of(site, parts, language, key))


@router.get("/state")
async def state(
    request: Request, site: SiteDep, parts: PartsDep, seminar: AtHomeDep, language: Language, key: str
) -> Response:
    return await parts.live.state(request, seminar.slug, feed_of(site, parts, language, key))


def feed_of(site: Site, parts: Parts, language: Language, key: str) -> Feed:
    """Without the site's address: anyone can invent the host that is asked, so that each page puts in its own."""

    def render(seminar: Seminar) -> str:
        return site.templates.render(page_of(site, parts, seminar, language, key), "stage")

    return Feed(f"screen {language}", render)


def page_of(
    site: Site, parts: Parts, seminar: Seminar, language: Language, key: str, base: str | None = None
) -> ScreenPage:
    """base: None for all pages at once. Blocking: it reads the newest release."""
    mark, (seminar, shown) = version_of(seminar), parts.rooms.on_screen(seminar)
    questionnaire = site.questionnaires.asked(seminar.bank, seminar.fingerprint)
    assert questionnaire
    # A rehearsal has nobody who could answer a step; and whoever invents phones invents none that came.
    told = parts.live.answered(seminar.slug, seminar.stage.question)
    answered = shown.finished if shown.rehearsal else min(told, shown.arrived)
    answered = answered if shown.answered is None else shown.answered
    room = ScreenRoom(
        seminar=seminar,
        questionnaire=questionnaire,
        wording=Wording(language, seminar.people),
        told=Headlines(language, site.templates.gettext(language), names_of(questionnaire.file, language)),
        arrived=shown.arrived,
        finished=shown.finished,
        voted=shown.voted,
        guessed=shown.guessed,
        answered=answered,
        rehearsal=shown.rehearsal,
        released=shown.released,
        scanned=site.tokens.scanned(seminar.code),
        taken=shown.taken,
        since=parts.live.since(seminar.slug, shows(seminar)) if seminar.talk.is_on else 0,
        mark=mark,
        now=time.time(),
    )
    return screen_page(room, key, base, reach_of(base, is_set=site.base_url is not None) if base else "")
