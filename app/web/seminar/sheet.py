"""What a trainer holds in the hand: a timed script on one sheet of paper.

Promises the same sheet with a room and without. Refuses anything of what the room answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from app.banks.loader import Questionnaire
from app.banks.nouns import PEOPLE, Noun
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.figures.mask import Mask
from app.seminars.codes import spelled
from app.seminars.scripts import SCRIPTS, USUAL, Script, scenes_in, script_from
from app.seminars.stage import PACES, Beat, Pace, Plan
from app.seminars.timing import Timetable, hoped_for, timetable
from app.web.context import offered_to_rooms
from app.web.deps import BaseDep, Site, SiteDep
from app.web.drawings import drawn_masks
from app.web.pages import Page
from app.web.responses import private_page
from app.web.seminar.remote_access import RemoteDep

router = APIRouter(include_in_schema=False, prefix="/{language}")
SCRIPT: dict[str, tuple[Beat, ...]] = {
    "enter": ("lobby",),
    "answer": ("answering",),
    "own": ("own",),
    "reveal": ("animals", "sentence", "triangle"),
    "mirror": ("dimensions", "gap"),
    "talk": ("prompt",),
    "leave": ("end",),
}
"""Which beats each part of the printed script stands for."""


@dataclass(frozen=True, slots=True)
class Door:
    """How this room is joined. address: whole, as it is typed; place: of the remote, after the language."""

    name: str
    code: str
    address: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage(Page):
    """door: None on a sheet for any room; bank: of the paper questionnaire; people: those served, served: the id of
    their word; minutes: of its answers; starts: of each part that the script keeps, whole: of all of it, in minutes;
    beats: those kept; talk: minutes of the question, scenes: put to the vote after it; script: the one that this is,
    None for all there is; scripts: to choose among."""

    template: ClassVar[str] = "seminar/sheet.html"
    door: Door | None
    bank: str
    people: Noun
    served: str
    minutes: int
    starts: Mapping[str, int]
    whole: int
    beats: tuple[Beat, ...]
    talk: int
    scenes: int
    script: Script | None
    scripts: tuple[Script, ...]
    masks: tuple[Mask, ...]


@router.get("/seminar/sheet")
def sheet(site: SiteDep, language: Language, people: str = USUAL_PEOPLE, script: str = USUAL) -> Response:
    """Raises a plain 404 on a site without a questionnaire for rooms."""
    bank = next(iter(offered_to_rooms(site.questionnaires)), None)
    if bank is None:
        raise HTTPException(404)
    people, chosen = people if people in PEOPLE else USUAL_PEOPLE, script_from(script) or USUAL
    address = "seminar/sheet" + ("" if chosen == USUAL else f"?script={chosen}")
    page = _page(site, language, bank, address, None, PACES[0], people, chosen)
    return HTMLResponse(site.templates.render(page), headers={"Cache-Control": "no-cache"})


@router.get("/remote/{key}/sheet")
def sheet_of_room(site: SiteDep, base: BaseDep, held: RemoteDep) -> Response:
    room = held.seminar
    door = Door(room.name, spelled(room.code), join_address(base, room.code), held.path)
    path = f"{held.path}/sheet"
    return private_page(
        site.templates,
        _page(site, held.wording.language, room.bank, path, door, room.pace, room.people, room.cues.script),
    )


def join_address(base: str, code: str) -> str:
    return f"{base}/j/{code}"


def planned(questionnaire: Questionnaire, pace: Pace, script: Script | None) -> Plan:
    """Of a room before anybody came, if enough people answer for everything to be shown."""
    bank = questionnaire.bank
    steps = len(bank.question_screens) + len(bank.scenes)
    return hoped_for(Plan(pace, steps, bool(bank.totems), bool(bank.pairs), script=script))


def starts_of(minutes: Timetable) -> dict[str, int]:
    """At which minute each part begins, of those that these beats make."""
    starts, at = {}, 0
    for name, beats in SCRIPT.items():
        kept = [minutes[beat] for beat in beats if beat in minutes]
        if kept:
            starts[name] = at
        at += sum(kept)
    return starts


def _page(
    site: Site,
    language: Language,
    bank: str,
    path: str,
    door: Door | None,
    pace: Pace,
    people: str,
    script: Script | None,
) -> SheetPage:
    questionnaire = site.questionnaires[bank]
    minutes = timetable(planned(questionnaire, pace, script), site.minutes_in(language, bank))
    return SheetPage(
        language=language,
        path=path,
        door=door,
        bank=bank,
        people=PEOPLE[people][language],
        served=people,
        minutes=minutes["answering"],
        starts=starts_of(minutes),
        whole=sum(minutes.values()),
        beats=tuple(minutes),
        talk=minutes["prompt"],
        scenes=scenes_in(minutes["prompt"]) if script else 0,
        script=script,
        scripts=() if door else SCRIPTS,
        masks=drawn_masks(questionnaire, language),
    )
