"""Opening a room on the web: a form whose defaults do, and the remote that it leads to.

Promises that the remote's key is told once, in its address, and kept nowhere. Refuses floods and the uninvited.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.banks.loader import Questionnaire
from app.banks.nouns import PEOPLE
from app.banks.schema import Language
from app.campaigns.draft import N_, USUAL_PEOPLE, CampaignInvalid
from app.figures.mask import Mask
from app.seminars.reach import Reach, reach_of
from app.seminars.scripts import SCRIPTS, USUAL, Script, script_from
from app.seminars.stage import PACES, Pace
from app.seminars.store import LONGEST_NAME
from app.seminars.timing import timetable
from app.web.client_network import client_network
from app.web.context import offered_to_rooms
from app.web.deps import BaseDep, Site, SiteDep
from app.web.drawings import drawn_masks
from app.web.forms import Choice, Form, TypedDep
from app.web.language import as_language
from app.web.pages import Page
from app.web.responses import private_page, see_other
from app.web.seminar.parts import Parts, PartsDep
from app.web.seminar.sheet import planned
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
"""The questionnaire for a room, where it is there."""
LANGUAGE, PACE, SCRIPT, STANDING = "language", "pace", "script", "standing"
FIELDS = ("bank", LANGUAGE, PACE, "name", "people", SCRIPT, STANDING)
"""What a bookmark may have filled in."""
MANY = N_(
    "Many rooms were opened from here in the last hour. Wait a little, then press again: what you chose is still here."
)


@dataclass(frozen=True, slots=True)
class ScriptLength:
    """Minutes of a script with everyone at their own pace, and all together."""

    script: Script
    free: int
    together: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPage(Page):
    """masks: of the animals that people may meet; lengths: of the scripts, with the questionnaire that is proposed;
    name_length: the longest name; host: what phones will be shown; people: words for those served, in the plural, by
    id."""

    template: ClassVar[str] = "seminar/open.html"
    masks: tuple[Mask, ...]
    form: Form
    reach: Reach
    host: str
    wants_passphrase: bool
    choices: tuple[Choice, ...]
    people: Mapping[str, str]
    lengths: tuple[ScriptLength, ...]
    name_length: int = LONGEST_NAME


@router.get("/{language}/seminar")
def open_form(request: Request, site: SiteDep, parts: PartsDep, base: BaseDep, language: Language) -> Response:
    """As a bookmark fills it in, which opens nothing before the button is pressed; what it has wrong is left out."""
    _refuse_where_closed(site, parts)
    usual = {"bank": next(iter(offered_to_rooms(site.questionnaires)), ""), LANGUAGE: language, PACE: PACES[0]}
    usual |= {SCRIPT: USUAL, "people": USUAL_PEOPLE}
    typed = usual | {name: request.query_params[name].strip() for name in FIELDS if name in request.query_params}
    typed = {name: text for name, text in typed.items() if name not in _mistakes_in(typed, site)}
    typed = usual | typed
    return private_page(site.templates, _open_page(site, parts, base, language, Form(typed)))


@router.post("/{language}/seminar")
async def open_room(
    request: Request, site: SiteDep, parts: PartsDep, base: BaseDep, language: Language, typed: TypedDep
) -> Response:
    _refuse_where_closed(site, parts)
    place = client_network(request)
    mistakes = _mistakes_in(typed, site)
    if parts.openings.access == "passphrase":
        mistakes |= site.passphrase.mistakes(typed, request)
    status = 422
    if not mistakes and parts.openings.are_many(place):
        mistakes, status = {"room": CampaignInvalid("room", MANY)}, 429
    if mistakes:
        return private_page(site.templates, _open_page(site, parts, base, language, Form(typed, mistakes)), status)
    parts.openings.count(place)
    room = as_language(typed[LANGUAGE]) or language
    pace: Pace = "together" if typed[PACE] == "together" else "free"
    people, script = typed.get("people", USUAL_PEOPLE), script_from(typed.get(SCRIPT))
    name = typed.get("name", "")
    opened = await run_in_threadpool(parts.rooms.open, typed["bank"], room, pace, name, people, script)
    if key := typed.get(STANDING):
        await run_in_threadpool(parts.seminars.standing.take, key, opened.seminar.id)
    return see_other(f"/{language}/remote/{opened.remote}")


def _refuse_where_closed(site: Site, parts: Parts) -> None:
    if parts.openings.access == "closed" or not offered_to_rooms(site.questionnaires):
        raise HTTPException(404)


def _mistakes_in(typed: Mapping[str, str], site: Site) -> dict[str, CampaignInvalid]:
    found = {}
    if typed.get("bank", "") not in offered_to_rooms(site.questionnaires):
        found["bank"] = N_("Choose one of these questionnaires.")
    if typed.get(PACE) not in PACES:
        found[PACE] = N_("Choose one of these paces.")
    if typed.get("people", USUAL_PEOPLE) not in PEOPLE:
        found["people"] = N_("Choose one of these words.")
    if typed.get(SCRIPT, USUAL) not in SCRIPTS:
        found[SCRIPT] = N_("Choose one of these scripts.")
    if as_language(typed.get(LANGUAGE)) is None:
        found[LANGUAGE] = N_("Choose one of these languages.")
    if len(typed.get("name", "")) > LONGEST_NAME:
        found["name"] = N_("At most 60 characters.")
    return {name: CampaignInvalid(name, message) for name, message in found.items()}


def _open_page(site: Site, parts: Parts, base: str, language: Language, form: Form) -> OpenPage:
    say, choices = Wording(language, USUAL_PEOPLE), offered_to_rooms(site.questionnaires)
    return OpenPage(
        language=language,
        path="seminar",
        masks=next((drawn_masks(one, language) for one in choices.values() if one.bank.totems), ()),
        form=form,
        reach=reach_of(base, is_set=site.base_url is not None),
        host=urlsplit(base).netloc,
        wants_passphrase=parts.openings.access == "passphrase",
        choices=tuple(
            Choice(id_, say(one.file.title), say(one.file.summary), site.minutes_in(language, id_))
            for id_, one in choices.items()
        ),
        people={id_: nouns[language].many for id_, nouns in PEOPLE.items()},
        lengths=next((_lengths(one, site.minutes_in(language, id_)) for id_, one in choices.items()), ()),
    )


def _lengths(questionnaire: Questionnaire, reading: int) -> tuple[ScriptLength, ...]:
    """Of each script with it, at both paces, if enough people come for everything to be shown."""
    found = []
    for script in SCRIPTS:
        free, together = (sum(timetable(planned(questionnaire, pace, script), reading).values()) for pace in PACES)
        found.append(ScriptLength(script, free, together))
    return tuple(found)
