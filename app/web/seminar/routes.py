"""Opening a room on the web: a form whose defaults do, and the remote that it leads to.

Promises that the remote's key is told once, in its address, and kept nowhere. Refuses floods and the uninvited.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, get_args
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.banks.loader import Questionnaire
from app.banks.schema import Language
from app.campaigns.draft import N_, CampaignInvalid
from app.figures.mask import Mask
from app.seminars.stage import LEVELS_FROM, PACES, Pace, Plan, beats_of
from app.seminars.store import LONGEST_NAME
from app.seminars.timing import minutes_left
from app.web.client_network import client_network
from app.web.deps import BaseDep, Site, SiteDep
from app.web.drawings import drawn_masks
from app.web.forms import TypedDep
from app.web.language import as_language
from app.web.organise.campaign_access import private_page
from app.web.organise.form import Form
from app.web.organise.views import Choice
from app.web.pages import Page
from app.web.seminar.reach import Reach, reach_of
from app.web.seminar.remote_access import PEOPLE
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
FIRST = "express"
"""The questionnaire for a room, where it is there."""
LANGUAGE, PACE = "language", "pace"
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
def open_form(site: SiteDep, base: BaseDep, language: Language) -> Response:
    _refuse_where_closed(site)
    typed = {"bank": next(iter(offered(site.questionnaires)), ""), LANGUAGE: language, PACE: PACES[0]}
    return private_page(site, _open_page(site, base, language, Form(typed)))


@router.post("/{language}/seminar")
async def open_room(request: Request, site: SiteDep, base: BaseDep, language: Language, typed: TypedDep) -> Response:
    _refuse_where_closed(site)
    place = client_network(request)
    mistakes = _mistakes_in(typed, site)
    if site.trainers.open == "passphrase":
        mistakes |= site.organising.wrong_passphrase(typed.get("passphrase", ""), place)
    status = 422
    if not mistakes and site.trainers.are_many(place):
        mistakes, status = {"room": CampaignInvalid("room", MANY)}, 429
    if mistakes:
        return private_page(site, _open_page(site, base, language, Form(typed, mistakes)), status)
    site.trainers.count(place)
    room = as_language(typed[LANGUAGE]) or language
    pace: Pace = "together" if typed[PACE] == "together" else "free"
    opened = await run_in_threadpool(site.rooms.open, typed["bank"], room, pace, typed.get("name", ""))
    return see_remote(f"/{language}/remote/{opened.remote}")


def see_remote(address: str) -> Response:
    return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})


def offered(questionnaires: Mapping[str, Questionnaire]) -> dict[str, Questionnaire]:
    """Those that a room can use whatever the language of its phones, the one for rooms first."""
    known = {id_: one for id_, one in questionnaires.items() if one.speaks(*get_args(Language))}
    return {id_: known[id_] for id_ in sorted(known, key=lambda id_: id_ != FIRST)}


def _refuse_where_closed(site: Site) -> None:
    if site.trainers.open == "closed" or not offered(site.questionnaires):
        raise HTTPException(404)


def _mistakes_in(typed: Mapping[str, str], site: Site) -> dict[str, CampaignInvalid]:
    found = {}
    if typed.get("bank", "") not in offered(site.questionnaires):
        found["bank"] = N_("Choose one of these questionnaires.")
    if typed.get(PACE) not in PACES:
        found[PACE] = N_("Choose one of these paces.")
    if as_language(typed.get(LANGUAGE)) is None:
        found[LANGUAGE] = N_("Choose one of these languages.")
    if len(typed.get("name", "")) > LONGEST_NAME:
        found["name"] = N_("At most 60 characters.")
    return {name: CampaignInvalid(name, message) for name, message in found.items()}


def _open_page(site: Site, base: str, language: Language, form: Form) -> OpenPage:
    say, choices = Wording(language, PEOPLE), offered(site.questionnaires)
    return OpenPage(
        language=language,
        path="seminar",
        masks=next((drawn_masks(one, language) for one in choices.values() if one.bank.totems), ()),
        form=form,
        reach=reach_of(base, is_set=site.base_url is not None),
        host=urlsplit(base).netloc,
        wants_passphrase=site.trainers.open == "passphrase",
        choices=tuple(
            Choice(id_, say(one.file.title), say(one.file.summary), site.minutes.get(id_, 0))
            for id_, one in choices.items()
        ),
        minutes=next((_whole(one, site.minutes[id_]) for id_, one in choices.items()), 0),
    )


def _whole(questionnaire: Questionnaire, reading: int) -> int:
    """Minutes of a seminar with it, at everyone's own pace, if enough people come for everything to be shown."""
    bank = questionnaire.bank
    steps = len(bank.question_screens) + len(bank.scenes)
    plan = Plan(PACES[0], steps, bool(bank.totems), bool(bank.pairs), LEVELS_FROM)
    return minutes_left(beats_of(plan), "lobby", plan.pace, reading, steps)
