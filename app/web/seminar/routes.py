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
from app.banks.schema import Language
from app.campaigns.draft import N_, CampaignInvalid
from app.figures.mask import Mask
from app.seminars.reach import Reach, reach_of
from app.seminars.stage import LEVELS_FROM, PACES, Pace, Plan, beats_of
from app.seminars.store import LONGEST_NAME
from app.seminars.timing import minutes_left
from app.web.client_network import client_network
from app.web.context import offered_to_rooms
from app.web.deps import BaseDep, Site, SiteDep
from app.web.drawings import drawn_masks
from app.web.forms import Choice, Form, TypedDep
from app.web.language import as_language
from app.web.pages import Page
from app.web.responses import private_page, see_other
from app.web.seminar.parts import Parts, PartsDep
from app.web.seminar.remote_access import PEOPLE
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
"""The questionnaire for a room, where it is there."""
LANGUAGE, PACE, STANDING = "language", "pace", "standing"
FIELDS = ("bank", LANGUAGE, PACE, "name", "people", "script", STANDING)
"""What a bookmark may have filled in."""
MANY = N_(
    "Many rooms were opened from here in the last hour. Wait a little, then press again: what you chose is still here."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPage(Page):
    """masks: of the animals that people may meet; minutes: of the whole, with the questionnaire that is proposed;
    name_length: the longest name; host: what phones will be shown."""

    template: ClassVar[str] = "seminar/open.html"
    masks: tuple[Mask, ...]
    form: Form
    reach: Reach
    host: str
    wants_passphrase: bool
    choices: tuple[Choice, ...]
    minutes: int
    name_length: int = LONGEST_NAME


@router.get("/{language}/seminar")
def open_form(request: Request, site: SiteDep, parts: PartsDep, base: BaseDep, language: Language) -> Response:
    """As a bookmark fills it in, which opens nothing before the button is pressed; what it has wrong is left out."""
    _refuse_where_closed(site, parts)
    usual = {"bank": next(iter(offered_to_rooms(site.questionnaires)), ""), LANGUAGE: language, PACE: PACES[0]}
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
    opened = await run_in_threadpool(parts.rooms.open, typed["bank"], room, pace, typed.get("name", ""))
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
    if as_language(typed.get(LANGUAGE)) is None:
        found[LANGUAGE] = N_("Choose one of these languages.")
    if len(typed.get("name", "")) > LONGEST_NAME:
        found["name"] = N_("At most 60 characters.")
    return {name: CampaignInvalid(name, message) for name, message in found.items()}


def _open_page(site: Site, parts: Parts, base: str, language: Language, form: Form) -> OpenPage:
    say, choices = Wording(language, PEOPLE), offered_to_rooms(site.questionnaires)
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
        minutes=next((_whole(one, site.minutes_in(language, id_)) for id_, one in choices.items()), 0),
    )


def _whole(questionnaire: Questionnaire, reading: int) -> int:
    """Minutes of a seminar with it, at everyone's own pace, if enough people come for everything to be shown."""
    bank = questionnaire.bank
    steps = len(bank.question_screens) + len(bank.scenes)
    plan = Plan(PACES[0], steps, bool(bank.totems), bool(bank.pairs), LEVELS_FROM)
    return minutes_left(beats_of(plan), "lobby", plan.pace, reading, steps)
