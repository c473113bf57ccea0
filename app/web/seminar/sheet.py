"""What a trainer holds in the hand: a timed script on one sheet of paper.

Promises the same sheet with a room and without. Refuses anything of what the room answered.
"""

from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar, get_args

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from app.banks.nouns import PEOPLE, Noun
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.figures.mask import Mask
from app.seminars.codes import spelled
from app.seminars.stage import PACES, Beat, Pace
from app.seminars.timing import beat_minutes
from app.web.context import offered_to_rooms
from app.web.deps import BaseDep, Site, SiteDep
from app.web.drawings import drawn_masks
from app.web.pages import Page
from app.web.responses import private_page
from app.web.seminar.remote_access import RemoteDep

router = APIRouter(include_in_schema=False, prefix="/{language}")
SCRIPT: tuple[tuple[Beat, ...], ...] = (
    ("lobby",),
    ("answering",),
    ("own",),
    ("animals", "sentence", "triangle"),
    ("dimensions", "gap"),
    ("prompt",),
    ("end",),
)
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
    their word; minutes: of its answers; starts: of each part and of the end of the script, in minutes."""

    template: ClassVar[str] = "seminar/sheet.html"
    door: Door | None
    bank: str
    people: Noun
    served: str
    minutes: int
    starts: tuple[int, ...]
    masks: tuple[Mask, ...]


@router.get("/seminar/sheet")
def sheet(site: SiteDep, language: Language, people: str = USUAL_PEOPLE) -> Response:
    """Raises a plain 404 on a site without a questionnaire for rooms."""
    bank = next(iter(offered_to_rooms(site.questionnaires)), None)
    if bank is None:
        raise HTTPException(404)
    people = people if people in PEOPLE else USUAL_PEOPLE
    page = _page(site, language, bank, "seminar/sheet", None, PACES[0], people)
    return HTMLResponse(site.templates.render(page), headers={"Cache-Control": "no-cache"})


@router.get("/remote/{key}/sheet")
def sheet_of_room(site: SiteDep, base: BaseDep, held: RemoteDep) -> Response:
    room = held.seminar
    door = Door(room.name, spelled(room.code), join_address(base, room.code), held.path)
    path = f"{held.path}/sheet"
    return private_page(
        site.templates, _page(site, held.wording.language, room.bank, path, door, room.pace, room.people)
    )


def join_address(base: str, code: str) -> str:
    return f"{base}/j/{code}"


def _page(
    site: Site, language: Language, bank: str, path: str, door: Door | None, pace: Pace, people: str
) -> SheetPage:
    questionnaire = site.questionnaires[bank]
    steps = len(questionnaire.bank.question_screens) + len(questionnaire.bank.scenes)
    reading = site.minutes_in(language, bank)
    minutes = {beat: beat_minutes(beat, pace, reading, steps) for beat in get_args(Beat)}
    return SheetPage(
        language=language,
        path=path,
        door=door,
        bank=bank,
        people=PEOPLE[people][language],
        served=people,
        minutes=minutes["answering"],
        starts=(0, *accumulate(sum(minutes[beat] for beat in part) for part in SCRIPT)),
        masks=drawn_masks(questionnaire, language),
    )
